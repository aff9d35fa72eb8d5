"""Intervals for shares, so that a change is called one only when the interval of the difference says so.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209-212; R. G. Newcombe, "Interval estimation for the difference between independent
proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890, method 10.
"""

from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

CONFIDENCE: Final = 0.95
LEAST_BASE: Final = 10
"""Of fewer, no difference is called a change: one more or less is tens of points."""


class Bounds(NamedTuple):
    """The lower and upper end of an interval, as fractions: 0.25 is 25%, and a difference lies from -1 to 1."""

    low: float
    high: float


def wilson_interval(count: int, base: int, *, confidence: float = CONFIDENCE) -> Bounds:
    """Return the Wilson score interval for ``count`` out of ``base``."""
    if not 0 <= count <= base or base < 1:
        raise ValueError(f"{count} of {base} is no share.")
    if not 0 < confidence < 1:
        raise ValueError("The confidence lies between 0 and 1.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / base
    middle = (share + z * z / (2 * base)) / (1 + z * z / base)
    half = z / (1 + z * z / base) * sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    return Bounds(0.0 if count == 0 else max(0.0, middle - half), 1.0 if count == base else min(1.0, middle + half))


def difference_interval(
    count_before: int, base_before: int, count_after: int, base_after: int, *, confidence: float = CONFIDENCE
) -> Bounds:
    """Return Newcombe's interval for the share after minus the share before, of two independent groups.

    The same people measured twice mostly stay as they are and vary less than this says: it calls late, not early.
    """
    before = wilson_interval(count_before, base_before, confidence=confidence)
    after = wilson_interval(count_after, base_after, confidence=confidence)
    share_before, share_after = count_before / base_before, count_after / base_after
    difference = share_after - share_before
    return Bounds(
        max(-1.0, difference - sqrt((share_after - after.low) ** 2 + (before.high - share_before) ** 2)),
        min(1.0, difference + sqrt((after.high - share_after) ** 2 + (share_before - before.low) ** 2)),
    )


def is_change(
    count_before: int, base_before: int, count_after: int, base_after: int, *, confidence: float = CONFIDENCE
) -> bool:
    """Return whether two shares differ by more than chance explains: the interval of the difference is clear of 0.

    Of fewer than ``LEAST_BASE`` on either side nothing is called a change.
    """
    if min(base_before, base_after) < LEAST_BASE:
        return False
    low, high = difference_interval(count_before, base_before, count_after, base_after, confidence=confidence)
    return low > 0 or high < 0
