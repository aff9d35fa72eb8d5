"""Made-up organisations over months: people who come, move and leave, and who does what a metric counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from common.disclosure import FOUR_GROUPS, LEADERSHIP, TOTAL_ONLY, Atom, Scheme, Table, Tally, Unit, UnitTree
from common.disclosure.blocks import Counted, count
from common.disclosure.growing import Growing, Moves, follow, tell_growing
from common.disclosure.schemes import FUNCTION_GROUPS

TABLES = (Table.TOTAL, Table.GROUPS, Table.UNITS)
WEIGHTS = (1, 3, 14, 12)
"""How many of each function group there are beside each other, about."""


@dataclass(frozen=True)
class Month:
    """Where everybody is, and who did by now; by number of the person."""

    units: tuple[Unit, ...]
    places: Mapping[int, Atom]
    did: frozenset[int]
    anew: frozenset[int] = frozenset()
    """Who begins anew in this month: what was told of them before says nothing."""

    @property
    def tree(self) -> UnitTree:
        return UnitTree(self.units, staffed={atom.unit for atom in self.places.values()})

    @property
    def leaves(self) -> dict[int, Atom]:
        tree = self.tree
        return {person: Atom(tree.leaf(atom.unit), atom.group) for person, atom in self.places.items()}

    def tallies(self) -> dict[Atom, Tally]:
        people = Counter(self.places.values())
        did = Counter(self.places[person] for person in self.did if person in self.places)
        return {atom: Tally(did[atom], base, base) for atom, base in people.items()}

    def counted(self, scheme: Scheme, threshold: int) -> Counted:
        return count(self.tallies(), tree=self.tree, scheme=scheme, threshold=threshold, tables=TABLES)


@dataclass(frozen=True)
class Release:
    """What one month told: the blocks, the figures that went before it as they were followed, and the outcome."""

    counted: Counted
    earlier: tuple = field(default_factory=tuple)
    growing: Growing | None = None


def moves_between(before: Month, after: Month) -> Moves:
    then, now = before.leaves, after.leaves
    return Counter((then[one], now[one]) for one in then.keys() & now.keys() if one not in after.anew)


def release_growing(months: list[Month], scheme: Scheme, threshold: int) -> Iterator[Release]:
    """Release a growing figure month after month, each with what was told before in mind."""
    growing = Growing({}, ())
    for number, month in enumerate(months):
        counted = month.counted(scheme, threshold)
        earlier = ()
        if number:
            bases = Counter(months[number - 1].leaves.values())
            earlier = tuple(follow(growing.told, moves_between(months[number - 1], month), bases))
        growing = tell_growing(counted, earlier, f"{number:02}")
        yield Release(counted, earlier, growing)


def random_organisation(random: Random, people: int, levels: int) -> tuple[tuple[Unit, ...], dict[int, Atom]]:
    """Make a tree of up to so many levels under one top or several, with units of all sizes."""
    leaves = max(2, people // random.choice((8, 15, 30)))
    units = [Unit("0")] if random.random() < 0.5 else [Unit("0"), Unit("1"), Unit("2")]
    level = list(units)
    for _ in range(levels - 1):
        below = [
            Unit(f"{unit.key}.{number}", unit.key) for unit in level for number in range(random.choice((0, 1, 2, 3, 4)))
        ]
        level = below[: max(1, leaves)]
        units += level
    keys = [unit.key for unit in units]
    sizes = [random.choice((0.2, 1, 1, 3)) for _ in keys]
    places = {
        number: Atom(random.choices(keys, sizes)[0], random.choices(FUNCTION_GROUPS, WEIGHTS)[0])
        for number in range(people)
    }
    return tuple(units), places


def random_months(random: Random, people: int, *, months: int, levels: int) -> list[Month]:
    """Let an organisation live: people move alone or in groups, units end, people come back, some begin anew."""
    units, places = random_organisation(random, people, levels)
    willing = {unit.key: random.choice((0.0, 0.1, 0.4, 0.9, 1.0)) for unit in units}
    did = {one for one, atom in places.items() if random.random() < willing[atom.unit]}
    pace = random.choice((0.0, 0.02, 0.1, 0.3))
    churn = random.choice((0.005, 0.02, 0.08))
    made = [Month(units, places, frozenset(did))]
    away: list[int] = []
    unused = people
    while len(made) < months:
        places = dict(places)
        keys = [unit.key for unit in units]
        for one in list(places):
            draw = random.random()
            if draw < churn / 3:
                away.append(one)
                del places[one]
            elif draw < churn * 2 / 3:
                places[one] = Atom(random.choice(keys), places[one].group)
            elif draw < churn * 0.75:
                places[one] = Atom(places[one].unit, random.choice(FUNCTION_GROUPS))
        for _ in range(round(len(places) * churn / 3 + random.random())):
            back = away and random.random() < 0.3
            one = away.pop(random.randrange(len(away))) if back else unused
            unused += 0 if back else 1
            places[one] = Atom(random.choice(keys), random.choices(FUNCTION_GROUPS, WEIGHTS)[0])
            if one not in did and random.random() < 0.5:
                did.add(one)
        if random.random() < 0.15:
            gone, target = random.choice(keys), random.choice(keys)
            places = {one: Atom(target, atom.group) if atom.unit == gone else atom for one, atom in places.items()}
        anew: set[int] = set()
        if random.random() < 0.1:
            groups = set(random.sample(FUNCTION_GROUPS, random.choice((1, 1, 4))))
            anew = {one for one, atom in places.items() if atom.group in groups}
            did -= anew
        did |= {one for one in places if random.random() < pace}
        made.append(Month(units, places, frozenset(did), frozenset(anew)))
    return made


def random_scheme(random: Random) -> Scheme:
    return random.choice((TOTAL_ONLY, LEADERSHIP, FOUR_GROUPS))
