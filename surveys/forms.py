"""What the office fills in for a wave, and what an employee answers."""

from collections.abc import Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from common.editions import EditionForm
from surveys import selectors
from surveys.choices import PULSE, Dimension
from surveys.models import Question, Wave


class QuestionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Questions in the reader's language."""

    def label_from_instance(self, obj: Question) -> str:
        return str(obj.text)


class WaveForm(EditionForm, forms.Form):
    """A wave, new or in preparation. Everything here is fixed once it opens."""

    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=120, widget=forms.TextInput(attrs={"lang": "nl"}))
    title_en = forms.CharField(
        label=_("Title in English"), max_length=120, widget=forms.TextInput(attrs={"lang": "en"})
    )
    closes_on = forms.DateField(
        label=_("Last day to answer"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    dimension = forms.ChoiceField(
        label=_("Groups to compare"),
        help_text=_("One kind of group only: with both, small groups could be worked out."),
        choices=Dimension.choices,
        initial=Dimension.FUNCTION_GROUP,
        widget=forms.RadioSelect,
    )
    questions = QuestionsField(
        label=_("Further questions"),
        help_text=_("How often people use AI is always asked."),
        queryset=Question.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, wave: Wave | None = None, **kwargs: Any) -> None:
        self.instance = wave or Wave()
        if wave is not None:
            kwargs["initial"] = as_prepared(wave)
        super().__init__(*args, **kwargs)
        field = self.fields["questions"]
        assert isinstance(field, QuestionsField)  # noqa: S101 - tells the type checker what stands above
        field.queryset = Question.objects.exclude(code=PULSE).order_by("position")
        if not self.is_bound:
            self.initial.setdefault("questions", list(field.queryset))

    def again(self, data: Any, kept: Wave) -> Self:
        """Return the same form over the wave as it is kept."""
        return type(self)(data, wave=kept)


def as_prepared(wave: Wave) -> dict[str, Any]:
    """Return a wave as the fields of its form. One query."""
    fields = ("title_nl", "title_en", "closes_on", "dimension")
    return {name: getattr(wave, name) for name in fields} | {"questions": selectors.further_questions_of(wave)}


class OpenForm(forms.Form):
    """Yes to opening a wave as it was read; ``seen`` is the edition of those words."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why a wave ends without results."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who was invited can read it. No names, please."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class AnswersForm(forms.Form):
    """The questions of a wave; any may be skipped. ``ticket`` stands in the place of a person."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=400)

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = forms.ChoiceField(
                label=str(question.text),
                help_text=str(question.hint),
                choices=question.answers.choices,
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[str, str]:
        """Return question code to answer; only of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "ticket" and value}
