"""Somebody who reads every release, knows where everyone sits, and works back what was hidden.

Written apart from the audit: it takes nothing from ``common.disclosure`` but the figures that are shown. It knows
every person's unit and group in every period and whether the metric is about them; it knows the rules by heart; and
it looks for the true whole-number bounds by branch and bound. Where the audit counts people per cell, this counts
people per life: all who were in the same places in all periods are one unknown per period.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from common.disclosure import Figure, Publication
from tests.common.disclosure.builders import Story

type Place = tuple[str, str]
type Life = tuple[Place | None, ...]
type Name = tuple[str, str]

LEADERS = {"director", "manager"}
COLUMNS = {
    "leadership": LEADERS,
    "executing": {"customer_contact", "no_customer_contact"},
    "all": {"director", "manager", "customer_contact", "no_customer_contact"},
}


@cache
def shown_as(count: int, base: int) -> int:
    """Round as the page about the figures says: to 5 points under 100 people, else to 1; 0 and 100 only when exact."""
    if count in (0, base):
        return 100 if count else 0
    points = 5 if base < 100 else 1
    rounded = int((Fraction(100 * count, base) / points) + Fraction(1, 2)) * points
    return min(100 - points, max(points, rounded))


class Attacker:
    def __init__(self, story: Story, releases: Sequence[Publication]) -> None:
        self.class_c = story.sensitivity.value == "C"
        self.pace = story.pace.value if story.pace else None
        self.width = 3
        self.threshold = story.rules.threshold
        self.possible: list[np.ndarray] = []  # whole tables met on the way: what they allow needs no search again
        self.people_in = cache(self._people_in)
        self.rows = cache(self._rows)
        self.figures = [
            {(figure.cell.unit, figure.cell.group): figure for figure in release.figures} for release in releases
        ]
        self.moments = story.moments[: len(releases)]
        lives: dict[int, list[Place | None]] = defaultdict(lambda: [None] * len(self.moments))
        for period, moment in enumerate(self.moments):
            for person in moment.people:
                if person.in_base:
                    lives[person.number][period] = (person.unit, person.group)
        self.lives = Counter(tuple(life) for life in lives.values())
        self.unknowns = {
            (life, period): number
            for number, (life, period) in enumerate(
                (life, period) for life in sorted(self.lives, key=str) for period, place in enumerate(life) if place
            )
        }

    def _people_in(self, period: int, name: Name) -> set[Place]:
        """Return the places that a cell covers; what "other units" holds is read off the rows that point to it."""
        unit, column = name
        units = {key.key: key.parent for key in self.moments[period].units}

        def is_under(place: str, top: str) -> bool:
            if top in ("organisation", place):
                return True
            parent = units[place]
            return parent is not None and is_under(parent, top)

        def covers(place: str, top: str) -> bool:
            return place == top.removesuffix("/own") if top.endswith("/own") else is_under(place, top)

        tops = [unit]
        if unit.endswith("/other"):
            tops = [key for (key, _), figure in self.figures[period].items() if figure.pooled_into == unit]
        columns = COLUMNS.get(column, {column})
        return {
            (person.unit, person.group)
            for person in self.moments[period].people
            if person.in_base and person.group in columns and any(covers(person.unit, top) for top in tops)
        }

    def variables(self, period: int, name: Name) -> list[int]:
        places = self.people_in(period, name)
        return [number for (life, when), number in self.unknowns.items() if when == period and life[period] in places]

    def base(self, period: int, name: Name) -> int:
        places = self.people_in(period, name)
        return sum(people for life, people in self.lives.items() if life[period] in places)

    def read(self, figure: Figure, base: int) -> tuple[int, int]:
        """Return which counts a figure leaves possible by itself."""
        if figure.status.value == "range":
            return (0, 2) if figure.low == 0 else (base - 2, base)
        counts = [count for count in range(base + 1) if shown_as(count, base) == figure.value]
        if self.class_c:
            counts = [count for count in counts if count >= 3 and base - count >= 3]
        return min(counts), max(counts)

    def published(self, period: int) -> Iterator[tuple[Name, Figure]]:
        for name, figure in self.figures[period].items():
            if figure.status.value in ("shown", "range"):
                yield name, figure

    def _rows(self, periods: range) -> tuple[np.ndarray, list[float], list[float]]:
        rows: list[np.ndarray] = []
        lows: list[float] = []
        highs: list[float] = []
        for period in periods:
            for name, figure in self.published(period):
                row = np.zeros(len(self.unknowns))
                row[self.variables(period, name)] = 1
                low, high = self.read(figure, self.base(period, name))
                rows.append(row)
                lows.append(low)
                highs.append(high)
        for life, people in self.lives.items():
            present = [period for period, place in enumerate(life) if place]
            for before, after in pairwise(present if self.pace else ()):
                row = np.zeros(len(self.unknowns))
                row[self.unknowns[life, after]] = 1
                row[self.unknowns[life, before]] = -1
                rows.append(row)
                lows.append(0)
                highs.append(people if self.pace == "grows" else 0)
        return np.array(rows).reshape(-1, len(self.unknowns)), lows, highs

    def bounds(self, variables: Sequence[int], *, knowing: range | None = None) -> tuple[int, int]:
        """Return the lowest and highest sum that unknowns can have, knowing the releases of some (all) periods."""
        rows, lows, highs = self.rows(range(len(self.moments)) if knowing is None else knowing)
        goal = np.zeros(len(self.unknowns))
        goal[list(variables)] = 1
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                integrality=np.ones(len(goal)),
                bounds=Bounds(0, [self.lives[life] for life, _ in self.unknowns]),
                constraints=[LinearConstraint(rows, lows, highs)] if len(rows) else [],
            )
            assert found.status == 0, found.message
            if knowing is None:
                self.possible.append(np.round(found.x))
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def hidden(self) -> Iterator[tuple[int, Name]]:
        for period, figures in enumerate(self.figures):
            for name, figure in figures.items():
                if figure.status.value != "shown" and self.base(period, name):
                    yield period, name

    def overlapping(self) -> Iterator[tuple[int, str, set[Place]]]:
        """Yield each unit within a group that shows beside it and each unit without one, unless it shows itself.

        No table of the product holds them, but sums of units and groups can give them away.
        """
        for period, figures in enumerate(self.figures):
            shown = [self.people_in(period, name) for name, _ in self.published(period)]
            units = [unit for unit, column in figures if column == "all" and unit != "organisation"]
            groups = [column for unit, column in figures if column != "all" and unit == "organisation"]
            for unit in units:
                for group in groups:
                    within = self.people_in(period, (unit, group))
                    without = self.people_in(period, (unit, "all")) - within
                    if within not in shown:
                        yield period, f"{unit} within {group}", within
                    if without not in shown:
                        yield period, f"{unit} without {group}", without

    def moved(self) -> Iterator[tuple[int, set[Place], list[int]]]:
        """Yield those who left, came or went elsewhere between two periods, and at which period to look at them."""
        for period in range(1, len(self.moments)):
            flows: dict[tuple[Place | None, Place | None], list[Life]] = defaultdict(list)
            for life in self.lives:
                flows[life[period - 1], life[period]].append(life)
            for (origin, target), lives in flows.items():
                for at, place in ((period - 1, origin), (period, target)):
                    if origin != target and place:
                        yield at, {place}, [self.unknowns[life, at] for life in lives]

    def parted(self) -> Iterator[tuple[int, Place, int, list[int]]]:
        """Yield by themselves those who were in the same places all along, if they ever moved, at every period.

        What one figure says about its own parts it says of them in the periods before as well: where nobody changes,
        all of it; where who does keeps doing, that no more of them did. For the periods after it, it was known before.
        """
        for (life, period), unknown in self.unknowns.items():
            place, people = life[period], self.lives[life]
            if place and len(set(life)) > 1:
                allowed = [
                    high - (0 if self.pace == "grows" and at > period else low)
                    for at in range(period, len(life))
                    if (there := life[at])
                    for low, high in self.said(at, {there}, people)
                ]
                yield period, place, min([self.width, people, *allowed]), [unknown]

    def crossed(self) -> Iterator[tuple[int, str, int, list[int]]]:
        """Yield all who left a cell and all who came into it, wherever to and from.

        From each release to the next, and from each figure of a cell to its next one when it was hidden in between:
        then everybody is counted each time they cross, when last there or when first there.
        """
        for until in range(1, len(self.moments)):
            for name in self.figures[until]:
                starts = {until - 1}
                if self.shows(until, name):
                    starts |= set([start for start in range(until) if self.shows(start, name)][-1:])
                for start in sorted(starts):
                    yield from self.crossed_since(start, until, name)

    def shows(self, period: int, name: Name) -> bool:
        return name in self.figures[period] and self.figures[period][name].status.value in ("shown", "range")

    def crossed_since(self, start: int, until: int, name: Name) -> Iterator[tuple[int, str, int, list[int]]]:
        """Yield who left and who came, unless the cell is about nobody who was there before."""
        left: list[tuple[Life, int]] = []
        came: list[tuple[Life, int]] = []
        for period in range(start + 1, until + 1):
            if any(name not in self.figures[at] for at in (period - 1, period)):
                return
            was = {life for life in self.lives if life[period - 1] in self.people_in(period - 1, name)}
            now = {life for life in self.lives if life[period] in self.people_in(period, name)}
            if not was & now:
                return
            left += [(life, period - 1) for life in was - now]
            came += [(life, period) for life in now - was]
        people = {"left": sum(self.lives[life] for life, _ in left), "came": sum(self.lives[life] for life, _ in came)}
        for how, crossing in (("left", left), ("came", came)):
            promised = min(self.width, people[how])
            if how == "came" and all(period == until for _, period in came):
                promised = self.promised(until, {life[until] for life, _ in came} - {None}, people[how])
            elif how == "came" and people[how] >= self.base(until, name):
                continue
            if crossing:
                yield until, f"all who {how} {name}", promised, [self.unknowns[at] for at in crossing]

    def promised(self, period: int, places: set[Place], base: int) -> int:
        """Return how far apart the bounds of the count of some people at ``places`` have to be.

        Three people, or all of them when they are fewer. A range of class C may be repeated for its parts, and so
        may any one figure of class B: what a single figure says about its own parts is what the class allows.
        """
        return min([self.width, base, *(high - low for low, high in self.said(period, places, base))])

    def said(self, period: int, places: set[Place], base: int) -> Iterator[tuple[int, int]]:
        """Yield the bounds that each figure that may be repeated for its parts leaves of some people at ``places``."""
        for other, figure in self.published(period):
            if places <= self.people_in(period, other) and (figure.status.value == "range" or not self.class_c):
                whole = self.base(period, other)
                low, high = self.read(figure, whole)
                yield max(0, low - (whole - base)), min(base, high)

    def successes(self) -> Iterator[str]:
        """Yield every hidden count that the releases give away further than promised.

        What was known before a release (from the earlier ones, and where people went) the release cannot undo.
        """
        for period, name in self.hidden():
            promised = self.promised(period, self.people_in(period, name), self.base(period, name))
            if found := self.found(period, promised, self.variables(period, name)):
                yield f"{name} of period {period}: {found}"
        yield from self.successes_in_overlaps()
        if self.pace:
            people = {number: self.lives[life] for (life, _), number in self.unknowns.items()}
            for period, places, variables in self.moved():
                promised = self.promised(period, places, sum(people[number] for number in variables))
                if found := self.found(max(1, period), promised, variables):
                    yield f"who moved at {places} of period {period}: {found}"
            for period, place, promised, variables in self.parted():
                if found := self.found(max(1, period), promised, variables):
                    yield f"who went one way, at {place} of period {period}: {found}"
            for period, who, promised, variables in self.crossed():
                if found := self.found(period, promised, variables):
                    yield f"{who} by period {period}: {found}"

    def successes_in_overlaps(self) -> Iterator[str]:
        for period, overlap, places in self.overlapping():
            variables = [number for (life, at), number in self.unknowns.items() if at == period and life[at] in places]
            base = sum(people for life, people in self.lives.items() if life[period] in places)
            # As many people as the threshold might show by themselves: of class C not how nearly none or all do.
            most = self.width if base < self.threshold else 2 if self.class_c else 0
            promised = min(most, self.promised(period, places, base))
            if found := self.found(period, promised, variables):
                yield f"{overlap} of period {period}: {found}"

    def found(self, period: int, promised: int, variables: Sequence[int]) -> str:
        sums = [table[list(variables)].sum() for table in self.possible]
        if sums and max(sums) - min(sums) >= promised:
            return ""
        low, high = self.bounds(variables)
        if high - low < promised and period:
            before = self.bounds(variables, knowing=range(period))
            promised = min(promised, before[1] - before[0])
        return f"{low} to {high}, promised {promised}" if high - low < promised else ""
