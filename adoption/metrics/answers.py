"""Counts of a survey, which carry one group at most, in the form that disclosure control takes."""

from collections.abc import Collection, Mapping

from adoption.metrics.base import Frozen, Measured
from common.disclosure import (
    FOUR_GROUPS,
    LEADERSHIP,
    ORGANISATION,
    TOTAL_ONLY,
    Atom,
    Scheme,
    Table,
    Tally,
    Unit,
    UnitTree,
)
from people.choices import FunctionGroup

EVERYONE = "everyone"
ANYBODY = FunctionGroup.CUSTOMER_CONTACT.value
"""Where a survey tells no function group, everybody is counted under one; its tables show no groups."""
# A pooled group of a survey is counted under one of the function groups that the scheme takes together anyway.
STANDS_FOR = {"leadership": FunctionGroup.MANAGER.value, "executing": ANYBODY}


def measured_answers(counts: Mapping[tuple[str, str], Tally], frozen: Frozen) -> Measured | None:
    """Return the counts per (dimension, key) of one closed wave as tallies; ``None`` when there are none."""
    by_group = {key: tally for (dimension, key), tally in counts.items() if dimension == "function_group"}
    by_unit = {key: tally for (dimension, key), tally in counts.items() if dimension == "unit"}
    total = counts.get(("total", ""))
    if by_group:
        tallies: dict[Atom, Tally] = {}
        for key, tally in by_group.items():
            atom = Atom(EVERYONE, STANDS_FOR.get(key, key))
            tallies[atom] = _add(tallies.get(atom), tally)
        return Measured(tallies, UnitTree([Unit(EVERYONE)]), (Table.TOTAL, Table.GROUPS), _scheme_of(set(by_group)))
    if by_unit:
        tree = _tree_of(by_unit, frozen)
        atoms = {Atom(key, ANYBODY): tally for key, tally in by_unit.items()}
        return Measured(atoms, tree, (Table.TOTAL, Table.UNITS), TOTAL_ONLY)
    if total is None:
        return None
    return Measured({Atom(EVERYONE, ANYBODY): total}, UnitTree([Unit(EVERYONE)]), (Table.TOTAL,), TOTAL_ONLY)


def _tree_of(keys: Collection[str], frozen: Frozen) -> UnitTree:
    """Return the units that a survey counted and all above them, as they hang in the organisation of the period.

    A unit stands in a survey for itself and the small units below it: with larger units below it, that is its "own"
    leaf, so that the unit's own row is about everybody in it, as in every other figure. "Other units" hang at the top.
    """
    units: dict[str, str | None] = {}
    for key in keys:
        place: str | None = key
        while place is not None and place not in units:
            parent = frozen.tree.parent(place) if frozen.tree.knows(place) else ORGANISATION
            units[place] = None if parent == ORGANISATION else parent
            place = units[place]
    return UnitTree([Unit(key, parent) for key, parent in units.items()], staffed=keys)


def _scheme_of(keys: set[str]) -> Scheme:
    if keys <= set(FunctionGroup.values):
        return FOUR_GROUPS if len(keys) > 1 else TOTAL_ONLY
    return LEADERSHIP if len(keys) > 1 else TOTAL_ONLY


def _add(first: Tally | None, second: Tally) -> Tally:
    if first is None:
        return second
    return Tally(first.numerator + second.numerator, first.base + second.base, first.population + second.population)
