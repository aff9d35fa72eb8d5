"""What a team keeps of a pilot while it runs: what happened, what was measured, and who takes part."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import LANGUAGES
from common.clock import today
from common.numbers import NumberField
from people.models import Person
from people.selectors import people_here
from pilots.errors import MeasuredAlready, MeasuredUnlikely
from pilots.forms.fields import DATE
from pilots.models import Measurement

if TYPE_CHECKING:
    MeasurementModelForm = forms.ModelForm[Measurement]
else:
    MeasurementModelForm = forms.ModelForm


class LogForm(forms.Form):
    """What happened."""

    text = forms.CharField(
        label=_("What happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two. No names of clients, and no personal data."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)


class MeasurementForm(MeasurementModelForm):
    """One measured value. ``replaces`` is the value of that day that the writer was shown, ``replace`` their yes.

    ``doubted`` is what they were asked about since it is not likely, ``sure`` their yes; changed, it is asked anew.
    """

    replaces = forms.DecimalField(widget=forms.HiddenInput, required=False)
    replace = forms.BooleanField(label=_("Put this value in the place of the one that is there"), required=False)
    doubted = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(label=_("Yes, this is right"), required=False)
    field_order = ("measured_on", "value", "sure", "replace")  # a yes stands below what it is about

    class Meta:
        model = Measurement
        fields = ["measured_on", "value", "cases", "note"]
        field_classes = {"value": NumberField}
        widgets = {"measured_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d")}
        help_texts = {"cases": _("How many cases stand behind this value? It says how sure we can be.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shown, tick in (("replaces", "replace"), ("doubted", "sure")):
            if not self.data.get(shown):
                del self.fields[tick]

    def asking(self, met: MeasuredAlready | MeasuredUnlikely) -> "MeasurementForm":
        """Return the form as it was typed, with the question whether it replaces what is there, or is right."""
        if isinstance(met, MeasuredAlready):
            tick, shown = "replace", {"replaces": str(met.value)}
        else:
            tick, shown = "sure", {"doubted": self.given}
        form = type(self)({name: self.data[name] for name in self.data if name != tick} | shown)
        form.add_error(met.field, str(met))
        return form

    @property
    def given(self) -> str:
        """The day and the value of it."""
        return f"{self.cleaned_data['measured_on']} {self.cleaned_data['value']}"

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return values | {
            "replaces": self.cleaned_data["replaces"] if self.cleaned_data.get("replace") else None,
            "is_sure": bool(self.cleaned_data.get("sure")) and self.cleaned_data["doubted"] == self.given,
        }

    def _post_clean(self) -> None:
        """Leave the truths to the service, which says at which field they are broken."""


class RemovalForm(forms.Form):
    """Why a value is taken back."""

    reason = forms.CharField(label=_("What is wrong with this value?"), max_length=500)


class MemberForm(forms.Form):
    """Adding somebody to the team, chosen among those who were found by what was typed."""

    person = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": _("Choose the colleague whom you want to add."),
            "invalid_choice": _("This person does not work here any more. Choose a colleague."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        person.queryset = people_here(today())
