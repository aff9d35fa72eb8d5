"""Which courses come before another, and who misses one of them.

A course that comes first counts once somebody completed it, until a requirement of that course that holds for them
says that it counts no longer. One that is not in the catalogue stops nobody: nobody could take it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from common.clock import day_of
from people.models import Person
from training.models import Completion, Course, Requirement, Session
from training.selectors.clashes import Busy, busy_at
from training.selectors.conditions import what_stops
from training.selectors.required import Audiences, Standing, too_late


@dataclass(frozen=True, slots=True)
class First:
    """A course that comes before another, and whether one reader did it and it still counts."""

    course: Course
    is_done: bool
    was_done: bool = False
    """Whether they completed it once, also where that counts no longer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be enrolled: which courses they miss that come first, and when they completed this one.

    ``busy`` says that they have something else at the time of the session, ``needs_whole`` that this course only renews
    what they never did: the whole course is required of them. ``stops`` is why a rule keeps them out of this session.
    """

    person: Person
    misses: Sequence[Course]
    completed_at: datetime | None
    busy: Busy | None = None
    needs_whole: Course | None = None
    stops: str = ""
    due_before: date | None = None
    """By when they must have done what this course does, where the session ends after that."""


def firsts_of(course: Course, person: Person, *, now: datetime) -> list[First]:
    """The courses that come before this one, as somebody stands. One query where there are none; nine at most."""
    firsts = _firsts(course)
    if not firsts:
        return []
    once = _once(firsts, [person.pk], now=now)
    done = _of_which_count(once, firsts, [person.pk], now=now)
    return [First(each, (each.pk, person.pk) in done, (each.pk, person.pk) in once) for each in firsts]


def missing_of(course: Course, people: Collection[int], *, now: datetime) -> dict[int, list[Course]]:
    """Who misses which course that comes first; who misses none is not in it. One query where nothing comes first."""
    firsts = _firsts(course)
    if not firsts or not people:
        return {}
    done = _done(firsts, people, now=now)
    missing = {pk: [each for each in firsts if (each.pk, pk) not in done] for pk in people}
    return {pk: courses for pk, courses in missing.items() if courses}


def candidates(
    session: Session, people: Sequence[Person], *, now: datetime, tells_what: bool = False
) -> list[Candidate]:
    """These people as they stand before they are enrolled, in the same order. Twenty queries at most, for any number.

    What somebody has at the same time, and which other course is required, is told only where ``tells_what`` says so.
    """
    course, ids = session.course, [each.pk for each in people]
    busy = busy_at(session, ids, tells_what=tells_what) if ids else {}
    missing = missing_of(course, ids, now=now)
    completed = Completion.objects.filter(course=course, person__in=ids, completed_at__lte=now).order_by()
    last = dict(completed.values_list("person").annotate(Max("completed_at")))
    asked = _required_here(course, ids, now=now)
    missed = _missed(session, asked)
    stops = what_stops(session, people, now=now)
    return [
        Candidate(
            each,
            missing.get(each.pk, []),
            last.get(each.pk),
            busy.get(each.pk),
            _whole_course(course, asked.get(each.pk, [])) if tells_what else None,
            stops.get(each.pk, ""),
            missed.get(each.pk),
        )
        for each in people
    ]


def _required_here(course: Course, people: Collection[int], *, now: datetime) -> dict[int, list[Standing]]:
    """What is required of these people that this course does or renews. One query where nothing is, else seven."""
    requirements = list(Requirement.objects.in_force(day_of(now)).asking_for([course.pk]).with_courses())
    if not requirements or not people:
        return {}
    audiences = Audiences(requirements, now=now, among=people)
    found: dict[int, list[Standing]] = {}
    for row in (row for each in requirements for row in audiences.of(each)):
        found.setdefault(row.person.pk, []).append(row)
    return found


def _whole_course(course: Course, rows: Iterable[Standing]) -> Course | None:
    """What is required of somebody for whom this course, which only renews it, is not enough."""
    return next(
        (row.required.course for row in rows if not row.required.is_done and not row.required.is_met_by(course)), None
    )


def deadlines_missed(session: Session, people: Collection[int], *, now: datetime) -> dict[int, date]:
    """By when those of these people had to be done for whom a session ends too late. Seven queries at most.

    Who is away has no deadline now.
    """
    return _missed(session, _required_here(session.course, people, now=now))


def _missed(session: Session, asked: Mapping[int, Sequence[Standing]]) -> dict[int, date]:
    missed = {pk: too_late(session, [row.required for row in rows if not row.is_away]) for pk, rows in asked.items()}
    return {pk: due for pk, due in missed.items() if due is not None}


def has_firsts(course: Course) -> bool:
    """Whether a course in the catalogue comes before this one. One query."""
    return Course.objects.published().filter(needed_by__course=course).exists()


def _firsts(course: Course) -> list[Course]:
    return list(Course.objects.published().filter(needed_by__course=course).order_by("title_nl", "pk"))


def _once(courses: Sequence[Course], people: Collection[int], *, now: datetime) -> set[tuple[int, int]]:
    """Which of the courses which of the people ever completed. One query."""
    made = Completion.objects.filter(course__in=courses, person__in=people, completed_at__lte=now)
    return set(made.values_list("course", "person"))


def _done(courses: Sequence[Course], people: Collection[int], *, now: datetime) -> set[tuple[int, int]]:
    """Which of the courses which of the people completed, as far as it still counts."""
    return _of_which_count(_once(courses, people, now=now), courses, people, now=now)


def _of_which_count(
    once: set[tuple[int, int]], courses: Sequence[Course], people: Collection[int], *, now: datetime
) -> set[tuple[int, int]]:
    """Of what was completed, what no requirement calls out of date."""
    ending = Requirement.objects.in_force(day_of(now)).filter(valid_months__isnull=False)
    ending = ending.asking_for([each.pk for each in courses])
    requirements = list(ending.with_courses()) if once else []
    if not requirements:
        return once
    audiences = Audiences(requirements, now=now, among=people)
    standings = [row for each in requirements for row in audiences.of(each)]
    return once - {
        (pk, row.person.pk)
        for row in standings
        if not row.required.is_done
        for pk in row.required.requirement.course_ids
    }
