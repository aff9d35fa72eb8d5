"""How many people wait for a course, by unit, function group and moment: what HR plans sessions with.

Who waits says so to HR, so that HR plans. HR needs numbers of today for that, not names: so these are live counts, no
page shows who, and the three tables are never crossed. A unit with fewer than five people who wait counts with the unit
above it, and a function group with fewer than five stands with the other small ones, since nobody plans a session for
so few. Nobody but HR sees any of it; figures for everyone come from a release.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common.clock import day_of
from people.choices import FunctionGroup
from people.models import Person, Placement, Unit
from people.selectors import people_here, unit_names
from training.choices import ENDED, WITH_SESSIONS, PartOfWeek
from training.models import Course, Enrolment, HeadStart, Interest, Session

FEWEST_SHOWN = 5
"""A unit or a function group with fewer people who wait is taken together with others."""


@dataclass(frozen=True, slots=True)
class Waited:
    """A course that people wait for: how many do, since when the first, and whether a session lies ahead."""

    course: Course
    people: int
    since: datetime
    has_session: bool


@dataclass(frozen=True, slots=True)
class Part:
    """So many of who waits belong here, or like this moment."""

    name: str
    people: int
    total: int


@dataclass(frozen=True, slots=True)
class ToldOf:
    """A session that was planned for who waited: how many were told, and how many of them enrolled."""

    session: Session
    told: int
    enrolled: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Who waits for one course, in counts."""

    people: int
    by_unit: Sequence[Part]
    by_group: Sequence[Part]
    by_moment: Sequence[Part]
    told: Sequence[ToldOf]


def takes_interest(course: Course, *, now: datetime) -> bool:
    """Whether a course has no session that somebody can enrol in, now or when it opens. One query."""
    if not course.is_published or course.kind not in WITH_SESSIONS:
        return False
    still_open = Q(enrol_until__isnull=True) | Q(enrol_until__gt=now)
    return not course.sessions.upcoming(now).filter(still_open).exists()


def interest_of(person: Person, course: Course) -> Interest | None:
    """What somebody said to wait for. One query."""
    return Interest.objects.filter(person=person, course=course).first()


def interests_of(person: Person) -> list[Interest]:
    """Every course in the catalogue that somebody waits for, the longest first. One query."""
    rows = Interest.objects.filter(person=person, course__in=Course.objects.published())
    return list(rows.select_related("course").order_by("said_at", "pk"))


def has_head_start(session: Session, person: Person | None) -> bool:
    """Whether somebody may enrol before the session opens to all. One query."""
    return person is not None and session.head_starts.filter(person=person).exists()


def count_of_told(session: Session) -> int:
    """How many people were told of a session because they waited for it. One query."""
    return session.head_starts.count()


def _waiting(now: datetime) -> "QuerySet[Interest]":
    """Who waits for a course in the catalogue and works here."""
    return Interest.objects.filter(course__in=Course.objects.published(), person__in=people_here(day_of(now)))


def count_of_interest(course: Course, *, now: datetime) -> int:
    """How many people wait for a course. One query."""
    return _waiting(now).filter(course=course).count()


def courses_in_demand(*, now: datetime) -> list[Waited]:
    """Every course that people wait for, the most wanted first. Three queries."""
    counted = _waiting(now).order_by().values_list("course").annotate(Count("pk"), Min("said_at"))
    found = {course: (people, since) for course, people, since in counted}
    ahead = set(Session.objects.upcoming(now).filter(course__in=found).values_list("course", flat=True))
    rows = [Waited(each, *found[each.pk], each.pk in ahead) for each in Course.objects.filter(pk__in=found)]
    return sorted(rows, key=lambda row: (-row.people, row.since, row.course.pk))


def demand_for(course: Course, *, now: datetime) -> Demand:
    """Who waits for a course, in counts: by unit, by function group, by moment, and who was told. Six queries."""
    rows = list(_waiting(now).filter(course=course).values_list("person", "moments"))
    placed = Placement.objects.on(day_of(now)).filter(person__in=[person for person, _moments in rows])
    units, groups = Counter[int](), Counter[str]()
    for unit, group in placed.values_list("unit", "function_group"):
        units[unit] += 1
        groups[str(FunctionGroup(group).label)] += 1
    names = unit_names()
    large = Counter({names[unit]: people for unit, people in _up_to_large(units).items()})
    suits = Counter(moment for _person, moments in rows for moment in moments or [""])
    labels = [*((each.value, str(each.label)) for each in PartOfWeek), ("", _("any moment"))]
    return Demand(
        people=len(rows),
        by_unit=_pooled(large, _("other units"), len(rows)),
        by_group=_pooled(groups, _("other function groups"), len(rows)),
        by_moment=[Part(label, suits[value], len(rows)) for value, label in labels if suits[value]],
        told=_told_of(course, now=now),
    )


def _up_to_large(counted: Counter[int]) -> Counter[int]:
    """Let units with few who wait count with the unit above them, from the lowest up, until enough stand together.

    What comes to the top of the organisation is not in it: that would read as everybody.
    """
    parents = Unit.parents()

    def depth(unit: int | None) -> int:
        return 0 if unit is None else 1 + depth(parents[unit])

    found = Counter(counted)
    for unit in sorted(parents, key=depth, reverse=True):
        above = parents[unit]
        if above is not None and 0 < found[unit] < FEWEST_SHOWN:
            found[above] += found.pop(unit)
    is_above = set(parents.values())
    return Counter(
        {unit: people for unit, people in found.items() if parents[unit] is not None or unit not in is_above}
    )


def _pooled(counted: Counter[str], others: str, total: int) -> list[Part]:
    """The large ones by name, the most first; the small ones, and who has no place, together."""
    large = [Part(name, people, total) for name, people in counted.items() if people >= FEWEST_SHOWN]
    rest = total - sum(each.people for each in large)
    ordered = sorted(large, key=lambda each: (-each.people, each.name))
    return [*ordered, Part(others, rest, total)] if rest else ordered


def _told_of(course: Course, *, now: datetime) -> list[ToldOf]:
    enrolled = Enrolment.objects.filter(session=OuterRef("session"), person=OuterRef("person")).exclude(state__in=ENDED)
    rows = HeadStart.objects.filter(session__in=Session.objects.upcoming(now).filter(course=course))
    counted = rows.order_by().annotate(came=Exists(enrolled)).values_list("session", "came").annotate(Count("pk"))
    told, came = Counter[int](), Counter[int]()
    for session_id, is_in, people in counted:
        told[session_id] += people
        came[session_id] += people * is_in
    sessions: Iterable[Session] = Session.objects.filter(pk__in=told).in_order()
    return [ToldOf(each, told[each.pk], came[each.pk]) for each in sessions]
