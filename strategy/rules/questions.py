"""What a question about a passage is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_CHOICES, MOST_CHOICES = 2, 4


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """One of the ways to act and why it is right or not, in both languages."""

    text_nl: str = ""
    text_en: str = ""
    explanation_nl: str = ""
    explanation_en: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text_nl or self.text_en or self.explanation_nl or self.explanation_en)


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A whole question: the situation, the ways to act in their order, and the place of the right one from 0."""

    situation_nl: str
    situation_en: str
    choices: Sequence[ChoiceText]
    right: int | None
