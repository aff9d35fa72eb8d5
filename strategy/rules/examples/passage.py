"""What a passage of an example is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from strategy.rules.questions import QuestionText

OPENS_A_LINE = re.compile(r"\s*(?:[-*] |\d+\. |[|#>])")
"""What begins a line of its own in Markdown: an item of a list, a row of a table, a heading, a quotation."""


def unwrapped(text: str) -> str:
    """Return Markdown with each paragraph and each item on one line, as people type it into a field.

    The examples are broken at the width of these files; a writer would see that as ragged lines.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        goes_on = line.strip() and lines and lines[-1] and not OPENS_A_LINE.match(line)
        if goes_on and not lines[-1].startswith("|"):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


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
