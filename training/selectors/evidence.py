"""What training did in a period, for a file of evidence: facts of the programme and counts that others make figures of.

Nobody is named here, and no count is about fewer people than a whole course or a whole group; who shows counts of
people holds them to the threshold (``adoption.selectors.evidence``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from common.clock import day_of
from people.selectors import people_here
from training.choices import CAME, WITH_SESSIONS
from training.models import Certificate, Completion, Course, Requirement, Session
from training.selectors.required import Reach, reach_of


@dataclass(slots=True)
class CourseGiven:
    """What was done with one course in a period. Sessions and seats are facts of the programme.

    Who came and who completed it are numbers of people: no page or file may say them exactly.
    """

    course: Course
    sessions: int = 0
    seats: int = 0
    came: int = 0
    completed: int = 0
    versions: list[str] = field(default_factory=list)
    """The hashes of what people completed; empty where the course was followed elsewhere."""


@dataclass(frozen=True, slots=True)
class OfRelation:
    """How many people of one relation to the organisation work here, and how many of them completed a course."""

    relation: str
    people: int
    trained: int


def courses_given(start: datetime, end: datetime) -> list[CourseGiven]:
    """Return each course that was held or completed from ``start`` up to ``end``, by title. Five queries."""
    came = Count("enrolments", filter=Q(enrolments__state__in=CAME))
    held = Session.objects.held(start, end)
    attended = dict(held.order_by().values_list("course").annotate(came_to=came))
    planned = {
        course: (sessions, seats)
        for course, sessions, seats in held.order_by()
        .values_list("course")
        .annotate(sessions=Count("pk"), seats=Sum("capacity", default=0))
    }
    done = Completion.objects.filter(completed_at__gte=start, completed_at__lt=end).order_by()
    completed = dict(done.values_list("course").annotate(number=Count("pk")))
    hashes: dict[int, set[str]] = {}
    for course, content_hash in done.exclude(version=None).values_list("course", "version__content_hash").distinct():
        hashes.setdefault(course, set()).add(content_hash)
    courses = Course.objects.filter(pk__in={*planned, *completed}).order_by("title_nl", "pk")
    return [
        CourseGiven(
            course,
            sessions=planned.get(course.pk, (0, 0))[0],
            seats=planned.get(course.pk, (0, 0))[1],
            came=attended.get(course.pk, 0),
            completed=completed.get(course.pk, 0),
            versions=sorted(hashes.get(course.pk, ())),
        )
        for course in courses
    ]


def certificates_given(start: datetime, end: datetime) -> int:
    """Return how many certificates and proofs of a period still hold; no page or file may say it exactly. One query."""
    return Certificate.objects.in_force().filter(issued_at__gte=start, issued_at__lt=end).count()


def requirements_held(start: date, end: date) -> list[Requirement]:
    """Return what was required on some day from ``start`` up to and including ``end``. Two queries."""
    ended = Q(ends_on__isnull=True) | Q(ends_on__gt=start)
    held = Requirement.objects.filter(ended, starts_on__lte=end).with_courses().select_related("unit")
    return list(held.order_by("course__title_nl", "function_group", "pk"))


def reach_at(requirements: Sequence[Requirement], moment: datetime) -> list[Reach]:
    """Return how each requirement stood at a moment, in the order given. Five queries."""
    return reach_of(requirements, now=moment)


def without_a_way(requirements: Sequence[Requirement], now: datetime) -> list[Course]:
    """Return what is required and given in sessions only, and has none ahead, by the course that names it. One query.

    One of several courses that are each enough is a way when it has a session ahead, or needs none.
    """
    courses = {course.pk: course for each in requirements for course in each.courses}
    sessions = Session.objects.upcoming(now).filter(course__in=courses)
    ahead = set(sessions.order_by().values_list("course", flat=True))
    closed = {pk for pk, course in courses.items() if course.kind in WITH_SESSIONS and pk not in ahead}
    lacking = {each.course_id: each.course for each in requirements if each.course_ids <= closed}
    return sorted(lacking.values(), key=lambda course: (course.title_nl, course.pk))


def by_relation(moment: datetime) -> list[OfRelation]:
    """Return who worked here on the day of ``moment``, and completed a course before it, by relation. Two queries."""
    day = day_of(moment)
    trained = set(Completion.objects.until(moment).values_list("person", flat=True).distinct())
    counted: dict[str, list[int]] = {}
    for pk, relation in people_here(day).order_by().values_list("pk", "relation"):
        row = counted.setdefault(relation, [0, 0])
        row[0] += 1
        row[1] += pk in trained
    return [OfRelation(relation, *counted[relation]) for relation in sorted(counted)]


def courses_meant_for(group: str, courses: Sequence[Course]) -> list[Course]:
    """Return which of these courses are meant for one function group; a course for everyone is."""
    return [course for course in courses if not course.function_groups or group in course.function_groups]
