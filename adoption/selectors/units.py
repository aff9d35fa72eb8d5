"""Figures by unit as tables: the top of the tree first, pooled units named where they count along."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adoption.choices import FigureStatus
from adoption.metrics import Metric
from adoption.models import Figure
from adoption.selectors.released import by_metric, cell_of, newest_of, released, unit_label
from adoption.selectors.sentences import month
from common.charts import Cell
from common.disclosure import ALL, ORGANISATION, OTHER, OWN
from common.periods import Period
from surveys.choices import OTHER_UNITS


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A column of the table: a metric and the month of its last release, which need not be that of its neighbour."""

    metric: Metric
    month: str


def unit_columns(newest: Mapping[str, list[Figure]]) -> list[UnitColumn]:
    """Return the columns of figures by unit, in their order. No query."""
    return [
        UnitColumn(Metric.REGISTRY[code], month(Period.parse(figures[0].released.release.period)))
        for code, figures in newest.items()
    ]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in a table: how deep it hangs, a titled cell per metric, and which small units count along in it."""

    name: str
    depth: int
    cells: Sequence[tuple[str, Cell, int | None]]
    along: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class UnitBranch:
    """A unit of the first level with all below it."""

    name: str
    rows: Sequence[UnitRow]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units in the order of the tree. A cell that is not shown bears the number of its reason, counted from one."""

    rows: Sequence[UnitRow]
    reasons: Sequence[str]

    @property
    def top(self) -> Sequence[UnitRow]:
        """The organisation and the units of the first level."""
        return [row for row in self.rows if row.depth <= 1]

    @property
    def branches(self) -> Sequence[UnitBranch]:
        """Each unit of the first level that has units below it, with those."""
        found: list[UnitBranch] = []
        for start, row in enumerate(self.rows):
            if row.depth != 1:
                continue
            rest = range(start + 1, len(self.rows))
            end = next((place for place in rest if self.rows[place].depth <= 1), len(self.rows))
            if end > start + 1:
                found.append(UnitBranch(row.name, self.rows[start:end]))
        return found


def newest_unit_figures(codes: Iterable[str]) -> dict[str, list[Figure]]:
    """Return the figures per unit, over all groups, of the last release of each metric that has any. Four queries."""
    rows = by_metric(released(group=ALL, released__in=newest_of(codes, group=ALL).values("pk")))
    return {code: rows[code] for code in codes if len(rows.get(code, [])) > 1}


def unit_table(newest: Mapping[str, list[Figure]], *, deepest: int | None = None) -> UnitTable:
    """Return the units of the last releases, down to a depth. One query, for the tree as it was.

    A unit that is pooled in every column has no row: its name stands with the row in which it counts along. One unit
    above all others is the organisation itself. Units taken together have no row where they are all of the unit above.
    """
    if not newest:
        return UnitTable([], [])
    rows = list(_Tree(newest, deepest=deepest).rows())
    numbers: dict[str, int] = {}
    for row in rows:
        for _title, cell in row.cells:
            if cell.reason:
                numbers.setdefault(str(cell.reason), len(numbers) + 1)
    return UnitTable(
        [
            UnitRow(
                row.name,
                row.depth,
                [(title, cell, numbers.get(str(cell.reason))) for title, cell in row.cells],
                row.along,
            )
            for row in rows
        ],
        list(numbers),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    depth: int
    cells: Sequence[tuple[str, Cell]]
    along: Sequence[str]


class _Tree:
    def __init__(self, newest: Mapping[str, list[Figure]], *, deepest: int | None) -> None:
        self.deepest = deepest
        releases = (figures[0].released.release for figures in newest.values())
        snapshot = max(releases, key=lambda release: release.period).snapshot
        self.codes = list(newest)
        self.titles = {column.metric.code: f"{column.metric.title}, {column.month}" for column in unit_columns(newest)}
        self.cells = {(code, one.unit_key): one for code, figures in newest.items() for one in figures}
        self.names = {one.unit_key: one.unit_name for figures in newest.values() for one in figures}
        self.children: dict[str, list[str]] = {}
        names = {unit["key"]: unit["name"] for unit in snapshot.units}
        for unit in sorted(snapshot.units, key=lambda unit: (names[unit["key"]], unit["key"])):
            self.children.setdefault(unit["parent"] or ORGANISATION, []).append(unit["key"])
        tops = self.children.get(ORGANISATION, [])
        self.top = tops[0] if len(tops) == 1 and self.children.get(tops[0]) else ORGANISATION
        self.above = {unit["key"]: names.get(unit["parent"] or "", "") for unit in snapshot.units}
        self.along: dict[str, list[str]] = {}
        for key in self.names:
            if self.is_pooled(key) and not key.endswith((OTHER, OWN)):
                self.along.setdefault(self.place(key), []).append(key)

    def figures(self, key: str) -> list[Figure]:
        return [self.cells[code, key] for code in self.codes if (code, key) in self.cells]

    def is_pooled(self, key: str) -> bool:
        figures = self.figures(key)
        return bool(figures) and all(figure.status == FigureStatus.POOLED for figure in figures)

    def place(self, key: str) -> str:
        """Return the row in which a pooled unit counts along."""
        into = self.figures(key)[0].pooled_into
        return ORGANISATION if into == self.top else into

    def row(self, key: str, depth: int) -> _Row:
        name = unit_label(key, self.names.get(key, ""))
        cells = [(self.titles[code], cell_of(self.cells.get((code, key)))) for code in self.codes]
        unit = self.top if key == ORGANISATION else key
        along = [*self.along.get(key, []), *(self.along.get(unit + OTHER, []) if self.is_its_pool(unit) else [])]
        return _Row(name, depth, cells, self.told_apart(set(along)))

    def told_apart(self, keys: set[str]) -> list[str]:
        """Return the names of units in their order; where two have one name, with the unit above each."""
        names = {key: unit_label(key, self.names[key]) for key in keys}
        often = Counter(names.values())
        return sorted(
            f"{name} ({self.above[key]})" if often[name] > 1 and self.above.get(key) else name
            for key, name in names.items()
        )

    def rows(self) -> Iterator[_Row]:
        yield self.row(ORGANISATION, 0)
        yield from self.below(self.top, 1)
        if OTHER_UNITS in self.names:
            yield self.row(OTHER_UNITS, 1)

    def is_its_pool(self, key: str) -> bool:
        """Return whether the units that are taken together below a unit are all there is of it: the same people."""
        return key + OTHER in self.names and not any(self.has_row(part) for part in [*self.all_below(key), key + OWN])

    def has_row(self, key: str) -> bool:
        return key in self.names and not self.is_pooled(key)

    def all_below(self, key: str) -> Iterator[str]:
        for child in self.children.get(key, []):
            yield child
            yield from self.all_below(child)

    def below(self, key: str, depth: int) -> Iterator[_Row]:
        """Yield what hangs below a unit; who sits directly in it, and who is taken together, come last."""
        if self.deepest is not None and depth > self.deepest:
            return
        for child in self.children.get(key, []):
            if self.has_row(child):
                yield self.row(child, depth)
            yield from self.below(child, depth + 1)
        for part in (key + OWN, key + OTHER):
            if self.has_row(part) and not (part == key + OTHER and self.is_its_pool(key)):
                yield self.row(part, depth)
