"""The audit by linear programming: what all releases together leave possible for every hidden count.

A count is safe when two tables of whole numbers, both in agreement with everything ever told, are seen to differ in
it by the width it needs. One table speaks for many counts at once, so tables in a few scattered directions settle
most of them, and only the rest are bounded one by one. A bound is never believed on a fraction of a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.disclosure.following import Followed
from common.disclosure.model import Answer, Model, Moved, Numbers, Window
from common.disclosure.organisation import Atom, Cell
from common.disclosure.parameters import Reason, Status
from common.disclosure.releases import Past
from common.disclosure.suppression import Draft, Secret, crossings

SEED: Final = 20261031
MOST_SWEEPS: Final = 30
PRICED: Final = 1e-9
NEAR: Final = 3
"""Up to how many releases apart a look at the releases in between is tried before all of them."""

type Whole = NDArray[np.int64]


class _Watched(NamedTuple):
    """A count that must stay open: a cell of the draft, a hidden count of an earlier release, or people who moved.

    It is about the ``people`` of release ``number``; what it depends on of people who moved goes back to ``since``.
    ``members`` are the places of those of the newest release, whom its own figures may say something of.
    """

    number: int
    since: int
    people: int
    width: int
    cell: Cell | None = None
    members: frozenset[Atom] = frozenset()


class Audit:
    """Audits a draft release together with every release that is linked to it, and hides more until all is safe.

    It watches every hidden count of the earlier releases and every cell of the draft; a cell that shows needs no
    width until it is hidden too.
    """

    def __init__(self, draft: Draft, history: Sequence[Past], *, shared: Sequence[Collection[Atom]] = ()) -> None:
        self._draft = draft
        self._has_history = bool(history)
        bases = [*(past.told.bases for past in history), draft.tabulation.bases]
        told = [*(past.told.statements for past in history), tuple(draft.statements())]
        self._model = Model(Followed(bases, [past.link for past in history if past.link]), told, shared=shared)
        self._newest = len(history)
        self._watched: list[_Watched] = []
        terms: list[Mapping[int, int]] = []
        tabulation, rules = draft.tabulation, draft.tabulation.rules
        for number, past in enumerate(history):
            secrets = [(secret.members, secret.width) for secret in past.told.secrets]
            secrets += crossings(past.told.cells, past.told.bases, past.told.statements, tabulation.sensitivity, rules)
            for members, width in secrets:
                self._watched.append(_Watched(number, number, width, width))
                terms.append(self._model.terms(number, members))
        cells = [*(past.told.cells for past in history), draft.cells]
        for moved in _once([*self._model.moved(), *self._model.crossed(cells)]):
            here = moved.link == self._newest and bool(moved.members)
            width = min(rules.width, moved.people)
            members = moved.members if here else frozenset()
            self._watched.append(_Watched(moved.link, moved.since, moved.people, width, members=members))
            terms.append(moved.terms)
        for cell, count in tabulation.counts.items():
            if count.base:
                self._watched.append(_Watched(self._newest, self._newest, count.base, count.base, cell, count.members))
                terms.append(self._model.terms(self._newest, count.members))
        for members, width in crossings(draft.cells, tabulation.bases, (), tabulation.sensitivity, rules):
            people = sum(tabulation.bases[atom] for atom in members)
            self._watched.append(_Watched(self._newest, self._newest, people, width, members=members))
            terms.append(self._model.terms(self._newest, members))
        self._directions = self._model.directions(terms)
        self._lowest: Whole = np.full(len(self._watched), np.iinfo(np.int64).max // 2)
        self._highest: Whole = -self._lowest
        self._unavoidable: dict[int, int] = {}
        self._ends: list[Answer] = []
        self._table: Numbers | None = None
        self._numbers = np.array([kept.number for kept in self._watched])
        self._widths = self._needed()
        self.solved = 0

    @property
    def watched(self) -> int:
        """How many hidden counts are held apart, over all releases."""
        return int(np.count_nonzero(self._widths))

    def settle(self) -> None:
        """Hide cells of the draft until no hidden count of any release is bounded too narrowly."""
        if not self._watched:
            return
        self._begin()
        for index in range(len(self._watched)):
            while self._is_exposed(index):
                self._relieve(index)
        # Hiding a cell asks a width of that cell too, so cells that were passed earlier get a second look.
        if self._open().any():
            self.settle()

    def secrets(self) -> tuple[Secret, ...]:
        """Return the hidden counts of the draft, each with the width to which later releases are held."""
        return tuple(
            Secret(kept.cell, kept.members, int(width))
            for kept, width in zip(self._watched, self._widths, strict=True)
            if kept.cell is not None and self._draft.status[kept.cell] is not Status.SHOWN
        )

    def _begin(self) -> None:
        """Find what most counts can be: near one table for those of the draft, then anywhere for all that are left."""
        if self._table is None and self._has_history:
            self._look(np.zeros(self._model.columns))
        if self._table is not None:
            self._sweep(self._newest)
        self._sweep()
        if self._table is None:
            self._see(self._model.whole_extreme(np.zeros(self._model.columns)))

    def _needed(self) -> Whole:
        """Return the width that every watched count needs, given what the draft publishes by now."""
        needed = []
        for kept in self._watched:
            if kept.cell is not None:
                shown = self._draft.status[kept.cell] is Status.SHOWN
                needed.append(0 if shown else self._draft.width(kept.cell))
            elif kept.members:
                needed.append(min(kept.width, self._draft.allowed(kept.members, kept.people)))
            else:
                needed.append(kept.width)
        return np.array([min(width, self._unavoidable.get(index, width)) for index, width in enumerate(needed)])

    def _open(self) -> NDArray[np.bool_]:
        return (self._widths > 0) & (self._highest - self._lowest < self._widths)

    def _sweep(self, number: int | None = None, most: int = MOST_SWEEPS) -> None:
        """Look in scattered directions for tables in which open counts differ, as long as that settles some.

        The counts of one release are looked at near a table that is already known; those of all releases together
        only as long as there are few, since the cost of a direction grows faster than the number of releases.
        """
        signs = np.random.default_rng(SEED)
        for _ in range(most):
            chosen = self._open() if number is None else self._open() & (self._numbers == number)
            if chosen.sum() < 2:
                return
            before = self._open().sum()
            direction = self._directions.T @ (signs.choice((-1.0, 1.0), len(chosen)) * chosen)
            for sign in (1, -1):
                if number is None:
                    self._look(sign * direction)
                else:
                    self._look_near(sign * direction, Window(max(0, number - 1), self._newest))
            if self._open().sum() == before:
                return

    def _is_exposed(self, index: int) -> bool:
        """Return whether a count is bounded too narrowly, after looking for its true bounds.

        Near a known table is enough to find it safe, and the releases around it are enough to find it exposed; only
        where neither says so are all releases asked.
        """
        if not self._open()[index]:
            return False
        direction = self._direction(index)
        if self._newest - self._watched[index].since <= NEAR < self._newest:
            window = Window(self._newest - NEAR, self._newest)
            self._look_near(direction, window)
            self._look_near(-direction, window)
            if self._open()[index]:
                self._ends = [self._model.extreme_at_most(sign * direction, window) for sign in (1, -1)]
                if self._ends[0].most + self._ends[1].most < self._widths[index]:
                    return True
        if self._open()[index]:
            self._ends = [self._look(direction), self._look(-direction)]
        if self._open()[index] and self._ends[0].most + self._ends[1].most >= self._widths[index]:
            for sign, end in zip((1, -1), self._ends, strict=True):
                if end.table is None or sign * direction @ end.table < end.most:
                    self._see(self._model.whole_extreme(sign * direction))
        return bool(self._open()[index])

    def _look_near(self, direction: Numbers, window: Window) -> None:
        if self._table is not None:
            self._see(self._model.extreme_at_least(direction, window, self._table).table)
            self.solved += 1

    def _direction(self, index: int) -> Numbers:
        direction: Numbers = self._directions[[index]].toarray()[0]
        return direction

    def _look(self, direction: Numbers) -> Answer:
        self.solved += 1
        answer = self._model.extreme(direction)
        self._see(answer.table)
        return answer

    def _see(self, table: Numbers | None) -> None:
        """Widen what is known to be possible of every watched count by one whole table."""
        if table is not None:
            self._table = table
            values = np.rint(self._directions @ table).astype(np.int64)
            self._lowest = np.minimum(self._lowest, values)
            self._highest = np.maximum(self._highest, values)

    def _relieve(self, index: int) -> None:
        """Take from the draft what holds the bounds of one count, or find that they were known without the draft."""
        kept = self._watched[index]
        if index not in self._unavoidable and self._has_history:
            self._unavoidable[index] = self._width_without_draft(index)
            self._widths = self._needed()
            if not self._open()[index]:
                return
        published = self._draft.published()
        if not published:
            self._unavoidable[index] = max(0, int(self._highest[index] - self._lowest[index]))
            self._widths = self._needed()
            return
        counts = self._draft.tabulation.counts
        holding = [cell for cell in published if any(self._model.price(end, cell) > PRICED for end in self._ends)]
        near = [cell for cell in published if counts[cell].members & kept.members]
        cell = min(holding or near or published, key=lambda cell: (counts[cell].base, cell))
        self._draft.hide(cell, Reason.PROTECTS_RELEASES)
        self._model.take_back([cell])
        self._widths = self._needed()
        self._sweep(kept.number if self._newest - kept.number <= NEAR else None, most=1)

    def _width_without_draft(self, index: int) -> int:
        """Return how far apart the bounds of a count are when the draft tells nothing at all, or that it is enough."""
        statements, direction = self._draft.statements(), self._direction(index)
        self._model.take_back([told.cell for told in statements])
        enough = min(self._draft.tabulation.rules.width, self._watched[index].width)
        apart = 0
        if self._newest - self._watched[index].since <= NEAR < self._newest and self._table is not None:
            near = Window(self._newest - NEAR, self._newest)
            ends = [self._model.extreme_at_least(sign * direction, near, self._table) for sign in (1, -1)]
            values = [float(direction @ end.table) for end in ends if end.table is not None]
            apart = round(max(values) - min(values)) if values else 0
        if apart < enough:
            apart = sum(self._model.extreme(sign * direction).most for sign in (1, -1))
        self._model.say(statements)
        self.solved += 2
        return apart


def _once(groups: Iterable[Moved]) -> Iterable[Moved]:
    """Return the groups of people of which not all are counted in a group before as well.

    Most who leave a cell go one way, and leave the cells around it along with it.
    """
    first: dict[tuple[tuple[int, int], ...], Moved] = {}
    for moved in groups:
        first.setdefault(tuple(moved.terms.items()), moved)
    return first.values()
