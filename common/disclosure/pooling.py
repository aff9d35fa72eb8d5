"""Small units are taken together with their small siblings, else they are counted in their parent only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.disclosure.organisation import ORGANISATION, OTHER, UnitTree


@dataclass(frozen=True, slots=True)
class Pooling:
    """Where every unit of a tree is shown.

    ``buckets`` holds the units of each "other units" row, by the key of that row; ``into`` says for each unit that has
    no row of its own which row holds it: a bucket, or a unit above it.
    """

    buckets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)


def pool_units(tree: UnitTree, people: Mapping[str, int], *, threshold: int) -> Pooling:
    """Pool the units that have people but fewer than ``threshold``; ``people`` counts every unit with all below it.

    Small siblings that together reach the threshold (at least two, since each is below it) become "other units" of
    their parent. Otherwise they are counted in their parent only. A small parent takes all below it along, so one walk
    from the top is the fixed point.
    """
    buckets: dict[str, tuple[str, ...]] = {}
    into: dict[str, str] = {}

    def walk(parent: str) -> None:
        children = tree.children(parent)
        small = tuple(child for child in children if 0 < people[child] < threshold)
        target = parent
        if sum(people[child] for child in small) >= threshold:
            target = parent + OTHER
            buckets[target] = small
        for child in children:
            if child not in small:
                walk(child)
                continue
            into[child] = target
            into.update(dict.fromkeys(tree.below(child), target))

    walk(ORGANISATION)
    return Pooling(buckets=buckets, into=into)
