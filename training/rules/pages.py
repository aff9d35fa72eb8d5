"""How much fits in a course in the portal, and when a change of it asks something of who is halfway."""

from collections.abc import Sequence
from typing import Protocol

MOST_LESSONS, MOST_QUESTIONS = 40, 40
LONGEST_LESSON = 20_000
"""Characters in one language: about a quarter of an hour of reading. More is two lessons."""
LONGEST_SITUATION, LONGEST_EXPLANATION = 2_000, 1_000
LEAST_ANSWERS, MOST_ANSWERS = 2, 5


class Right(Protocol):
    """An answer of which is known whether it is right."""

    @property
    def is_right(self) -> bool: ...


def asks_something_else(before: Sequence[Right], after: Sequence[Right]) -> bool:
    """Say whether a question counts as another one, whatever its author says: other answers, or another one is right.

    Who chose the second answer must still have chosen the second answer, and must be right or wrong as before.
    """
    return [each.is_right for each in before] != [each.is_right for each in after]
