"""People taken together in blocks of at least the threshold: every figure is a sum of whole blocks.

A block is one function group of one unit, or of several units that are too small by themselves. Blocks do not overlap,
so no sum or difference of figures is about fewer people than a block has.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from common.disclosure.organisation import ALL, ORGANISATION, OTHER, Atom, Cell, UnitTree
from common.disclosure.schemes import FUNCTION_GROUPS, Scheme
from common.disclosure.tables import CATALOGUE, Table, Tally

NEXT_TO_NOBODY: Final = 10
"""Up to this many per cent of a group may be counted in no block, where too few of them are left for one."""


class Block(NamedTuple):
    """People who are only ever counted together; ``cell`` is the place in the tables at which they stand."""

    cell: Cell
    atoms: frozenset[Atom]
    numerator: int
    base: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What one metric counts in one period. Of people outside the blocks only their number is kept."""

    blocks: tuple[Block, ...]
    bases: Mapping[Atom, int]
    population: Mapping[Atom, int]
    tree: UnitTree
    scheme: Scheme
    tables: tuple[Table, ...]
    threshold: int

    def columns(self, row: str) -> Iterator[str]:
        """Yield the groups under which a row of the tables stands, everybody first."""
        single, by_group = (Table.TOTAL, Table.GROUPS) if row == ORGANISATION else (Table.UNITS, Table.UNITS_BY_GROUPS)
        if single in self.tables:
            yield ALL
        if by_group in self.tables:
            yield from (group.key for group in self.scheme.groups)

    def atoms(self, cell: Cell) -> frozenset[Atom]:
        """Return the atoms of everybody who sits in a cell, whether they are in one of its blocks or not."""
        function_groups = _function_groups(self.scheme)[cell.group]
        leaves = set(self.tree.leaves(cell.unit))
        return frozenset(atom for atom in self.population if atom.unit in leaves and atom.group in function_groups)


def count(
    tallies: Mapping[Atom, Tally],
    *,
    tree: UnitTree,
    scheme: Scheme,
    threshold: int,
    smallest_unit: int = 1,
    tables: Collection[Table] = CATALOGUE,
) -> Counted:
    """Take the people of ``tallies`` (one per unit and function group) together in blocks.

    In each group of the scheme, who is in a unit with fewer than ``threshold`` (times ``smallest_unit``) joins who is
    left in the unit above. Too few left at the top join the smallest block, or are in none where they are next to
    nobody. Bases alone decide. ``tallies`` names units as the tree was given them. Raises ``ValueError`` for a tally
    that is no count of a function group.
    """
    atoms: dict[Atom, Tally] = {}
    for atom, tally in sorted(tallies.items()):
        if atom.group not in FUNCTION_GROUPS or not 0 <= tally.numerator <= tally.base:
            raise ValueError(f"{atom} with {tally} is no count of a function group.")
        atoms[Atom(tree.leaf(atom.unit), atom.group)] = tally
    by_group = scheme.groups and {Table.GROUPS, Table.UNITS_BY_GROUPS} & set(tables)
    by_unit = bool({Table.UNITS, Table.UNITS_BY_GROUPS} & set(tables))
    blocks: list[Block] = []
    for key, function_groups in _function_groups(scheme).items():
        if (key == ALL) != (not by_group):
            continue
        members = {atom: tally for atom, tally in atoms.items() if atom.group in function_groups and tally.base}
        smallest = threshold * smallest_unit
        blocks += _Placing(tree, key, members, threshold, smallest if by_unit else None).blocks()
    return Counted(
        blocks=tuple(sorted(blocks)),
        bases={atom: tally.base for atom, tally in atoms.items() if tally.base},
        population={atom: tally.population for atom, tally in atoms.items()},
        tree=tree,
        scheme=scheme,
        tables=tuple(table for table in CATALOGUE if table in tables),
        threshold=threshold,
    )


def _function_groups(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    return {ALL: FUNCTION_GROUPS} | {group.key: group.function_groups for group in scheme.groups}


class _Placing:
    """Cuts the people of one group into blocks, from the leaves of the tree upwards."""

    def __init__(
        self, tree: UnitTree, group: str, members: Mapping[Atom, Tally], threshold: int, smallest: int | None
    ) -> None:
        """Where no figures by unit are asked, ``smallest`` is ``None`` and the organisation is one block."""
        self._tree, self._group, self._members = tree, group, members
        self._threshold, self._smallest = threshold, smallest
        self._by_leaf: dict[str, list[Atom]] = {}
        for atom in members:
            self._by_leaf.setdefault(atom.unit, []).append(atom)
        tops = tree.children(ORGANISATION)
        self._rest = (tops[0] if len(tops) == 1 and tree.children(tops[0]) else ORGANISATION) + OTHER
        self._placed: list[Block] = []

    def blocks(self) -> list[Block]:
        left = [atom for top in self._tree.children(ORGANISATION) for atom in self._left_of(top)]
        if not left:
            return self._placed
        people = self._people(left)
        if not self._placed:
            return [self._block(ORGANISATION, left)] if people >= self._threshold else []
        if people < self._threshold:
            if 100 * people <= NEXT_TO_NOBODY * self._people(self._members):
                return self._placed
            smallest = min(self._placed, key=lambda block: (block.base, block.cell))
            self._placed.remove(smallest)
            left += smallest.atoms
        place = self._rest if self._placed else ORGANISATION
        return [*self._placed, self._block(place, left)]

    def _left_of(self, unit: str) -> list[Atom]:
        """Place who is in a unit and below it, and return who is too few for a block there."""
        already = len(self._placed)
        left = list(self._by_leaf.get(unit, ()))
        for child in self._tree.children(unit):
            left += self._left_of(child)
        if self._smallest is None or not left or self._people(left) < self._smallest:
            return left
        self._placed.append(self._block(unit if len(self._placed) == already else unit + OTHER, left))
        return []

    def _people(self, atoms: Iterable[Atom]) -> int:
        return sum(self._members[atom].base for atom in atoms)

    def _block(self, unit: str, atoms: Iterable[Atom]) -> Block:
        members = frozenset(atoms)
        done = sum(self._members[atom].numerator for atom in members)
        return Block(Cell(unit, self._group), members, done, self._people(members))
