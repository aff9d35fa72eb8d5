"""From what is told of the blocks to the figures of the tables: every cell with what it may show."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from common.disclosure.blocks import Block, Counted
from common.disclosure.figure import Figure
from common.disclosure.growing import Growing, ToldBlock
from common.disclosure.organisation import ALL, ORGANISATION, OTHER, Atom, Cell
from common.disclosure.parameters import Reason, Status
from common.disclosure.rounding import Interval, band, coverage, percentage, range_between, step
from common.disclosure.telling import STEP, tell_answers, tell_count, tell_sum

MOSTLY: Final = 50
"""A row shows its blocks where they hold at least this many per cent of its people, else it is counted elsewhere."""


class Sum(NamedTuple):
    """Between which counts a figure lies, of how many people, and of which period at the oldest."""

    between: Interval
    base: int
    as_of: str | None = None


def show_reach(counted: Counted) -> tuple[Figure, ...]:
    """Return the figures of class B in a period that is tied to no other: every count as it is."""
    told = {block.cell: Sum(Interval(block.numerator, block.numerator), block.base) for block in counted.blocks}
    return _Layout(counted).figures(lambda _cell, blocks: _added(told[each.cell] for each in blocks))


def show_growing(counted: Counted, growing: Growing, period: str) -> tuple[Figure, ...]:
    """Return the figures of class B of which some may be those of an earlier period."""

    def tell(_cell: Cell, blocks: Sequence[Block]) -> Sum | None:
        shown = [growing.shown[block.cell] for block in blocks if block.cell in growing.shown]
        return _added(_told_of(each, period) for each in shown)

    return _Layout(counted).figures(tell)


def show_use(counted: Counted) -> tuple[Figure, ...]:
    """Return the figures of class C: nobody learns of a block how many do where that is nearly none or nearly all."""
    layout = _Layout(counted)
    told = {block.cell: tell_count(block.numerator, block.base) for block in counted.blocks}
    columns = {column for column in counted.columns(ORGANISATION) if column != ALL}

    def tell(cell: Cell, blocks: Sequence[Block]) -> Sum | None:
        if not blocks:
            return None
        base, does = sum(block.base for block in blocks), sum(block.numerator for block in blocks)
        if cell.unit == ORGANISATION and cell.group == ALL and columns:
            parts = [
                tell_sum(sum(each.numerator for each in group), [told[each.cell] for each in group])
                for column in sorted(columns)
                if (group := [each for each in blocks if each.cell.group == column])
            ]
            return Sum(tell_sum(does, parts), base)
        if cell.unit == ORGANISATION:
            return Sum(tell_sum(does, [told[block.cell] for block in blocks]), base)
        return _added(Sum(told[block.cell], block.base) for block in blocks)

    return layout.figures(tell)


def show_answers(counted: Mapping[str, Counted]) -> dict[str, tuple[Figure, ...]]:
    """Return the figures of each answer to one question, of which everybody in the same blocks gave one."""
    told: dict[str, dict[Cell, Sum]] = {answer: {} for answer in counted}
    by_cell = {answer: {block.cell: block for block in each.blocks} for answer, each in counted.items()}
    for cell, block in next(iter(by_cell.values())).items():
        counts = {answer: blocks[cell].numerator for answer, blocks in by_cell.items()}
        for answer, between in tell_answers(counts, block.base).items():
            told[answer][cell] = Sum(between, block.base)

    def teller(answer: str) -> Callable[[Cell, Sequence[Block]], Sum | None]:
        return lambda _cell, blocks: _added(told[answer][block.cell] for block in blocks)

    return {answer: _Layout(each).figures(teller(answer)) for answer, each in counted.items()}


def _told_of(told: ToldBlock, period: str) -> Sum:
    return Sum(Interval(told.done, told.done), told.base, None if told.since == period else told.since)


def _added(parts: Iterable[Sum]) -> Sum | None:
    """Return what a sum of blocks tells: no more than each of them, as of the oldest."""
    told = list(parts)
    if not told:
        return None
    return Sum(
        Interval(sum(part.between.low for part in told), sum(part.between.high for part in told)),
        sum(part.base for part in told),
        min((part.as_of for part in told if part.as_of), default=None),
    )


class _Layout:
    """The rows and columns of the tables of one metric, and which blocks stand in each."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._at: dict[str, list[Block]] = {}
        self._home: dict[Atom, str] = {}
        for block in counted.blocks:
            self._at.setdefault(block.cell.unit, []).append(block)
            self._home |= dict.fromkeys(block.atoms, block.cell.unit)

    def figures(self, tell: Callable[[Cell, Sequence[Block]], Sum | None]) -> tuple[Figure, ...]:
        """Return the figures, the organisation first and who is taken together below the units of their parent."""
        return tuple(
            self._figure(Cell(row, column), tell) for row in self._rows() for column in self._counted.columns(row)
        )

    def _rows(self) -> Iterator[str]:
        yield ORGANISATION
        if next(self._counted.columns(OTHER), None) is None:
            return
        yield from self._counted.tree.below(ORGANISATION)
        yield from sorted(row for row in self._at if row.endswith(OTHER))

    def _blocks(self, cell: Cell) -> list[Block]:
        """Return the blocks of which everybody is in the cell."""
        rows = [cell.unit]
        if not cell.unit.endswith(OTHER):
            rows += self._counted.tree.below(cell.unit)
            rows += [row + OTHER for row in rows]
        return [block for row in rows for block in self._at.get(row, ()) if cell.group in {ALL, block.cell.group}]

    def _figure(self, cell: Cell, tell: Callable[[Cell, Sequence[Block]], Sum | None]) -> Figure:
        blocks = self._blocks(cell)
        if cell.unit.endswith(OTHER):
            atoms = frozenset(atom for block in blocks for atom in block.atoms)
        else:
            atoms = self._counted.atoms(cell)
        people = sum(self._counted.bases.get(atom, 0) for atom in atoms)
        inside = sum(block.base for block in blocks)
        if not people:
            return Figure(cell, Status.HIDDEN, Reason.EMPTY)
        if 100 * inside < MOSTLY * people:
            return self._elsewhere(cell, atoms)
        told = tell(cell, blocks)
        if told is None or 100 * told.base < MOSTLY * people:
            return Figure(cell, Status.HIDDEN, Reason.PROTECTS_RELEASES)
        return _figure(cell, told, sum(self._counted.population[atom] for atom in atoms))

    def _elsewhere(self, cell: Cell, atoms: Iterable[Atom]) -> Figure:
        """Return where most people of a row are counted, or that they are too few to be counted anywhere."""
        homes: dict[str, int] = {}
        for atom in atoms:
            home = self._home.get(atom)
            if home is not None and cell.unit not in {home, ORGANISATION}:
                homes[home] = homes.get(home, 0) + self._counted.bases[atom]
        if not homes:
            return Figure(cell, Status.HIDDEN, Reason.TOO_FEW)
        home = max(sorted(homes), key=lambda row: homes[row])
        reason = Reason.IN_OTHER_UNITS if home.endswith(OTHER) else Reason.IN_PARENT
        return Figure(cell, Status.POOLED, reason, pooled_into=home)


def _figure(cell: Cell, told: Sum, population: int) -> Figure:
    """Return what a sum may show: one number where its counts are as near as percentages are rounded, else a range."""
    (low, high), base = told.between, told.base
    between = range_between(low, high, base)
    status, reason, value = Status.RANGE, Reason.IN_STEPS, None
    if high == low or between.high - between.low <= step(base):
        status, reason, value = Status.SHOWN, Reason.LARGE_ENOUGH, percentage((low + high) // 2, base)
    elif high == STEP - 1:
        reason = Reason.FEW_DO
    elif low == base - STEP + 1:
        reason = Reason.FEW_DO_NOT
    return Figure(
        cell,
        status,
        reason,
        value=value,
        low=between.low if value is None else None,
        high=between.high if value is None else None,
        base_band=band(base),
        coverage=coverage(base, population),
        as_of=told.as_of,
    )
