"""Checking a certificate, points for professions, and one's own number in a register."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.errors import broken_constraints
from training.forms.fields import SaysWhatIsWrong
from training.models import Accreditation

if TYPE_CHECKING:
    AccreditationModelForm = forms.ModelForm[Accreditation]
else:
    AccreditationModelForm = forms.ModelForm


class CodeForm(SaysWhatIsWrong, forms.Form):
    """The code that stands on a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        max_length=60,
        help_text=_("Twenty letters and figures. Spaces, hyphens and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    when_empty = {"code": _("Type the code that stands below the QR code.")}


class AccreditationForm(SaysWhatIsWrong, AccreditationModelForm):
    """That a professional body counts a course."""

    when_empty = {
        "body": _("Say who accredited the course, such as Kwaliteitsregister V&V."),
        "number": _("Give the number of the accreditation."),
        "profession": _("Say for which profession the points are."),
        "points": _("Say how many points the course is worth."),
        "starts_on": _("Give the first day."),
        "ends_on": _("Give the last day."),
    }

    class Meta:
        model = Accreditation
        fields = ("body", "number", "profession", "points", "starts_on", "ends_on")
        widgets = {
            "profession": forms.TextInput(attrs={"list": "professions", "autocomplete": "off"}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"profession": _("Write it the same for every course: points are exported by profession.")}

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        known = {name: value for name, value in self.cleaned_data.items() if name in self.Meta.fields}
        self.refuse(broken_constraints(Accreditation(course=self.instance.course, **known), without=self.unread))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


class RegistrationForm(SaysWhatIsWrong, forms.Form):
    """One's own number in the register of a profession; empty takes it away."""

    profession = forms.CharField(widget=forms.HiddenInput, max_length=80)
    number = forms.CharField(label=_("Your number in the register"), max_length=40, required=False)


class PointsForm(SaysWhatIsWrong, forms.Form):
    """Which points to write to a file."""

    profession = forms.ChoiceField(label=_("Profession"))
    start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    end = forms.DateField(
        label=_("Until and including"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    when_empty = {
        "profession": _("Choose a profession."),
        "start": _("Give the first day."),
        "end": _("Give the last day."),
    }

    def __init__(self, *args: Any, professions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["profession"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(each, each) for each in professions]

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first one."))
        return self.cleaned_data


class RenewKeyForm(SaysWhatIsWrong, forms.Form):
    """Whether what the old key signed still counts."""

    KEEP, DISTRUST = "keep", "distrust"

    old_key = forms.ChoiceField(
        label=_("What of the key that signs now?"),
        choices=[
            (KEEP, _("Nobody else has it: what it signed still counts")),
            (DISTRUST, _("Somebody else may have it: what it signed counts no more; badges are downloaded again")),
        ],
        widget=forms.RadioSelect,
    )
    when_empty = {"old_key": _("Say whether somebody else may have the old key.")}

    @property
    def is_distrusted(self) -> bool:
        return bool(self.cleaned_data["old_key"] == self.DISTRUST)
