"""What Houtwijk wrote down: its AI strategy, its house rules, the next draft and its objectives."""

from portal.seed.strategy_texts.house_rules import RULES, RULES_TITLE
from portal.seed.strategy_texts.next_draft import DRAFT_ADDITION, DRAFT_CHANGE, RULES_CHANGE
from portal.seed.strategy_texts.objectives import GOALS, KEY_DATES, Goal
from portal.seed.strategy_texts.passage import Both, Passage
from portal.seed.strategy_texts.strategy import STRATEGY, STRATEGY_TITLE

__all__ = [
    "DRAFT_ADDITION",
    "DRAFT_CHANGE",
    "GOALS",
    "KEY_DATES",
    "RULES",
    "RULES_CHANGE",
    "RULES_TITLE",
    "STRATEGY",
    "STRATEGY_TITLE",
    "Both",
    "Goal",
    "Passage",
]
