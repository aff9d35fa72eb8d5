"""Primary and complementary suppression: what one release may show, sum by sum."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from common.disclosure.organisation import ALL, Atom, Cell
from common.disclosure.parameters import CLASS_C_FLOOR, Reason, Rules, Sensitivity, Status
from common.disclosure.rounding import Interval, learned, primary_status
from common.disclosure.tables import Count, Sum, Tabulation


class Statement(NamedTuple):
    """What a shown cell or a range tells about its people: their count lies from ``low`` to ``high``."""

    cell: Cell
    members: frozenset[Atom]
    low: int
    high: int


class Secret(NamedTuple):
    """A count that is not shown, and how far apart its bounds must stay."""

    cell: Cell
    members: frozenset[Atom]
    width: int


class Draft:
    """The status of every cell while a release is decided; cells only ever go from published to hidden."""

    def __init__(self, tabulation: Tabulation) -> None:
        """Start from primary suppression: below the threshold, pooled, or too near to none or all."""
        self.tabulation = tabulation
        self.status: dict[Cell, Status] = {}
        self.reason: dict[Cell, Reason] = {}
        self._repeatable: list[tuple[Statement, int]] | None = None
        for cell, count in tabulation.counts.items():
            self.put(cell, *_primary(count, tabulation))

    @property
    def cells(self) -> dict[Cell, frozenset[Atom]]:
        """Who makes up each cell with people in it, shown or not."""
        return {cell: count.members for cell, count in self.tabulation.counts.items() if count.base}

    def published(self, cells: Iterable[Cell] | None = None) -> list[Cell]:
        """Return which of ``cells`` (all, if none are given) are shown or show a range."""
        return [
            cell
            for cell in (self.status if cells is None else cells)
            if self.status[cell] in {Status.SHOWN, Status.RANGE}
        ]

    def put(self, cell: Cell, status: Status, reason: Reason) -> None:
        self.status[cell], self.reason[cell] = status, reason
        self._repeatable = None

    def hide(self, cell: Cell, reason: Reason) -> None:
        self.put(cell, Status.HIDDEN, reason)

    def interval(self, cell: Cell) -> Interval:
        """Return what the release says about ``cell`` itself; anything from none to all where it says nothing."""
        count = self.tabulation.counts[cell]
        if count.numerator is None:
            return Interval(0, count.base)
        return learned(count.numerator, count.base, self.status[cell], self.tabulation.sensitivity)

    def statements(self) -> list[Statement]:
        counts = self.tabulation.counts
        return [Statement(cell, counts[cell].members, *self.interval(cell)) for cell in self.published()]

    def secrets(self) -> list[Secret]:
        """Return every count that does not show, and the ranges, which may not be narrowed either."""
        return [
            Secret(cell, count.members, self.width(cell))
            for cell, count in self.tabulation.counts.items()
            if count.base and self.status[cell] is not Status.SHOWN
        ]

    def width(self, cell: Cell) -> int:
        """Return how far apart the bounds of a hidden count must stay.

        A count of few people has no more values than people, and a range is no wider than it says. What one published
        figure says about its own parts is allowed by the class: for class C that nobody or almost nobody of a range
        does, for class B (where none and all may show) whatever the figure is. Sums and differences may add nothing.
        """
        count = self.tabulation.counts[cell]
        return self.allowed(count.members, count.base)

    def allowed(self, members: frozenset[Atom], base: int) -> int:
        """Return how far apart the bounds must stay of the count of ``base`` people who are among ``members``."""
        tabulation = self.tabulation
        if self._repeatable is None:
            self._repeatable = repeatable(self.statements(), tabulation.bases, tabulation.sensitivity)
        return min([tabulation.rules.width, base, *said_of(members, base, self._repeatable)])


def repeatable(
    statements: Iterable[Statement], bases: Mapping[Atom, int], sensitivity: Sensitivity
) -> list[tuple[Statement, int]]:
    """Return the statements that may be repeated for their parts, each with how many people it is about."""
    found = []
    for said in statements:
        people = sum(bases[atom] for atom in said.members)
        is_range = said.high < CLASS_C_FLOOR or said.low > people - CLASS_C_FLOOR
        if is_range or sensitivity is Sensitivity.REACH:
            found.append((said, people))
    return found


def said_of(members: frozenset[Atom], base: int, told: Iterable[tuple[Statement, int]]) -> Iterator[int]:
    """Yield how far apart each of the repeatable statements ``told`` leaves ``base`` people of ``members``."""
    for said, people in told:
        if members <= said.members:
            yield min(said.high, base) - max(0, said.low - (people - base))


def crossings(
    cells: Mapping[Cell, frozenset[Atom]],
    bases: Mapping[Atom, int],
    statements: Collection[Statement],
    sensitivity: Sensitivity,
    rules: Rules,
) -> Iterator[tuple[frozenset[Atom], int]]:
    """Yield each unit within a group and each unit without one, with how far apart the bounds of its count must stay.

    No table holds them, but where units and groups both show, sums of the two can give them away. What has as many
    people as the threshold might show itself: of class B it may be known, of class C only not to be nearly none or all.
    """
    rows = {members for cell, members in cells.items() if cell.group == ALL and not cell.is_organisation}
    columns = {members for cell, members in cells.items() if cell.group != ALL and cell.is_organisation}
    parts = {part for row in rows for column in columns for part in (row & column, row - column)}
    told = repeatable(statements, bases, sensitivity)
    for part in sorted(parts - set(cells.values()), key=sorted):
        base = sum(bases[atom] for atom in part)
        width = min(rules.width, base)
        if base >= rules.threshold:
            width = CLASS_C_FLOOR - 1 if sensitivity is Sensitivity.USE else 0
        if width:
            yield part, min([width, *said_of(part, base, told)])


def _primary(count: Count, tabulation: Tabulation) -> tuple[Status, Reason]:
    if count.pooled_into is not None:
        return Status.POOLED, Reason.IN_OTHER_UNITS if count.pooled_into.endswith("/other") else Reason.IN_PARENT
    if not count.base:
        return Status.HIDDEN, Reason.EMPTY
    if count.numerator is None:
        return Status.HIDDEN, Reason.TOO_FEW
    status = primary_status(count.numerator, count.base, tabulation.sensitivity, tabulation.rules)
    if status is Status.RANGE:
        return status, Reason.FEW_DO if count.numerator < count.base - count.numerator else Reason.FEW_DO_NOT
    if tabulation.sensitivity is Sensitivity.FACT:
        return status, Reason.NO_THRESHOLD
    return status, Reason.LARGE_ENOUGH


def suppress_complements(draft: Draft) -> None:
    """Hide, to a fixed point, one more cell of each sum from which a hidden count could be worked back too narrowly.

    The smallest base goes first, a part before the whole, so that the choice depends on no outcome. In the end, what
    later choices made needless is shown again, the largest base first.
    """
    counts = draft.tabulation.counts
    hidden: list[tuple[Cell, Status, Reason]] = []
    while exposed := [total for total in draft.tabulation.sums if _gives_away(draft, total)]:
        for total in exposed:
            while _gives_away(draft, total):
                published = draft.published(total.parts) or draft.published([total.whole])
                cell = min(published, key=lambda cell: (counts[cell].base, cell))
                hidden.append((cell, draft.status[cell], draft.reason[cell]))
                draft.hide(cell, Reason.PROTECTS_SUM)
    for cell, status, reason in sorted(hidden, key=lambda entry: (-counts[entry[0]].base, entry[0])):
        draft.put(cell, status, reason)
        if any(_gives_away(draft, total) for total in draft.tabulation.sums):
            draft.hide(cell, Reason.PROTECTS_SUM)


def _gives_away(draft: Draft, total: Sum) -> bool:
    """Return whether this sum narrows a count that does not show further than its width allows."""
    return bool(draft.published((total.whole, *total.parts))) and any(
        draft.tabulation.counts[cell].base
        and draft.status[cell] is not Status.SHOWN
        and bounds.width < draft.width(cell)
        for cell, bounds in _worked_back(draft, total)
    )


def _worked_back(draft: Draft, total: Sum) -> Iterator[tuple[Cell, Interval]]:
    """Yield each cell of a sum with the bounds that the others and it itself leave it."""
    whole = draft.interval(total.whole)
    parts = [draft.interval(part) for part in total.parts]
    lows, highs = sum(part.low for part in parts), sum(part.high for part in parts)
    yield total.whole, Interval(max(whole.low, lows), min(whole.high, highs))
    for part, own in zip(total.parts, parts, strict=True):
        low = max(own.low, whole.low - (highs - own.high))
        high = min(own.high, whole.high - (lows - own.low))
        yield part, Interval(low, high)
