"""What the giving out of seats reads; called under the session's row lock by services."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from common.clock import day_of
from people.models import Person
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import Enrolment, Session


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands at one moment, under its lock. Who is temporarily away does not count as waiting."""

    free: int
    has_overdue: bool
    somebody_waits: bool

    @property
    def can_be_filled(self) -> bool:
        return self.has_overdue or (self.free > 0 and self.somebody_waits)


def free_seats(session: Session) -> int:
    """How many seats nobody has or was offered; none when there are more bookings than seats. One query."""
    return max(0, session.capacity - session.enrolments.holding().count())


def standing(session: Session, now: datetime) -> Standing:
    """How a session stands now: its free seats, whether an offer ran out, whether somebody waits. One query."""
    mine = Enrolment.objects.filter(session=OuterRef("pk"))
    taken = mine.holding().order_by().values("session").annotate(number=Count("pk")).values("number")
    overdue = mine.filter(state=EnrolmentState.OFFERED, offer_expires_at__lte=now)
    waiting = mine.filter(state=EnrolmentState.WAITING).reachable_on(day_of(now))
    row = Session.objects.annotate(
        seats_taken=Coalesce(Subquery(taken), 0), overdue=Exists(overdue), waits=Exists(waiting)
    ).values_list("seats_taken", "overdue", "waits")
    seats_taken, has_overdue, somebody_waits = row.get(pk=session.pk)
    return Standing(max(0, session.capacity - seats_taken), has_overdue, somebody_waits)


def seat_goes_on(session: Session, now: datetime) -> bool:
    """Whether a seat that somebody gives up is offered to who waits; else it comes free. At most two queries."""
    waiting = session.enrolments.filter(state=EnrolmentState.WAITING).reachable_on(day_of(now))
    return waiting.exists() and session.enrolments.holding().count() <= session.capacity


def seat_in_same_course(session: Session, person: Person, now: datetime) -> Enrolment | None:
    """The seat that somebody has or was offered in another session ahead of the same course. One query."""
    states = [EnrolmentState.OFFERED, EnrolmentState.BOOKED]
    others = Enrolment.objects.filter(person=person, state__in=states, session__course=session.course_id)
    return (
        others.filter(session__starts_at__gt=now, session__cancelled_at__isnull=True).exclude(session=session).first()
    )


def sessions_to_settle(now: datetime) -> list[int]:
    """Sessions with an offer that ran out, a seat free while somebody waits, or a list that the start has ended."""
    waiting = Q(enrolments__state=EnrolmentState.WAITING)
    offers_over = Q(enrolments__state=EnrolmentState.OFFERED, enrolments__offer_expires_at__lte=now)
    counted = Session.objects.planned().annotate(
        over=Count("enrolments", filter=offers_over),
        waits=Count("enrolments", filter=waiting),
        asks=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.REQUESTED)),
        seats_taken=Count("enrolments", filter=Q(enrolments__state__in=HOLDS_A_SEAT)),
    )
    ended_by_start = (Q(asks__gt=0) | Q(waits__gt=0)) & Q(starts_at__lte=now)
    due = ended_by_start | Q(over__gt=0) | Q(waits__gt=0, seats_taken__lt=F("capacity"))
    settled_here = [EnrolmentState.REQUESTED, EnrolmentState.WAITING, EnrolmentState.OFFERED]
    open_lists = Enrolment.objects.filter(state__in=settled_here).values("session")
    return sorted(counted.filter(due, pk__in=open_lists).values_list("pk", flat=True))
