"""What somebody hands in as evidence of a course, and the answer to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from training.forms.fields import SaysWhatIsWrong

ACCEPTS = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
"""What a browser offers to choose; a phone offers its camera too. What counts are the bytes."""


class EvidenceForm(SaysWhatIsWrong, forms.Form):
    """A file and, where somebody likes, a few words beside it."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("A PDF, or a photo in JPEG or PNG, at most 10 MB. On a phone you can take the photo now."),
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
    )
    remark = forms.CharField(
        label=_("Remark"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For who looks at it. Write nothing about clients or colleagues."),
    )
    when_empty = {"file": _("Choose a file, or take a photo.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["empty"] = _("This file is empty. Choose another.")


class EvidenceAnswerForm(SaysWhenNeeded, SaysWhatIsWrong, forms.Form):
    """The answer to somebody who handed in evidence; it carries the file that its writer looked at."""

    ACCEPT, SEND_BACK = "accept", "send_back"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(ACCEPT, _("Accept it")), (SEND_BACK, _("Send it back"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What is missing or not right"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    needed_when = {"reason": _("needed when you send it back")}
    when_empty = {"answer": _("Choose one of the two.")}

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.ACCEPT)
