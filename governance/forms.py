"""What a person fills in to ask a body, to answer, and to say why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from governance import rules
from governance.choices import Outcome, ProposalKind, Subject
from governance.models import Body
from governance.selectors import bodies


class BodyChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A body by its name in the reader's language."""

    def label_from_instance(self, obj: Body) -> str:
        return str(obj.name)


class ProposalForm(forms.Form):
    """A proposal on one subject; its words come from the register and are shown beside the form."""

    body = BodyChoiceField(queryset=Body.objects.none(), label=_("Who do you ask?"), empty_label=None)
    kind = forms.ChoiceField(
        choices=ProposalKind.choices, label=_("What do you ask for?"), widget=forms.RadioSelect, required=True
    )
    text_nl = forms.CharField(
        label=_("Why you ask this, in Dutch"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    text_en = forms.CharField(
        label=_("Why you ask this, in English"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )

    anew = forms.CharField(
        label=_("Why you ask anew"),
        help_text=_("There is agreement. The body reads why you ask again."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )

    field_order = ("anew", "body", "kind", "text_nl", "text_en")

    def __init__(self, *args: Any, subject: Subject, has_agreement: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": subject.kind, "text_nl": subject.why_nl, "text_en": subject.why_en}
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, BodyChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.queryset = bodies()
        self.initial.setdefault("body", field.queryset.first())
        if not has_agreement:
            del self.fields["anew"]


WHY_IT_CHANGES = _("Say why the answer changes: whoever relied on the first one reads it.")


class AnswerForm(SaysWhenNeeded, forms.Form):
    """An answer, or the privacy officer's advice; ``outcomes`` are the ones that fit now.

    A body that ``comes_back`` on its answer always says why; ``upon`` is the answer that it comes back on, as the page
    shows it, so that nobody takes the place of an answer that they did not see.
    """

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("Write them so that somebody else can check them."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("No names, please."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )

    upon = forms.CharField(widget=forms.HiddenInput, required=False)

    needed_when = {
        "conditions": _("needed when you agree with conditions"),
        "reason": _("needed when you do not simply agree"),
    }

    def __init__(
        self, *args: Any, outcomes: list[Outcome], comes_back: bool = False, upon: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if upon is None:
            del self.fields["upon"]
        self.initial["upon"] = upon
        if comes_back:
            self.fields["reason"].required = True
            self.fields["reason"].label = _("Why the answer changes")
            self.fields["reason"].error_messages["required"] = WHY_IT_CHANGES
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [(outcome.value, outcome.label) for outcome in outcomes]
        self.rare = [outcome.value for outcome in rules.rare_among(outcomes)]

    @property
    def is_rare_chosen(self) -> bool:
        """Whether the answer that was sent stands in the fold, so that it shows."""
        return self["answer"].value() in self.rare


class ReasonForm(forms.Form):
    """Why somebody goes on against advice, or takes a proposal back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
