"""When a reviewed version may be published: everybody answered, and nothing that binds says no."""

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.choices import BINDING, ReviewKind, ReviewOutcome


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
