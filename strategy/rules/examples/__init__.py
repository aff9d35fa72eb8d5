"""Whole documents to start from: a strategy along the three pillars, and house rules, both in Dutch and English.

What an organisation must fill in itself stands between square brackets; see ``strategy.rules.places``.
"""

from collections.abc import Mapping, Sequence

from strategy.choices import DocumentKind
from strategy.rules.examples.applications import APPLICATIONS
from strategy.rules.examples.by_group import TO_LEARN, WANTED
from strategy.rules.examples.house_rules import HOUSE_RULES
from strategy.rules.examples.learning import LEARNING
from strategy.rules.examples.passage import ExamplePassage
from strategy.rules.examples.vision import VISION

__all__ = ["EXAMPLES", "GOOD_AS_THEY_STAND", "ExamplePassage"]

EXAMPLES: Mapping[str, Sequence[ExamplePassage]] = {
    DocumentKind.STRATEGY: [*VISION, *WANTED, *APPLICATIONS, *LEARNING, *TO_LEARN],
    DocumentKind.HOUSE_RULES: HOUSE_RULES,
}
"""By kind of document, the passages in the order in which they are read."""

GOOD_AS_THEY_STAND = frozenset(
    {
        "twee jaar", "two years", "een jaar", "a year", "kwartaal", "quarter", "maand", "month",
        "de functionaris gegevensbescherming", "the data protection officer",
    }
)  # fmt: skip
"""Places with a suggestion: an organisation may agree with it and take only the brackets away."""
