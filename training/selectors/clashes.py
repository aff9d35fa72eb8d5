"""What people have elsewhere at the time of a session; it forbids nothing.

Here, and nowhere else, stands what "at the same time" is: as a query, and of sessions that were read already.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from training.choices import AHEAD, HOLDS_A_SEAT, EnrolmentState
from training.models import Course, Enrolment, Session
from training.querysets import SessionQuerySet
from training.rules.meetings import Meets
from training.selectors.meetings import load_meetings


@dataclass(frozen=True, slots=True)
class Busy:
    """That somebody has something else at the time of a session. ``courses`` says what; empty for who may not know."""

    courses: tuple[Course, ...] = ()


def at_the_time_of(session: Session) -> SessionQuerySet:
    """The other sessions of which a meeting is at the time of one of this session."""
    return Session.objects.overlapping(session.all_meetings).exclude(pk=session.pk)


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody has themselves at the time of a session: in which of its meetings that is."""

    enrolment: Enrolment
    meets: Meets


def meeting_at_the_time_of(other: Session, session: Session) -> Meets | None:
    """Say of one session what ``at_the_time_of`` asks the database, and which of its meetings it is.

    No query where the meetings of both were loaded.
    """
    if other.pk == session.pk or other.starts_at >= session.ends_at or session.starts_at >= other.ends_at:
        return None
    mine = session.all_meetings
    return next((each for each in other.all_meetings if any(each.overlaps(meets) for meets in mine)), None)


def clash_of(held: Iterable[Enrolment], session: Session) -> Clash | None:
    """The first of one's own enrolments that is at the time of a session. No query where meetings were loaded."""
    for each in held:
        meets = meeting_at_the_time_of(each.session, session)
        if meets is not None:
            return Clash(each, meets)
    return None


def own_clash(enrolment: Enrolment, now: datetime) -> Clash | None:
    """The first seat that the person of an enrolment has, or is offered, at its time. Two queries at most.

    Not one in another session of the course: that is given up for this one. ``None`` once its session has begun: then
    there is nothing left to choose.
    """
    session = enrolment.session
    if enrolment.state not in AHEAD or session.has_started(now):
        return None
    open_offer = Q(state=EnrolmentState.OFFERED, offer_expires_at__gt=now)
    seats = Enrolment.objects.filter(Q(state=EnrolmentState.BOOKED) | open_offer, person=enrolment.person_id)
    others = seats.filter(session__in=at_the_time_of(session).order_by()).select_related("session__course")
    others = others.exclude(session__course=session.course_id)
    held = list(others.order_by("session__starts_at", "pk"))
    load_meetings(each.session for each in held)
    return clash_of(held, session)


def busy_at(session: Session, people: Collection[int], *, tells_what: bool) -> dict[int, Busy]:
    """Who of these people has a seat, is offered one or gives a session at the time of this one. Two queries.

    As a calendar shares it, free or busy: what it is only for who is told (``tells_what``), so that it is not even in
    the hands of a page for others.
    """
    others = at_the_time_of(session).order_by()
    seats = Enrolment.objects.filter(person__in=people, state__in=HOLDS_A_SEAT, session__in=others)
    gives = Session.trainers.through.objects.filter(person__in=people, session__in=others)
    found: dict[int, dict[int, Course]] = {}
    for row in [
        *seats.select_related("session__course").order_by("session__starts_at", "pk"),
        *gives.select_related("session__course").order_by("session__starts_at", "pk"),
    ]:
        course = row.session.course
        found.setdefault(row.person_id, {})[course.pk] = course
    return {pk: Busy(tuple(courses.values()) if tells_what else ()) for pk, courses in found.items()}


def busy_of(enrolment: Enrolment, *, tells_what: bool) -> Busy | None:
    """Whether one person has something else at the time of the session that they ask for. Two queries."""
    return busy_at(enrolment.session, [enrolment.person_id], tells_what=tells_what).get(enrolment.person_id)
