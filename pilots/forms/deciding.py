"""A decision on a pilot."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from pilots import rules, selectors
from pilots.choices import DecisionKind
from pilots.forms.fields import DATE

NEEDS = {"lesson": DecisionKind.STOP, "new_due_on": DecisionKind.EXTEND}
"""What one decision asks for and the others leave open."""


class DecisionForm(SaysWhenNeeded, forms.Form):
    """Recording a decision; ``seen`` is the number of decisions that the decider saw.

    Who can do nothing but take the next step, as an owner who hands in an idea, has nothing to choose and no lesson.

    Lesson and new date are asked for until a decision is chosen that does not need them; the browser does not insist,
    since it does not know which one is chosen.
    """

    use_required_attribute = False
    needed_when = dict.fromkeys(("lesson", "new_due_on"), "")

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The team reads this, and so does everyone who looks back."),
    )
    lesson = forms.CharField(
        label=_("What did we learn?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you stop: what would you tell a team that wants to try the same?"),
        error_messages={
            "required": _("Write down what this pilot taught, so that nobody has to learn it again."),
        },
    )
    new_due_on = forms.DateField(
        label=_("New decision date"),
        error_messages={"required": _("Choose a new decision date, later than the one there is.")},
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text=_("Needed when you extend, or when you resume after the date went by."),
    )

    def __init__(self, *args: Any, choices: Sequence[selectors.Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice.kind for choice in choices]
        self.aside = [choice.kind.value for choice in choices if choice.is_aside]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - tells the type checker
        kind.choices = [(each.value, each.label) for each in kinds]
        if not {DecisionKind.EXTEND, DecisionKind.RESUME} & set(kinds):
            del self.fields["new_due_on"]
        self.is_step = kinds == [DecisionKind.CONTINUE]
        if len(kinds) == 1:
            kind.initial = kinds[0].value
        if self.is_step:
            kind.widget = forms.HiddenInput()
        if DecisionKind.STOP not in kinds:
            del self.fields["lesson"]
        for name in NEEDS.keys() & self.fields.keys():
            self.fields[name].required = NEEDS[name] == self["kind"].value() if self.is_bound else NEEDS[name] in kinds

    @property
    def is_aside_chosen(self) -> bool:
        return self["kind"].value() in self.aside

    @property
    def wants_last_look(self) -> bool:
        """There is no way back from what is chosen, and nobody looked at it as a whole yet."""
        return self.cleaned_data["kind"] in rules.IRREVERSIBLE and "confirmed" not in self.data
