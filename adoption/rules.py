"""What figures keep as JSON: reduced usage reports, and what ties one release to the next. No person is in either."""

from typing import Any

from common.disclosure import SCHEMES, Atom, Cell, Link, Pace, Path, Rules, Sensitivity, Tabulation
from common.disclosure.tables import Count, Sum


def tabulation_to_json(tabulation: Tabulation) -> dict[str, Any]:
    """Return a tabulation as plain JSON; ``tabulation_from_json`` gives the same back."""
    atoms = sorted(tabulation.bases)
    place = {atom: index for index, atom in enumerate(atoms)}
    return {
        "sensitivity": tabulation.sensitivity.value,
        "rules": [tabulation.rules.threshold, tabulation.rules.width],
        "scheme": tabulation.scheme.key,
        "atoms": [[*atom, tabulation.bases[atom]] for atom in atoms],
        "counts": [
            [
                *count.cell,
                count.base,
                count.population,
                count.numerator,
                count.pooled_into,
                sorted(place[atom] for atom in count.members),
            ]
            for count in tabulation.counts.values()
        ],
        "sums": [[list(whole), [list(part) for part in parts]] for whole, parts in tabulation.sums],
    }


def tabulation_from_json(record: dict[str, Any]) -> Tabulation:
    """Return the tabulation that ``tabulation_to_json`` wrote."""
    atoms = [Atom(unit, group) for unit, group, _base in record["atoms"]]
    counts = {
        Cell(unit, group): Count(
            cell=Cell(unit, group),
            base=base,
            population=population,
            numerator=numerator,
            pooled_into=pooled_into,
            members=frozenset(atoms[place] for place in places),
        )
        for unit, group, base, population, numerator, pooled_into, places in record["counts"]
    }
    return Tabulation(
        sensitivity=Sensitivity(record["sensitivity"]),
        rules=Rules(*record["rules"]),
        scheme=SCHEMES[record["scheme"]],
        bases={atom: row[2] for atom, row in zip(atoms, record["atoms"], strict=True)},
        counts=counts,
        sums=tuple(Sum(Cell(*whole), tuple(Cell(*part) for part in parts)) for whole, parts in record["sums"]),
    )


def link_to_json(link: Link) -> dict[str, Any]:
    """Return how the people of two releases hang together as plain JSON; ``link_from_json`` gives the last step back.

    It says through how many releases people were followed, and of the last step how many went where. Where they were
    before is kept in no link: the lists of who was counted where have a term.
    """
    return {
        "pace": link.pace.value,
        "reach": link.reach,
        "moves": [[*origin, *target, people] for (origin, target), people in sorted(link.last_step.items())],
    }


def link_from_json(record: dict[str, Any]) -> Link:
    """Return the link that ``link_to_json`` wrote."""
    moves: dict[Path, int] = {
        (Atom(from_unit, from_group), Atom(to_unit, to_group)): people
        for from_unit, from_group, to_unit, to_group, people in record["moves"]
    }
    return Link(Pace(record["pace"]), moves)
