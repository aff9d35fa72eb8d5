"""What is required of somebody, and whether it is done."""

from collections.abc import Iterable, Mapping, Sequence
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
    units = _units_above(placement.unit_id if placement else None)
    return list(wanted.filter(Q(unit__isnull=True) | Q(unit__in=units)).select_related("course").order_by("pk"))


def reach_of(requirements: Sequence[Requirement], *, now: datetime) -> list[Reach]:
    """How each requirement stands, saved or not yet, in the order given. Five queries, whatever their number."""
    if not requirements:
        return []
    today = day_of(now)
    people = list(people_here(today).only("pk", "hired_on", "away_from", "away_until"))
    placed = {row.person_id: row for row in Placement.objects.on(today).only("person", "unit", "function_group")}
    held = set(RoleAssignment.objects.on(today).filter(unit__isnull=True).values_list("person", "role"))
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    above = {unit_id: _above(unit_id, parents) for unit_id in {row.unit_id for row in placed.values()}}
    courses = {requirement.course_id for requirement in requirements}
    completions = Completion.objects.filter(course__in=courses, completed_at__lte=now).order_by()
    last = {
        (course, person): at
        for course, person, at in completions.values_list("course", "person").annotate(Max("completed_at"))
    }

    def fits(requirement: Requirement, person: Person) -> bool:
        here = placed.get(person.pk)
        role = requirement.role
        return (
            (role in ("", Role.EMPLOYEE) or (person.pk, role) in held)
            and requirement.function_group in ("", here.function_group if here else None)
            and (requirement.unit_id is None or (here is not None and requirement.unit_id in above[here.unit_id]))
        )

    def reach(requirement: Requirement) -> Reach:
        audience = [person for person in people if fits(requirement, person)]
        rows = [
            (person, _required(requirement, person, last.get((requirement.course_id, person.pk)), None, today))
            for person in audience
        ]
        return Reach(
            people=len(audience),
            done=sum(row.is_done for _person, row in rows),
            late=sum(row.is_late and not is_away(person, today) for person, row in rows),
        )

    return [reach(requirement) for requirement in requirements]


def is_away(person: Person, day: date) -> bool:
    """Whether somebody is temporarily away on ``day``."""
    return (
        person.away_from is not None
        and person.away_from <= day
        and (person.away_until is None or person.away_until > day)
    )


def _units_above(unit_id: int | None) -> set[int]:
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
