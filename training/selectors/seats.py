"""What the giving out of seats reads; called under the session's row lock by services."""

from datetime import datetime

from django.db.models import Count, F, Q

from common.clock import day_of
from people.models import Person
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import Enrolment, Session


def free_seats(session: Session) -> int:
    """How many seats nobody has or was offered; none when there are more bookings than seats. One query."""
    return max(0, session.capacity - session.enrolments.holding().count())


def somebody_waits(session: Session, now: datetime) -> bool:
    """Whether somebody is on the waiting list who could be offered a seat now. One query."""
    waiting = session.enrolments.filter(state=EnrolmentState.WAITING)
    return waiting.reachable_on(day_of(now)).exists()


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
        waiting=Count("enrolments", filter=waiting),
        taken=Count("enrolments", filter=Q(enrolments__state__in=HOLDS_A_SEAT)),
    )
    due = Q(over__gt=0) | Q(waiting__gt=0, starts_at__lte=now) | Q(waiting__gt=0, taken__lt=F("capacity"))
    open_lists = Enrolment.objects.filter(state__in=[EnrolmentState.WAITING, EnrolmentState.OFFERED]).values("session")
    return sorted(counted.filter(due, pk__in=open_lists).values_list("pk", flat=True))
