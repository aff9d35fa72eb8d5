"""What earlier releases told, and how the people of one release come back in the next.

A withdrawn release has been read, so it stays in the history for good.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from common.disclosure.organisation import Atom, Cell
from common.disclosure.suppression import Secret, Statement

PAIR: Final = 2
NOWHERE: Final = Atom("", "")


class Pace(StrEnum):
    """What a reader knows about people who are in the base of two releases.

    ``GROWS``: who does, keeps doing (trained, acknowledged). ``SAME``: nobody changed (the same period released
    again, or a state so steady that a reader may assume it).
    """

    GROWS = "grows"
    SAME = "same"


type Path = tuple[Atom | None, ...]
"""Where somebody was in releases that follow each other, the newest last; ``None`` is not in the base."""


@dataclass(frozen=True, slots=True)
class Link:
    """How the people of a release were spread over those before it: how many have been on which path.

    All paths are equally long and end at the release after the link. Who stayed is on a path through one atom; whoever
    is on none was in one release only, left the base after it or came new. The newest link of a history has to reach
    as far back as anybody may remember: of older links only the last step is used, and that only for what lies before.
    """

    pace: Pace
    moves: Mapping[Path, int]

    def __post_init__(self) -> None:
        if len({len(path) for path in self.moves} | {self.reach}) > 1 or self.reach < PAIR:
            raise ValueError("The paths of a link are through the same releases, at least two.")

    @property
    def reach(self) -> int:
        """Through how many releases its paths go, the one after the link included."""
        return next((len(path) for path in self.moves), PAIR)

    @property
    def last_step(self) -> dict[tuple[Atom, Atom], int]:
        """How many went from which atom to which between the last two releases."""
        pairs = cut(self.moves, PAIR).items()
        return {(origin, target): people for (origin, target), people in pairs if origin and target}


def cut(paths: Mapping[Path, int], reach: int) -> dict[Path, int]:
    """Return how many have been on which path through the last ``reach`` releases; what was before is forgotten."""
    shorter: Counter[Path] = Counter()
    for path, people in paths.items():
        shorter[path[-reach:]] += people
    return {path: shorter[path] for path in sorted(shorter, key=in_order) if any(path)}


def in_order(path: Path) -> tuple[Atom, ...]:
    """Return what puts paths in order: places by name, and not being there before all of them."""
    return tuple(atom or NOWHERE for atom in path)


def moves_between[Person: Hashable](*places: Mapping[Person, Atom]) -> dict[Path, int]:
    """Count by path everyone who is in the base of at least two releases; persons do not survive the call.

    ``places`` says for each release in its order who was where.
    """
    met = Counter(person for release in places for person in release)
    paths = Counter(tuple(release.get(person) for release in places) for person, times in met.items() if times >= PAIR)
    return {path: paths[path] for path in sorted(paths, key=in_order)}


@dataclass(frozen=True, slots=True)
class Told:
    """All that one release of one metric told, and what it must keep: enough to audit every later release.

    Holds bases of small groups (which a reader is taken to know) and bounds of counts, never a count below the
    threshold. It is for the audit only and is shown to nobody.
    """

    bases: Mapping[Atom, int]
    statements: tuple[Statement, ...]
    secrets: tuple[Secret, ...]

    @property
    def cells(self) -> dict[Cell, frozenset[Atom]]:
        """Who makes up each cell with people in it, shown or not."""
        shown = {said.cell: said.members for said in self.statements}
        return shown | {kept.cell: kept.members for kept in self.secrets}

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
        )


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
