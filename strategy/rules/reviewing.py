"""When a reviewed version may be published: everybody answered, and nothing that binds says no."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from strategy.choices import BINDING, THREE, ReviewKind, ReviewOutcome


@dataclass(frozen=True, slots=True)
class Asked:
    """In which capacity somebody was asked, and what they answered; nothing yet is an empty outcome."""

    kind: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many answers a review waits for, and what stands in the way of publishing."""

    asked: int
    open: int
    refused: int
    """Decisions and consents that say no: nothing is published over these."""
    against_advice: int
    """Advice that says no: the office can go on and says why."""
    decided: int
    """Decisions that say yes."""

    @property
    def answered(self) -> int:
        return self.asked - self.open

    @property
    def is_complete(self) -> bool:
        return self.asked > 0 and self.open == 0

    @property
    def may_publish(self) -> bool:
        """Whether it can be published now, where the advice that says no is answered with a reason."""
        return self.is_complete and self.refused == 0 and self.decided > 0


def standing_of(asked: Sequence[Asked]) -> Standing:
    """Return how a review stands by what was asked and answered."""
    said_no = [each for each in asked if each.outcome == ReviewOutcome.OBJECTED]
    return Standing(
        asked=len(asked),
        open=sum(not each.outcome for each in asked),
        refused=sum(each.kind in BINDING for each in said_no),
        against_advice=sum(each.kind == ReviewKind.ADVICE for each in said_no),
        decided=sum(each.kind == ReviewKind.DECISION and each.outcome == ReviewOutcome.AGREED for each in asked),
    )


class WhyNot(StrEnum):
    """Why somebody of the programme office does not publish a version."""

    ALONE = "alone"
    WROTE = "wrote"
    WRITERS_DECIDED = "writers_decided"


def why_not(publisher: int, *, writers: AbstractSet[int], deciders: AbstractSet[int], people: str) -> WhyNot | None:
    """Return why ``publisher`` does not publish what these people wrote and decided; ``None`` where they may.

    Nobody publishes alone. Where three people are needed, the one who publishes and one who decided wrote nothing.
    """
    if people == THREE:
        if publisher in writers:
            return WhyNot.WROTE
        return None if deciders - writers - {publisher} else WhyNot.WRITERS_DECIDED
    return WhyNot.ALONE if publisher in writers and not deciders - {publisher} else None
