"""All tables of whole numbers that agree with everything told, as linear inequalities for HiGHS.

A column is the number of people in one atom of one release who do. Rows are what was told about sums of columns, and
what is known about people who are in two releases.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from common.disclosure.organisation import Atom, Cell
from common.disclosure.releases import Link, Pace
from common.disclosure.suppression import Statement

TOLERANCE: Final = 1e-6
MOST_NODES: Final = 2_000
"""Where branch and bound stops; a limit on time would make the outcome depend on the machine."""

type Numbers = NDArray[np.float64]


class InconsistentReleases(Exception):
    """No table agrees with all that was told: a link or a correction contradicts an earlier release."""


class Answer(NamedTuple):
    """A table of whole numbers at the end of a direction, and the price of every row there.

    ``table`` is missing when no whole table was found in time. A row without a price does not hold the bound.
    """

    table: Numbers | None
    prices: Numbers


class Model:
    """Grows release by release; the rows of the newest release can be taken back."""

    def __init__(self) -> None:
        self._upper: list[int] = []
        self._columns: dict[tuple[int, Atom], int] = {}
        self._entries: list[tuple[int, int, int]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._row: dict[Cell, int] = {}
        self._releases = 0
        self._matrix: csr_array | None = None

    def add_release(self, bases: Mapping[Atom, int], statements: Collection[Statement]) -> int:
        """Add the atoms and statements of one release; return its number."""
        release = self._releases
        self._releases += 1
        for atom in sorted(bases):
            self._columns[release, atom] = self._column(bases[atom])
        self._row = {}
        for told in statements:
            self._row[told.cell] = self._add_row(
                {self._columns[release, atom]: 1 for atom in told.members}, told.low, told.high
            )
        return release

    def link(self, link: Link, before: Mapping[Atom, int], after: Mapping[Atom, int]) -> None:
        """Tie the last two releases together by the people who are in both."""
        first, second = self._releases - 2, self._releases - 1
        leaving, arriving = dict(before), dict(after)
        outflow: dict[Atom, list[int]] = {}
        inflow: dict[Atom, list[int]] = {}
        for (origin, target), people in sorted(link.moves.items()):
            leaving[origin] -= people
            arriving[target] -= people
            if min(leaving[origin], arriving[target]) < 0:
                raise ValueError(f"More people go from {origin} to {target} than there are.")
            if people == before[origin] == after[target]:
                then, now = self._columns[first, origin], self._columns[second, target]
            else:
                then, now = self._column(people), self._column(people)
                outflow.setdefault(origin, []).append(then)
                inflow.setdefault(target, []).append(now)
            self._add_row({now: 1, then: -1}, 0, people if link.pace is Pace.GROWS else 0)
        for release, flows, others in ((first, outflow, leaving), (second, inflow, arriving)):
            for atom, columns in flows.items():
                row = {self._columns[release, atom]: 1} | dict.fromkeys(columns, -1)
                self._add_row(row, 0, others[atom])

    def directions(self, counts: Sequence[tuple[int, Collection[Atom]]]) -> csr_array:
        """Return one direction over all columns per (release, members); call it when every release is in."""
        columns = [[self._columns[release, atom] for atom in sorted(members)] for release, members in counts]
        ends = np.cumsum([0, *(len(places) for places in columns)])
        places = np.array([place for row in columns for place in row], dtype=np.int64)
        return csr_array((np.ones(len(places)), places, ends), shape=(len(counts), len(self._upper)))

    def take_back(self, cells: Collection[Cell]) -> None:
        """Forget what the newest release says about ``cells``."""
        for cell in cells:
            row = self._row[cell]
            self._low[row], self._high[row] = 0, sum(self._upper[column] for column in self._in_row(row))

    def say(self, statements: Collection[Statement]) -> None:
        """Put statements of the newest release that were taken back in force again."""
        for told in statements:
            self._low[self._row[told.cell]], self._high[self._row[told.cell]] = told.low, told.high

    def price(self, answer: Answer, cell: Cell) -> float:
        """Return how much what the newest release says about ``cell`` holds the bound of ``answer``."""
        return float(answer.prices[self._row[cell]])

    def extreme(self, direction: Numbers) -> Answer:
        """Return a whole table in which ``direction`` is as large as it can be.

        Every vertex of a tree by groups is whole, and most are with links between releases too; where one is not,
        branch and bound looks on.
        """
        matrix = self._rows()
        high, low = np.array(self._high), np.array(self._low)
        found = linprog(
            -direction,
            A_ub=vstack([matrix, -matrix], format="csr") if len(high) else None,
            b_ub=np.concatenate([high, -low]) if len(high) else None,
            bounds=np.array([np.zeros(len(self._upper)), self._upper]).T,
            method="highs-ds",
        )
        if found.status == 2:
            raise InconsistentReleases("No table agrees with everything that was told.")
        if found.x is None:
            raise RuntimeError(found.message)
        marginals = np.abs(found.ineqlin.marginals) if len(high) else np.zeros(0)
        prices = marginals[: len(high)] + marginals[len(high) :]
        if self._is_whole(found.x):
            return Answer(np.round(found.x), prices)
        searched = milp(
            -direction,
            integrality=np.ones(len(direction)),
            bounds=Bounds(np.zeros(len(direction)), np.array(self._upper)),
            constraints=LinearConstraint(matrix, low, high),
            options={"node_limit": MOST_NODES},
        )
        whole = searched.x is not None and self._is_whole(searched.x)
        return Answer(np.round(searched.x) if whole else None, prices)

    def _column(self, upper: int) -> int:
        self._upper.append(upper)
        return len(self._upper) - 1

    def _add_row(self, coefficients: Mapping[int, int], low: int, high: int) -> int:
        row = len(self._low)
        self._entries += [(row, column, value) for column, value in sorted(coefficients.items())]
        self._low.append(low)
        self._high.append(high)
        self._matrix = None
        return row

    def _rows(self) -> csr_array:
        if self._matrix is None:
            rows, columns, values = zip(*self._entries, strict=True) if self._entries else ((), (), ())
            shape = (len(self._low), len(self._upper))
            self._matrix = csr_array((np.array(values, dtype=float), (rows, columns)), shape=shape)
        return self._matrix

    def _in_row(self, row: int) -> Sequence[int]:
        matrix = self._rows()
        columns: list[int] = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
        return columns

    def _is_whole(self, table: Numbers) -> bool:
        """Return whether a table is one of whole numbers and still agrees with every row when rounded."""
        rounded = np.round(table)
        if np.abs(rounded - table).max(initial=0) > TOLERANCE:
            return False
        told = self._rows() @ rounded
        return bool(np.all(told >= self._low) and np.all(told <= self._high))
