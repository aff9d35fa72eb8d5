"""What people fill in to ask for a seat of a tool, to answer, to give one and to return it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import RuleBroken
from common.forms import SaysWhenNeeded, say_when_needed
from people.models import Person
from people.selectors import people_here
from tools.choices import IncidentKind


class SaysWhatIsWrong(forms.Form):
    """A form that takes a broken rule beside the field that it concerns."""

    def refuse(self, broken: RuleBroken) -> None:
        self.add_error(broken.field if broken.field in self.fields else None, str(broken))


class AskForm(SaysWhatIsWrong):
    """A request for a seat; what somebody wants it for helps who answers."""

    purpose = forms.CharField(
        label=_("What do you want to use it for?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who answers reads it. Write no names of clients or colleagues."),
    )


class AnswerForm(SaysWhenNeeded, SaysWhatIsWrong):
    """The answer to somebody who asks for a seat."""

    APPROVE, DECLINE = "approve", "decline"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(APPROVE, _("Yes, they may use it")), (DECLINE, _("No, not this time"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
    needed_when = {"reason": _("needed when you say no")}

    def __init__(self, *args: Any, overrules: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if overrules:
            reason = self.fields["reason"]
            reason.required = True
            reason.error_messages["required"] = _("Say why you answer in the place of the manager.")
            say_when_needed(reason, "")

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.APPROVE)


class EndForm(SaysWhatIsWrong):
    """Returning a seat or ending a request: whoever does so for somebody else says why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
        error_messages={"required": _("Say why. The person reads it.")},
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["reason"]


class GiveSeatForm(SaysWhatIsWrong):
    """Who gets a seat from the programme office, and why."""

    who = forms.CharField(
        label=_("Mail address or employee number"),
        max_length=254,
        error_messages={"required": _("Say who gets the seat.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
        error_messages={"required": _("Say why. The person reads it.")},
    )

    def clean_who(self) -> Person:
        said = self.cleaned_data["who"].strip()
        found = people_here(today()).filter(Q(email__iexact=said) | Q(employee_number=said)).first()
        if found is None:
            raise forms.ValidationError(_("Nobody who works here has this mail address or employee number."))
        return found

    def refuse(self, broken: RuleBroken) -> None:
        """Put what is wrong with the person at the field in which they were named."""
        super().refuse(RuleBroken(str(broken), field="who" if broken.field == "person" else broken.field))


class IncidentForm(forms.Form):
    """What AI got wrong; nobody has to say which kind it was."""

    kind = forms.ChoiceField(
        label=_("What went wrong? You need not say."),
        choices=[*IncidentKind.choices, ("", _("I would rather not say"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
