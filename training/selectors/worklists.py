"""Who must still do what is required: counted by unit and group for HR, by name only for who must act.

A worklist names people, so every page of it is a look that is recorded (``services.note_look_at_required``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.text import is_uuid
from people.choices import FunctionGroup
from people.models import Person, Unit
from people.selectors import team_of, unit_names
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import Enrolment, Requirement
from training.selectors.required import Audiences, Standing, courses_of

PAGE_SIZE = 25
LATE = "late"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One person who must still do one thing: with name and unit, and what lies ahead of them in that course."""

    standing: Standing
    person: Person
    unit: str
    ahead: Enrolment | None

    @property
    def requirement(self) -> Requirement:
        return self.standing.required.requirement

    @property
    def is_too_late(self) -> bool:
        """Whether what lies ahead of them ends after the day by which they must be done."""
        return self.ahead is not None and self.standing.required.is_after_deadline(day_of(self.ahead.session.ends_at))

    @property
    def ahead_in_words(self) -> str:
        """What lies ahead of them in that course: the day where they have a seat; empty where nothing does."""
        if self.ahead is None:
            return ""
        if self.ahead.state != EnrolmentState.BOOKED:
            return str(self.ahead.get_state_display())
        return _("enrolled for %(day)s") % {"day": date_format(day_of(self.ahead.session.starts_at), "j F Y")}

    @property
    def has_seat(self) -> bool:
        """Whether they have a seat ahead, or are offered one; who waits or asked has none yet."""
        return self.ahead is not None and self.ahead.state in HOLDS_A_SEAT


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people of one group in one unit must do it, and how many did; ``None`` for nobody is no cell."""

    people: int
    done: int

    @property
    def to_go(self) -> int:
        return self.people - self.done


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit and everything below it; the last cell is about all groups together."""

    name: str
    unit_id: UUID | None
    cells: Sequence[tuple[str, str, Cell | None]]
    """Function group, its name, and the count; the last, without a group, is about everyone."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A requirement by unit and function group, in counts: what HR acts on. Figures for others come from releases."""

    groups: Sequence[str]
    rows: Sequence[MatrixRow]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a worklist: a unit with everything below it, a function group, a page."""

    unit_id: str = ""
    group: str = ""
    page: str = "1"
    show: str = ""
    """``LATE`` for who is late only."""


def matrix_of(requirement: Requirement, *, now: datetime) -> Matrix:
    """Return a requirement by the units below the top and by function group. Seven queries."""
    audiences = Audiences([requirement], now=now)
    standings = audiences.of(requirement)
    groups = [each for each in FunctionGroup if any(_group(row) == each for row in standings)]
    units = {unit.pk: unit for unit in Unit.objects.all()}
    names = unit_names()
    tops = _below_the_top(units.values())
    rows = [MatrixRow("", None, _cells(standings, groups))]
    for unit in sorted(tops, key=lambda unit: (names[unit.pk], unit.pk)):
        inside = [row for row in standings if row.placement and unit.pk in audiences.above[row.placement.unit_id]]
        if inside:
            rows.append(MatrixRow(names[unit.pk], unit.public_id, _cells(inside, groups)))
    return Matrix([str(each.label) for each in groups], rows)


def _below_the_top(units: Iterable[Unit]) -> list[Unit]:
    """The units that an organisation speaks of: below the one at the top, or all tops where there are several."""
    listed = list(units)
    tops = [unit for unit in listed if unit.parent_id is None]
    below = [unit for unit in listed if len(tops) == 1 and unit.parent_id == tops[0].pk]
    return below or tops


def _group(row: Standing) -> str:
    return row.placement.function_group if row.placement else ""


def _cells(rows: Sequence[Standing], groups: Sequence[FunctionGroup]) -> list[tuple[str, str, Cell | None]]:
    people, done = Counter(_group(row) for row in rows), Counter(_group(row) for row in rows if row.required.is_done)
    cells: list[tuple[str, str, Cell | None]] = [
        (group.value, str(group.label), Cell(people[group], done[group]) if people[group] else None) for group in groups
    ]
    return [*cells, ("", _("Everyone"), Cell(len(rows), sum(done.values())))]


def people_to_go(requirement: Requirement, wanted: Wanted, *, now: datetime) -> "Page[ToDo]":
    """Return a page of who must still do this, the longest late first. Eleven queries at most, for any number."""
    audiences = Audiences([requirement], now=now)
    unit = Unit.objects.filter(public_id=wanted.unit_id).first() if is_uuid(wanted.unit_id) else None
    rows = [
        row
        for row in audiences.of(requirement)
        if not row.required.is_done
        and (wanted.show != LATE or row.is_late)
        and (not wanted.group or _group(row) == wanted.group)
        and (unit is None or (row.placement is not None and unit.pk in audiences.above[row.placement.unit_id]))
    ]
    return _page(rows, wanted.page, now=now)


def whom_in_words(wanted: Wanted) -> str:
    """Return which part of a requirement a list is about, in words; nothing for everybody. Two queries at most."""
    unit = Unit.objects.filter(public_id=wanted.unit_id).first() if is_uuid(wanted.unit_id) else None
    group = str(FunctionGroup(wanted.group).label) if wanted.group in FunctionGroup.values else ""
    name = unit_names()[unit.pk] if unit else ""
    late = _("who is late") if wanted.show == LATE else ""
    return ", ".join(part for part in (name, group, late) if part)


def team_to_go(manager: Person, page: str, *, now: datetime) -> "Page[ToDo]":
    """Return a page of what people of one's own team must still do. Thirteen queries at most, for any team."""
    team = set(team_of(manager, day_of(now)).values_list("pk", flat=True))
    requirements = list(Requirement.objects.in_force(day_of(now)).with_courses().order_by("due_on", "pk"))
    audiences = Audiences(requirements, now=now, among=team)
    rows = [row for requirement in requirements for row in audiences.of(requirement) if not row.required.is_done]
    return _page(once_a_course(rows), page, now=now)


def once_a_course(rows: Iterable[Standing]) -> list[Standing]:
    """Where two requirements ask the same courses of somebody, the one that is due first."""
    first: dict[tuple[int, frozenset[int]], Standing] = {}
    for row in rows:
        key = row.person.pk, row.required.requirement.course_ids
        if key not in first or row.required.due_on < first[key].required.due_on:
            first[key] = row
    return list(first.values())


def _page(rows: Sequence[Standing], number: str, *, now: datetime) -> "Page[ToDo]":
    """Name the people of one page only: who is late first, then by date; who is away comes last."""
    names = dict(Person.objects.filter(pk__in={row.person.pk for row in rows}).values_list("pk", "sort_key"))
    ordered = sorted(
        rows, key=lambda row: (row.is_away, row.required.due_on, names.get(row.person.pk, ""), row.person.pk)
    )
    page: Page[Standing] = Paginator(ordered, PAGE_SIZE).get_page(number)
    found: Page[ToDo] = Page(
        named(list(page.object_list), now=now), page.number, cast("Paginator[ToDo]", page.paginator)
    )
    return found


def named(shown: Sequence[Standing], *, now: datetime) -> list[ToDo]:
    """The same in this order, with name, unit and what lies ahead. Three queries, two more at most for the courses."""
    people = Person.objects.in_bulk([row.person.pk for row in shown])
    units = unit_names()
    ahead: dict[tuple[int, int], Enrolment] = {}
    booked = Enrolment.objects.ahead().filter(
        person__in=people, session__course__in=courses_of(row.required.requirement for row in shown),
        session__ends_at__gt=now,
    )  # fmt: skip
    for enrolment in booked.select_related("session").order_by("session__starts_at", "pk"):
        key = enrolment.person_id, enrolment.session.course_id
        # A seat says more than a place on the waiting list of an earlier session.
        if key not in ahead or (enrolment.state in HOLDS_A_SEAT and ahead[key].state not in HOLDS_A_SEAT):
            ahead[key] = enrolment
    return [
        ToDo(
            row,
            people[row.person.pk],
            units.get(row.placement.unit_id, "") if row.placement else "",
            _first_ahead(row, ahead),
        )
        for row in shown
    ]


def _first_ahead(row: Standing, ahead: Mapping[tuple[int, int], Enrolment]) -> Enrolment | None:
    """What somebody is enrolled in of what is enough for them."""
    courses = [each.pk for each in row.required.courses]
    if row.required.renewal is not None:
        courses.append(row.required.renewal.pk)
    met = [found for pk in courses if (found := ahead.get((row.person.pk, pk)))]
    return next((each for each in met if each.state in HOLDS_A_SEAT), met[0] if met else None)
