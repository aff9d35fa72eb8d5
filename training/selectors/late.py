"""Who is late with what is required of them: counted for a home page, by name for who must act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator

from common.clock import day_of
from people.models import Person
from people.selectors import team_of
from training.models import Requirement
from training.selectors.required import Audiences, Standing
from training.selectors.worklists import PAGE_SIZE, ToDo, named, once_a_course


@dataclass(frozen=True, slots=True)
class LatePerson:
    """Somebody who is late, and with what, the longest late first."""

    person: Person
    unit: str
    to_do: Sequence[ToDo]


def required_of_all(now: datetime, *, among: Collection[int] | None = None) -> dict[int, Sequence[Standing]]:
    """What is required today of everybody, or of some, by requirement. Seven queries at most; two without any."""
    requirements = list(Requirement.objects.in_force(day_of(now)).with_courses())
    if not requirements:
        return {}
    audiences = Audiences(requirements, now=now, among=among)
    return {each.pk: audiences.of(each) for each in requirements}


def count_of_late(standings: Mapping[int, Sequence[Standing]]) -> int:
    """How many people are late with something. No query."""
    return len({row.person.pk for row in _late(standings)})


def count_of_team_late(manager: Person, *, now: datetime) -> int:
    """How many people of one's own team are late with something. Eight queries at most; one without a team."""
    team = _team(manager, now)
    return count_of_late(required_of_all(now, among=team)) if team else 0


def people_late(page: str, *, now: datetime) -> "Page[LatePerson]":
    """Return a page of everybody who is late. Twelve queries at most, for any number."""
    return _page(required_of_all(now), page, now=now)


def team_late(manager: Person, page: str, *, now: datetime) -> "Page[LatePerson]":
    """Return a page of who is late of one's own team. Thirteen queries at most, for any team."""
    return _page(required_of_all(now, among=_team(manager, now)), page, now=now)


def _team(manager: Person, now: datetime) -> set[int]:
    return set(team_of(manager, day_of(now)).values_list("pk", flat=True))


def _late(standings: Mapping[int, Sequence[Standing]]) -> Iterable[Standing]:
    return (row for rows in standings.values() for row in rows if row.is_late)


def _page(standings: Mapping[int, Sequence[Standing]], number: str, *, now: datetime) -> "Page[LatePerson]":
    """Name the people of one page only: who is late the longest first, then by name."""
    late: dict[int, list[Standing]] = {}
    for row in once_a_course(_late(standings)):
        late.setdefault(row.person.pk, []).append(row)
    names = dict(Person.objects.filter(pk__in=late).values_list("pk", "sort_key"))
    first = {pk: min(row.required.due_on for row in rows) for pk, rows in late.items()}
    ordered = sorted(late, key=lambda pk: (first[pk], names.get(pk, ""), pk))
    page: Page[int] = Paginator(ordered, PAGE_SIZE).get_page(number)
    to_do: dict[int, list[ToDo]] = {pk: [] for pk in page.object_list}
    shown = [row for pk in page.object_list for row in sorted(late[pk], key=lambda row: row.required.due_on)]
    for each in named(shown, now=now):
        to_do[each.person.pk].append(each)
    people = [LatePerson(rows[0].person, rows[0].unit, rows) for rows in to_do.values()]
    found: Page[LatePerson] = Page(people, page.number, cast("Paginator[LatePerson]", page.paginator))
    return found
