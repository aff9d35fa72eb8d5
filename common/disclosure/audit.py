"""The audit by linear programming: what all releases together leave possible for every hidden count.

A count is safe when two tables of whole numbers, both in agreement with everything ever told, are seen to differ in
it by the width it needs. One table speaks for many counts at once, so tables in a few scattered directions settle
most of them, and only the rest are bounded one by one. A bound is never believed on a fraction of a person.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.disclosure.model import Answer, Model, Numbers
from common.disclosure.parameters import Reason, Status
from common.disclosure.releases import Past
from common.disclosure.suppression import Draft, Secret

SEED: Final = 20261031
MOST_SWEEPS: Final = 30
PRICED: Final = 1e-9

type Whole = NDArray[np.int64]


class Audit:
    """Audits a draft release together with every release that is linked to it, and hides more until all is safe.

    It watches every hidden count of the earlier releases and every cell of the draft; a cell that shows needs no
    width until it is hidden too.
    """

    def __init__(self, draft: Draft, history: Sequence[Past]) -> None:
        self._draft = draft
        self._has_history = bool(history)
        self._model = Model()
        releases = [(past.told.bases, past.told.statements) for past in history]
        releases.append((draft.tabulation.bases, tuple(draft.statements())))
        for number, (bases, statements) in enumerate(releases):
            self._model.add_release(bases, statements)
            link = history[number - 1].link if number else None
            if link is not None:
                self._model.link(link, history[number - 1].told.bases, bases)
        cells = [Secret(cell, count.members, 0) for cell, count in draft.tabulation.counts.items() if count.base]
        self._newest = len(history)
        self._watched = [(number, secret) for number, past in enumerate(history) for secret in past.told.secrets]
        self._watched += [(self._newest, secret) for secret in cells]
        self._directions = self._model.directions([(number, secret.members) for number, secret in self._watched])
        self._lowest: Whole = np.full(len(self._watched), np.iinfo(np.int64).max // 2)
        self._highest: Whole = -self._lowest
        self._unavoidable: dict[int, int] = {}
        self._ends: list[Answer] = []
        self._widths = self._needed()
        self.solved = 0

    @property
    def watched(self) -> int:
        """How many hidden counts are held apart, over all releases."""
        return int(np.count_nonzero(self._widths))

    def settle(self) -> None:
        """Hide cells of the draft until no hidden count of any release is bounded too narrowly."""
        self._sweep()
        for index in range(len(self._watched)):
            while self._is_exposed(index):
                self._relieve(index)
        # Hiding a cell asks a width of that cell too, so cells that were passed earlier get a second look.
        if self._open().any():
            self.settle()

    def secrets(self) -> tuple[Secret, ...]:
        """Return the hidden counts of the draft, each with the width to which later releases are held."""
        return tuple(
            secret._replace(width=int(width))
            for (number, secret), width in zip(self._watched, self._widths, strict=True)
            if number == self._newest and self._draft.status[secret.cell] is not Status.SHOWN
        )

    def _needed(self) -> Whole:
        """Return the width that every watched count needs, given what the draft publishes by now."""
        needed = [
            secret.width
            if number < self._newest
            else 0
            if self._draft.status[secret.cell] is Status.SHOWN
            else self._draft.width(secret.cell)
            for number, secret in self._watched
        ]
        return np.array([min(width, self._unavoidable.get(index, width)) for index, width in enumerate(needed)])

    def _open(self) -> NDArray[np.bool_]:
        return (self._widths > 0) & (self._highest - self._lowest < self._widths)

    def _sweep(self, most: int = MOST_SWEEPS) -> None:
        """Look in scattered directions for tables in which open counts differ, as long as that settles some."""
        signs = np.random.default_rng(SEED)
        for _ in range(most):
            before = self._open()
            if before.sum() < 2:
                return
            scattered = signs.choice((-1.0, 1.0), len(before)) * before
            direction = self._directions.T @ scattered
            self._look(direction)
            self._look(-direction)
            if self._open().sum() == before.sum():
                return

    def _is_exposed(self, index: int) -> bool:
        """Return whether a count is bounded too narrowly, after looking for its true bounds."""
        self._ends = []
        for sign in (1, -1):
            if self._open()[index]:
                self._ends.append(self._look(sign * self._direction(index)))
        return bool(self._open()[index])

    def _direction(self, index: int) -> Numbers:
        direction: Numbers = self._directions[[index]].toarray()[0]
        return direction

    def _look(self, direction: Numbers) -> Answer:
        answer = self._model.extreme(direction)
        self.solved += 1
        if answer.table is not None:
            values = np.rint(self._directions @ answer.table).astype(np.int64)
            self._lowest = np.minimum(self._lowest, values)
            self._highest = np.maximum(self._highest, values)
        return answer

    def _relieve(self, index: int) -> None:
        """Take from the draft what holds the bounds of one count, or find that they were known without the draft."""
        number, secret = self._watched[index]
        if index not in self._unavoidable and number == self._newest and self._has_history:
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
        near = [cell for cell in published if number == self._newest and counts[cell].members & secret.members]
        cell = min(holding or near or published, key=lambda cell: (counts[cell].base, cell))
        self._draft.hide(cell, Reason.PROTECTS_RELEASES)
        self._model.take_back([cell])
        self._widths = self._needed()
        self._sweep(1)

    def _width_without_draft(self, index: int) -> int:
        """Return how far apart the bounds of a count are when the draft tells nothing at all."""
        statements = self._draft.statements()
        self._model.take_back([told.cell for told in statements])
        answers = [self._model.extreme(sign * self._direction(index)) for sign in (1, -1)]
        self._model.say(statements)
        self.solved += 2
        values = [round(float(self._direction(index) @ answer.table)) for answer in answers if answer.table is not None]
        return values[0] - values[1] if len(values) == 2 else int(self._widths[index])
