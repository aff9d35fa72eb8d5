"""The tree of units of one frozen snapshot, and the names of the cells in which people are counted."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

ORGANISATION: Final = "organisation"
ALL: Final = "all"
OWN: Final = "/own"
OTHER: Final = "/other"
ANSWER: Final = "\x1f"
"""Between an answer and a unit, where the answers to one question are decided on together; no unit key holds it."""


class Unit(NamedTuple):
    """A unit and the unit it is part of; ``None`` hangs it directly under the organisation."""

    key: str
    parent: str | None = None


class Atom(NamedTuple):
    """The finest count: one function group of the people who sit directly in one unit."""

    unit: str
    group: str


class Cell(NamedTuple):
    """One place in the tables: a unit (or the organisation) by a group (or all)."""

    unit: str
    group: str

    @property
    def is_organisation(self) -> bool:
        return self.unit == ORGANISATION or self.unit.endswith(ANSWER + ORGANISATION)


TOTAL: Final = Cell(ORGANISATION, ALL)


class UnitTree:
    """The units under one organisation, so made that people sit in leaves only.

    A unit with both people of its own and units below it gets a leaf for its own people, with the key of the unit
    followed by ``/own``; that leaf is shown, pooled and protected like any other unit.
    """

    def __init__(self, units: Iterable[Unit], *, staffed: Collection[str] = ()) -> None:
        self._parent: dict[str, str] = {}
        for unit in sorted(units, key=lambda unit: unit.key):
            if unit.key in self._parent or unit.key == ORGANISATION or unit.key.endswith((OWN, OTHER)):
                raise ValueError(f"The unit key {unit.key!r} stands twice or is not free to use.")
            self._parent[unit.key] = ORGANISATION if unit.parent is None else unit.parent
        strangers = {parent for parent in self._parent.values() if parent != ORGANISATION} - self._parent.keys()
        strangers |= set(staffed) - self._parent.keys()
        if strangers:
            raise ValueError(f"The tree does not know {', '.join(sorted(strangers))}.")
        inner = set(self._parent.values())
        self._leaf = {key: key + OWN if key in inner else key for key in self._parent}
        for key in sorted(staffed):
            if key in inner:
                self._parent[key + OWN] = key
        self._children: dict[str, tuple[str, ...]] = {}
        for key, parent in sorted(self._parent.items()):
            self._children[parent] = (*self._children.get(parent, ()), key)
        if len(list(self.below(ORGANISATION))) != len(self._parent):
            raise ValueError("The units do not form a tree: some are above themselves.")

    def knows(self, key: str) -> bool:
        return key in self._parent

    def leaf(self, key: str) -> str:
        """Return the leaf in which people of unit ``key`` are counted."""
        return self._leaf[key]

    def parent(self, key: str) -> str:
        return self._parent[key]

    def children(self, key: str) -> tuple[str, ...]:
        return self._children.get(key, ())

    def below(self, key: str) -> Iterator[str]:
        """Yield every unit below ``key``, parents before children."""
        for child in self.children(key):
            yield child
            yield from self.below(child)

    def leaves(self, key: str) -> Iterator[str]:
        """Yield the leaves of ``key``; a leaf is its own only leaf."""
        if not self.children(key):
            yield key
        for child in self.children(key):
            yield from self.leaves(child)
