"""Filters above a list that stand in its address: what was chosen, in words, each with the address without it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter that is used: its name where it needs one, its value as people read it, the address without it."""

    label: str | Promise
    value: str
    without: str


class FilterForm(forms.Form):
    """Filters of a list. A field that holds nothing, or what is no choice, filters nothing; the page says the latter.

    ``self.data`` is the query of the address. ``says_itself`` names the fields whose choice needs no label.
    """

    says_itself: ClassVar[Collection[str]] = ()

    @property
    def used(self) -> dict[str, Any]:
        """What was filled in and could be read, by the name of its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}

    @property
    def chosen(self) -> list[Chosen]:
        """The filters that are used, in the order of the form."""
        return [Chosen(self._label(name), self._in_words(name), self._without(name)) for name in self.used]

    @property
    def wrong(self) -> list[tuple[str | Promise, str, str]]:
        """Name, error and address without it, of each filter that could not be read."""
        return [
            (self.fields[name].label or "", " ".join(str(each) for each in errors), self._without(name))
            for name, errors in self.errors.items()
            if name in self.fields
        ]

    def _label(self, name: str) -> str | Promise:
        """Return the name of a filter; none where its value says enough, as what was typed to search for does."""
        field = self.fields[name]
        return "" if type(field) is forms.CharField or name in self.says_itself else field.label or ""

    def _in_words(self, name: str) -> str:
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(value)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return str(dict(flatten_choices(choices)).get(value, value))
        return f"“{value}”"

    def _without(self, name: str) -> str:
        """Return the query of the address without one filter, on its first page."""
        kept = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        for each in (name, "page"):
            kept.pop(each, None)
        return f"?{kept.urlencode()}"


class ShowForm(FilterForm):
    """The one filter of a list that a worklist opens: ``?show=`` and a part of the list, or all of it."""

    says_itself = ("show",)
    show = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, data: QueryDict, *, parts: Sequence[tuple[str, str | Promise]]) -> None:
        super().__init__(data)
        self.fields["show"].choices = [("", _("all")), *parts]  # type: ignore[attr-defined]

    @property
    def part(self) -> str:
        """Which part is asked for; empty for all."""
        return str(self.used.get("show", ""))
