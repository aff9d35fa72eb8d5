"""When a course would suit somebody, and whether HR tells who waits for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.choices import PartOfWeek
from training.forms.fields import SaysWhatIsWrong


class InterestForm(SaysWhatIsWrong, forms.Form):
    """When a session would suit somebody; nothing ticked is any moment."""

    moments = forms.MultipleChoiceField(
        label=_("When would it suit you?"),
        choices=PartOfWeek.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing when any moment suits you."),
    )


class InviteForm(SaysWhatIsWrong, forms.Form):
    """Whether who waits for a course is told of the session that HR plans; beside the form of that session."""

    tell = forms.BooleanField(
        label=_("Tell who waits, and let them enrol first"),
        required=False,
        initial=True,
        help_text=_(
            "Each gets one message and can enrol at once. Enrolment opens for everyone else 48 hours later, or sooner "
            "when the session is near."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def is_wanted(self) -> bool:
        """Whether to tell them: what was sent."""
        return self.is_bound and bool(self.cleaned_data.get("tell"))
