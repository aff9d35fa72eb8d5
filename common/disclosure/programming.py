"""Linear programmes over people: HiGHS finds the ends, and a whole table near an end that cuts a person in pieces."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

TOLERANCE: Final = 1e-6
MOST_NODES: Final = 2_000
"""Where branch and bound stops; a limit on time would make the outcome depend on the machine."""

INFEASIBLE: Final = 2

type Numbers = NDArray[np.float64]


class Infeasible(Exception):
    """No point lies within all the rows."""


class End(NamedTuple):
    """How far a direction goes, a point there, and the price of each row: none where the row does not hold it."""

    value: float
    point: Numbers
    prices: Numbers


class Programme:
    """``low <= rows @ point <= high`` with each column of ``point`` from 0 to ``upper``."""

    def __init__(self, rows: csr_array, low: Numbers, high: Numbers, upper: Numbers) -> None:
        self._rows, self._low, self._high, self._upper = rows, low, high, upper

    def maximise(self, direction: Numbers) -> End:
        """Return a vertex at the end of ``direction``; of a tree by groups every vertex is a whole table."""
        count = len(self._low)
        found = linprog(
            -direction,
            A_ub=vstack([self._rows, -self._rows], format="csr") if count else None,
            b_ub=np.concatenate([self._high, -self._low]) if count else None,
            bounds=np.array([np.zeros(len(self._upper)), self._upper]).T,
            method="highs-ds",
        )
        if found.status == INFEASIBLE:
            raise Infeasible
        if found.x is None:
            raise RuntimeError(found.message)
        marginals = np.abs(found.ineqlin.marginals) if count else np.zeros(0)
        return End(-found.fun, found.x, marginals[:count] + marginals[count:])

    def whole_near(self, point: Numbers, direction: Numbers) -> Numbers | None:
        """Return ``point`` if it is whole, else a whole table in which only what shares a row with a fraction moved."""
        if self._is_whole(point):
            return np.round(point)
        size = abs(self._rows)
        fractions = np.abs(np.round(point) - point) > TOLERANCE
        free = (size.T @ (size @ fractions.astype(float))) > 0
        low, high = np.round(point), np.round(point)
        low[free], high[free] = 0, self._upper[free]
        return self._branch(direction, low, high)

    def branch(self, direction: Numbers) -> Numbers | None:
        """Return a whole table as far in ``direction`` as branch and bound finds one in its number of nodes."""
        return self._branch(direction, np.zeros(len(self._upper)), self._upper)

    def _branch(self, direction: Numbers, low: Numbers, high: Numbers) -> Numbers | None:
        searched = milp(
            -direction,
            integrality=np.ones(len(direction)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self._rows, self._low, self._high) if len(self._low) else (),
            options={"node_limit": MOST_NODES},
        )
        return np.round(searched.x) if searched.x is not None and self._is_whole(searched.x) else None

    def _is_whole(self, point: Numbers) -> bool:
        """Return whether a point is a table of whole numbers that agrees with every row to the last person."""
        rounded = np.round(point)
        if np.abs(rounded - point).max(initial=0) > TOLERANCE:
            return False
        sums = self._rows @ rounded
        inside = np.all(rounded >= 0) and np.all(rounded <= self._upper)
        return bool(inside and np.all(sums >= self._low) and np.all(sums <= self._high))
