"""What people type about people."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from common.forms import NamedChoiceField, offer_by_name
from people.choices import Role, TokenScope
from people.models import Unit
from people.selectors import unit_names
from people.services import last_day_of_a_token


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


class FirstPasswordForm(forms.Form):
    """A first password, by the link of an invitation."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PersonFilterForm(forms.Form):
    """Finding somebody."""

    q = forms.CharField(
        label=_("Name, e-mail or employee number"),
        required=False,
        max_length=80,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    unit = NamedChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("All units"),
    )
    gone = forms.BooleanField(label=_("Also who left"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_by_name(self, "unit", Unit.objects.order_by("name", "pk"), unit_names())


class RoleForm(forms.Form):
    """Giving somebody a role that is not among those ``held``; nothing is chosen beforehand."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, held: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        given = [(value, label) for value, label in Role.choices if value != Role.EMPLOYEE and value not in held]
        field.choices = [("", _("Choose a role")), *given]


class SecondFactorResetForm(forms.Form):
    """Why somebody's second step must go, for the second administrator and for the record."""

    reason = forms.CharField(
        label=_("Why, and how do you know that it is really them?"),
        max_length=500,
        help_text=_("Such as: lost her phone on Tuesday, her manager brought her to our desk. No medical details."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApiTokenForm(forms.Form):
    """A key for another system: what it is for, what it may do, until when."""

    name = forms.CharField(
        label=_("Which system is it for"),
        max_length=80,
        help_text=_("A name by which you know this key later, such as: dashboard of the finance department."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What this key may do"),
        choices=TokenScope.choices,
        help_text=_("Choose only what that system needs."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that this key may do.")},
    )
    ends_on = forms.DateField(
        label=_("Last day on which it works"),
        help_text=_("At most two years from now. A shorter time is safer."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = last_day_of_a_token(day)
        self.fields["ends_on"].widget.attrs |= {"min": day.isoformat(), "max": last.isoformat()}
