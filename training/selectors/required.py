"""What is required of somebody, and whether it is done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Q

from common.clock import day_of
from people.choices import Role
from people.models import Person, Placement, RoleAssignment, Unit
from people.selectors import people_here
from training import rules
from training.choices import EnrolmentState
from training.models import Completion, Course, Enrolment, Requirement, Session
from training.querysets import CompletionQuerySet


@dataclass(frozen=True, slots=True)
class RequiredCourse:
    """One required course for one person: by when, whether it is done, until when that counts, what lies ahead.

    ``completed_at`` is when it was done last, by the course or by the short one that renews it; ``None`` when that
    counts no longer. Who completed the course once (``was_done``) can renew it by the short one, where there is one.
    """

    requirement: Requirement
    due_on: date
    completed_at: datetime | None
    valid_until: date | None
    ahead: Enrolment | None
    today: date
    was_done: bool = False
    paused_days: int = 0
    """By how many days the date moved, since the days that somebody is away do not count."""

    @property
    def course(self) -> Course:
        return self.requirement.course

    @property
    def courses(self) -> list[Course]:
        """The courses of which one is enough, the one that names the requirement first."""
        return self.requirement.courses

    @property
    def alternatives(self) -> list[Course]:
        """What counts beside ``course``."""
        return self.requirement.others

    @property
    def renewal(self) -> Course | None:
        """The short course that is enough for this person."""
        return self.requirement.renewal_course if self.was_done else None

    @property
    def take(self) -> Course:
        """The course to take: the short one where that is enough, else the one in which they have a place ahead."""
        chosen = self.ahead.session.course_id if self.ahead is not None else self.course.pk
        return self.renewal or next((each for each in self.courses if each.pk == chosen), self.course)

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def renew_from(self) -> date | None:
        """From when this person is asked to renew it; ``None`` when it counts no longer, or for always."""
        if self.completed_at is None or self.valid_until is None:
            return None
        return rules.renew_from(day_of(self.completed_at), self.valid_until)

    @property
    def runs_out(self) -> bool:
        """Whether it still counts, and not for long."""
        return self.renew_from is not None and self.renew_from <= self.today

    @property
    def is_asked(self) -> bool:
        """Whether there is something to do now: it is not done, or counts not for long any more."""
        return not self.is_done or self.runs_out

    @property
    def act_by(self) -> date:
        """By when there is something to do."""
        return self.valid_until if self.is_done and self.valid_until is not None else self.due_on

    def is_met_by(self, course: Course) -> bool:
        """Whether completing this course does what is required of this person."""
        return course.pk in self.course_ids

    @property
    def course_ids(self) -> frozenset[int]:
        """The keys of what does what is required of this person, the short course where that is enough."""
        return self.requirement.course_ids | {self.take.pk}

    def is_after_deadline(self, day: date) -> bool:
        """Whether what ends on ``day`` comes too late for what there is to do now."""
        return self.is_asked and day > self.act_by

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
    """All that is required of somebody today, one for the same courses, the earliest due first. Six queries."""
    today = day_of(now)
    mine = _strictest(requirements_for(person, today), person)
    if not mine:
        return []
    courses = courses_of(mine)
    done = _done(Completion.objects.filter(person=person, course__in=courses, completed_at__lte=now))
    ahead = _ahead_by_course(person, courses, now)
    found = [_required(each, person, done, ahead, today) for each in mine]
    return sorted(found, key=lambda each: (each.act_by, each.requirement.pk))


def met_by(course: Course, asked: Iterable[RequiredCourse]) -> RequiredCourse | None:
    """What a course does of all that is required of somebody: first the requirement of the course itself."""
    met = [each for each in asked if each.is_met_by(course)]
    return next((each for each in met if each.course.pk == course.pk), met[0] if met else None)


def counts(done: Completion | None, required: RequiredCourse | None) -> bool:
    """Whether somebody completed a course and need not do so anew, of what was read already."""
    return done is not None and not (required is not None and required.is_asked)


def need_not_follow(course: Course, person: Person, *, now: datetime) -> bool:
    """Ask the database what ``counts`` says. One query for who did not complete the course, else seven."""
    done = Completion.objects.filter(person=person, course=course).first()
    return done is not None and counts(done, met_by(course, required_of(person, now=now)))


def required_by_course(asked: Iterable[RequiredCourse]) -> dict[int, RequiredCourse]:
    """What is required, under each course that does it; first that of which the course is the name."""
    listed = list(asked)
    found = {each.course.pk: each for each in listed}
    for each in listed:
        for pk in each.course_ids if each.is_asked else each.requirement.course_ids:
            found.setdefault(pk, each)
    return found


def too_late(session: Session, asked: Iterable[RequiredCourse]) -> date | None:
    """By when somebody must have done what a session does, where it ends after that; ``None`` where it is in time."""
    day = day_of(session.ends_at)
    missed = [each for each in asked if session.course_id in each.course_ids and each.is_after_deadline(day)]
    return min((each.act_by for each in missed), default=None)


def courses_of(requirements: Iterable[Requirement]) -> set[int]:
    """The courses that these requirements are about, with those that renew them."""
    sets = (each.course_ids | {each.renewal_course_id} for each in requirements)
    return {course for courses in sets for course in courses if course is not None}


def requirements_for(person: Person, day: date) -> list[Requirement]:
    """Requirements whose audience somebody belongs to on ``day``. Three queries, one each for placement and roles."""
    placement = person.placement
    fits = Q(function_group="") | Q(function_group=placement.function_group if placement else None)
    wanted = Requirement.objects.in_force(day).filter(fits, Q(role="") | Q(role__in=person.role_names))
    return list(wanted.filter(Q(unit__isnull=True) | Q(unit__in=person.unit_ids)).with_courses().order_by("pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """One person for whom a requirement holds: where they are placed, and how it stands."""

    person: Person
    placement: Placement | None
    required: RequiredCourse

    @property
    def is_away(self) -> bool:
        return self.person.is_away_on(self.required.today)

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
        parents = Unit.parents()
        self.above = {pk: Unit.above(pk, parents) for pk in {row.unit_id for row in self.placed.values()}}
        courses = courses_of(requirements)
        self.done = _done(Completion.objects.filter(these, course__in=courses, completed_at__lte=now))

    def of(self, requirement: Requirement) -> list[Standing]:
        """Return for whom a requirement holds today, saved or not yet, and how it stands for each. No query."""
        return [self._standing(requirement, person) for person in self.people if self._fits(requirement, person)]

    def _standing(self, requirement: Requirement, person: Person) -> Standing:
        return Standing(person, self.placed.get(person.pk), _required(requirement, person, self.done, {}, self.today))

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
    return [reach_in(audiences.of(requirement)) for requirement in requirements]


def reach_in(rows: Sequence[Standing]) -> Reach:
    """How one requirement stands among those for whom it holds. No query."""
    return Reach(
        people=len(rows),
        done=sum(row.required.is_done for row in rows),
        late=sum(row.is_late for row in rows),
    )


def _strictest(requirements: Iterable[Requirement], person: Person) -> list[Requirement]:
    """Without what is done by doing another of them, which leaves no more choice and is due no later."""
    kept: list[Requirement] = []
    for each in sorted(requirements, key=lambda row: (row.due_for(person.hired_on), len(row.course_ids), row.pk)):
        if not any(known.course_ids <= each.course_ids for known in kept):
            kept.append(each)
    return kept


def best_ahead(rows: Iterable[Enrolment | None]) -> Enrolment | None:
    """Of what somebody has ahead in several courses: a seat before a place on a list, then what comes first."""
    known = [row for row in rows if row is not None]
    return min(known, key=lambda row: (row.state != EnrolmentState.BOOKED, row.session.starts_at, row.pk), default=None)


def _ahead_by_course(person: Person, courses: Iterable[int], now: datetime) -> dict[int, Enrolment]:
    rows = Enrolment.objects.ahead().filter(person=person, session__course__in=courses, session__ends_at__gt=now)
    found: dict[int, Enrolment] = {}
    for row in rows.select_related("session").order_by("session__starts_at", "pk"):
        known = found.get(row.session.course_id)
        if known is None or (row.state == EnrolmentState.BOOKED and known.state != EnrolmentState.BOOKED):
            found[row.session.course_id] = row
    return found


Done = Mapping[tuple[int, int], tuple[datetime, datetime]]
"""When who completed which course for the first and for the last time, under (course, person)."""


def _done(completions: CompletionQuerySet) -> Done:
    """Read first and last completions. One query."""
    rows = completions.order_by().values_list("course", "person").annotate(Min("completed_at"), Max("completed_at"))
    return {(course, person): (first, last) for course, person, first, last in rows}


def _required(
    requirement: Requirement, person: Person, done: Done, ahead: Mapping[int, Enrolment], today: date
) -> RequiredCourse:
    short_id = requirement.renewal_course_id
    times = [made for pk in requirement.course_ids if (made := done.get((pk, person.pk)))]
    whole = (min(first for first, _last in times), max(last for _first, last in times)) if times else None
    short = done.get((short_id, person.pk)) if short_id is not None else None
    last = rules.counted(whole, short[1] if short else None)
    until = rules.valid_until(day_of(last), requirement.valid_months) if last is not None else None
    due = requirement.due_for(person.hired_on)
    here = best_ahead(ahead.get(pk) for pk in requirement.course_ids)
    if here is None and last is not None and short_id is not None:
        here = ahead.get(short_id)
    since = max(requirement.starts_on, person.hired_on or requirement.starts_on)
    ran_out = until is not None and until <= today
    if ran_out and last is not None and until is not None and until >= due:
        # It was done and counts no longer: it is due again from the day it ran out.
        due, since = until, rules.renew_from(day_of(last), until)
    away = (person.away_from, person.away_until) if person.away_from is not None else None
    by = rules.moved_by_absence(due, since=since, away=away, today=today)
    completed_at, counts_until = (None, None) if ran_out else (last, until)
    return RequiredCourse(
        requirement, by, completed_at, counts_until, here, today, was_done=last is not None, paused_days=(by - due).days
    )
