"""Looking through the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import NamedChoiceField, offer_by_name
from people.models import Unit
from people.selectors import unit_names
from pilots import selectors
from pilots.choices import Stage


class FilterForm(forms.Form):
    """Looking through the register."""

    q = forms.CharField(label=_("Search pilots"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("all stages")), *Stage.choices])
    unit = NamedChoiceField(
        label=_("Department, team or location"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("everywhere"),
    )
    objective = forms.UUIDField(required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all pilots")),
            ("mine", _("mine")),
            ("due", _("decision due")),
            ("orphans", _("without objective")),
            ("ownerless", _("without owner")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("what asks attention first")), ("newest", _("newest first")), ("title", _("by title"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_by_name(self, "unit", selectors.units_with_pilots(), unit_names())

    @property
    def is_folded(self) -> bool:
        """None of the filters that stand in the fold is used."""
        return not any(self[name].value() for name in ("unit", "show", "sort"))

    @property
    def wanted(self) -> selectors.Wanted:
        """What is looked for; a field that does not hold counts as not filled in."""
        self.is_valid()
        data = self.cleaned_data
        unit: Unit | None = data.get("unit")
        return selectors.Wanted(
            text=data.get("q", ""),
            stage=data.get("stage", ""),
            unit_id=unit.pk if unit else None,
            objective_id=data.get("objective"),
            show=data.get("show", ""),
            sort=data.get("sort", ""),
        )
