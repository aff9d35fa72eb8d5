"""What a quarter of declarations without a name becomes: counts of groups that are large enough, or nothing.

Pure functions. A person's first declaration stands for the person wherever people are counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from common.periods import Period
from tools.choices import Task
from tools.choices.declarations import SHORTEST_ROUND, name_key

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One declaration as it came out of the box; ``group`` is empty where it carries none."""

    group: str
    tool: str
    """Public id of a tool of the catalogue, or empty."""
    name: str
    """Name of a tool that is not in it, or empty."""
    tasks: frozenset[str]
    is_first: bool


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many people of one group declared, and how many of them named each kind of task."""

    group: str
    people: int
    by_task: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NeedFound:
    """A kind of task and a tool that at least ``k`` people named together."""

    task: str
    tool: str
    name: str
    people: int


def quarter_end(day: date) -> date:
    """Return the last day of the quarter in which a round that opens on ``day`` ends."""
    end = _end_of_quarter(day)
    return end if end - day >= SHORTEST_ROUND else _end_of_quarter(end + timedelta(days=1))


def _end_of_quarter(day: date) -> date:
    return Period(day.year, (day.month - 1) // MONTHS * MONTHS + MONTHS).last_day


def counts_of(
    sheets: Sequence[Sheet], *, k: int, together: Callable[[Mapping[str, int]], Mapping[str, str]]
) -> list[GroupCount]:
    """Return people and tasks for each group; nothing for fewer than ``k`` people.

    ``together`` says under which group each is kept, given how many people of each there are.
    """
    firsts = [each for each in sheets if each.is_first]
    if len(firsts) < k:
        return []
    kept = together(Counter(each.group for each in firsts))
    by_group: dict[str, list[Sheet]] = {}
    for each in firsts:
        by_group.setdefault(kept[each.group], []).append(each)
    return [
        GroupCount(group, len(given), {task: sum(task in each.tasks for each in given) for task in Task.values})
        for group, given in sorted(by_group.items())
    ]


def needs_of(sheets: Iterable[Sheet], *, k: int) -> list[NeedFound]:
    """Return each kind of task and tool that at least ``k`` people named, the most first.

    One person names a tool once in a round, so declarations with the same tool are different people. A name that is
    spelled in several ways counts as one, and stands as most people wrote it.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in sheets:
        for task in each.tasks:
            found.setdefault((task, each.tool, name_key(each.name)), []).append(each.name)
    needs = [
        NeedFound(task, tool, _most_written(names), len(names))
        for (task, tool, _key), names in found.items()
        if len(names) >= k
    ]
    return sorted(needs, key=lambda need: (-need.people, need.task, need.tool, need.name))


def _most_written(names: Sequence[str]) -> str:
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name))
