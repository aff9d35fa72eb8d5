"""The question that goes with a passage, as it is written and as it is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded, say_when_needed
from strategy.models import Question, QuestionChoice
from strategy.rules.questions import LEAST_CHOICES, MOST_CHOICES, ChoiceText, QuestionText
from strategy.selectors import AskedQuestion

PLACES = range(1, MOST_CHOICES + 1)
PARTS = ("text_nl", "text_en", "explanation_nl", "explanation_en")


class QuestionForm(SaysWhenNeeded, forms.Form):
    """A situation, two to four ways to act, which one is right, and why; in both languages side by side."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    situation_nl = forms.CharField(
        label=_("Situation in Dutch"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    situation_en = forms.CharField(
        label=_("Situation in English"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    right = forms.TypedChoiceField(
        label=_("Which answer is right?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        choices=[(place, _("Answer %(number)d") % {"number": place}) for place in PLACES],
    )

    needed_when = {
        **dict.fromkeys(
            ("situation_nl", "situation_en"), _("needed in one language, and in both before you ask people about it")
        ),
        "right": "",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = [(place, _("Answer %(number)d") % {"number": place}) for place in PLACES]  # type: ignore[attr-defined]
        for language in ("nl", "en"):
            self.fields[f"situation_{language}"].widget.attrs["lang"] = language
        labels = {
            "text_nl": _("Answer %(number)d in Dutch"),
            "text_en": _("Answer %(number)d in English"),
            "explanation_nl": _("Why, in Dutch"),
            "explanation_en": _("Why, in English"),
        }
        for place in PLACES:
            for part in PARTS:
                is_text = part.startswith("text")
                attrs = {"lang": part[-2:]} | ({} if is_text else {"rows": 2})
                self.fields[f"{part}_{place}"] = forms.CharField(
                    label=labels[part] % {"number": place},
                    required=False,
                    max_length=300 if is_text else 1000,
                    widget=forms.TextInput(attrs=attrs) if is_text else forms.Textarea(attrs=attrs),
                )
                say_when_needed(
                    self.fields[f"{part}_{place}"],
                    _("needed in one language, and in both before you ask people about it")
                    if is_text and place <= LEAST_CHOICES
                    else _("needed before you ask people about it")
                    if place <= LEAST_CHOICES
                    else "",
                )

    @classmethod
    def of(cls, question: Question | None) -> "QuestionForm":
        """Return the form filled with a question as it is kept, or an empty one."""
        if question is None:
            return cls(initial={"edition": 0})
        initial: dict[str, Any] = {
            name: getattr(question, name) for name in ("edition", "situation_nl", "situation_en")
        }
        for choice in question.choices.all():
            initial |= {f"{part}_{choice.position}": getattr(choice, part) for part in PARTS}
            if choice.is_right:
                initial["right"] = choice.position
        return cls(initial=initial)

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each answer, by its number."""
        return [(place, [self[f"{part}_{place}"] for part in PARTS]) for place in PLACES]

    @property
    def text(self) -> QuestionText:
        """The whole question as the service takes it."""
        data = self.cleaned_data
        choices = [ChoiceText(*(data[f"{part}_{place}"].strip() for part in PARTS)) for place in PLACES]
        right = data["right"]
        return QuestionText(data["situation_nl"], data["situation_en"], choices, right - 1 if right else None)


class AcknowledgeForm(forms.Form):
    """Saying that one read a version: what one would do in each situation about what is new to the reader."""

    content_hash = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, questions: Sequence[AskedQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, asked in enumerate(questions, start=1):
            several = _("Situation %(number)d: what do you do?") % {"number": number}
            self.fields[self.name_of(asked)] = forms.ChoiceField(
                label=several if len(questions) > 1 else _("What do you do?"),
                choices=[(str(each.position), str(each.text)) for each in asked.choices],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose what you would do. You read at once what is wise, and why."),
                    "invalid_choice": _("Choose one of the answers that stand here."),
                },
            )

    @staticmethod
    def name_of(asked: AskedQuestion) -> str:
        return f"question_{asked.question.public_id}"

    @property
    def asked(self) -> list[tuple[AskedQuestion, forms.BoundField]]:
        """Each question with its field."""
        return [(each, self[self.name_of(each)]) for each in self.questions]

    @property
    def answered(self) -> list[tuple[AskedQuestion, QuestionChoice]]:
        """Each question with what was chosen."""
        found = []
        for asked in self.questions:
            chosen = self.cleaned_data[self.name_of(asked)]
            found.append((asked, next(each for each in asked.choices if str(each.position) == chosen)))
        return found
