"""Small made-up organisations whose people move, and the releases made of them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from common.disclosure import (
    CATALOGUE,
    FOUR_GROUPS,
    LEADERSHIP,
    TOTAL_ONLY,
    Atom,
    Link,
    Pace,
    Past,
    Publication,
    Rules,
    Scheme,
    Sensitivity,
    Table,
    Tabulation,
    Tally,
    Unit,
    UnitTree,
    moves_between,
    tabulate,
)
from common.disclosure.publishing import publish
from common.disclosure.schemes import FUNCTION_GROUPS


@dataclass(frozen=True)
class Somebody:
    """A person at one moment: where they sit, whether the metric is about them, and whether they do."""

    number: int
    unit: str
    group: str
    in_base: bool
    does: bool

    @property
    def atom(self) -> Atom:
        return Atom(self.unit, self.group)


@dataclass(frozen=True)
class Moment:
    """The people of one period."""

    units: tuple[Unit, ...]
    people: tuple[Somebody, ...]

    @property
    def tree(self) -> UnitTree:
        return UnitTree(self.units, staffed={person.unit for person in self.people})

    def tallies(self) -> dict[Atom, Tally]:
        population = Counter(person.atom for person in self.people)
        base = Counter(person.atom for person in self.people if person.in_base)
        numerator = Counter(person.atom for person in self.people if person.in_base and person.does)
        return {atom: Tally(numerator[atom], base[atom], population[atom]) for atom in sorted(population)}

    def tabulation(
        self, scheme: Scheme, sensitivity: Sensitivity, rules: Rules, tables: Sequence[Table] = CATALOGUE
    ) -> Tabulation:
        return tabulate(
            self.tallies(), tree=self.tree, scheme=scheme, sensitivity=sensitivity, rules=rules, tables=tables
        )


def random_moment(random: Random) -> Moment:
    """Make an organisation of two or three levels and up to some 120 people, in units of all sizes."""
    units = [Unit(f"{number}") for number in range(random.randint(1, 3))]
    units += [
        Unit(f"{parent.key}.{number}", parent.key) for parent in tuple(units) for number in range(random.randint(0, 4))
    ]
    people: list[Somebody] = []
    for unit in units:
        willing = random.choice((0.05, 0.2, 0.5, 0.9, 1.0))
        licensed = random.choice((0.6, 1.0))
        for group, most in zip(FUNCTION_GROUPS, (2, 3, 14, 14), strict=True):
            for _ in range(random.randint(0, most)):
                in_base, does = random.random() < licensed, random.random() < willing
                people.append(Somebody(len(people), unit.key, group, in_base, does))
    return Moment(tuple(units), tuple(people))


def next_moment(moment: Moment, pace: Pace | None, random: Random, *, unused: int) -> Moment:
    """Let some people move to another unit or group, leave or come, and behave as ``pace`` allows.

    Who comes gets a number from ``unused`` on.
    """
    keys = [unit.key for unit in moment.units]
    changing = random.choice((0.0, 0.03, 0.15))
    people = []
    for person in moment.people:
        draw = random.random()
        if draw < changing / 3:
            continue
        unit = random.choice(keys) if draw < changing else person.unit
        group = random.choice(FUNCTION_GROUPS) if changing / 3 <= draw < changing / 2 else person.group
        does = random.random() < 0.3 if pace is None else person.does
        if pace is Pace.GROWS:
            does = person.does or random.random() < 0.1
        people.append(replace(person, unit=unit, group=group, does=does))
    people += [
        Somebody(unused + more, random.choice(keys), random.choice(FUNCTION_GROUPS), True, random.random() < 0.4)
        for more in range(random.choice((0, 1, 3)))
    ]
    return replace(moment, people=tuple(people))


def link_through(moments: Sequence[Moment], pace: Pace | None) -> Link | None:
    """Tie the last of ``moments`` to all before it by the paths of people."""
    if pace is None:
        return None
    at = [
        {person.number: Atom(moment.tree.leaf(person.unit), person.group) for person in moment.people if person.in_base}
        for moment in moments
    ]
    return Link(pace, moves_between(*at))


@dataclass(frozen=True)
class Story:
    """Some periods of one organisation and one metric, and how it is released."""

    moments: tuple[Moment, ...]
    pace: Pace | None
    scheme: Scheme
    sensitivity: Sensitivity
    rules: Rules
    tables: Sequence[Table] = CATALOGUE

    def tabulations(self) -> list[Tabulation]:
        return [moment.tabulation(self.scheme, self.sensitivity, self.rules, self.tables) for moment in self.moments]

    def release(self, *, reach: int | None = None) -> list[Publication]:
        """Release period after period, each with all earlier ones in mind; people are followed through ``reach``."""
        releases: list[Publication] = []
        for number, tabulation in enumerate(self.tabulations()):
            releases.append(publish(tabulation, history=self.history(releases[:number], reach=reach)))
        return releases

    def history(self, releases: Sequence[Publication], *, reach: int | None = None) -> list[Past]:
        history = []
        for number, release in enumerate(releases):
            start = 0 if reach is None else max(0, number + 2 - reach)
            history.append(Past(release.told, link_through(self.moments[start : number + 2], self.pace)))
        return history


def random_story(seed: int, *, moments: int = 2) -> Story:
    random = Random(seed)
    pace = random.choice((None, Pace.GROWS, Pace.SAME, Pace.GROWS, Pace.SAME))
    periods = [random_moment(random)]
    while len(periods) < moments:
        unused = 1 + max((person.number for period in periods for person in period.people), default=0)
        periods.append(next_moment(periods[-1], pace, random, unused=unused))
    threshold = random.choice((5, 10))
    return Story(
        moments=tuple(periods),
        pace=pace,
        scheme=random.choice((TOTAL_ONLY, LEADERSHIP, LEADERSHIP, FOUR_GROUPS)),
        sensitivity=random.choice((Sensitivity.REACH, Sensitivity.USE, Sensitivity.USE)),
        rules=Rules(threshold=threshold),
    )


def with_absences(story: Story, seed: int) -> Story:
    """Take some people out of the base for one period in between: they come back, and are known to be the same."""
    random = Random(seed)
    moments = list(story.moments)
    for period in range(1, len(moments) - 1):
        gone = {person.number for person in moments[period - 1].people if random.random() < 0.05}
        people = (replace(one, in_base=one.in_base and one.number not in gone) for one in moments[period].people)
        moments[period] = replace(moments[period], people=tuple(people))
    return replace(story, moments=tuple(moments))


def tallies_of(rows: dict[str, dict[str, tuple[int, int]]]) -> dict[Atom, Tally]:
    """Make tallies from ``{unit: {function group: (numerator, base)}}``."""
    tallies: dict[Atom, Tally] = defaultdict(lambda: Tally(0, 0))
    for unit, groups in rows.items():
        for group, (numerator, base) in groups.items():
            tallies[Atom(unit, group)] = Tally(numerator, base, base)
    return dict(tallies)
