"""What becomes of what people sent about situations at the end of a month: a share for each question, or a wait."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter

from common.disclosure.boxes import Share, part, share_of
from common.periods import Period
from strategy.choices import MONTHS_WAITED, Chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether somebody chose what is wise at a question; ``since`` is the month in which it came in."""

    question: str
    since: Period
    chosen: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What a month's choices become: a share by question, and which wait on."""

    figures: list[tuple[str, Share]]
    waiting: list[Choice]


def settle_choices(choices: Iterable[Choice], *, known: Collection[str], month: Period, k: int) -> Settled:
    """Decide what a month tells: a question with ``k`` choices is told. Fewer wait, and go in their third month.

    Questions are never taken together: a share over several passages says of none whether it is clear. What is about
    a question that is not known, or says neither that it was wise nor that it was not, goes.
    """
    said = [each for each in choices if each.chosen in Chosen.values]
    alone = {question: question for question in known}
    parted = part(said, about=attrgetter("question"), pools=alone, month=month, k=k, months=MONTHS_WAITED)
    return Settled([(question, _share(given, k)) for _none, question, given in parted.told], parted.waiting)


def _share(given: Collection[Choice], k: int) -> Share:
    return share_of(sum(each.chosen == Chosen.WISE for each in given), len(given), k=k)
