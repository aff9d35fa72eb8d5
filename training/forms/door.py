"""The letters of the code that stands on the screen at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.fields import SaysWhatIsWrong


class DoorForm(SaysWhatIsWrong, forms.Form):
    """The code at the door, typed by who cannot scan."""

    letters = forms.CharField(
        label=_("Code on the screen"),
        max_length=20,
        help_text=_("Six letters. They change every 30 seconds; small letters and spaces do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )
    when_empty = {"letters": _("Type the six letters that stand below the QR code.")}
