"""How a count becomes a percentage and a base becomes a band, and what a reader can work back from them.

One place for the rule that bases under 100 show as a band and percentages to 5 points: screen, table, API and PDF
all take what this file gives. A reader is taken to know this rule, and every base.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

from common.disclosure.parameters import CLASS_C_FLOOR, Rules, Sensitivity, Status

SMALL_BASE: Final = 100
COARSE, FINE = 5, 1
BAND_STARTS: Final = (0, 5, 10, 25, 50, SMALL_BASE)
BASE_STEP: Final = 10


class Interval(NamedTuple):
    """The lowest and the highest count that are still possible."""

    low: int
    high: int

    @property
    def width(self) -> int:
        return self.high - self.low


class BaseBand(NamedTuple):
    """Between which numbers a base lies; ``about`` is the round number to say for a base of 100 or more."""

    low: int
    high: int
    about: int | None = None

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


def step(base: int) -> int:
    """Return to how many points a percentage of ``base`` is rounded."""
    return COARSE if base < SMALL_BASE else FINE


def percentage(count: int, base: int) -> int:
    """Return ``count`` of ``base`` as a rounded percentage (halves up); 0 and 100 mean none and all, never nearly."""
    if not 0 <= count <= base or base < 1:
        raise ValueError(f"{count} of {base} is no share.")
    if count in {0, base}:
        return 100 * count // base
    points = step(base)
    rounded = (200 * count + points * base) // (2 * points * base) * points
    return min(max(rounded, points), 100 - points)


def is_nearly(value: int, base: int) -> bool:
    """Return whether ``value`` stands for nearly none or nearly all, so that the true share may be nearer to it.

    One of 407 shows as 1, since 0 means none at all; whoever words the figure says so.
    """
    return value in {step(base), 100 - step(base)}


@lru_cache(maxsize=10_000)
def counts_behind(value: int, base: int) -> Interval:
    """Return which counts out of ``base`` show as the percentage ``value``."""
    counts = range(base + 1)
    low = bisect_left(counts, value, key=lambda count: percentage(count, base))
    return Interval(low, bisect_right(counts, value, key=lambda count: percentage(count, base)) - 1)


def band(base: int) -> BaseBand:
    """Return the band of a base under 100, and for a larger one the band that rounds to the same multiple of 10."""
    if base < SMALL_BASE:
        index = bisect_right(BAND_STARTS, base)
        return BaseBand(BAND_STARTS[index - 1], BAND_STARTS[index] - 1)
    about = (base + BASE_STEP // 2) // BASE_STEP * BASE_STEP
    return BaseBand(max(SMALL_BASE, about - BASE_STEP // 2), about + BASE_STEP // 2 - 1, about)


def count_band(count: int, threshold: int) -> BaseBand:
    """Return the band in which a number of people or of what they did may show: one for all below the threshold."""
    if count < threshold:
        return BaseBand(0, threshold - 1)
    found = band(count)
    return found._replace(low=max(found.low, threshold))


def coverage(base: int, population: int) -> int | None:
    """Return which percentage of ``population`` a figure is about; nothing where the population is not known."""
    return percentage(min(base, population), population) if population else None


class Range(NamedTuple):
    """The percentages between which a class C figure lies that is too near to none or all."""

    low: int
    high: int


def range_of(count: int, base: int) -> Range:
    """Return the range that a class C figure shows, the same for every count that must not show."""
    most = CLASS_C_FLOOR - 1
    return range_between(0, most, base) if count < CLASS_C_FLOOR else range_between(base - most, base, base)


def range_between(low: int, high: int, base: int) -> Range:
    """Return between which rounded percentages the counts from ``low`` to ``high`` of ``base`` lie."""
    points = step(base)
    return Range(100 * low // (base * points) * points, min(100, -(-100 * high // (base * points)) * points))


def primary_status(count: int, base: int, sensitivity: Sensitivity, rules: Rules) -> Status:
    """Return what a figure may show when nothing else were released."""
    if sensitivity is Sensitivity.FACT:
        return Status.SHOWN if base else Status.HIDDEN
    if base < rules.threshold:
        return Status.HIDDEN
    if sensitivity is Sensitivity.USE and min(count, base - count) < CLASS_C_FLOOR:
        return Status.RANGE
    return Status.SHOWN


def learned(count: int, base: int, status: Status, sensitivity: Sensitivity) -> Interval:
    """Return which counts a reader who knows the base and these rules still holds possible."""
    if status is Status.RANGE:
        return Interval(0, CLASS_C_FLOOR - 1) if count < CLASS_C_FLOOR else Interval(base - CLASS_C_FLOOR + 1, base)
    if status is not Status.SHOWN:
        return Interval(0, base)
    behind = counts_behind(percentage(count, base), base)
    if sensitivity is Sensitivity.USE:
        return Interval(max(behind.low, CLASS_C_FLOOR), min(behind.high, base - CLASS_C_FLOOR))
    return behind
