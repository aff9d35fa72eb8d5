"""What the forms of training share: our own words for what is wrong, moments of Amsterdam, people to choose."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.clock import AMSTERDAM
from common.errors import RuleBroken
from people.models import Person
from training.errors import parts_of


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let somebody choose among ``rows``; the page knows them by their public id."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.to_field_name = "public_id"


if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise, StrPromise

    PeopleChoiceField = forms.ModelMultipleChoiceField[Person]
else:
    PeopleChoiceField = forms.ModelMultipleChoiceField

NOT_AN_ADDRESS = _("This is not the address of a web page. Begin with https://, such as https://www.example.nl/course.")


class SaysWhatIsWrong(forms.BaseForm):
    """Errors in our own words: what to fill in where something is empty, and each broken rule at its field."""

    when_empty: ClassVar["Mapping[str, StrOrPromise]"] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.when_empty.items():
            self.fields[name].error_messages["required"] = words
        for field in self.fields.values():
            if isinstance(field, forms.URLField):
                field.error_messages["invalid"] = NOT_AN_ADDRESS

    def refuse(self, broken: RuleBroken | Iterable[RuleBroken]) -> None:
        """Put every broken rule beside the field that it concerns, or on top where the form has no such field."""
        for each in [broken] if isinstance(broken, RuleBroken) else broken:
            for part in parts_of(each):
                self.add_error(part.field if part.field in self.fields else None, str(part))

    @property
    def unread(self) -> set[str]:
        """Names of fields about which something is wrong already."""
        return set(self.errors) & set(self.fields)


class MomentField(forms.DateTimeField):
    """A day and a time of Amsterdam in one control; a time that the clock skips or has twice is refused in words."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"], **kwargs)
        self.error_messages["invalid"] = _("Give a day and a time, such as 1-12-2026 10:00.")

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or not error.params:
                raise
            raise ValidationError(_why_not(error.params["datetime"]), code="invalid") from error


def _why_not(typed: datetime) -> "StrPromise":
    """Why a time on the clock of Amsterdam is no moment: it is skipped, comes twice, or lies past the calendar."""
    try:
        read_back = typed.replace(tzinfo=AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM)
    except OverflowError:
        return _("This day is too far away. Look at the year.")
    if read_back.replace(tzinfo=None) != typed:
        return _("That time does not exist: the clock goes forward then. Choose an hour later.")
    return _("That time comes twice: the clock goes back then. Choose an hour earlier or later.")


class ConfirmForm(SaysWhatIsWrong, forms.Form):
    """Yes to a question, with nothing to fill in."""


class ReasonForm(SaysWhatIsWrong, forms.Form):
    """Why somebody does what others will read."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    when_empty = {"reason": _("Say why. Whoever is concerned reads it.")}


class PeopleField(PeopleChoiceField):
    """People by their public ids; somebody who does not work here any more is said in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Person.objects.none(), to_field_name="public_id", **kwargs)
        gone = _("Somebody whom you chose does not work here any more. Search again.")
        self.error_messages.update(invalid_choice=gone, invalid_pk_value=gone)
