"""All tables of whole numbers that agree with everything told, as linear inequalities for HiGHS.

A column is the number of people who do among those in one node of one release, or among those who went one way from
there. Rows are what was told about sums of columns, and what is known about people who are in two releases.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from common.disclosure.errors import InconsistentReleases
from common.disclosure.following import Flow, Followed, Node
from common.disclosure.organisation import Atom, Cell
from common.disclosure.programming import TOLERANCE, Infeasible, Programme
from common.disclosure.releases import Pace
from common.disclosure.suppression import Statement

type Numbers = NDArray[np.float64]


class Window(NamedTuple):
    """The releases from ``first`` up to and including ``last``."""

    first: int
    last: int


class Answer(NamedTuple):
    """The end of a direction: no whole table goes beyond ``most``, and a row without a price does not hold it there.

    ``table`` is missing where no whole table was found at that end.
    """

    most: int
    table: Numbers | None
    prices: Numbers


class Moved(NamedTuple):
    """People who are known to have gone from one place to another, left, or come: a group nobody may see into either.

    ``terms`` make up their count; ``link`` is the release in which they (or the last of them) first stand elsewhere,
    and ``since`` the last before any of them did. ``members`` is where they are in ``link`` if all are counted there,
    and else empty.
    """

    link: int
    since: int
    people: int
    members: frozenset[Atom]
    terms: Mapping[int, int]


class _Part(NamedTuple):
    """The columns of a window with the rows that touch them, and with what the columns outside add to those rows."""

    columns: NDArray[np.intp]
    touching: NDArray[np.intp]
    inside: csr_array
    outside: csr_array
    whole_rows: NDArray[np.bool_]


class Model:
    """All that was told about the people of some releases; directions can be followed and the newest be taken back."""

    def __init__(
        self, people: Followed, told: Sequence[Collection[Statement]], *, shared: Sequence[Collection[Atom]] = ()
    ) -> None:
        """Take in what was told; ``shared`` atoms are about the same people, each of whom counts in one of them."""
        self._people = people
        self._upper: list[int] = []
        self._windows: list[Window] = []
        self._columns: dict[Node, int] = {}
        self._atoms: defaultdict[tuple[int, Atom], list[int]] = defaultdict(list)
        self._going: dict[Flow, int] = {}
        self._coming: dict[Flow, int] = {}
        self._entries: list[tuple[int, int, int]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._row: dict[Cell, int] = {}
        self._parts: dict[bytes, _Part] = {}
        self._published = [{said.cell for said in statements} for statements in told]
        self.releases = len(told)
        for release, statements in enumerate(told):
            self._add_columns(release)
            self._row = {
                said.cell: self._add_row(self.terms(release, said.members), said.low, said.high) for said in statements
            }
        self._tie()
        for atoms in shared:
            people_in_all = people.bases[-1][next(iter(atoms))]
            self._add_row(self.terms(self.releases - 1, atoms), people_in_all, people_in_all)

    def _add_columns(self, release: int) -> None:
        """Add one column for each node, and one for each part of a node that goes its own way or came its own way."""
        nodes = self._people.nodes
        for node, people in nodes[release].items():
            self._columns[node] = self._add_column(people, Window(release, release))
            self._atoms[release, node.atom].append(self._columns[node])
        for flow, people in self._people.flows[release].items():
            both = Window(flow.origin.release, release)
            for columns, node in ((self._going, flow.origin), (self._coming, flow.target)):
                whole = people == nodes[node.release][node]
                columns[flow] = self._columns[node] if whole else self._add_column(people, both)

    def _tie(self) -> None:
        """Say of everyone who is in two releases what is known about both, and that parts are within their wholes."""
        parts: dict[tuple[bool, Node], list[tuple[int, int]]] = {}
        for flows in self._people.flows:
            for flow, people in flows.items():
                then, now = self._going[flow], self._coming[flow]
                grows = self._people.pace(flow) is Pace.GROWS
                self._add_row({now: 1, then: -1}, 0, people if grows else 0)
                parts.setdefault((True, flow.origin), []).append((then, people))
                parts.setdefault((False, flow.target), []).append((now, people))
        for (_, node), flowing in parts.items():
            whole = self._columns[node]
            rest = self._people.nodes[node.release][node] - sum(people for _, people in flowing)
            if flowing[0][0] != whole:
                self._add_row({whole: 1} | {column: -1 for column, _ in flowing}, 0, rest)

    def moved(self) -> Iterator[Moved]:
        """Yield everyone who left, came or went elsewhere between two releases, by where they went."""
        for release in range(1, self.releases):
            people: Counter[tuple[int, Atom, Atom | None]] = Counter()
            terms: defaultdict[tuple[int, Atom, Atom | None], Counter[int]] = defaultdict(Counter)
            for at in (release - 1, release):
                for atom, base in self._people.bases[at].items():
                    people[at, atom, None] = base
                    terms[at, atom, None].update(self.terms(at, [atom]))
            for flow, moving in self._people.flows[release].items():
                if flow.origin.release == release - 1:
                    there, here = flow.origin.atom, flow.target.atom
                    for at, atom, elsewhere, column in (
                        (release - 1, there, here, self._going[flow]),
                        (release, here, there, self._coming[flow]),
                    ):
                        people[at, atom, elsewhere] += moving
                        people[at, atom, None] -= moving
                        terms[at, atom, elsewhere][column] += 1
                        terms[at, atom, None][column] -= 1
            for (at, atom, other), number in people.items():
                if number and other != atom:
                    members = frozenset({atom} if at == release else ())
                    yield Moved(release, release - 1, number, members, _signs(terms[at, atom, other]))

    def crossed(self, cells: Sequence[Mapping[Cell, frozenset[Atom]]]) -> Iterator[Moved]:
        """Yield all who left a cell from one release to the next, and all who came into it, wherever to and from.

        ``cells`` says for each release who makes up each cell, shown or not. A cell that was hidden between two of its
        figures is taken over all steps between these as well: everybody is counted when last there, or first. Where
        nobody stays, or nobody may have stayed from figure to figure, all who left or came are a cell by themselves.
        """
        running: dict[tuple[Cell, bool], Moved] = {}
        for release in range(1, self.releases):
            so_far, running = running, {}
            for cell in sorted(cells[release - 1].keys() & cells[release].keys()):
                for came, step in self._crossed_once(release, cells[release - 1][cell], cells[release][cell]).items():
                    if step.people:
                        yield step
                    before = so_far.get((cell, came))
                    total = step if before is None else _together(before, step)
                    if cell not in self._published[release]:
                        if before is not None or cell in self._published[release - 1]:
                            running[cell, came] = total
                    elif before is not None and total.people:
                        base = sum(self._people.bases[release][atom] for atom in cells[release][cell])
                        if not came or total.people < base:
                            yield total

    def _crossed_once(self, release: int, then: frozenset[Atom], now: frozenset[Atom]) -> dict[bool, Moved]:
        """Return who left a cell in a release (``False``) and who came into it (``True``); neither if nobody stayed."""
        stayed = {
            flow: people
            for flow, people in self._people.flows[release].items()
            if flow.origin.release == release - 1 and flow.origin.atom in then and flow.target.atom in now
        }
        crossed = {}
        for came, at, members, columns in ((False, release - 1, then, self._going), (True, release, now, self._coming)):
            people = Counter({atom: self._people.bases[at][atom] for atom in members})
            terms = Counter(self.terms(at, members))
            for flow, number in stayed.items():
                people[flow[came].atom] -= number
                terms[columns[flow]] -= 1
            there = frozenset(atom for atom, number in people.items() if number and came)
            crossed[came] = Moved(release, release - 1, people.total(), there, _signs(terms))
        return crossed if stayed else {}

    @property
    def columns(self) -> int:
        return len(self._upper)

    def terms(self, release: int, members: Collection[Atom]) -> dict[int, int]:
        """Return the columns whose sum is the count of ``members`` in a release."""
        return {column: 1 for atom in sorted(members) for column in self._atoms[release, atom]}

    def directions(self, counts: Sequence[Mapping[int, int]]) -> csr_array:
        """Return one direction over all columns for each count, given by its terms."""
        ends = np.cumsum([0, *(len(terms) for terms in counts)])
        places = np.array([place for terms in counts for place in terms], dtype=np.int64)
        signs = np.array([sign for terms in counts for sign in terms.values()], dtype=float)
        return csr_array((signs, places, ends), shape=(len(counts), len(self._upper)))

    def take_back(self, cells: Collection[Cell]) -> None:
        """Forget what the newest release says about ``cells``."""
        for cell in cells:
            row = self._row[cell]
            columns = self._matrix.indices[self._matrix.indptr[row] : self._matrix.indptr[row + 1]]
            self._low[row], self._high[row] = 0, sum(self._upper[column] for column in columns)

    def say(self, statements: Collection[Statement]) -> None:
        """Put statements of the newest release that were taken back in force again."""
        for told in statements:
            self._low[self._row[told.cell]], self._high[self._row[told.cell]] = told.low, told.high

    def price(self, answer: Answer, cell: Cell) -> float:
        """Return how much what the newest release says about ``cell`` holds the end of ``answer``."""
        return float(answer.prices[self._row[cell]])

    def extreme(self, direction: Numbers) -> Answer:
        """Return the end of ``direction`` over everything told."""
        return self._follow(self._everything, direction, np.ones(len(self._low), dtype=bool))

    def extreme_at_most(self, direction: Numbers, window: Window) -> Answer:
        """Return the end of ``direction`` by what was told in a window alone: the true end is there or before it."""
        part = self._part(window)
        answer = self._follow(part, direction, part.whole_rows)
        return answer._replace(table=None)

    def extreme_at_least(self, direction: Numbers, window: Window, table: Numbers) -> Answer:
        """Return the end of ``direction`` near a whole table: outside the window everything stays as it is there."""
        part = self._part(window)
        return self._follow(part, direction, np.ones(len(part.touching), dtype=bool), table)

    def whole_extreme(self, direction: Numbers) -> Numbers | None:
        """Return a whole table as far in ``direction`` as branch and bound finds one in its number of nodes."""
        everything = np.arange(len(self._low))
        return self._programme(self._everything, everything >= 0, None).branch(direction)

    def _follow(
        self, part: _Part, direction: Numbers, rows: NDArray[np.bool_], around: Numbers | None = None
    ) -> Answer:
        programme = self._programme(part, rows, around)
        try:
            end = programme.maximise(direction[part.columns])
        except Infeasible:
            raise InconsistentReleases("No table agrees with everything that was told.") from None
        prices = np.zeros(len(self._low))
        prices[part.touching[rows]] = end.prices
        whole = programme.whole_near(end.point, direction[part.columns])
        if whole is not None and around is not None:
            table = around.copy()
            table[part.columns] = whole
            whole = table
        return Answer(floor(end.value + TOLERANCE), whole, prices)

    def _programme(self, part: _Part, rows: NDArray[np.bool_], around: Numbers | None) -> Programme:
        kept = part.touching[rows]
        low, high = np.array(self._low)[kept], np.array(self._high)[kept]
        if around is not None:
            fixed = part.outside[rows] @ around
            low, high = low - fixed, high - fixed
        return Programme(part.inside[rows], low, high, np.array(self._upper, dtype=float)[part.columns])

    def _part(self, window: Window) -> _Part:
        return self._cut(np.array([window.first <= at.first and at.last <= window.last for at in self._windows]))

    def _cut(self, held: NDArray[np.bool_]) -> _Part:
        if held.tobytes() not in self._parts:
            touching = np.flatnonzero(abs(self._matrix) @ held.astype(float))
            rows = self._matrix[touching]
            outside = rows @ _diagonal(~held)
            outside.eliminate_zeros()
            whole_rows = np.diff(outside.indptr) == 0
            columns = np.flatnonzero(held)
            self._parts[held.tobytes()] = _Part(columns, touching, rows[:, columns], outside, whole_rows)
        return self._parts[held.tobytes()]

    @cached_property
    def _everything(self) -> _Part:
        return self._part(Window(0, self.releases - 1))

    @cached_property
    def _matrix(self) -> csr_array:
        rows, columns, values = zip(*self._entries, strict=True) if self._entries else ((), (), ())
        shape = (len(self._low), len(self._upper))
        return csr_array(
            (np.array(values, dtype=float), (np.array(rows, dtype=int), np.array(columns, dtype=int))), shape
        )

    def _add_column(self, upper: int, window: Window) -> int:
        self._upper.append(upper)
        self._windows.append(window)
        return len(self._upper) - 1

    def _add_row(self, coefficients: Mapping[int, int], low: int, high: int) -> int:
        row = len(self._low)
        self._entries += [(row, column, value) for column, value in sorted(coefficients.items())]
        self._low.append(low)
        self._high.append(high)
        return row


def _signs(terms: Mapping[int, int]) -> dict[int, int]:
    """Return the terms that count, in the order of their columns: what is alike has the same."""
    return {column: sign for column, sign in sorted(terms.items()) if sign}


def _together(before: Moved, step: Moved) -> Moved:
    terms = Counter(before.terms)
    terms.update(step.terms)
    return Moved(step.link, before.since, before.people + step.people, frozenset(), _signs(terms))


def _diagonal(kept: NDArray[np.bool_]) -> csr_array:
    places = np.flatnonzero(kept)
    return csr_array((np.ones(len(places)), (places, places)), (len(kept), len(kept)))
