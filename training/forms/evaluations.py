"""What somebody says about a course. ``ticket`` stands in the place of a person."""

from typing import Any

from django import forms

from training.choices.evaluations import EVALUATION_ANSWERS, EvaluationQuestion


class EvaluationForm(forms.Form):
    """Three questions; any may be skipped, and nothing is free text."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, answers in EVALUATION_ANSWERS.items():
            self.fields[str(question)] = forms.ChoiceField(
                label=str(EvaluationQuestion(question).label),
                choices=answers.choices,
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[str, str]:
        """Return question to answer; only of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "ticket" and value}
