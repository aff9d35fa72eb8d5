"""Where the promise stands on which people say what they use already."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.choices.declarations import DECIDES, PromiseMove, promise_hash
from tools.models import PromiseStep


@dataclass(frozen=True, slots=True)
class Promise:
    """The words of today, the last answer of the board, and whether the board is being asked."""

    words: str
    """Hash of the words of today."""
    decided: PromiseStep | None
    is_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether the board stands by the words of today, so that people can declare."""
        return self.stood and not self.is_overtaken

    @property
    def stood(self) -> bool:
        """Whether the board's last answer is that it stands by a promise, of today or of earlier words."""
        return self.decided is not None and self.decided.move == PromiseMove.GIVEN

    @property
    def is_overtaken(self) -> bool:
        """Whether the board stood by other words than those of today."""
        return self.stood and self.decided is not None and self.decided.promise != self.words


def promise_now() -> Promise:
    """Return where the promise stands. Two queries."""
    today = promise_hash()
    newest = PromiseStep.objects.order_by("-pk").first()
    is_asked = newest is not None and newest.move == PromiseMove.ASKED and newest.promise == today
    decided = PromiseStep.objects.filter(move__in=DECIDES).order_by("-pk").first()
    return Promise(today, decided, is_asked)


def stands_by(words: str) -> bool:
    """Whether the board's last answer is that it stands by these words. One query."""
    decided = PromiseStep.objects.filter(move__in=DECIDES).order_by("-pk").first()
    return decided is not None and decided.move == PromiseMove.GIVEN and decided.promise == words


def promise_history() -> Sequence[PromiseStep]:
    """Return every step about the promise, the newest first. One query."""
    return list(PromiseStep.objects.select_related("taken_by").order_by("-pk"))
