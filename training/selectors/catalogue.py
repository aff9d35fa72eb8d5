"""The catalogue and the page of one course."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.clock import day_of
from common.finding import page_found
from people.models import Person
from training import rules
from training.choices import ENDED, WITH_SESSIONS, CompletionSource, EnrolmentState
from training.models import Accreditation, Completion, Course, Enrolment, Interest, Session
from training.selectors.clashes import Clash, clash_of
from training.selectors.interest import interest_of
from training.selectors.meetings import load_meetings
from training.selectors.prerequisites import First, firsts_of
from training.selectors.required import RequiredCourse, counts, met_by, required_by_course, required_of, too_late
from training.selectors.seats import Kept, place_on, standings

if TYPE_CHECKING:
    from training.querysets import CourseQuerySet

PAGE_SIZE = 20
SCOPES = ("all", "for_me", "required", "orphans")
SORTS = ("title", "soonest", "shortest", "popular")
POPULAR_STEP = 10
"""So many people more move a course up in the order of what is popular; fewer change nothing."""


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What somebody asks of the catalogue; unknown values ask nothing."""

    text: str = ""
    scope: str = "all"
    theme: str = ""
    kind: str = ""
    level: str = ""
    sort: str = "title"
    page: str = "1"


@dataclass(frozen=True, slots=True)
class SeatsAt:
    """A session ahead as one reader sees it: how many seats are free for them, who waits, and where they stand."""

    session: Session
    free: int
    waiting: int
    mine: Enrolment | None
    now: datetime
    seat_elsewhere: bool = False
    """Whether the reader holds a seat in another session ahead of this course."""
    is_given: bool = True
    """Whether the course is in the catalogue."""
    clash: Clash | None = None
    """A seat or a place on a waiting list that the reader has elsewhere at the same time."""
    kept: Sequence[Kept] = ()
    """Free seats that are kept for others than the reader."""
    head_start: bool = False
    """Whether the reader waited for the course and was told of this session, so that they enrol before others."""
    others_first: bool = False
    """Whether anybody was told of it first."""
    gives: bool = False
    """Whether the reader is a trainer of it, and so does not take part."""
    due_before: date | None = None
    """By when the reader must have done what it does, where it ends after that."""
    leaves: Enrolment | None = None
    """The seat that the reader has in another session ahead of this course, and can move to this one."""

    @property
    def can_switch(self) -> bool:
        """Whether the reader can move a seat to this session; where it is full they keep it and wait here."""
        return self.leaves is not None and self.is_given and self.is_open and not self.gives

    @property
    def can_enrol(self) -> bool:
        """Whether a button here would do something; where not, the page says why."""
        return self.is_given and self.is_open and not self.seat_elsewhere and not self.gives

    @property
    def is_full(self) -> bool:
        """The reader gets no seat at once: all are taken or kept for others, or others wait for the free ones."""
        return self.free == 0

    @property
    def opens_at(self) -> datetime | None:
        """When enrolment opens for this reader, while it has not."""
        return None if self.head_start else self.opens_for_others_at

    @property
    def opens_for_others_at(self) -> datetime | None:
        """When enrolment opens for who did not wait for the course, while it has not."""
        opens = self.session.enrol_from
        return opens if opens is not None and opens > self.now else None

    @property
    def has_closed(self) -> bool:
        return self.session.enrol_until is not None and self.session.enrol_until <= self.now

    @property
    def is_open(self) -> bool:
        return self.opens_at is None and not self.has_closed

    @property
    def is_next_choice(self) -> bool:
        return self.is_open and not self.is_full and not self.gives

    @property
    def in_words(self) -> str:
        """Whether there is a seat, as a person would say it."""
        if self.kept:
            return self._with_kept
        if self.is_full and self.waiting:
            return ngettext("Full, %(count)d person waits", "Full, %(count)d people wait", self.waiting) % {
                "count": self.waiting
            }
        if self.is_full:
            return _("Full")
        if self.free == 1:
            return _("The last seat")
        return ngettext("%(count)d seat free", "%(count)d seats free", self.free) % {"count": self.free}

    @property
    def _with_kept(self) -> str:
        """The same where seats are kept for others; with the day of their release where there is one for all."""
        kept, days = sum(each.seats for each in self.kept), {each.day for each in self.kept}
        if len(days) == 1:
            words = ngettext("%(count)d kept until %(day)s", "%(count)d kept until %(day)s", kept)
        else:
            words = ngettext("%(count)d kept for others", "%(count)d kept for others", kept)
        rest = words % {"count": kept, "day": self.kept[0].day}
        if not self.free:
            return _("No seat for you yet, %(rest)s") % {"rest": rest}
        words = ngettext("%(count)d free for you, %(rest)s", "%(count)d free for you, %(rest)s", self.free)
        return words % {"count": self.free, "rest": rest}

    @property
    def sign(self) -> str:
        """The sign beside the words."""
        return "waiting" if self.is_full else "accent" if self.free == 1 else "good"


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in the list: is it required of the reader, did they complete it, when is there a seat."""

    course: Course
    required: RequiredCourse | None
    completed: bool
    next: SeatsAt | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    page: "Page[Course]"
    rows: list[CourseRow]
    count: int


@dataclass(frozen=True, slots=True)
class CoursePage:
    """One course for one reader. ``next`` is the session to show first, ``rest`` what comes below it."""

    course: Course
    required: RequiredCourse | None
    completed_at: datetime | None
    mine: Enrolment | None
    next: SeatsAt | None
    rest: list[SeatsAt] = field(default_factory=list)
    needs_approval: bool = False
    """Whether a manager answers before this reader gets a seat."""
    accreditations: list[Accreditation] = field(default_factory=list)
    """For which professions it has points, now or later."""
    interest: Interest | None = None
    """What the reader said to wait for."""
    takes_interest: bool = False
    """Whether the reader can say that they want to follow it: there is no session that they can enrol in."""
    units: list[str] = field(default_factory=list)
    """The units that it is meant for, by name; empty for all."""
    counts_instead: RequiredCourse | None = None
    """What is required of the reader where that is another course with nearly the same title."""
    renews: RequiredCourse | None = None
    """What is required of the reader and renewed by this course, once they completed the whole one."""
    firsts: list[First] = field(default_factory=list)
    """The courses that come before it."""
    counts: bool = False
    """Whether the reader completed it and need not do so anew."""
    declined: Enrolment | None = None
    """A request of the reader to which somebody said no, while its session lies ahead and they asked for no other."""

    @property
    def asks_again(self) -> bool:
        """Whether the reader completed it and must do so again, now or soon."""
        return self.completed_at is not None and not self.counts

    @property
    def missing(self) -> list[Course]:
        """What the reader must do before they can enrol."""
        return [each.course for each in self.firsts if not each.is_done]


def catalogue(person: Person, asked: CatalogueFilter, *, now: datetime) -> Catalogue:
    """Return one page of the courses that ``person`` sees and asks for. The same number of queries for any length."""
    due = required_of(person, now=now)
    required = required_by_course(due)
    found = _sorted(_filtered(person, asked, required), asked.sort, now)
    page = page_found(found, asked.text, size=PAGE_SIZE, number=asked.page)
    courses = list(page.object_list)
    done = set(Completion.objects.filter(person=person, course__in=courses).values_list("course", flat=True))
    ahead = seats_by_course(courses, person, now=now, asked=due)
    rows = [
        CourseRow(course, required.get(course.pk), course.pk in done, first_choice(ahead.get(course.pk, [])))
        for course in courses
    ]
    return Catalogue(page=page, rows=rows, count=page.paginator.count)


def _filtered(person: Person, asked: CatalogueFilter, required: Iterable[int]) -> "CourseQuerySet":
    courses = Course.objects.visible_to(person).filter(archived_at__isnull=True).matching(asked.text)
    for name in ("theme", "kind", "level"):
        if value := getattr(asked, name):
            courses = courses.filter(**{name: value})
    if asked.scope == "required":
        return courses.filter(pk__in=list(required))
    if asked.scope == "orphans":
        return courses.published().filter(objectives__isnull=True)
    if asked.scope == "for_me":
        group = person.placement.function_group if person.placement else ""
        meant = Course.objects.meant_for(group, person.unit_ids).values("pk")
        return courses.filter(Q(pk__in=meant) | Q(pk__in=list(required)))
    return courses


def _sorted(courses: "CourseQuerySet", sort: str, now: datetime) -> "QuerySet[Course]":
    title = "title_en" if (get_language() or "nl").startswith("en") else "title_nl"
    if sort == "soonest":
        ahead = Q(sessions__starts_at__gt=now, sessions__cancelled_at__isnull=True)
        first = Min("sessions__starts_at", filter=ahead)
        return courses.annotate(first=first).order_by("first", title, "pk")
    if sort == "popular":
        return courses.annotate(liked=_liked(now)).order_by("-liked", title, "pk")
    if sort == "shortest":
        return courses.order_by("duration_minutes", title, "pk")
    return courses.order_by(title, "title_nl", "pk")


def _liked(now: datetime) -> CombinedExpression:
    """How many people chose a course in a year, in steps of ten: below that the order says nothing of anybody.

    Who enrolled or waits, and who completed it here; no page shows the number.
    """
    since, course = now - timedelta(days=365), OuterRef("pk")
    enrolled = Enrolment.objects.live().filter(session__course=course, joined_at__gte=since)
    here = Completion.objects.filter(course=course, completed_at__gte=since, source=CompletionSource.PORTAL)
    waits = Interest.objects.filter(course=course, said_at__gte=since)
    people = _people(enrolled, "session__course") + _people(here, "course") + _people(waits, "course")
    return people / POPULAR_STEP


def _people(rows: "QuerySet[Any]", of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(people=Count("person", distinct=True)).values("people")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def seats_by_course(
    courses: Iterable[Course], person: Person, *, now: datetime, asked: Sequence[RequiredCourse] = ()
) -> dict[int, list[SeatsAt]]:
    """Sessions ahead of each course in time order, with seats and where ``person`` stands. At most six queries.

    ``asked`` is what is required of them, to say which sessions end too late for it.
    """
    given = {course.pk: course.is_published for course in courses}
    upcoming_here = Session.objects.upcoming(now).filter(course__in=given)
    sessions = list(upcoming_here.as_seen_by(person).in_order())
    standing = standings(sessions, now)
    place = place_on(person, day_of(now), [share for each in standing.values() for share in each.shares])
    upcoming = Q(session__ends_at__gt=now, session__cancelled_at__isnull=True)
    live = Enrolment.objects.live().filter(upcoming, person=person).select_related("session__course")
    held = list(live.order_by("session__starts_at", "pk"))
    load_meetings([*sessions, *(row.session for row in held)])
    mine = {row.session_id: row for row in held}
    seated = {session.course_id: session.pk for session in sessions if _is_seat(mine.get(session.pk))}
    booked = {row.session.course_id: row for row in held if _can_move(row, now)}
    found: dict[int, list[SeatsAt]] = {}
    for session in sessions:
        here = standing[session.pk]
        row = mine.get(session.pk)
        share = here.share_of(place) if row is None else row.share_id
        elsewhere = seated.get(session.course_id, session.pk) != session.pk
        leaves = booked.get(session.course_id)
        seats = SeatsAt(
            session,
            here.free_for(share),
            here.listed,
            row,
            now,
            elsewhere,
            given[session.course_id],
            clash_of(held, session),
            here.kept_from(share),
            session.head_start,
            session.told,
            session.gives,
            too_late(session, asked),
            leaves if leaves is not None and leaves.session_id != session.pk else None,
        )
        found.setdefault(session.course_id, []).append(seats)
    return found


def _is_seat(enrolment: Enrolment | None) -> bool:
    return enrolment is not None and enrolment.state in (EnrolmentState.BOOKED, EnrolmentState.OFFERED)


def _can_move(enrolment: Enrolment, now: datetime) -> bool:
    return enrolment.state == EnrolmentState.BOOKED and not enrolment.session.has_started(now)


def first_choice(ahead: list[SeatsAt]) -> SeatsAt | None:
    """The session to show first: where one takes part, else the first with a free seat, else the first that is open."""
    wishes: tuple[Callable[[SeatsAt], bool], ...] = (
        lambda seats: _is_seat(seats.mine),
        lambda seats: seats.is_next_choice,
        lambda seats: seats.mine is not None,
        lambda seats: seats.is_open and not seats.gives,
        lambda seats: True,
    )
    for wish in wishes:
        for seats in ahead:
            if wish(seats):
                return seats
    return None


def course_page(course: Course, person: Person, *, now: datetime) -> CoursePage:
    """Return what the page of one course shows to ``person``."""
    asked = required_of(person, now=now)
    ahead = seats_by_course([course], person, now=now, asked=asked).get(course.pk, [])
    first = first_choice(ahead)
    mine = Enrolment.objects.filter(person=person, session__course=course).exclude(state__in=ENDED)
    done = Completion.objects.filter(person=person, course=course).order_by("-completed_at").first()
    required = met_by(course, asked)
    renews = next((each for each in asked if each.requirement.renewal_course_id == course.pk), None)
    near = (each for each in asked if each.is_asked and any(_is_near(one, course) for one in each.courses))
    position, last = None, None
    if course.kind in WITH_SESSIONS:
        own = Enrolment.objects.filter(person=person, session__course=course).exclude(state=EnrolmentState.CANCELLED)
        last = own.select_related("session", "decided_by").order_by("-joined_at", "-pk").first()
    if first is not None and first.mine is not None:
        position = mine.with_position().select_related("session").filter(pk=first.mine.pk).first()
    return CoursePage(
        course=course,
        required=required,
        completed_at=done.completed_at if done else None,
        mine=position,
        next=first,
        rest=[seats for seats in ahead if seats is not first],
        needs_approval=course.needs_approval(is_required=required is not None),
        accreditations=list(course.accreditations.filter(ends_on__gte=day_of(now)).order_by("profession", "body")),
        interest=interest_of(person, course) if course.kind in WITH_SESSIONS else None,
        takes_interest=_takes_interest(course, ahead) and not counts(done, required),
        counts_instead=next(near, None) if required is None and renews is None else None,
        renews=renews,
        firsts=firsts_of(course, person, now=now),
        counts=counts(done, required),
        declined=last if last is not None and last.is_declined_ahead(now) else None,
        units=[unit.name for unit in course.units.order_by("name", "pk")],
    )


def _is_near(course: Course, other: Course) -> bool:
    """Whether somebody could take one for the other by its title, in either language."""
    titles = (course.title_nl, other.title_nl), (course.title_en, other.title_en)
    return course.pk != other.pk and any(rules.is_near(*pair) for pair in titles if all(pair))


def _takes_interest(course: Course, ahead: list[SeatsAt]) -> bool:
    """Say what ``selectors.takes_interest`` says, of sessions that were read already, for one reader."""
    is_given = course.is_published and course.kind in WITH_SESSIONS
    return is_given and all(seats.has_closed and seats.mine is None for seats in ahead)


def name_of(course: Course) -> str:
    """A course by its title and how it is given, since two can have nearly the same title."""
    return f"{course.title} ({course.get_kind_display()})"


def course_by_id(person: Person, course_id: UUID) -> Course | None:
    """The course with this public id, if ``person`` may see it."""
    return Course.objects.visible_to(person).filter(public_id=course_id).first()
