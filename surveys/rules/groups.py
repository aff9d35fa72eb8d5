"""Which single group a ballot may carry: fixed from who is invited, taken together again by who answered.

Every ballot is in exactly one group and no group is smaller than the threshold. "Without a group" is one of them:
where only the small ones went without, their ballots would be known by it.
"""

from collections.abc import Mapping
from typing import Final

from common.disclosure import LEADERSHIP, TOTAL_ONLY, choose_scheme
from common.disclosure.schemes import SMALLEST_FOR_GROUPS
from surveys.choices import OTHER_UNITS

NO_GROUP: Final = ""


def invited_function_groups(invited: Mapping[str, int], *, threshold: int) -> dict[str, str]:
    """Return for each function group the group that its ballots carry, from how many are invited of each."""
    scheme = choose_scheme(invited, threshold=threshold)
    if scheme == TOTAL_ONLY:
        return dict.fromkeys(invited, NO_GROUP)
    return {part: group.key for group in scheme.groups for part in group.function_groups}


def answered_function_groups(answered: Mapping[str, int], *, threshold: int) -> dict[str, str]:
    """Return for each group that ballots carry the group under which they are kept, from how many answered."""
    if _large_enough(answered, threshold):
        return {key: key for key in answered}
    wider = {key: _wider_function_group(key) for key in answered}
    sums: dict[str, int] = {}
    for key, count in answered.items():
        sums[wider[key]] = sums.get(wider[key], 0) + count
    return wider if _large_enough(sums, threshold) else dict.fromkeys(answered, NO_GROUP)


def _wider_function_group(key: str) -> str:
    return next(
        (group.key for group in LEADERSHIP.groups if key == group.key or key in group.function_groups), NO_GROUP
    )


def _large_enough(counts: Mapping[str, int], threshold: int) -> bool:
    return all(count >= threshold for count in counts.values() if count)


def invited_units(invited: Mapping[str, int], parents: Mapping[str, str | None], *, threshold: int) -> dict[str, str]:
    """Return for each unit the group that its ballots carry; an organisation under 100 people has no groups."""
    if sum(invited.values()) < SMALLEST_FOR_GROUPS:
        return dict.fromkeys(invited, NO_GROUP)
    return answered_units(invited, parents, threshold=threshold)


def answered_units(counts: Mapping[str, int], parents: Mapping[str, str | None], *, threshold: int) -> dict[str, str]:
    """Return for each unit the group under which its ballots are kept.

    A unit that is too small goes up and joins whoever else is left at its parent. What is too small at the top is
    taken together with the smallest group as "other units"; nothing at all is left when there is no group.
    """
    waiting: dict[str, list[str]] = {unit: [unit] for unit in counts}
    found: dict[str, list[str]] = {}
    leftover: list[str] = waiting.pop(OTHER_UNITS, [])
    for unit in sorted({*waiting, *_above(waiting, parents)}, key=lambda unit: (-_depth(unit, parents), unit)):
        members = waiting.pop(unit, [])
        parent = parents.get(unit)
        if sum(counts[member] for member in members) >= threshold:
            found[unit] = members
        elif parent is None:
            leftover += members
        else:
            waiting.setdefault(parent, []).extend(members)
    left = sum(counts[member] for member in leftover)
    if left and left < threshold and found:
        smallest = min(found, key=lambda unit: (sum(counts[member] for member in found[unit]), unit))
        leftover += found.pop(smallest)
    if left and not found:
        return dict.fromkeys(counts, NO_GROUP)
    kept = {member: unit for unit, members in found.items() for member in members}
    return {**dict.fromkeys(counts, NO_GROUP), **dict.fromkeys(leftover, OTHER_UNITS), **kept}


def _above(units: Mapping[str, object], parents: Mapping[str, str | None]) -> set[str]:
    above: set[str] = set()
    for unit in units:
        parent = parents.get(unit)
        while parent is not None and parent not in above:
            above.add(parent)
            parent = parents.get(parent)
    return above


def _depth(unit: str, parents: Mapping[str, str | None]) -> int:
    depth, parent = 0, parents.get(unit)
    while parent is not None:
        depth, parent = depth + 1, parents.get(parent)
    return depth
