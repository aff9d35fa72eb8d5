"""What earlier releases told, and how the people of one release come back in the next.

A withdrawn release has been read, so it stays in the history for good.
"""

from array import array
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from zlib import compress, decompress

from common.disclosure.organisation import Atom, Cell
from common.disclosure.suppression import Secret, Statement


class Pace(StrEnum):
    """What a reader knows about people who are in the base of two releases.

    ``GROWS``: who does, keeps doing (trained, acknowledged). ``SAME``: nobody changed (the same period released
    again, or a state so steady that a reader may assume it).
    """

    GROWS = "grows"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Link:
    """How the base of a release continues in the next one: how many people went from which atom to which.

    Who stayed is a move from an atom to itself. Whoever is in no move left the base, or is new in it.
    """

    pace: Pace
    moves: Mapping[tuple[Atom, Atom], int]


def moves_between[Person: Hashable](
    before: Mapping[Person, Atom], after: Mapping[Person, Atom]
) -> dict[tuple[Atom, Atom], int]:
    """Count the moves of everyone who is in the base both ``before`` and ``after``; persons do not survive the call."""
    return dict(sorted(Counter((atom, after[person]) for person, atom in before.items() if person in after).items()))


@dataclass(frozen=True, slots=True)
class Told:
    """All that one release of one metric told, and what it must keep: enough to audit every later release.

    Holds bases of small groups (which a reader is taken to know) and bounds of counts, never a count below the
    threshold. It is for the audit only and is shown to nobody.

    ``tables`` are whole tables of this release and those linked before it, found by the audit from what was told, not
    from what is true. They spare the next audit the same search; without them it takes longer and decides the same.
    """

    bases: Mapping[Atom, int]
    statements: tuple[Statement, ...]
    secrets: tuple[Secret, ...]
    tables: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return this as plain JSON; ``from_json`` gives the same back."""
        atoms = sorted(self.bases)
        place = {atom: index for index, atom in enumerate(atoms)}
        return {
            "atoms": [[*atom, self.bases[atom]] for atom in atoms],
            "statements": [
                [*told.cell, sorted(place[atom] for atom in told.members), told.low, told.high]
                for told in self.statements
            ],
            "secrets": [
                [*kept.cell, sorted(place[atom] for atom in kept.members), kept.width] for kept in self.secrets
            ],
            "tables": _packed(self.tables),
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        atoms = [Atom(unit, group) for unit, group, _ in record["atoms"]]
        return cls(
            bases={atom: row[2] for atom, row in zip(atoms, record["atoms"], strict=True)},
            statements=tuple(
                Statement(Cell(unit, group), frozenset(atoms[place] for place in places), low, high)
                for unit, group, places, low, high in record["statements"]
            ),
            secrets=tuple(
                Secret(Cell(unit, group), frozenset(atoms[place] for place in places), width)
                for unit, group, places, width in record["secrets"]
            ),
            tables=_unpacked(record["tables"]),
        )


def _packed(tables: tuple[tuple[int, ...], ...]) -> dict[str, Any]:
    plain = b"".join(array("i", table).tobytes() for table in tables)
    return {"count": len(tables), "packed": b64encode(compress(plain)).decode()}


def _unpacked(record: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
    numbers = array("i")
    numbers.frombytes(decompress(b64decode(record["packed"])))
    size = len(numbers) // record["count"] if record["count"] else 0
    return tuple(tuple(numbers[start : start + size]) for start in range(0, len(numbers), size or 1))


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier release and its link to the one after it in the history; the last one's link is to the new release.

    Without a link a reader knows nothing that ties the two together (an anonymous survey, other people, another
    question): then nothing before it bears on what comes after.
    """

    told: Told
    link: Link | None


def linked(history: tuple[Past, ...]) -> tuple[Past, ...]:
    """Return the end of ``history`` that bears on the new release: back to the last gap without a link."""
    start = max((index + 1 for index, past in enumerate(history) if past.link is None), default=0)
    return history[start:]
