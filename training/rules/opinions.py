"""What becomes of opinions on a course at the end of a month: figures of groups that are large enough, or a wait."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from common.disclosure import Rules, Sensitivity, Status
from common.disclosure.rounding import band, percentage, primary_status, range_of
from common.periods import Period
from training.choices.evaluations import COUNTS_AS, MONTHS_TOGETHER


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of a course; ``since`` is the month in which it came in."""

    course: str
    since: Period
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One question as everybody may see it; percentages, never a count."""

    question: str
    status: Status
    value: int | None = None
    low: int | None = None
    high: int | None = None
    base: tuple[int, int] | None = None


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
    by_course: dict[str, list[Opinion]] = {}
    for each in opinions:
        if each.course in themes:
            by_course.setdefault(each.course, []).append(each)
    figures: list[tuple[str | None, str, list[Told]]] = []
    few: dict[str, list[Opinion]] = {}
    for course, given in sorted(by_course.items()):
        if len(given) >= k:
            figures.append((course, themes[course], told_of(given, k=k)))
        else:
            few.setdefault(themes[course], []).extend(given)
    waiting: list[Opinion] = []
    for theme, given in sorted(few.items()):
        young = [each for each in given if months_between(each.since, month) + 1 < MONTHS_TOGETHER]
        if len(young) < len(given) and len(given) >= k:
            figures.append((None, theme, told_of(given, k=k)))
        else:
            waiting += young
    return Settled(figures, waiting)


def months_between(earlier: Period, later: Period) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def told_of(opinions: Collection[Opinion], *, k: int) -> list[Told]:
    """Return each question as a share of those who answered it, under the rules of class C."""
    return [_told(question, [each.answers.get(question, "") for each in opinions], k) for question in COUNTS_AS]


def _told(question: str, answers: Collection[str], k: int) -> Told:
    base = sum(bool(answer) for answer in answers)
    count = sum(answer in COUNTS_AS[question] for answer in answers)
    status = primary_status(count, base, Sensitivity.USE, Rules(threshold=k))
    if status is Status.HIDDEN:
        return Told(question, status)
    between = (band(base).low, band(base).high)
    if status is Status.RANGE:
        low, high = range_of(count, base)
        return Told(question, status, low=low, high=high, base=between)
    return Told(question, status, value=percentage(count, base), base=between)
