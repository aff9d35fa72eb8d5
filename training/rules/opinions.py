"""What becomes of opinions on a course at the end of a month: figures of groups that are large enough, or a wait."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from common.disclosure.boxes import Share, months_between, part, share_of
from common.periods import Period
from training.choices.evaluations import COUNTS_AS, MONTHS_TOGETHER

__all__ = ["Opinion", "Settled", "Told", "months_between", "settle_opinions", "told_of"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of a course; ``since`` is the month in which it came in."""

    course: str
    since: Period
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told(Share):
    """One question as everybody may see it; percentages, never a count."""

    question: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a month's opinions become: figures of a course or of a theme (no course), and who waits on."""

    figures: list[tuple[str | None, str, list[Told]]]
    waiting: list[Opinion]


def settle_opinions(opinions: Iterable[Opinion], *, themes: Mapping[str, str], month: Period, k: int) -> Settled:
    """Decide what a month tells: each opinion is in one figure, waits, or is thrown away; never in two figures.

    A course with ``k`` opinions is told. The others wait. What waited long enough is taken together with all that
    waits in its theme, and goes when that is fewer than ``k``. A course that is in no theme is not known any more.
    """
    parted = part(opinions, about=attrgetter("course"), pools=themes, month=month, k=k, months=MONTHS_TOGETHER)
    return Settled([(course, theme, told_of(given, k=k)) for course, theme, given in parted.told], parted.waiting)


def told_of(opinions: Collection[Opinion], *, k: int) -> list[Told]:
    """Return each question as a share of those who answered it, under the rules of class C."""
    return [_told(question, [each.answers.get(question, "") for each in opinions], k) for question in COUNTS_AS]


def _told(question: str, answers: Collection[str], k: int) -> Told:
    base = sum(bool(answer) for answer in answers)
    share = share_of(sum(answer in COUNTS_AS[question] for answer in answers), base, k=k)
    return Told(share.status, share.value, share.low, share.high, share.base, question=question)
