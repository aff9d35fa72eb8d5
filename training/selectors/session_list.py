"""The list of sessions for HR and trainers: its filters, what they offer to choose from, and what each finds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.paginator import Page
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode

from common.clock import day_of, end_of, start_of
from common.finding import fits, page_found, words_of
from common.text import unaccent
from people.choices import Role
from people.models import Person
from training import rules
from training.choices import WITH_SESSIONS, EnrolmentState
from training.choices.session_list import SeatsFilter, SessionView
from training.models import Course, CourseAlias, Enrolment, Meeting, Presence, Session
from training.querysets import SessionQuerySet

PAGE_SIZE = 25
NOBODY = "none"
FROM_OUTSIDE = "outside:"
"""How the value of the filter on trainers begins for somebody without an account; their name follows."""
ONLINE = "online"
IN_A_PLACE = "place:"
"""How the value of the filter on places begins; the place follows."""


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions somebody looks for; each field is a part of the address of the list, empty where not asked."""

    text: str = ""
    view: str = SessionView.AHEAD
    trainer: str = ""
    """``NOBODY``, the public id of a trainer, or ``FROM_OUTSIDE`` and a name."""
    course: str = ""
    """The public id of a course."""
    where: str = ""
    """``ONLINE``, or ``IN_A_PLACE`` and a place."""
    since: date | None = None
    until: date | None = None
    seats: str = ""

    @property
    def url(self) -> str:
        """The address of the list with these filters."""
        asked = {name: str(value) for name in self.__slots__ if (value := getattr(self, name))}
        if asked.get("view") == SessionView.AHEAD:
            del asked["view"]
        return reverse("training:session_list") + (f"?{urlencode(asked)}" if asked else "")


@dataclass(frozen=True, slots=True)
class SessionChoices:
    """What the filters offer: only what stands with a session that the reader sees."""

    trainers: list[tuple[str, str]] = field(default_factory=list)
    guests: list[tuple[str, str]] = field(default_factory=list)
    courses: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)


def without_trainer_soon(now: datetime) -> SessionFilter:
    """What HR's worklist counts as sessions without a trainer: those of the next two weeks."""
    return SessionFilter(trainer=NOBODY, until=_soon(now))


def too_few_soon(now: datetime) -> SessionFilter:
    """What HR's worklist counts as sessions with too few registrations: those of the next two weeks."""
    return SessionFilter(seats=SeatsFilter.TOO_FEW, until=_soon(now))


def _soon(now: datetime) -> date:
    return day_of(now + rules.DECIDED_WITHIN) - timedelta(days=1)


def sessions_for(person: Person) -> SessionQuerySet:
    """All sessions for HR, those that they give for a trainer."""
    return Session.objects.all() if person.has_role(Role.HR) else Session.objects.filter(trainers=person)


def session_choices(person: Person) -> SessionChoices:
    """Return what the filters offer. Five queries."""
    mine = sessions_for(person).order_by()
    keys = mine.values("pk")
    people = Person.objects.filter(sessions_given__in=keys).distinct().order_by("sort_key", "pk")
    names = set(mine.exclude(guest_trainer="").values_list("guest_trainer", flat=True))
    places = set(mine.exclude(place="").values_list("place", flat=True))
    places |= set(Meeting.objects.filter(session__in=keys).exclude(place="").values_list("place", flat=True))
    courses = Course.objects.filter(pk__in=mine.values("course"))
    return SessionChoices(
        trainers=[(str(each.public_id), each.full_name) for each in people],
        guests=_in_order((FROM_OUTSIDE + name, name) for name in names),
        courses=_in_order((str(each.public_id), str(each.title)) for each in courses),
        places=_in_order((IN_A_PLACE + place, place) for place in places),
    )


def _in_order(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: unaccent(choice[1]))


def sessions_found(person: Person, wanted: SessionFilter, page: str, *, now: datetime) -> "Page[Session]":
    """Return one page of the sessions that fit, with their trainers. Three queries, one more where text is typed."""
    rows = matching(sessions_for(person), wanted, now=now).select_related("course").prefetch_related("trainers")
    is_past = wanted.view in {SessionView.PAST, SessionView.CANCELLED, SessionView.ALL}
    ordered = rows.order_by("-starts_at", "-pk") if is_past else rows.in_order()
    return page_found(ordered, wanted.text, size=PAGE_SIZE, number=page)


def count_of_sessions(person: Person, wanted: SessionFilter, *, now: datetime) -> int:
    """How many sessions the list shows with these filters. One query."""
    return matching(sessions_for(person), wanted, now=now).count()


def matching(sessions: SessionQuerySet, wanted: SessionFilter, *, now: datetime) -> SessionQuerySet:
    """Of these sessions, those that fit, with ``taken``, ``waiting`` and ``booked``."""
    rows = _in_view(sessions.with_counts(), wanted.view, now).filter(_given_by(wanted.trainer), _held_at(wanted.where))
    if wanted.course:
        rows = rows.filter(course__public_id=wanted.course)
    if wanted.since is not None:
        rows = rows.filter(ends_at__gt=start_of(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(starts_at__lt=end_of(wanted.until))
    for word in words_of(wanted.text):
        rows = rows.filter(_has_word(word))
    return _with_seats(rows, wanted.seats, now)


def _in_view(sessions: SessionQuerySet, view: str, now: datetime) -> SessionQuerySet:
    goes_on = Q(meeting_count__gt=1, starts_at__lte=now, ends_at__gt=now)
    match view:
        case SessionView.TO_MARK:
            return to_mark(sessions, now)
        case SessionView.PAST:
            return sessions.planned().filter(starts_at__lte=now).exclude(goes_on)
        case SessionView.CANCELLED:
            return sessions.filter(cancelled_at__isnull=False)
        case SessionView.ALL:
            return sessions
        case _:
            return sessions.planned().filter(goes_on | Q(starts_at__gt=now))


def to_mark(sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
    """Of these sessions, those of which a meeting has begun where somebody's attendance is not marked."""
    booked = Enrolment.objects.filter(session=OuterRef("pk"), state=EnrolmentState.BOOKED)
    marked = Presence.objects.filter(enrolment=OuterRef("pk"), meeting=OuterRef("session__meetings"))
    unmarked = booked.filter(~Exists(marked), session__meetings__starts_at__lte=now)
    begun = sessions.filter(starts_at__lte=now, cancelled_at__isnull=True)
    return begun.filter(Q(Exists(booked), meeting_count=1) | Exists(unmarked))


def _given_by(trainer: str) -> Q:
    given = Session.trainers.through._default_manager.filter(session=OuterRef("pk"))
    if trainer == NOBODY:
        return Q(~Exists(given), guest_trainer="")
    if trainer.startswith(FROM_OUTSIDE):
        return Q(guest_trainer=trainer.removeprefix(FROM_OUTSIDE))
    return Q(Exists(given.filter(person__public_id=trainer))) if trainer else Q()


def _held_at(where: str) -> Q:
    if where == ONLINE:
        return ~Q(link="")
    if where.startswith(IN_A_PLACE):
        place = where.removeprefix(IN_A_PLACE)
        return Q(place=place) | Q(Exists(Meeting.objects.filter(session=OuterRef("pk"), place=place)))
    return Q()


def _has_word(word: str) -> Q:
    """Where a word stands with a session: in its course, a place, the name of who gives it, a code of its course."""
    of_session = OuterRef("pk")
    trainers = Person.objects.filter(sessions_given=of_session, sort_key__contains=unaccent(word))
    codes = CourseAlias.objects.filter(course=OuterRef("course"), value__icontains=word)
    return (
        fits(word, "course__search_text")
        | Q(place__icontains=word)
        | Q(guest_trainer__icontains=word)
        | Q(Exists(Meeting.objects.filter(session=of_session, place__icontains=word)))
        | Q(Exists(trainers))
        | Q(Exists(codes))
    )


def _with_seats(sessions: SessionQuerySet, seats: str, now: datetime) -> SessionQuerySet:
    match seats:
        case SeatsFilter.FREE:
            return sessions.filter(capacity__gt=F("taken"))
        case SeatsFilter.FULL:
            return sessions.filter(capacity__lte=F("taken"))
        case SeatsFilter.WAITING:
            return sessions.filter(Q(waiting__gt=0))
        case SeatsFilter.TOO_FEW:
            return sessions.upcoming(now).filter(minimum__gt=F("booked"))
        case _:
            return sessions


def courses_to_plan(person: Person) -> list[Course]:
    """Courses of which HR can plan a session, by title: those that people follow together. One query."""
    courses = Course.objects.visible_to(person).filter(kind__in=WITH_SESSIONS, archived_at__isnull=True)
    return sorted(courses, key=lambda each: unaccent(str(each.title)))
