"""The declared tables of one metric, counted once; what is not needed for them does not survive the counting."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from common.disclosure.organisation import ALL, ORGANISATION, OTHER, Atom, Cell, UnitTree
from common.disclosure.parameters import Rules, Sensitivity
from common.disclosure.pooling import Pooling, pool_units
from common.disclosure.schemes import FUNCTION_GROUPS, Scheme


class Table(StrEnum):
    """The catalogue: the only tables that exist, of at most two dimensions."""

    TOTAL = "total"
    UNITS = "units"
    GROUPS = "groups"
    UNITS_BY_GROUPS = "units_by_groups"


CATALOGUE: Final = tuple(Table)


class Tally(NamedTuple):
    """Of ``base`` people or answers ``numerator`` do; ``population`` is whom the cell has in all, for the coverage."""

    numerator: int
    base: int
    population: int = 0


class Count(NamedTuple):
    """One cell of the declared tables; ``numerator`` is not kept below the threshold, nor where a unit is pooled."""

    cell: Cell
    base: int
    population: int
    numerator: int | None
    pooled_into: str | None
    members: frozenset[Atom]


class Sum(NamedTuple):
    """A cell that is exactly its parts together."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tabulation:
    """What one metric counts in one period: all that a decision needs, and no numerator of a small group."""

    sensitivity: Sensitivity
    rules: Rules
    scheme: Scheme
    bases: Mapping[Atom, int]
    counts: Mapping[Cell, Count]
    sums: tuple[Sum, ...]


def tabulate(
    tallies: Mapping[Atom, Tally],
    *,
    tree: UnitTree,
    scheme: Scheme,
    sensitivity: Sensitivity,
    rules: Rules,
    tables: Collection[Table] = CATALOGUE,
) -> Tabulation:
    """Count the declared tables from one tally per unit and function group.

    ``tallies`` names units as the tree was given them; people who sit directly in a unit that has units below it are
    counted in its ``/own`` leaf.
    """
    atoms: dict[Atom, Tally] = {}
    for atom, tally in sorted(tallies.items()):
        if atom.group not in FUNCTION_GROUPS or not 0 <= tally.numerator <= tally.base:
            raise ValueError(f"{atom} with {tally} is no count of a function group.")
        atoms[Atom(tree.leaf(atom.unit), atom.group)] = tally
    counting = _Counting(tree, scheme, atoms)
    people = {unit: counting.base(Cell(unit, ALL)) for unit in (ORGANISATION, *tree.below(ORGANISATION))}
    protected = sensitivity is not Sensitivity.FACT
    pooling = pool_units(tree, people, threshold=rules.threshold) if protected else Pooling()
    rows = _rows(tree, pooling, tables)
    counts = {}
    for row, pooled_into in rows.items():
        for group in _columns(row, scheme, tables):
            cell = Cell(row, group)
            tally = counting.tally(cell, pooling)
            keep = not protected or (pooled_into is None and tally.base >= rules.threshold)
            counts[cell] = Count(
                cell=cell,
                base=tally.base,
                population=tally.population,
                numerator=tally.numerator if keep else None,
                pooled_into=pooled_into,
                members=counting.members(cell, pooling),
            )
    return Tabulation(
        sensitivity=sensitivity,
        rules=rules,
        scheme=scheme,
        bases={atom: tally.base for atom, tally in atoms.items() if tally.base},
        counts=counts,
        sums=tuple(_sums(tree, pooling, scheme, counts)),
    )


class _Counting:
    """Adds tallies up over the leaves of a unit and the function groups of a group."""

    def __init__(self, tree: UnitTree, scheme: Scheme, atoms: Mapping[Atom, Tally]) -> None:
        self._tree = tree
        self._atoms = atoms
        self._function_groups = {ALL: FUNCTION_GROUPS} | {group.key: group.function_groups for group in scheme.groups}

    def members(self, cell: Cell, pooling: Pooling) -> frozenset[Atom]:
        """Return the atoms with people of ``cell``."""
        tops = pooling.buckets.get(cell.unit, (cell.unit,))
        atoms = (
            Atom(leaf, function_group)
            for top in tops
            for leaf in self._tree.leaves(top)
            for function_group in self._function_groups[cell.group]
        )
        return frozenset(atom for atom in atoms if atom in self._atoms and self._atoms[atom].base)

    def tally(self, cell: Cell, pooling: Pooling) -> Tally:
        tallies = [self._atoms[atom] for atom in self.members(cell, pooling)]
        populations = [
            self._atoms[atom].population
            for top in pooling.buckets.get(cell.unit, (cell.unit,))
            for leaf in self._tree.leaves(top)
            for atom in (Atom(leaf, function_group) for function_group in self._function_groups[cell.group])
            if atom in self._atoms
        ]
        return Tally(sum(tally.numerator for tally in tallies), sum(tally.base for tally in tallies), sum(populations))

    def base(self, cell: Cell) -> int:
        return self.tally(cell, Pooling()).base


def _rows(tree: UnitTree, pooling: Pooling, tables: Collection[Table]) -> dict[str, str | None]:
    """Return every row of the tables with the row it is pooled into, if any: the organisation first."""
    rows: dict[str, str | None] = {ORGANISATION: None}
    if Table.UNITS in tables or Table.UNITS_BY_GROUPS in tables:
        rows |= {unit: pooling.into.get(unit) for unit in tree.below(ORGANISATION)}
        rows |= dict.fromkeys(sorted(pooling.buckets))
    return rows


def _columns(row: str, scheme: Scheme, tables: Collection[Table]) -> Iterator[str]:
    single, by_group = (Table.TOTAL, Table.GROUPS) if row == ORGANISATION else (Table.UNITS, Table.UNITS_BY_GROUPS)
    if single in tables:
        yield ALL
    if by_group in tables:
        yield from (group.key for group in scheme.groups)


def _sums(tree: UnitTree, pooling: Pooling, scheme: Scheme, cells: Collection[Cell]) -> Iterator[Sum]:
    """Yield every sum of declared cells: groups to their row, and rows to the row above, for each column."""
    declared = [
        Sum(Cell(row, ALL), tuple(Cell(row, group.key) for group in scheme.groups))
        for row in dict.fromkeys(cell.unit for cell in cells)
        if scheme.groups
    ]
    columns = (ALL, *(group.key for group in scheme.groups))
    for row, below in _branches(tree, pooling):
        declared += [Sum(Cell(row, column), tuple(Cell(unit, column) for unit in below)) for column in columns]
    for whole, parts in declared:
        if whole in cells and all(part in cells for part in parts):
            yield Sum(whole, parts)


def _branches(tree: UnitTree, pooling: Pooling) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield each row with the rows that it is the sum of."""
    yield from sorted(pooling.buckets.items())
    for row in (ORGANISATION, *tree.below(ORGANISATION)):
        bucket = row + OTHER
        in_bucket = pooling.buckets.get(bucket, ())
        below = [unit for unit in tree.children(row) if unit not in in_bucket]
        if in_bucket:
            below.append(bucket)
        if below:
            yield row, below
