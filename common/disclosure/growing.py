"""Figures of class B over months: who did keeps having done, so two figures of a block tell of who left and who came.

A block is told anew only where it leaves all of these free: more did than could have done at the last figure of those
who stayed, and all who came since. Otherwise the last figure stays, with its date. Not to tell says as little, since
it says only that no more did than that. docs/adr/0005-disclosure-control.md has the proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from common.disclosure.blocks import Block, Counted
from common.disclosure.organisation import Atom, Cell
from common.disclosure.rounding import Interval
from common.disclosure.telling import STEP

type Moves = Mapping[tuple[Atom, Atom], int]
"""How many people who were counted in two releases went from which atom to which; who begins anew is in none."""


@dataclass(frozen=True, slots=True)
class ToldBlock:
    """The last figure of a block: ``done`` of ``base`` people did in the period ``since``.

    ``still`` says how many of these people are in which atom by now, at least and at most. It never says who.
    """

    cell: Cell
    done: int
    base: int
    since: str
    still: Mapping[Atom, Interval]


class Bar(NamedTuple):
    """Blocks that are told together, and the number of their people of whom more must do before they are told."""

    blocks: tuple[Block, ...]
    number: int

    @property
    def is_passed(self) -> bool:
        return sum(block.numerator for block in self.blocks) > self.number


@dataclass(frozen=True, slots=True)
class Growing:
    """The figures of a release by the cell of their block, and all that the next release must know."""

    shown: Mapping[Cell, ToldBlock]
    told: tuple[ToldBlock, ...]


def follow(told: Iterable[ToldBlock], moves: Moves, bases: Mapping[Atom, int]) -> list[ToldBlock]:
    """Return what was told with where its people are now; ``bases`` says how many each atom had before the moves.

    Where some of an atom moved it is not known whose people they were, so they are followed between bounds.
    """
    followed = []
    for each in told:
        still: dict[Atom, Interval] = {}
        for (origin, target), people in moves.items():
            low, high = each.still.get(origin, Interval(0, 0))
            so_far = still.get(target, Interval(0, 0))
            low = max(0, low - (bases[origin] - people))
            still[target] = Interval(so_far.low + low, so_far.high + min(high, people))
        followed.append(replace(each, still={atom: still[atom] for atom in sorted(still) if still[atom].high}))
    return [each for each in followed if each.still]


def bars(counted: Counted, earlier: Sequence[ToldBlock]) -> list[Bar]:
    """Return what must be passed for each block to be told anew; outcomes of the period have no part in it.

    ``earlier`` are the last figures, followed until now. Parts of what was one block are told together: who went from
    one part to the other is in both figures.
    """
    shared = {block.cell: _shared(block, earlier) for block in counted.blocks}
    parts: dict[int, list[Block]] = {}
    for block in counted.blocks:
        for number in shared[block.cell]:
            parts.setdefault(number, []).append(block)
    found = []
    for block in counted.blocks:
        together = parts[next(iter(shared[block.cell]))] if len(shared[block.cell]) == 1 else [block]
        if any(len(shared[part.cell]) != 1 for part in together):
            together = [block]
        if together[0] == block:
            found.append(
                Bar(
                    tuple(together),
                    _number(together, [shared[part.cell] for part in together], earlier, counted.threshold),
                )
            )
    return found


def tell_growing(counted: Counted, earlier: Sequence[ToldBlock], period: str) -> Growing:
    """Decide which blocks are told anew in ``period``; ``earlier`` are the last figures, followed until now."""
    told = [block for bar in bars(counted, earlier) if bar.is_passed for block in bar.blocks]
    anew = [ToldBlock(block.cell, block.numerator, block.base, period, _all_of(block, counted)) for block in told]
    shown: dict[Cell, ToldBlock] = {}
    for each in sorted(earlier, key=lambda each: each.since):
        if any(each.cell == block.cell and _shared(block, [each]) for block in counted.blocks):
            shown[each.cell] = each
    covered = {atom for block in told for atom in block.atoms}
    kept = [
        replace(each, still={atom: people for atom, people in each.still.items() if atom not in covered})
        for each in earlier
    ]
    return Growing(shown | {each.cell: each for each in anew}, (*anew, *(each for each in kept if each.still)))


def _all_of(block: Block, counted: Counted) -> dict[Atom, Interval]:
    return {atom: Interval(counted.bases[atom], counted.bases[atom]) for atom in sorted(block.atoms)}


def _shared(block: Block, earlier: Sequence[ToldBlock]) -> dict[int, Interval]:
    """Return for each earlier figure (by its number) how many of its people are in a block now."""
    found = {}
    for number, each in enumerate(earlier):
        parts = [each.still[atom] for atom in block.atoms if atom in each.still]
        if parts:
            found[number] = Interval(sum(part.low for part in parts), min(each.base, sum(part.high for part in parts)))
    return found


def _number(
    blocks: Sequence[Block], shared: Sequence[Mapping[int, Interval]], earlier: Sequence[ToldBlock], threshold: int
) -> int:
    """Return how many may do without anything being said of so few people as may not be told apart.

    Those are at least all who can have done by the last figures of who stayed, and beside the fewest that must have
    done by then, all who came since or came from another block, and three of anybody.
    """
    stayed: dict[int, Interval] = {}
    for each in shared:
        for source, (low, high) in each.items():
            so_far = stayed.get(source, Interval(0, 0))
            stayed[source] = Interval(so_far.low + low, min(earlier[source].base, so_far.high + high))
    if not stayed:
        return -1
    main = max(stayed, key=lambda source: (stayed[source].low, -source))
    came = sum(block.base for block in blocks) - sum(people.low for people in stayed.values())
    did = must = 0
    for source, (low, high) in stayed.items():
        told = earlier[source]
        did += min(high, told.done)
        must += max(0, told.done - (told.base - high))
        if source != main and low < threshold:
            came += low - max(0, told.done - (told.base - low))
    if len(stayed) == 1 and not came and stayed[main].low == earlier[main].base:
        return did - 1
    return max(did, must + min(came, threshold - 1), must + STEP)
