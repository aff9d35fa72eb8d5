"""What is told of counts of class C: a count near none or all as a step of three, and no sum that narrows its parts."""

from collections.abc import Mapping, Sequence
from typing import Final

from common.disclosure.parameters import CLASS_C_FLOOR
from common.disclosure.rounding import Interval

STEP: Final = CLASS_C_FLOOR
"""As many counts as stay possible where a count is not told exactly: 0, 1 and 2."""


def tell_count(count: int, base: int) -> Interval:
    """Return between which counts ``count`` of ``base`` is told to be: itself, or the lowest or highest step."""
    if count < STEP:
        return Interval(0, STEP - 1)
    if count > base - STEP:
        return Interval(base - STEP + 1, base)
    return Interval(count, count)


def tell_sum(count: int, parts: Sequence[Interval]) -> Interval:
    """Return between which counts a sum is told to be, so that each of its ``parts`` may still be all it was told.

    Near the lowest or highest possible sum it tells no more than that it is near; elsewhere the sum itself.
    """
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    longest = max((part.width for part in parts), default=0)
    if high - low <= 2 * longest:
        return Interval(low, high)
    if count <= low + longest:
        return Interval(low, low + longest)
    if count >= high - longest:
        return Interval(high - longest, high)
    return Interval(count, count)


def tell_answers(counts: Mapping[str, int], base: int) -> dict[str, Interval]:
    """Return between which counts each of the answers to one question is told to be, of which everybody gave one.

    Each is told in steps of three. What is known to add up to ``base`` could narrow them: where all answers together
    are nearly as few, or as many, as was told, the largest is told one step lower, or higher, than it is.
    """
    steps = steps_of(base)
    told = {answer: next(step for step in steps if step.low <= count <= step.high) for answer, count in counts.items()}
    spare = base - sum(each.low for each in told.values()), sum(each.high for each in told.values()) - base
    if min(spare) < STEP - 1:
        largest = max(counts, key=lambda answer: (counts[answer], answer))
        place = steps.index(told[largest]) + (-1 if spare[0] < spare[1] else 1)
        told[largest] = steps[min(max(place, 0), len(steps) - 1)]
    return told


def steps_of(base: int) -> list[Interval]:
    """Return the steps in which counts of ``base`` are told: threes, of which the middle one is up to two longer."""
    number, more = divmod(base + 1, STEP)
    middle = number // 2
    steps: list[Interval] = []
    low = 0
    for place in range(number):
        high = low + STEP - 1 + (more if place == middle else 0)
        steps.append(Interval(low, high))
        low = high + 1
    return steps
