"""What forms of all apps share: fields that are needed in some cases, and rows to choose by a name of one's own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import Promise


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
