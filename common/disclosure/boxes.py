"""What becomes of a month's answers that came in sealed: shares about enough of them, or a wait. Each counts once.

Pure functions, for whatever is asked by the protocol of docs/adr/0009-evaluation.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from common.disclosure.parameters import Rules, Sensitivity, Status
from common.disclosure.rounding import band, percentage, primary_status, range_of
from common.periods import Period


class Dated(Protocol):
    """An answer that knows in which month it came in, and nothing finer."""

    @property
    def since(self) -> Period: ...


@dataclass(frozen=True, slots=True)
class Share:
    """A share of class C as everybody may see it: percentages and the band of its base, never a count."""

    status: Status
    value: int | None = None
    low: int | None = None
    high: int | None = None
    base: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Parted[Given: Dated]:
    """Whose answers are told together: about one thing, or about several of a pool (no thing); and who waits on."""

    told: list[tuple[str | None, str, list[Given]]]
    waiting: list[Given]


def share_of(count: int, base: int, *, k: int) -> Share:
    """Return ``count`` of ``base`` answers under the rules of class C: fewer than ``k`` answers say nothing."""
    status = primary_status(count, base, Sensitivity.USE, Rules(threshold=k))
    if status is Status.HIDDEN:
        return Share(status)
    between = (band(base).low, band(base).high)
    if status is Status.RANGE:
        low, high = range_of(count, base)
        return Share(status, low=low, high=high, base=between)
    return Share(status, value=percentage(count, base), base=between)


def part[Given: Dated](
    given: Iterable[Given],
    *,
    about: Callable[[Given], str],
    pools: Mapping[str, str],
    month: Period,
    k: int,
    months: int,
) -> Parted[Given]:
    """Part a month's answers: each is told once, waits, or is thrown away; none is told twice.

    What has ``k`` answers is told by itself. The others wait. What came in ``months`` boxes ago (this one counts) is
    taken together with all that waits in its pool, and goes when that is fewer than ``k``. ``pools`` names the pool of
    everything that is known; where each thing is a pool of its own nothing is taken together. The unknown goes.
    """
    by_thing: dict[str, list[Given]] = {}
    for each in given:
        if about(each) in pools:
            by_thing.setdefault(about(each), []).append(each)
    told: list[tuple[str | None, str, list[Given]]] = []
    few: dict[str, list[Given]] = {}
    for thing, answers in sorted(by_thing.items()):
        if len(answers) >= k:
            told.append((thing, pools[thing], answers))
        else:
            few.setdefault(pools[thing], []).extend(answers)
    waiting: list[Given] = []
    for pool, answers in sorted(few.items()):
        young = [each for each in answers if months_between(each.since, month) + 1 < months]
        if len(young) < len(answers) and len(answers) >= k:
            told.append((None, pool, answers))
        else:
            waiting += young
    return Parted(told, waiting)


def months_between(earlier: Period, later: Period) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
