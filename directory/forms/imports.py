"""What HR gives with an import: a file, columns, job titles, and a yes."""

from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ColumnField, NamedChoiceField, need_of, offer_by_name
from common.spreadsheets.refusals import LIMITS
from directory.choices import Field, InvitationWay, Invitees
from directory.models import JobTitle
from directory.readers.cells import suggested_group, title_key
from directory.readers.columns import NEEDED, recognise
from directory.rules import Outcome
from people.choices import FunctionGroup
from people.models import Unit
from people.selectors import unit_names


class UploadForm(forms.Form):
    """The HR file."""

    file = forms.FileField(
        label=_("HR file"),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
        help_text=_("CSV or XLSX, at most 30 MB. A row for each person, with a header above."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """Which column says what: recognised, and adjustable."""

    def __init__(
        self, *args: Any, header: list[str], chosen: Mapping[str, str], example: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        columns = recognise(header, chosen)
        found = columns.chosen()
        self.unused = columns.unused
        self.knows_none = not found
        for field in Field:
            name = found.get(field.value, "")
            self.fields[field.value] = ColumnField(
                label=field.label, header=header, initial=name, example=example.get(name, ""),
                need=need_of(field, NEEDED),
            )  # fmt: skip

    @property
    def chosen(self) -> dict[str, str]:
        """Field -> header, as the services take it."""
        return {field.value: self.cleaned_data.get(field.value, "") for field in Field}


class TableForm(forms.Form):
    """Where in the file the table stands: which sheet of a workbook, and which row names the columns."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Row with the names of the columns"),
        min_value=1,
        max_value=LIMITS.rows,
        help_text=_("As Excel counts. Titles may stand above it."),
    )

    def __init__(self, *args: Any, sheets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=self.fields["sheet"].label, choices=[(name, name) for name in sheets]
            )
        else:
            del self.fields["sheet"]


class TitleField(forms.ChoiceField):
    """A choice of function group, with the number of rows that it is about."""

    def __init__(self, *, count: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.count = count


class TitlesForm(forms.Form):
    """Job titles and the function group of each, with the group that the writer saw.

    Field names are made from the title, not from its place: the list may be another one by the time it is sent.
    """

    def __init__(
        self, *args: Any, titles: Iterable[str], linked: Mapping[str, str], counts: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._names = {title: f"title_{blake2s(title.encode(), digest_size=8).hexdigest()}" for title in titles}
        self._linked = linked
        for title, name in self._names.items():
            self.fields[name] = TitleField(
                label=title,
                choices=[("", _("choose a function group")), *FunctionGroup.choices],
                initial=linked.get(title) or suggested_group(title) or "",
                required=False,
                count=counts.get(title, 0),
                show_hidden_initial=title in linked,
            )

    @property
    def groups(self) -> dict[str, str]:
        """Title -> function group, empty where none was chosen; only titles that were on the writer's screen."""
        sent = {title: name for title, name in self._names.items() if name in self.data}
        return {title: self.cleaned_data.get(name, "") for title, name in sent.items()}

    @property
    def seen(self) -> dict[str, str]:
        """Title -> the function group that was linked when the writer opened the list."""
        return {
            title: str(self.data.get(self.add_initial_prefix(name), "")) if title in self._linked else ""
            for title, name in self._names.items()
        }

    def overtaken_by(self, kept: Iterable[JobTitle]) -> list[JobTitle]:
        """Return the titles at which the writer chose something that somebody else had linked otherwise since."""
        seen = self.seen
        chosen = {title_key(title): group for title, group in self.groups.items() if group != seen[title]}
        return [title for title in kept if chosen.get(title.key, title.function_group) != title.function_group]


class ConfirmForm(forms.Form):
    """The yes to what was worked out, with a tick for each brake; what must be ticked is the services' rule."""

    allow_other_people = forms.BooleanField(
        label=_("I have checked the list: this is our file, and these numbers do belong to other names and addresses."),
        required=False,
    )
    keep_access = forms.BooleanField(
        label=_("These are the same people still: they keep their roles, password and sessions."),
        help_text=_("For administrators. Without this tick they sign in as new colleagues do, and their roles end."),
        required=False,
    )
    allow_large_change = forms.BooleanField(
        label=_("I have checked it: this is the right and whole file, and so many people do change or leave."),
        required=False,
    )
    take_over = forms.MultipleChoiceField(
        label=_("Let the HR file take over"),
        help_text=_(
            "These people were added by hand. Tick those who really are the person in the file: from then on they "
            "follow the HR file, and leave with it. Without a tick they stay as they are."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        outcome: Outcome,
        may_keep_access: bool,
        kept_locally: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = {brake.tick for brake in outcome.brakes}
        people = list(kept_locally)
        if people:
            asked.add("take_over")
            self.fields["take_over"].choices = people  # type: ignore[attr-defined]
        if outcome.passing and may_keep_access:
            asked.add("keep_access")
        for name in set(self.fields) - asked:
            del self.fields[name]

    @property
    def ticked(self) -> list[str]:
        """The names of the fields that were ticked, as the services take them."""
        said = self.cleaned_data if self.is_valid() else {}
        return [name for name, is_ticked in said.items() if is_ticked is True]

    @property
    def take_over_ticked(self) -> list[str]:
        """The employee numbers of whom the file takes over."""
        return self.cleaned_data.get("take_over", []) if self.is_valid() else []


class InviteFilterForm(forms.Form):
    """Invitations for one unit and what hangs under it, or for everybody."""

    unit = NamedChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("All units"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_by_name(self, "unit", Unit.objects.order_by("name", "pk"), unit_names())


class InviteForm(InviteFilterForm):
    """Which of those who never came in, and how; carried by the page that asks."""

    way = forms.ChoiceField(choices=InvitationWay.choices)
    who = forms.ChoiceField(choices=Invitees.choices)
    by_unit = forms.BooleanField(
        label=_("Begin a new page for each unit"),
        help_text=_("For handing out unit by unit. It takes more paper."),
        required=False,
    )
