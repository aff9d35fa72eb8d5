"""What forms of all apps share: fields that are needed in some cases, and rows to choose by a name of one's own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class SaysWhenNeeded(forms.BaseForm):
    """Fields that may stay empty in some cases only: their label says when they are needed, never "optional".

    Empty words say nothing beside the label, for a field whose help text says it already.
    """

    needed_when: ClassVar[Mapping[str, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.needed_when.items():
            if name in self.fields:
                say_when_needed(self.fields[name], words)


def say_when_needed(field: forms.Field, words: str | Promise) -> None:
    """Let the label of a field say when it is needed; ``templates/django/forms/field.html`` shows it."""
    setattr(field, "needed_when", words)  # noqa: B010 - a word for the template, which Django's field does not know


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row to choose by the name that the caller gives it, where the row's own could be that of two."""

    names: Mapping[Any, str] = {}

    def label_from_instance(self, obj: Model) -> str:
        return self.names.get(obj.pk, str(obj))


class NamedChoicesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows to choose by the names that the caller gives them."""

    names: Mapping[Any, str] = {}

    def label_from_instance(self, obj: Model) -> str:
        return self.names.get(obj.pk, str(obj))


def offer_by_name(form: forms.BaseForm, name: str, rows: "QuerySet[Any]", names: Mapping[Any, str]) -> None:
    """Let somebody choose among ``rows`` at a ``NamedChoiceField`` or more of them, each by its name in ``names``."""
    field = form.fields[name]
    if isinstance(field, NamedChoiceField | NamedChoicesField):
        field.queryset, field.names = rows, names


class ColumnField(forms.ChoiceField):
    """A choice of column of somebody's file, with what stands first in it, and whether the file must have it."""

    def __init__(self, *, header: Iterable[str], example: str, need: "str | Promise", **kwargs: Any) -> None:
        choices = [("", _("not in this file")), *[(name, name) for name in dict.fromkeys(header) if name]]
        super().__init__(choices=choices, required=False, **kwargs)
        self.example = example[:60]
        self.need = need


def need_of(field: TextChoices, needed: Iterable[Sequence[TextChoices]]) -> "str | Promise":
    """What stands beside a field that the file may lack: each of ``needed`` is a choice of which one must be there."""
    choice = next((choice for choice in needed if field in choice), None)
    if choice is None:
        return _("optional")
    others = [other.label for other in choice if other != field]
    return format_lazy(_("or {other}"), other=others[0]) if others else ""
