"""What somebody who follows a course fills in: how sure they are, and what they would do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.choices.confidence import Moment
from training.forms.fields import SaysWhatIsWrong
from training.models import ScenarioChoice
from training.selectors import ScenarioPage

SURE = [
    (1, _("Not sure at all")),
    (2, _("Not very sure")),
    (3, _("In between")),
    (4, _("Fairly sure")),
    (5, _("Very sure")),
]
ASKS = {
    Moment.BEFORE: _("How sure are you of this subject, before you begin?"),
    Moment.AFTER: _("How sure are you of this subject now?"),
}


class ConfidenceForm(SaysWhatIsWrong, forms.Form):
    """How sure somebody says to be, from 1 to 5."""

    rating = forms.TypedChoiceField(choices=SURE, coerce=int, widget=forms.RadioSelect)
    when_empty = {"rating": _("Choose how sure you are, or skip this question.")}

    def __init__(self, *args: Any, moment: Moment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].label = ASKS[moment]
        self.fields["rating"].error_messages["invalid_choice"] = _("Choose one of the five answers.")


class ScenarioForm(SaysWhatIsWrong, forms.Form):
    """One of the ways to act in a situation."""

    choice = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """Which question somebody had before them, so that none is answered that changed meanwhile."""
    when_empty = {"choice": _("Choose what you would do. Then you read why it is right or not.")}

    def __init__(self, *args: Any, page: ScenarioPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = page.scenario.revision
        field = self.fields["choice"]
        field.label = str(page.scenario.question)
        field.error_messages["invalid_choice"] = _("Choose one of the answers that stand here.")
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.position, str(each.text)) for each in page.choices]
        self.by_position = {each.position: each for each in page.choices}

    @property
    def chosen(self) -> ScenarioChoice:
        return self.by_position[self.cleaned_data["choice"]]

    @property
    def seen(self) -> int | None:
        """The revision of the question that was answered."""
        revision: int | None = self.cleaned_data["revision"]
        return revision
