"""Counts of a survey, which carry one group at most, in the form that disclosure control takes."""

from collections.abc import Mapping

from adoption.metrics.base import Frozen, Measured
from common.disclosure import FOUR_GROUPS, LEADERSHIP, TOTAL_ONLY, Atom, Scheme, Table, Tally, Unit, UnitTree
from people.choices import FunctionGroup

EVERYONE = "everyone"
# A pooled group of a survey is counted under one of the function groups that the scheme takes together anyway.
STANDS_FOR = {"leadership": FunctionGroup.MANAGER.value, "executing": FunctionGroup.CUSTOMER_CONTACT.value}


def measured_answers(counts: Mapping[tuple[str, str], Tally], frozen: Frozen) -> Measured | None:
    """Return the counts per (dimension, key) of one closed wave as tallies; ``None`` when there are none."""
    by_group = {key: tally for (dimension, key), tally in counts.items() if dimension == "function_group"}
    by_unit = {key: tally for (dimension, key), tally in counts.items() if dimension == "unit"}
    total = counts.get(("total", ""))
    if by_group:
        tree = UnitTree([Unit(EVERYONE)])
        tallies: dict[Atom, Tally] = {}
        for key, tally in by_group.items():
            atom = Atom(EVERYONE, STANDS_FOR.get(key, key))
            tallies[atom] = _add(tallies.get(atom), tally)
        return Measured(tallies, tree, (Table.TOTAL, Table.GROUPS), _scheme_of(set(by_group)))
    group = FunctionGroup.CUSTOMER_CONTACT.value
    if by_unit:
        # Small units were taken together by the survey itself; the rest of the tree hangs as the organisation has it.
        tree = UnitTree([Unit(key) for key in sorted(by_unit)])
        return Measured(
            {Atom(key, group): tally for key, tally in by_unit.items()}, tree, (Table.TOTAL, Table.UNITS), TOTAL_ONLY
        )
    if total is None:
        return None
    return Measured({Atom(EVERYONE, group): total}, UnitTree([Unit(EVERYONE)]), (Table.TOTAL,), TOTAL_ONLY)


def _scheme_of(keys: set[str]) -> Scheme:
    if keys <= set(FunctionGroup.values):
        return FOUR_GROUPS if len(keys) > 1 else TOTAL_ONLY
    return LEADERSHIP if len(keys) > 1 else TOTAL_ONLY


def _add(first: Tally | None, second: Tally) -> Tally:
    if first is None:
        return second
    return Tally(first.numerator + second.numerator, first.base + second.base, first.population + second.population)
