"""Filters of the lists that HR works from, and choosing of which course to plan a session."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.filters import FilterForm
from training import selectors
from training.choices.session_list import SeatsFilter, SessionView
from training.models import Course
from training.selectors.session_list import NOBODY, ONLINE

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_CHOICE = _("“%(value)s” cannot be chosen here any more.")
NO_DAY = _("This is no day. Choose one, or write it as 2026-12-31.")


class SessionFilterForm(FilterForm):
    """Search and filters of the list of sessions."""

    says_itself = ("view",)
    text = forms.CharField(label=_("Search by course, place, trainer or code"), required=False, max_length=100)
    view = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", SessionView.AHEAD.label), *SessionView.choices[1:]]
    )
    trainer = forms.ChoiceField(label=_("Trainer"), required=False, error_messages={"invalid_choice": NO_CHOICE})
    course = forms.ChoiceField(label=_("Course"), required=False, error_messages={"invalid_choice": NO_CHOICE})
    where = forms.ChoiceField(label=_("Where"), required=False, error_messages={"invalid_choice": NO_CHOICE})
    since = forms.DateField(label=_("From"), required=False, widget=DAY, error_messages={"invalid": NO_DAY})
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=DAY, error_messages={"invalid": NO_DAY}
    )
    seats = forms.ChoiceField(label=_("Seats"), required=False, choices=[("", _("any")), *SeatsFilter.choices])

    def __init__(self, data: QueryDict, *, choices: selectors.SessionChoices) -> None:
        asked = data.copy()
        if asked.get("view") == SessionView.AHEAD:  # an address that says what holds without it
            del asked["view"]
        super().__init__(asked)
        outside = [(_("From outside"), choices.guests)] if choices.guests else []
        self._offer("trainer", [("", _("all trainers")), (NOBODY, _("nobody yet")), *choices.trainers, *outside])
        self._offer("course", [("", _("all courses")), *choices.courses])
        self._offer("where", [("", _("everywhere")), (ONLINE, _("online")), *choices.places])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day. Choose a later one."))
        return self.cleaned_data

    @property
    def wanted(self) -> selectors.SessionFilter:
        """What is looked for, without what could not be read."""
        return selectors.SessionFilter(**self.used)

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class PlanForm(forms.Form):
    """Of which course to plan a session."""

    course = forms.ChoiceField(
        label=_("Course"),
        error_messages={
            "required": _("Choose a course."),
            "invalid_choice": _("No session of this course can be planned. Choose another one."),
        },
    )

    def __init__(self, *args: Any, courses: Sequence[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(each.public_id), str(each.title)) for each in courses]
        self.fields["course"].choices = [("", _("Choose a course")), *listed]  # type: ignore[attr-defined]
