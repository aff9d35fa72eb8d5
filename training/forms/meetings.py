"""The further meetings of a session on its form: three fields each, and one row more or less without losing a word."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from common.forms import say_when_needed
from training import rules
from training.forms.fields import MomentField, SaysWhatIsWrong
from training.rules.meetings import MOST_MEETINGS, Meets

PARTS = ("starts_at", "ends_at", "place")
TICKS = ("settles", "ends_seats")
"""With which HR goes on with a change that settles or ends something for people."""
ROW = re.compile(r"meeting_([0-9]{1,2})_starts_at")


def name_of(number: int, part: str) -> str:
    """Return the name of a field of the meeting with this number; the first one has the fields of the session."""
    return part if number == 1 else f"meeting_{number}_{part}"


class MeetingRows(SaysWhatIsWrong, forms.BaseForm):
    """Mix into a form with ``starts_at`` and ``ends_at``: rows for the meetings after the first.

    The form keeps in ``made_with`` with what it was made. A row that is left empty is no meeting. One without an end
    lasts as long as the first meeting.
    """

    made_with: dict[str, Any]

    def add_rows(self, data: Any, known: list[Meets]) -> dict[str, Any]:
        """Add a row for each meeting that was sent or that is known, and return what the known ones show."""
        numbers = sorted(_sent_rows(data) if data is not None else {each.number for each in known[1:]})
        for number in numbers[: MOST_MEETINGS - 1]:
            told = {"number": number}
            self.fields[name_of(number, "starts_at")] = MomentField(
                label=_("Meeting %(number)d begins") % told, required=False
            )
            self.fields[name_of(number, "ends_at")] = MomentField(
                label=_("Meeting %(number)d ends") % told, required=False
            )
            self.fields[name_of(number, "place")] = forms.CharField(
                label=_("Room or address of meeting %(number)d") % told, max_length=200, required=False,
                help_text=_("Leave it empty when it is where the first meeting is."),
            )  # fmt: skip
            for part in PARTS:
                say_when_needed(self.fields[name_of(number, part)], "")
        self.row_numbers = numbers
        if numbers:
            self.fields["meetings_needed"] = forms.IntegerField(
                label=_("At how many meetings somebody must be"), min_value=1, max_value=MOST_MEETINGS, required=False,
                error_messages={
                    "invalid": _("Give the number of meetings as a whole number."),
                    "min_value": _("Give the number of meetings as a whole number."),
                    "max_value": _("There are fewer meetings than that. Leave it empty for all of them."),
                },
                help_text=_("Who was at so many has followed the session. Leave it empty for all of them."),
            )  # fmt: skip
        return {name_of(each.number, part): getattr(each, part) for each in known[1:] for part in PARTS}

    def clean_meetings_needed(self) -> int:
        """Nothing filled in is all of them."""
        return self.cleaned_data["meetings_needed"] or 0

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The number and the fields of each further meeting, for the page."""
        return [(number, [self[name_of(number, part)] for part in PARTS]) for number in self.row_numbers]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields that say nothing of when and where; a tick to go on only once it is asked for."""
        when = {name_of(number, part) for number in [1, *self.row_numbers] for part in PARTS} | {"link"}
        when |= {"meetings_needed"} | {name for name in TICKS if name not in self.errors and not self.data.get(name)}
        return [each for each in self.visible_fields() if each.name not in when]

    @property
    def can_add(self) -> bool:
        return len(self.row_numbers) < MOST_MEETINGS - 1

    def read_rows(self, lasts: timedelta) -> tuple[list[Meets], dict[int, int]]:
        """Return the further meetings, and of each its row by the number that it has in the order of time."""
        found: list[tuple[Meets, int]] = []
        for number in self.row_numbers:
            starts_at, ends_at, place = (self.cleaned_data.pop(name_of(number, part), None) for part in PARTS)
            if self.unread & {name_of(number, part) for part in PARTS}:
                continue
            if starts_at is None:
                if ends_at or place:
                    self.add_error(name_of(number, "starts_at"), _("Say when this meeting begins, or empty its row."))
                continue
            was = (self.initial.get(name_of(number, part)) for part in ("starts_at", "ends_at"))
            ends_at = moved_along(starts_at, ends_at, *was) if ends_at else starts_at + lasts
            found.append((Meets(starts_at, ends_at, place.strip()), number))
        found.sort(key=lambda each: (each[0].starts_at, each[0].ends_at))
        return [each for each, _row in found], {place: row for place, (_each, row) in enumerate(found, start=2)}

    # --- one row more or less -----------------------------------------------------------------------------------------
    def with_another(self) -> Self:
        """Return the form as it was typed with one row more, a week after the last one."""
        data = self.data.copy()  # type: ignore[attr-defined]
        number = max(self.row_numbers, default=1) + 1
        last = next((each for each in reversed([1, *self.row_numbers]) if data.get(name_of(each, "starts_at"))), 1)
        for part in ("starts_at", "ends_at"):
            data[name_of(number, part)] = _a_week_later(data.get(name_of(last, part), ""))
        data[name_of(number, "place")] = data.get(name_of(last, "place"), "") if last != 1 else ""
        form = self._as_typed(data)
        form.fields[name_of(number, "starts_at")].widget.attrs["autofocus"] = True
        return form

    def without_row(self, number: int) -> Self:
        """Return the form as it was typed without the row of one meeting."""
        data = self.data.copy()  # type: ignore[attr-defined]
        left = [each for each in self.row_numbers if each != number]
        rows = [[data.get(name_of(each, part), "") for part in PARTS] for each in left]
        for each in self.row_numbers:
            for part in PARTS:
                data.pop(name_of(each, part), None)
        for place, row in enumerate(rows, start=2):
            for part, value in zip(PARTS, row, strict=True):
                data[name_of(place, part)] = value
        return self._as_typed(data)

    def _as_typed(self, data: Any) -> Self:
        """Return the form with what was typed, about which nothing is said yet."""
        form = type(self)(data, **self.made_with)
        form._errors, form.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]
        return form


def moved_along(
    starts_at: datetime, ends_at: datetime, was_start: datetime | None, was_end: datetime | None
) -> datetime:
    """Return when something ends of which only the start moved: as long as it was, where the old end makes no sense."""
    left_alone = was_start is not None and was_end is not None and ends_at == was_end
    if not left_alone or starts_at < ends_at <= starts_at + rules.LONGEST_SESSION:
        return ends_at
    return starts_at + (was_end - was_start) if was_start is not None and was_end is not None else ends_at


def _sent_rows(data: Mapping[str, Any]) -> set[int]:
    """Return the numbers of the rows that came with a form; what nobody can have typed is passed over."""
    found = {int(met.group(1)) for met in map(ROW.fullmatch, data) if met}
    return {number for number in found if 2 <= number <= MOST_MEETINGS}


def _a_week_later(typed: str) -> str:
    """Return the same time a week later, as the field shows it; nothing where that is no moment."""
    try:
        moment: datetime | None = MomentField(required=False).clean(typed)
    except ValidationError:
        return ""
    return rules.weeks_later(moment, 1).strftime("%Y-%m-%dT%H:%M") if moment else ""
