"""A form at which two people can sit: who saves second sees what the first kept, and loses nothing.

A row counts its saves in ``edition``. The form carries the one that its writer saw; the service compares, and raises
``common.errors.EditConflict`` with the row as it is kept now. The form carries what it showed, too: a field that the
second writer left alone then takes what the first kept.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.db import models
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import EditConflict
from common.sent import Sent, as_sent, same

YES_OR_NO = ((True, gettext_lazy("yes")), (False, gettext_lazy("no")))


@dataclass(frozen=True, slots=True)
class Kept:
    """A field as it is kept now, in words; ``language`` only where it is a text in one, ``field_id`` on a form."""

    label: str
    text: str
    language: str = ""
    field_id: str = ""


class _EditionInput(forms.HiddenInput):
    """The edition, and beside it what the other fields show, as a browser sends it when nobody touches them."""

    def __init__(self, form: "EditionForm") -> None:
        super().__init__()
        self.form = form

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        sent: Any = self.form.data
        shown = sent.get("seen", "") if self.form.is_bound else json.dumps(as_sent(self.form, without="edition"))
        seen = format_html('<input type="hidden" name="seen" value="{}">', shown)
        return format_html("{}{}", super().render(name, value, attrs, renderer), seen)


class EditionForm(forms.BaseForm):
    """Mix into the form of a row with an edition; a form that is no model form sets ``instance`` and says ``again``."""

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_for_two:
            self.fields["edition"] = forms.IntegerField(
                widget=_EditionInput(self), required=False, initial=self.instance.edition
            )

    @property
    def is_for_two(self) -> bool:
        """Whether two people can sit at this form: a new row is of who writes it."""
        return self.instance.pk is not None

    @property
    def seen(self) -> int | None:
        """The save that the writer saw."""
        seen: int | None = self.cleaned_data["edition"]
        return seen

    def upon(self, met: EditConflict) -> Self:
        """Return the form as it was typed, but written upon the save that came in between.

        What its writer left as it was shown becomes what is kept now; where it is not known what was shown, such as
        from a page without it, all that was sent counts as typed.
        """
        sent: Any = self.data
        data = sent.copy()
        kept = as_sent(self.again(None, met.kept), without="edition")
        shown = _shown(sent.get("seen", ""))
        if shown is not None:
            for name in {*shown, *kept}:
                if same(sent.getlist(name), shown.get(name, [])):
                    data.setlist(name, kept.get(name, []))
        data["edition"] = str(met.kept.edition)
        data["seen"] = json.dumps(kept)
        return self.again(data, met.kept)

    def again(self, data: Any, kept: Any) -> Self:
        """Return the same form over the row as it is kept."""
        return type(self)(data, instance=kept)

    @property
    def kept(self) -> list[Kept]:
        """What is kept now at the fields where something else is typed."""
        differs = [self[name] for name in self.changed_data if name != "edition" and not self._is_same_text(name)]
        return [
            Kept(str(bound.label), self.in_words(bound.name), bound.field.widget.attrs.get("lang", ""), bound.auto_id)
            for bound in differs
        ]

    def in_words(self, name: str) -> str:
        """Return what is kept at a field, as a reader knows it."""
        return kept_in_words(self.fields[name], self.get_initial_for_field(self.fields[name], name))

    def _is_same_text(self, name: str) -> bool:
        """Say whether only ends of lines differ: a browser sends other ones than a file or a service may have kept."""
        kept, typed = self.get_initial_for_field(self.fields[name], name), self[name].data
        return isinstance(kept, str) and isinstance(typed, str) and kept.split() == typed.split()


def _shown(text: str) -> Sent | None:
    """Return what a form says that it showed; ``None`` where somebody made it up."""
    try:
        shown = json.loads(text)
    except ValueError:
        return None
    if not isinstance(shown, dict) or not all(isinstance(values, list) for values in shown.values()):
        return None
    return {name: [str(value) for value in values] for name, values in shown.items()}


def kept_in_words(field: forms.Field, value: Any) -> str:
    """Return a kept value of a field: a choice or a tick by its label, a day and a number as this language has them."""
    if isinstance(value, models.QuerySet):
        value = list(value)
    if value is None or value in ("", []):
        return _("nothing filled in")
    if isinstance(value, list):
        return ", ".join(kept_in_words(field, each) for each in value)
    match value:
        case models.Model():
            return str(field.label_from_instance(value) if isinstance(field, forms.ModelChoiceField) else value)
        case date():
            day, written = (localtime(value), "j F Y H:i") if isinstance(value, datetime) else (value, "j F Y")
            return formats.date_format(day, written)
        case Decimal():
            return str(formats.localize_input(value.normalize() if value != value.to_integral_value() else int(value)))
    return _label(getattr(field, "choices", YES_OR_NO if isinstance(value, bool) else ()), value)


def _label(choices: Any, value: Any) -> str:
    """Return the label of a choice, also of one in a group; else the value itself."""
    for key, label in choices:
        within = label if isinstance(label, list | tuple) else [(key, label)]
        for each, words in within:
            if str(each) == str(value):
                return str(words)
    return str(value)
