"""What disclosure control costs: a release of 40 units by 4 groups, period after period, beside a plain count.

Prints one JSON object. The baseline is the count alone: people to tallies to the sums of all tables, with nothing
hidden. Times are of the process, in seconds, so that neighbours on the machine weigh less. People are followed through
all periods, or through the last ones only: the portal keeps who sat where for some 13.

    python -m benchmarks.disclosure --periods 24 --pace grows --reach 13
"""

import argparse
import json
from collections import Counter
from random import Random
from statistics import median
from time import process_time
from typing import Any

from common.disclosure import (
    FOUR_GROUPS,
    Atom,
    Link,
    Pace,
    Past,
    Publication,
    Rules,
    Sensitivity,
    Table,
    Tally,
    Unit,
    UnitTree,
    moves_between,
    tabulate,
)
from common.disclosure.publishing import publish
from common.disclosure.schemes import FUNCTION_GROUPS

DEPARTMENTS, TEAMS, LARGEST_GROUP = 5, 35, 75


class Organisation:
    """Some 2,600 people in 40 units, of whom one in a hundred moves, leaves or comes each period."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.units = [Unit(f"d{number}") for number in range(DEPARTMENTS)]
        self.teams = [Unit(f"t{number:02}", f"d{number % DEPARTMENTS}") for number in range(TEAMS)]
        self.tree = UnitTree(self.units + self.teams, staffed=[unit.key for unit in self.units + self.teams])
        self.people: dict[int, tuple[str, str, bool]] = {}
        self.arrived = 0
        for unit in self.units:
            self._hire(unit.key, (1, 2, 0, 0))
        for unit in self.teams:
            self._hire(unit.key, (0, 2, self.random.randint(0, LARGEST_GROUP), self.random.randint(0, LARGEST_GROUP)))

    def _hire(self, unit: str, sizes: tuple[int, ...]) -> None:
        for group, size in zip(FUNCTION_GROUPS, sizes, strict=True):
            for _ in range(size):
                self.people[self.arrived] = (unit, group, self.random.random() < 0.1)
                self.arrived += 1

    def pass_a_month(self) -> None:
        for person, (unit, group, does) in list(self.people.items()):
            draw = self.random.random()
            if draw < 0.005:
                del self.people[person]
                continue
            place = self.random.choice(self.teams).key if draw < 0.01 else unit
            self.people[person] = (place, group, does or self.random.random() < 0.03)
        for _ in range(len(self.people) // 200):
            self._hire(self.random.choice(self.teams).key, (0, 0, 0, 1))

    def places(self) -> dict[int, Atom]:
        return {person: Atom(self.tree.leaf(unit), group) for person, (unit, group, _) in self.people.items()}

    def tallies(self) -> dict[Atom, Tally]:
        base = Counter(Atom(unit, group) for unit, group, _ in self.people.values())
        numerator = Counter(Atom(unit, group) for unit, group, does in self.people.values() if does)
        return {atom: Tally(numerator[atom], base[atom], base[atom]) for atom in base}


def measure(
    *, periods: int, reach: int, pace: Pace | None, sensitivity: Sensitivity, tables: tuple[Table, ...]
) -> dict[str, Any]:
    organisation = Organisation(1)
    history: list[Past] = []
    releases: list[Publication] = []
    followed: list[dict[int, Atom]] = []
    counting, releasing = [], []
    for _ in range(periods):
        followed.append(organisation.places())
        if releases:
            link = Link(pace, moves_between(*followed[-reach:])) if pace else None
            history.append(Past(releases[-1].told, link))
        start = process_time()
        tallies = organisation.tallies()
        tabulation = tabulate(
            tallies,
            tree=organisation.tree,
            scheme=FOUR_GROUPS,
            sensitivity=sensitivity,
            rules=Rules(),
            tables=tables,
        )
        counted = process_time()
        releases.append(publish(tabulation, history=history))
        counting.append(counted - start)
        releasing.append(process_time() - counted)
        organisation.pass_a_month()
    return {
        "periods": periods,
        "reach": min(reach, periods),
        "pace": pace.value if pace else None,
        "tables": [str(table) for table in tables],
        "baseline_seconds": round(median(counting), 4),
        "first_release_seconds": round(releasing[0], 3),
        "last_release_seconds": round(releasing[-1], 3),
        "all_releases_seconds": round(sum(releasing), 3),
        "ratio_of_last_release_to_baseline": round(releasing[-1] / median(counting), 1),
        "hidden_counts_watched": releases[-1].watched,
        "programmes_solved": releases[-1].solved,
        "status": Counter(figure.status.value for figure in releases[-1].figures),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--periods", type=int, default=24)
    parser.add_argument("--reach", type=int, help="through how many periods people are followed, 2 or more; else all")
    parser.add_argument("--pace", choices=["none", *Pace], default="grows")
    parser.add_argument("--class", dest="sensitivity", type=Sensitivity, default=Sensitivity.REACH)
    parser.add_argument("--tables", nargs="+", type=Table, default=list(Table))
    asked = parser.parse_args()
    pace = None if asked.pace == "none" else Pace(asked.pace)
    measured = measure(
        periods=asked.periods,
        reach=asked.reach or asked.periods,
        pace=pace,
        sensitivity=asked.sensitivity,
        tables=tuple(asked.tables),
    )
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
