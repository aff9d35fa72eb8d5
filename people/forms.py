"""What people type about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from people.choices import Role
from people.models import Unit


class ActivationForm(forms.Form):
    """Number and code from paper, and a first password."""

    employee_number = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        help_text=_("It stands on your payslip."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label=_("Activation code"),
        max_length=20,
        help_text=_("Three groups of four letters and digits, such as 7KQM-2XRT-9BWD."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PersonFilterForm(forms.Form):
    """Finding somebody."""

    q = forms.CharField(label=_("Name, e-mail or employee number"), required=False, max_length=80)
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, to_field_name="public_id"
    )
    gone = forms.BooleanField(label=_("Also who left"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        units.queryset = Unit.objects.order_by("name")
        units.empty_label = str(_("All units"))


class RoleForm(forms.Form):
    """Giving somebody a role."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(value, label) for value, label in Role.choices if value != Role.EMPLOYEE]
    )
