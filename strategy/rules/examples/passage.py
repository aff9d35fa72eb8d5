"""What a passage of an example is."""

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.rules.questions import QuestionText


@dataclass(frozen=True, slots=True)
class ExamplePassage:
    """A passage to adapt, in both languages; house rules have no pillar. Texts are Markdown."""

    pillar: str
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str
    aspect: str = ""
    function_groups: Sequence[str] = ()
    question: QuestionText | None = None
