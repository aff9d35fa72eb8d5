"""For whom a course or a path is, as HR says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import NamedChoicesField, offer_by_name
from people.choices import FunctionGroup
from people.models import Unit
from people.selectors import unit_names


class ForWhomForm(forms.Form):
    """The function groups and the units that something is meant for."""

    function_groups = forms.MultipleChoiceField(
        label=_("Meant for"),
        choices=FunctionGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing when it is for everyone."),
    )
    units = NamedChoicesField(
        label=_("Only for these units"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With all that is below them. Tick nothing when it is for every unit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(closed_on__isnull=True).order_by("name", "pk")
        offer_by_name(self, "units", units, unit_names())

    @property
    def shows_units(self) -> bool:
        """Whether it is for some units only, or something is wrong there."""
        return bool(self["units"].value() or self["units"].errors)
