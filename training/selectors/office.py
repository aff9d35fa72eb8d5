"""What HR and trainers work with: sessions, lists of participants, piles of work, what a departure would mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.asked import Waiting
from common.clock import day_of, start_of
from common.departures import Consequence
from people.choices import Role
from people.models import Person
from people.selectors import people_here, people_with_role
from training.choices import AHEAD, ENDED, EnrolmentState
from training.models import Course, Enrolment, Requirement, Session
from training.querysets import SessionQuerySet

PAGE_SIZE = 25
SESSION_VIEWS = ("ahead", "to_mark", "past")


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part in a session, who has an offer, who waits in which order, and who is no longer coming."""

    session: Session
    holding: list[Enrolment]
    offered: list[Enrolment]
    waiting: list[Enrolment]
    ended: list[Enrolment]

    @property
    def free(self) -> int:
        return max(0, self.session.capacity - len(self.holding) - len(self.offered))

    @property
    def over(self) -> int:
        """How many more have a seat than there are seats, after the capacity was lowered."""
        return max(0, len(self.holding) + len(self.offered) - self.session.capacity)


def session_by_id(session_id: UUID) -> Session | None:
    rows = Session.objects.select_related("course").prefetch_related("trainers")
    return rows.filter(public_id=session_id).first()


def participants(session: Session) -> Participants:
    """Return the lists of one session. One query; the waiting list is in the order in which seats are offered."""
    rows = list(
        session.enrolments.with_position()
        .select_related("person")
        .order_by("person__sort_key", "person_id", "joined_at")
    )
    waiting = sorted((row for row in rows if row.state == EnrolmentState.WAITING), key=lambda row: row.position or 0)
    return Participants(
        session=session,
        holding=[row for row in rows if row.state not in (*ENDED, *AHEAD) or row.state == EnrolmentState.BOOKED],
        offered=[row for row in rows if row.state == EnrolmentState.OFFERED],
        waiting=waiting,
        ended=[row for row in rows if row.state in ENDED],
    )


def sessions_of(person: Person, view: str, page: str, *, now: datetime) -> "Page[Session]":
    """Sessions that HR plans, or that a trainer gives: ahead, to be marked, or past."""
    sessions = Session.objects.all() if person.has_role(Role.HR) else Session.objects.filter(trainers=person)
    sessions = sessions.select_related("course").with_counts()
    if view == "to_mark":
        sessions = to_mark(sessions, now).order_by("starts_at", "pk")
    elif view == "past":
        sessions = sessions.filter(starts_at__lte=now).order_by("-starts_at", "-pk")
    else:
        sessions = sessions.filter(starts_at__gt=now).in_order()
    return Paginator(sessions, PAGE_SIZE).get_page(page)


def to_mark(sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
    """Of these sessions, those that have begun and where somebody's attendance is not marked."""
    unmarked = Enrolment.objects.filter(session=OuterRef("pk"), state=EnrolmentState.BOOKED)
    return sessions.filter(Exists(unmarked), starts_at__lte=now, cancelled_at__isnull=True)


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """What waits for HR or a trainer: sessions to mark, lists that are longer than the seats ahead."""
    piles: list[Waiting] = []
    manages = person.has_role(Role.HR)
    sessions = Session.objects.all() if manages else Session.objects.filter(trainers=person)
    unmarked = to_mark(sessions, now).count()
    if unmarked:
        url = reverse("training:session_list") + "?view=to_mark"
        piles.append(Waiting(_("Sessions to mark attendance for"), unmarked, url, icon="clipboard-check"))
    if manages:
        piles += _pile(
            _("Courses with more people waiting than seats"), len(courses_short_of_seats(now)), "users"
        ) + _pile(_("Sessions within two weeks without a trainer"), _without_trainer(now), "user")
    return piles


def _pile(title: str, count: int, icon: str) -> list[Waiting]:
    return [Waiting(title, count, reverse("training:session_list"), icon=icon)] if count else []


def courses_short_of_seats(now: datetime) -> list[int]:
    """Courses where more people wait than there are free seats in all sessions ahead."""
    per_course: dict[int, tuple[int, int]] = {}
    for session in Session.objects.upcoming(now).with_counts():
        free, waits = per_course.get(session.course_id, (0, 0))
        free_here = max(0, session.capacity - session.taken)
        per_course[session.course_id] = (free + free_here, waits + session.waiting)
    return sorted(course_id for course_id, (free, waits) in per_course.items() if waits > free)


def _without_trainer(now: datetime) -> int:
    soon = Session.objects.upcoming(now).filter(starts_at__lt=now + timedelta(days=14))
    return soon.annotate(trainer_count=Count("trainers")).filter(trainer_count=0).count()


def trainers(day: date) -> "QuerySet[Person]":
    """Who can be put down as a trainer."""
    return people_with_role(Role.TRAINER, day).order_by("sort_key", "pk")


def people_to_enrol(session: Session, text: str, *, now: datetime) -> list[Person]:
    """People whom HR can enrol in a session, by name or employee number; at most twenty."""
    words = text.casefold().split()[:5]
    if not words:
        return []
    found = people_here(day_of(now)).exclude(pk__in=session.enrolments.live().values("person"))
    for word in words:
        found = found.filter(Q(sort_key__contains=word) | Q(employee_number=word) | Q(email=word))
    return list(found.order_by("sort_key", "pk")[:20])


def requirements_listed(now: datetime) -> list[Requirement]:
    """Every requirement, those in force first."""
    rows = Requirement.objects.select_related("course", "unit")
    return list(rows.order_by(F("ends_on").desc(nulls_first=True), "due_on", "pk"))


def courses_to_require() -> "QuerySet[Course]":
    return Course.objects.published().order_by("title_nl", "pk")


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """What it means for training when these people leave on that day. Two queries."""
    mine = Enrolment.objects.filter(person__in=person_ids, session__starts_at__gte=start_of(on))
    holding = Q(state__in=[EnrolmentState.BOOKED, EnrolmentState.OFFERED])
    waiting = Q(state__in=[EnrolmentState.WAITING, EnrolmentState.REQUESTED])
    counts = mine.aggregate(seats=Count("pk", filter=holding), places=Count("pk", filter=waiting))
    sessions = Session.objects.planned().filter(trainers__in=person_ids, starts_at__gte=start_of(on)).distinct().count()
    consequences = [
        Consequence(gettext_lazy("seats in courses freed"), counts["seats"]),
        Consequence(gettext_lazy("places on a waiting list ended"), counts["places"]),
        Consequence(gettext_lazy("sessions that lose their trainer"), sessions),
    ]
    return [each for each in consequences if each.count]
