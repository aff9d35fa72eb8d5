"""Planning a session, and who takes part in it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import day_of
from common.editions import EditionForm
from common.errors import RuleBroken
from common.forms import SaysWhenNeeded, say_when_needed
from people.models import Person
from training import rules, selectors, services
from training.choices import Priority
from training.errors import parts_of
from training.forms.fields import MomentField, PeopleField, SaysWhatIsWrong, offer
from training.forms.meetings import MeetingRows, moved_along, name_of
from training.models import Course, Enrolment, Session
from training.rules.meetings import Meets, last_end, series

SEATS_SENSIBLE = _("A session has at least 1 and at most 2,000 seats.")


class CapacityForm(SaysWhatIsWrong, forms.Form):
    """How many seats a session has."""

    capacity = forms.IntegerField(
        label=_("Number of seats"),
        min_value=1,
        max_value=rules.MOST_SEATS,
        error_messages={
            "invalid": _("Give the number of seats as a whole number."),
            "min_value": SEATS_SENSIBLE,
            "max_value": SEATS_SENSIBLE,
        },
    )
    when_empty = {"capacity": _("Say how many seats there are.")}

    def refuse(self, broken: RuleBroken | Iterable[RuleBroken]) -> None:
        """Say at the seats that it goes ahead from more, where that number is no part of the form."""
        for each in [broken] if isinstance(broken, RuleBroken) else broken:
            for part in parts_of(each):
                field = "capacity" if part.field == "minimum" and "minimum" not in self.fields else part.field
                super().refuse(RuleBroken(str(part), field=field))


class SessionForm(SaysWhenNeeded, EditionForm, MeetingRows, CapacityForm):
    """A session as HR plans it, in one meeting or several. Without an end it lasts as long as the course."""

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"), required=False)
    place = forms.CharField(label=_("Room or address"), max_length=200, required=False)
    link = forms.URLField(label=_("Link to take part"), max_length=500, required=False, assume_scheme="https")
    minimum = forms.IntegerField(
        label=_("Goes ahead from how many people"),
        min_value=0,
        max_value=rules.MOST_SEATS,
        required=False,
        error_messages={
            "invalid": _("Give the number of people as a whole number."),
            "min_value": _("Give the number of people as a whole number."),
            "max_value": SEATS_SENSIBLE,
        },
        help_text=_("Leave it empty when it goes ahead with any number. You decide: nothing is cancelled by itself."),
    )
    trainers = forms.ModelMultipleChoiceField(
        label=_("Trainers"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guest_trainer = forms.CharField(
        label=_("Trainer from outside"),
        max_length=120,
        required=False,
        help_text=_("Name and organisation of who gives it and does not use this portal. HR marks who was there."),
    )
    enrol_from = MomentField(label=_("Enrolment opens"), required=False, help_text=_("Leave it empty to open at once."))
    enrol_until = MomentField(
        label=_("Enrolment closes"), required=False, help_text=_("Leave it empty to close when the session begins.")
    )
    field_order = (
        "starts_at", "ends_at", "place", "link", "capacity", "minimum", "trainers", "guest_trainer", "enrol_from",
        "enrol_until",
    )  # fmt: skip
    needed_when = {
        "place": _("needed when there is no link"),
        "link": _("needed when there is no room or address"),
    }
    when_empty = {
        "starts_at": _("Say on which day and at what time the session begins."),
        "capacity": _("Say how many seats there are."),
    }

    def __init__(
        self,
        *args: Any,
        now: datetime,
        course: Course,
        session: Session | None = None,
        copied: Session | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = session or Session(course=course)
        if session is not None:
            kwargs["initial"] = _as_planned(session)
        elif copied is not None:
            kwargs["initial"] = _weeks_later(copied, now)
        super().__init__(*args, **kwargs)
        self.now, self.course = now, course
        self.made_with = {"now": now, "course": course, "session": session, "copied": copied}
        shown = session or copied
        weeks = rules.weeks_ahead(shown.starts_at, shown.ends_at, now) if shown is not None and session is None else 0
        meetings = [_later(each, weeks) for each in shown.all_meetings] if shown is not None else []
        has_begun = session is not None and session.has_started(now)
        if has_begun and self.is_bound:
            self.fields["settles"] = forms.BooleanField(
                label=_("Let the marks that there are say who completed it"), required=False
            )
        if session is not None and self.is_bound:
            self.fields["ends_seats"] = forms.BooleanField(
                label=_("Whom I put down as a trainer takes no part"), required=False
            )
        self.initial.update(self.add_rows(self.data if self.is_bound else None, meetings))
        self.fields["ends_at"].help_text = (
            ""
            if self.row_numbers
            else _("Leave it empty when it takes as long as the course: %(duration)s.") % {"duration": course.duration}
        )
        known = selectors.trainers(now.date())
        if session is not None:
            known = (known | Person.objects.filter(pk__in=session.trainers.all()).distinct()).order_by("sort_key", "pk")
        offer(self, "trainers", known)

    def again(self, data: Any, kept: Session) -> Self:
        """Return the same form over the session as it is kept."""
        return type(self)(data, now=self.now, course=self.course, session=kept)

    def clean_minimum(self) -> int:
        """Nothing filled in is no minimum."""
        return self.cleaned_data["minimum"] or 0

    def clean(self) -> dict[str, Any]:
        """Fill in the end, and say what the rules say too, so that everything that is wrong shows at once."""
        starts_at = self.cleaned_data.get("starts_at")
        if starts_at is not None and "ends_at" not in self.unread and self.cleaned_data.get("ends_at") is None:
            self.cleaned_data["ends_at"] = starts_at + timedelta(minutes=self.course.duration_minutes)
        self._move_the_end_along(starts_at)
        unread = self.unread | ({"ends_at"} if starts_at is None else set())
        ends_at = self.cleaned_data.get("ends_at")
        lasts = ends_at - starts_at if starts_at and ends_at and ends_at > starts_at else self.course_lasts
        further, self.rows_by_number = self.read_rows(lasts)
        self.cleaned_data |= {"further": further, "meetings_needed": self.cleaned_data.get("meetings_needed") or 0}
        planned = Session(**{name: self.cleaned_data.get(name) for name in SESSION_FIELDS if name not in unread})
        if starts_at is not None and ends_at is not None:
            self._refuse_meetings(planned, series(Meets(starts_at, ends_at), further), unread)
        else:
            self.refuse(services.faults_of(planned, now=self.now, without=unread))
        return self.cleaned_data

    @property
    def course_lasts(self) -> timedelta:
        return timedelta(minutes=self.course.duration_minutes)

    def _refuse_meetings(self, planned: Session, meetings: list[Meets], unread: set[str]) -> None:
        """Say what is wrong with the session and with each of its meetings."""
        planned.starts_at, planned.ends_at = meetings[0].starts_at, last_end(meetings)
        planned.meeting_count = len(meetings)
        planned.meetings_needed = self.cleaned_data["meetings_needed"]
        before = self.instance.all_meetings if self.instance.pk is not None else ()
        self.refuse(services.faults_of(planned, now=self.now, without=unread, meetings=meetings, before=before))

    def refuse(self, broken: RuleBroken | Iterable[RuleBroken]) -> None:
        """Put what is wrong with one meeting at its row."""
        for each in [broken] if isinstance(broken, RuleBroken) else broken:
            for part in parts_of(each):
                super().refuse(RuleBroken(str(part), field=self._field_of(part.field)))

    def _field_of(self, field: str | None) -> str | None:
        if field is None or not field.startswith("meeting-"):
            return field
        number, _dash, end = field.removeprefix("meeting-").partition("-")
        return name_of(self.rows_by_number.get(int(number), 1), "ends_at" if end else "starts_at")

    def _move_the_end_along(self, starts_at: datetime | None) -> None:
        """Keep a session as long as it was when only its start moved, to where its old end makes no sense."""
        was = self.initial.get("starts_at"), self.initial.get("ends_at")
        ends_at = self.cleaned_data.get("ends_at")
        if starts_at is not None and ends_at is not None:
            self.cleaned_data["ends_at"] = moved_along(starts_at, ends_at, *was)


def _as_planned(session: Session) -> dict[str, Any]:
    """Return a session as the fields of its form. One query."""
    shown = {name: getattr(session, name) for name in SESSION_FIELDS}
    numbers = {"minimum": session.minimum or None, "meetings_needed": session.meetings_needed or None}
    first = {"ends_at": session.all_meetings[0].ends_at}
    return shown | first | numbers | {"trainers": list(session.trainers.all())}


def _later(meets: Meets, weeks: int) -> Meets:
    """Return a meeting so many weeks later, at the same time on the clock."""
    starts_at, ends_at = (rules.weeks_later(each, weeks) for each in (meets.starts_at, meets.ends_at))
    return Meets(starts_at, ends_at, meets.place, meets.number)


def _weeks_later(session: Session, now: datetime) -> dict[str, Any]:
    """Return a session as the fields of another one: some weeks later, after its end and ahead."""
    weeks = rules.weeks_ahead(session.starts_at, session.ends_at, now)
    return {
        name: rules.weeks_later(value, weeks) if isinstance(value, datetime) else value
        for name, value in _as_planned(session).items()
    }


SESSION_FIELDS = (
    "starts_at", "ends_at", "place", "link", "guest_trainer", "capacity", "minimum", "enrol_from", "enrol_until",
)  # fmt: skip


class EnrolOtherForm(SaysWhenNeeded, SaysWhatIsWrong, forms.Form):
    """Whom HR enrols, and whether they go first."""

    person = PeopleField(label=_("Who"))
    goes_first = forms.BooleanField(label=_("They go first on the waiting list"), required=False)
    priority_reason = forms.CharField(
        label=_("Why they go first"), max_length=300, required=False, help_text=_("They can read this.")
    )
    despite = forms.CharField(
        label=_("Why without the course that comes first"),
        max_length=300,
        required=False,
        help_text=_("They can read this."),
    )
    needed_when = {
        "priority_reason": _("needed when they go first"),
        "despite": _("needed when somebody misses it"),
    }
    when_empty = {"person": _("Tick at least one person.")}

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        offer(self, "person", selectors.to_choose_from(day_of(now)))

    def looking(self, found: Iterable[str] = ()) -> Self:
        """Return the same form with what was filled in so far, for who searches on before sending it.

        ``found`` are the public ids of who is ticked from now on as well.
        """
        filled = {name: field.widget.value_from_datadict(self.data, {}, name) for name, field in self.fields.items()}
        filled["person"] = list(dict.fromkeys([*filled["person"], *found]))
        return type(self)(now=self.now, initial=filled)

    def wanted(self) -> dict[str, Any]:
        """Return whom to enrol, in the order in which they were ticked or pasted, and how, as the service takes it."""
        first = self.cleaned_data["goes_first"]
        place = {public_id: number for number, public_id in enumerate(self.ticked)}
        return {
            "people": sorted(self.cleaned_data["person"], key=lambda person: place[str(person.public_id)]),
            "priority": Priority.HIGH if first else Priority.NORMAL,
            "priority_reason": self.cleaned_data["priority_reason"] if first else "",
            "despite": self.cleaned_data["despite"],
        }

    @property
    def ticked(self) -> list[str]:
        """Public ids of who was ticked, also when the form was refused."""
        return [str(each) for each in self["person"].value() or []]


class EnrolTeamForm(SaysWhatIsWrong, forms.Form):
    """Whom of their own people a manager enrols."""

    person = PeopleField(label=_("Who"), widget=forms.CheckboxSelectMultiple)
    when_empty = {"person": _("Tick at least one person.")}

    def __init__(self, *args: Any, team: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", Person.objects.filter(pk__in=[each.pk for each in team]).in_order())

    def wanted(self) -> list[Person]:
        """Return whom to enrol, in the order of the screen."""
        return list(self.cleaned_data["person"].in_order())

    @property
    def ticked(self) -> list[str]:
        """Public ids of who was ticked, also when the form was refused."""
        return [str(each) for each in self["person"].value() or []]


class RequestForm(SaysWhenNeeded, SaysWhatIsWrong, forms.Form):
    """The answer to somebody who asks for a seat."""

    APPROVE, DECLINE = "approve", "decline"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(APPROVE, _("Yes, they may go")), (DECLINE, _("No, not this time"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
    needed_when = {"reason": _("needed when you say no")}
    when_empty = {"answer": _("Choose yes or no.")}

    def __init__(self, *args: Any, overrules: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if overrules:
            reason = self.fields["reason"]
            reason.required, reason.help_text = True, _("The person and the manager read it.")
            reason.error_messages["required"] = _("Say why you answer in the place of the manager.")
            say_when_needed(reason, "")

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.APPROVE)


class RequestsForm(RequestForm):
    """One answer to several who ask for a seat."""

    request = forms.MultipleChoiceField(label=_("Whom you answer"))
    when_empty = RequestForm.when_empty | {"request": _("Tick whom you answer.")}

    def __init__(self, *args: Any, rows: Sequence[Enrolment], for_managers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_managers:
            say_when_needed(self.fields["reason"], _("needed when you say no, or answer in the place of a manager"))
        self._rows = rows
        choices = self.fields["request"]
        choices.choices = [(str(row.public_id), row.person.full_name) for row in rows]  # type: ignore[attr-defined]
        choices.error_messages["invalid_choice"] = _(
            "Somebody whom you ticked was answered a moment ago. Look at the list again."
        )

    @property
    def ticks(self) -> list[str]:
        """The public ids that are ticked on the page."""
        return list(self["request"].value() or [])

    @property
    def ticked(self) -> list[Enrolment]:
        """Who is answered, in the order of the list."""
        wanted = set(self.cleaned_data["request"])
        return [row for row in self._rows if str(row.public_id) in wanted]


class SwitchForm(SaysWhenNeeded, SaysWhatIsWrong, forms.Form):
    """To which session a seat moves; HR also says why, which the person reads."""

    session = forms.ChoiceField(label=_("To which session"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The person reads it.")
    )
    when_empty = {
        "session": _("Choose a session."),
        "reason": _("Say why you move this seat. The person reads your reason."),
    }

    def __init__(self, *args: Any, choices: Sequence[selectors.SwitchChoice], is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(each.seats.session.public_id): each for each in choices}
        field = self.fields["session"]
        field.choices = [(key, each.title) for key, each in self.by_id.items()]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("That session cannot be chosen any more. Choose one of these.")
        self.notes = {key: each.in_words for key, each in self.by_id.items()}
        if is_own:
            del self.fields["reason"]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        session = self.by_id[self.cleaned_data["session"]].seats.session
        return {"session_id": session.pk, "reason": self.cleaned_data.get("reason", "")}


class WalkInForm(EnrolOtherForm):
    """Who is here without a seat."""

    goes_first = None  # type: ignore[assignment]
    priority_reason = None  # type: ignore[assignment]
    despite = None  # type: ignore[assignment]


class AttendanceForm(SaysWhatIsWrong, forms.Form):
    """Who was there: one choice a person on the list. Who has no mark yet may stay without; ``here`` has the marks.

    The page carries the marks that it showed (``as_it_stands``): what its writer left alone is not sent on, so that
    two people can mark one list.
    """

    PRESENT, ABSENT = "present", "absent"

    def __init__(self, *args: Any, rows: Sequence[Enrolment], here: Mapping[int, bool | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.enrolments = {f"mark-{row.public_id}": row for row in rows}
        self.standing = {name: self._mark_of(row) for name, row in self.enrolments.items()}
        for name, row in self.enrolments.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{row.person.full_name}, {row.unit_name}" if row.unit_name else row.person.full_name,
                choices=[(self.PRESENT, _("Present")), (self.ABSENT, _("Did not come"))],
                required=False,
                widget=forms.RadioSelect,
                initial=self.standing[name] or None,
                help_text=_("Came without a seat.") if row.walked_in else "",
            )

    def _mark_of(self, row: Enrolment) -> str:
        return {True: self.PRESENT, False: self.ABSENT, None: ""}[self.here.get(row.pk)]

    def clean(self) -> dict[str, Any]:
        """Refuse marks of somebody who is not on the list by now; the other marks stay as they were chosen."""
        if any(name.startswith("mark-") and name not in self.fields for name in self.data):
            words = _("Somebody has no seat in this session any more. This is the list as it is now.")
            self.add_error(None, words)
        return self.cleaned_data

    @property
    def as_it_stands(self) -> str:
        """The marks that the page shows, for the page to send back."""
        return json.dumps({name: mark for name, mark in self.standing.items() if mark})

    def _shown(self) -> dict[str, str]:
        """Return the marks that the writer saw; on a page without them, those that stand now."""
        try:
            shown = json.loads(self.data.get("seen", ""))
        except ValueError:
            return self.standing
        return {name: str(shown.get(name, "")) for name in self.fields} if isinstance(shown, dict) else self.standing

    def marks(self) -> list[services.Mark]:
        """Return what the writer marked, each with what the page showed before."""
        shown, chosen = self._shown(), self.cleaned_data
        return [
            services.Mark(row.public_id, was_there=chosen[name] == self.PRESENT, before=self._was_there(shown[name]))
            for name, row in self.enrolments.items()
            if chosen[name] and chosen[name] != shown[name]
        ]

    def _was_there(self, mark: str) -> bool | None:
        return mark == self.PRESENT if mark else None

    def again(self, rows: Sequence[Enrolment], here: Mapping[int, bool | None]) -> Self:
        """Return the form over the list as it is now; what its writer left alone shows the mark that stands now."""
        sent: Any = self.data
        data, shown = sent.copy(), self._shown()
        renewed = type(self)(data, rows=rows, here=here)
        for name, mark in renewed.standing.items():
            if data.get(name, "") == shown.get(name, ""):
                data[name] = mark
        return renewed
