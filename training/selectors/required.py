"""What is required of somebody, and whether it is done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from common.clock import day_of
from people.choices import Role
from people.models import Person, Placement, RoleAssignment, Unit
from people.selectors import people_here
from training import rules
from training.choices import EnrolmentState
from training.models import Completion, Course, Enrolment, Requirement


@dataclass(frozen=True, slots=True)
class RequiredCourse:
    """One required course for one person: by when, whether it is done, until when that counts, what lies ahead."""

    requirement: Requirement
    due_on: date
    completed_at: datetime | None
    valid_until: date | None
    ahead: Enrolment | None
    today: date

    @property
    def course(self) -> Course:
        return self.requirement.course

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due_on < self.today

    @property
    def is_booked(self) -> bool:
        return self.ahead is not None and self.ahead.state == EnrolmentState.BOOKED


@dataclass(frozen=True, slots=True)
class Reach:
    """How a requirement stands today: for how many people it holds, how many did it, how many are late.

    Numbers without names, for HR that must act; figures by unit come from a release. Who is away is not late.
    """

    people: int
    done: int
    late: int

    @property
    def to_go(self) -> int:
        return self.people - self.done


def required_of(person: Person, *, now: datetime) -> list[RequiredCourse]:
    """Each course that is required of somebody today, one a course, the earliest due first. Five queries."""
    today = day_of(now)
    mine = _strictest(requirements_for(person, today), person)
    if not mine:
        return []
    courses = [requirement.course_id for requirement in mine]
    completions = Completion.objects.filter(person=person, course__in=courses, completed_at__lte=now)
    last = dict(completions.values_list("course").annotate(Max("completed_at")))
    ahead = _ahead_by_course(person, courses, now)
    found = [_required(each, person, last.get(each.course_id), ahead.get(each.course_id), today) for each in mine]
    return sorted(found, key=lambda each: (each.due_on, each.requirement.pk))


def requirements_for(person: Person, day: date) -> list[Requirement]:
    """Requirements whose audience somebody belongs to on ``day``. Two queries, and one each for placement and roles."""
    placement = person.placement
    fits = Q(function_group="") | Q(function_group=placement.function_group if placement else None)
    wanted = Requirement.objects.in_force(day).filter(fits, Q(role="") | Q(role__in=person.role_names))
    units = units_above(placement.unit_id if placement else None)
    return list(wanted.filter(Q(unit__isnull=True) | Q(unit__in=units)).select_related("course").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """One person for whom a requirement holds: where they are placed, and how it stands."""

    person: Person
    placement: Placement | None
    required: RequiredCourse

    @property
    def is_away(self) -> bool:
        return is_away(self.person, self.required.today)

    @property
    def is_late(self) -> bool:
        """Late, and here: who is away is not chased."""
        return self.required.is_late and not self.is_away


class Audiences:
    """Everybody who works here, or some of them, with place and roles, to say for whom each requirement holds.

    People come without their names: counting needs none. Five queries, whatever the number of requirements.
    """

    def __init__(
        self, requirements: Sequence[Requirement], *, now: datetime, among: Collection[int] | None = None
    ) -> None:
        self.today = day_of(now)
        here, these = people_here(self.today), Q() if among is None else Q(person__in=among)
        people = here if among is None else here.filter(pk__in=among)
        self.people = list(people.only("pk", "hired_on", "away_from", "away_until"))
        placements = Placement.objects.on(self.today).filter(these).only("person", "unit", "function_group")
        self.placed = {row.person_id: row for row in placements}
        held = RoleAssignment.objects.on(self.today).filter(these, unit__isnull=True)
        self.held = set(held.values_list("person", "role"))
        self.parents: dict[int, int | None] = dict(Unit.objects.values_list("pk", "parent_id"))
        self.above = {pk: _above(pk, self.parents) for pk in {row.unit_id for row in self.placed.values()}}
        courses = {requirement.course_id for requirement in requirements}
        done = Completion.objects.filter(these, course__in=courses, completed_at__lte=now).order_by()
        self.last = {
            (course, person): at
            for course, person, at in done.values_list("course", "person").annotate(Max("completed_at"))
        }

    def of(self, requirement: Requirement) -> list[Standing]:
        """Return for whom a requirement holds today, saved or not yet, and how it stands for each. No query."""
        return [self._standing(requirement, person) for person in self.people if self._fits(requirement, person)]

    def _standing(self, requirement: Requirement, person: Person) -> Standing:
        last = self.last.get((requirement.course_id, person.pk))
        return Standing(person, self.placed.get(person.pk), _required(requirement, person, last, None, self.today))

    def _fits(self, requirement: Requirement, person: Person) -> bool:
        here, role = self.placed.get(person.pk), requirement.role
        return (
            (role in ("", Role.EMPLOYEE) or (person.pk, role) in self.held)
            and requirement.function_group in ("", here.function_group if here else None)
            and (requirement.unit_id is None or (here is not None and requirement.unit_id in self.above[here.unit_id]))
        )


def reach_of(requirements: Sequence[Requirement], *, now: datetime) -> list[Reach]:
    """How each requirement stands, saved or not yet, in the order given. Five queries, whatever their number."""
    if not requirements:
        return []
    audiences = Audiences(requirements, now=now)
    return [_reach(audiences.of(requirement)) for requirement in requirements]


def _reach(rows: Sequence[Standing]) -> Reach:
    return Reach(
        people=len(rows),
        done=sum(row.required.is_done for row in rows),
        late=sum(row.is_late for row in rows),
    )


def is_away(person: Person, day: date) -> bool:
    """Whether somebody is temporarily away on ``day``."""
    return (
        person.away_from is not None
        and person.away_from <= day
        and (person.away_until is None or person.away_until > day)
    )


def units_above(unit_id: int | None) -> set[int]:
    """A unit and everything that it hangs under. One query."""
    if unit_id is None:
        return set()
    return _above(unit_id, dict(Unit.objects.values_list("pk", "parent_id")))


def _above(unit_id: int | None, parents: Mapping[int, int | None]) -> set[int]:
    """The unit and everything that it hangs under."""
    found: set[int] = set()
    while unit_id is not None and unit_id not in found:
        found.add(unit_id)
        unit_id = parents.get(unit_id)
    return found


def _strictest(requirements: Iterable[Requirement], person: Person) -> list[Requirement]:
    """One requirement a course: the one that is due first."""
    first: dict[int, Requirement] = {}
    for requirement in requirements:
        known = first.get(requirement.course_id)
        if known is None or requirement.due_for(person.hired_on) < known.due_for(person.hired_on):
            first[requirement.course_id] = requirement
    return list(first.values())


def _ahead_by_course(person: Person, courses: Iterable[int], now: datetime) -> dict[int, Enrolment]:
    rows = Enrolment.objects.ahead().filter(person=person, session__course__in=courses, session__starts_at__gt=now)
    found: dict[int, Enrolment] = {}
    for row in rows.select_related("session").order_by("session__starts_at", "pk"):
        known = found.get(row.session.course_id)
        if known is None or (row.state == EnrolmentState.BOOKED and known.state != EnrolmentState.BOOKED):
            found[row.session.course_id] = row
    return found


def _required(
    requirement: Requirement, person: Person, last: datetime | None, ahead: Enrolment | None, today: date
) -> RequiredCourse:
    until = rules.valid_until(day_of(last), requirement.valid_months) if last is not None else None
    due = requirement.due_for(person.hired_on)
    if until is not None and until <= today:
        # It was done and counts no longer: it is due again from the day it ran out.
        return RequiredCourse(requirement, max(due, until), None, None, ahead, today)
    return RequiredCourse(requirement, due, last, until, ahead, today)
