"""All tables of whole numbers that agree with everything told, as linear inequalities for HiGHS.

A column is the number of people in one atom of one release who do, or among those who moved. Rows are what was told
about sums of columns, and what is known about people who are in two releases.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from common.disclosure.organisation import Atom, Cell
from common.disclosure.programming import TOLERANCE, Infeasible, Programme
from common.disclosure.releases import Link, Pace
from common.disclosure.suppression import Statement

type Numbers = NDArray[np.float64]


class InconsistentReleases(Exception):
    """No table agrees with all that was told: a link or a correction contradicts an earlier release."""


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
    """People who are known to have gone from one atom to another, left, or come: a group nobody may see into either.

    ``terms`` make up their count at release ``at``, when they were among the people of ``atom``; ``link`` is the
    release in which they first stand elsewhere.
    """

    link: int
    at: int
    atom: Atom
    people: int
    terms: Mapping[int, int]


class _Part(NamedTuple):
    """The columns of a window with the rows that touch them, and with what the columns outside add to those rows."""

    columns: NDArray[np.intp]
    touching: NDArray[np.intp]
    inside: csr_array
    outside: csr_array
    whole_rows: NDArray[np.bool_]


class Model:
    """Grows release by release; after the last, directions can be followed and its statements taken back."""

    def __init__(self) -> None:
        self._upper: list[int] = []
        self._windows: list[Window] = []
        self._columns: dict[tuple[int, Atom], int] = {}
        self._entries: list[tuple[int, int, int]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._row: dict[Cell, int] = {}
        self._parts: dict[bytes, _Part] = {}
        self.releases = 0
        self.moved: list[Moved] = []

    def add_release(self, bases: Mapping[Atom, int], statements: Collection[Statement]) -> None:
        """Add the atoms and statements of one release."""
        release = self.releases
        self.releases += 1
        for atom in sorted(bases):
            self._columns[release, atom] = self._add_column(bases[atom], Window(release, release))
        self._row = {
            told.cell: self._add_row({self._columns[release, atom]: 1 for atom in told.members}, told.low, told.high)
            for told in statements
        }

    def link(self, link: Link, before: Mapping[Atom, int], after: Mapping[Atom, int]) -> None:
        """Tie the last two releases together by the people who are in both."""
        both = Window(self.releases - 2, self.releases - 1)
        leaving, arriving = dict(before), dict(after)
        outflow: dict[Atom, list[int]] = {}
        inflow: dict[Atom, list[int]] = {}
        for (origin, target), people in sorted(link.moves.items()):
            leaving[origin] = leaving.get(origin, 0) - people
            arriving[target] = arriving.get(target, 0) - people
            if min(people, leaving[origin], arriving[target]) < 0:
                raise ValueError(f"More people go from {origin} to {target} than there are.")
            whole = people == before[origin] == after[target]
            then = self._columns[both.first, origin] if whole else self._add_column(people, both)
            now = self._columns[both.last, target] if whole else self._add_column(people, both)
            if not whole:
                outflow.setdefault(origin, []).append(then)
                inflow.setdefault(target, []).append(now)
            if origin != target:
                self.moved.append(Moved(both.last, both.first, origin, people, {then: 1}))
                self.moved.append(Moved(both.last, both.last, target, people, {now: 1}))
            self._add_row({now: 1, then: -1}, 0, people if link.pace is Pace.GROWS else 0)
        for release, flows, others in ((both.first, outflow, leaving), (both.last, inflow, arriving)):
            for atom, people in sorted(others.items()):
                columns = flows.get(atom, ())
                rest = {self._columns[release, atom]: 1} | dict.fromkeys(columns, -1)
                if columns:
                    self._add_row(rest, 0, people)
                if people:
                    self.moved.append(Moved(both.last, release, atom, people, rest))

    @property
    def columns(self) -> int:
        return len(self._upper)

    def terms(self, release: int, members: Collection[Atom]) -> dict[int, int]:
        """Return the columns whose sum is the count of ``members`` in a release."""
        return {self._columns[release, atom]: 1 for atom in sorted(members)}

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

    def extend(self, beginning: Numbers, direction: Numbers, since: int) -> Numbers | None:
        """Return a whole table that is as ``beginning`` before release ``since``; nothing if the newest forbids it."""
        around = np.concatenate([beginning, np.zeros(len(self._upper) - len(beginning))])
        part = self._cut(np.array([at.last >= since for at in self._windows]))
        try:
            return self._follow(part, direction, np.ones(len(part.touching), dtype=bool), around).table
        except InconsistentReleases:
            return None

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


def _diagonal(kept: NDArray[np.bool_]) -> csr_array:
    places = np.flatnonzero(kept)
    return csr_array((np.ones(len(places)), (places, places)), (len(kept), len(kept)))
