"""Giving a usage report, and putting on record what was done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.models import UsageSource
from common.errors import RuleBroken
from common.periods import Period


class UsageForm(forms.Form):
    """A report and the source it comes from."""

    source = forms.ModelChoiceField(label=_("Which report"), queryset=UsageSource.objects.none(), to_field_name="code")
    file = forms.FileField(
        label=_("The file"),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
        help_text=_(
            "As the supplier gives it: CSV, XLSX or NDJSON. It is reduced to counts of groups and then deleted."
        ),
    )

    allow_large_change = forms.BooleanField(
        label=_("I have checked it: this is the report of our own organisation, and the whole of it."),
        help_text=_("Your file was not kept. Choose it again below."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = UsageSource.objects.order_by("name_nl")
        field.empty_label = None

    @property
    def asks_to_allow(self) -> bool:
        """Whether the report was stopped as a large change, or the reader already said that it is right."""
        return "allow_large_change" in self.errors or bool(self.data.get("allow_large_change"))


class MonthField(forms.CharField):
    """A month, as a browser gives it: 2026-10."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}), **kwargs)

    def clean(self, value: Any) -> Period:
        text = super().clean(value)
        try:
            return Period.parse(text)
        except RuleBroken as broken:
            raise forms.ValidationError(str(broken)) from broken


class EvidenceForm(forms.Form):
    """Of which months to put on record what was done."""

    first = MonthField(label=_("First month"), error_messages={"required": _("Give the first month.")})
    last = MonthField(label=_("Last month"), error_messages={"required": _("Give the last month.")})
