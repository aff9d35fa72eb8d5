"""Planning sessions, changing and cancelling them; whoever is concerned hears it once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from common.calendars import REQUEST
from common.errors import EditConflict, RuleBroken
from common.services import record
from outbox import services as outbox
from people.models import Person
from training import messages, rules
from training.choices import Ending, EnrolmentState
from training.errors import broken_constraints, raise_if_any
from training.models import Course, Enrolment, Session
from training.services.conditions import assert_changeable, assert_manages
from training.services.seats import end, fill, tell
from training.services.shares import keep_seats_like

ANNOUNCED = frozenset({"starts_at", "ends_at", "place", "link"})


@transaction.atomic
def plan_session(
    *,
    course_id: int,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    actor: Person,
    now: datetime,
    place: str = "",
    link: str = "",
    trainers: Iterable[Person] = (),
    enrol_from: datetime | None = None,
    enrol_until: datetime | None = None,
    minimum: int = 0,
    like: Session | None = None,
) -> Session:
    """Plan a session of a course in the future, with seats, at a place or behind a link.

    What was kept for whom in the session that it is planned ``like`` comes along, until as long before the start.
    """
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.archived_at is not None:
        raise RuleBroken(_("This course is archived. Bring it back first, or choose another one."))
    session = Session(
        course=course,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        link=link.strip(),
        capacity=capacity,
        minimum=minimum,
        enrol_from=enrol_from,
        enrol_until=enrol_until,
        created_at=now,
        created_by=actor,
    )
    raise_if_any(faults_of(session, now=now))
    session.save()
    session.trainers.set(trainers)
    record("session.planned", session, actor=actor, now=now)
    if like is not None:
        keep_seats_like(like, session, actor=actor, now=now)
    return session


@transaction.atomic
def edit_session(
    *,
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    place: str,
    link: str,
    trainers: Iterable[Person],
    enrol_from: datetime | None,
    enrol_until: datetime | None,
    actor: Person,
    now: datetime,
    edition: int | None = None,
    minimum: int | None = None,
) -> Session:
    """Change a session that has not begun. Who takes part or waits hears of another time or place, once.

    Seats that become free or are added are offered to who waits; a capacity below the bookings removes nobody.
    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. Without a
    ``minimum`` that stays as it is.
    """
    assert_manages(actor)
    session = Session.objects.hold(session_id)
    assert_changeable(session, now)
    values = {
        "starts_at": starts_at, "ends_at": ends_at, "capacity": capacity, "place": place.strip(), "link": link.strip(),
        "enrol_from": enrol_from, "enrol_until": enrol_until,
        "minimum": session.minimum if minimum is None else minimum,
    }  # fmt: skip
    changed = sorted(name for name, value in values.items() if getattr(session, name) != value)
    trainers = set(trainers)
    is_other = bool(changed) or trainers != set(session.trainers.all())
    if is_other and edition is not None and edition != session.edition:
        raise EditConflict(kept=session)
    was = messages.was_of(session, changed)
    for name in changed:
        setattr(session, name, values[name])
    raise_if_any(faults_of(session, now=now))
    if "capacity" in changed:
        _make_room(session, now)
    if "starts_at" in changed:
        session.shares.filter(release_at__gt=starts_at).update(release_at=starts_at)
    announced = not ANNOUNCED.isdisjoint(changed)
    session.sequence += announced
    session.edition += is_other
    session.save(update_fields=[*changed, "sequence", "edition"])
    session.trainers.set(trainers)
    record("session.changed", session, actor=actor, now=now, fields=changed)
    if announced:
        concerned = list(session.enrolments.filter(state__in=_told_of(changed)).select_related("person"))
        booked = [each for each in concerned if each.state == EnrolmentState.BOOKED]
        for each in booked:
            each.calendar_sequence += 1
        Enrolment.objects.bulk_update(booked, ["calendar_sequence"])
        for each in concerned:
            told: dict[str, Any] = {"state": str(each.state), **was}
            calendar = REQUEST if each.state == EnrolmentState.BOOKED else ""
            suffix = f":{session.sequence}"
            tell(messages.SessionChanged, each, session, now=now, suffix=suffix, calendar=calendar, **told)
    fill(session, now=now)
    return session


def _told_of(changed: Iterable[str]) -> set[EnrolmentState]:
    """Return who hears of a change: who waits has no link, so another link alone says nothing to them."""
    waits = {EnrolmentState.WAITING, EnrolmentState.OFFERED}
    return {EnrolmentState.BOOKED} | (set() if ANNOUNCED.intersection(changed) == {"link"} else waits)


@transaction.atomic
def change_capacity(*, session_id: int, capacity: int, actor: Person, now: datetime) -> Session:
    """Give a session more or fewer seats. More are offered to who waits; fewer removes nobody who has one."""
    assert_manages(actor)
    session = Session.objects.hold(session_id)
    assert_changeable(session, now)
    if session.capacity == capacity:
        return session
    session.capacity = capacity
    session.edition += 1
    raise_if_any(faults_of(session, now=now))
    _make_room(session, now)
    session.save(update_fields=["capacity", "edition"])
    record("session.changed", session, actor=actor, now=now, fields=["capacity"])
    fill(session, now=now)
    return session


def _make_room(session: Session, now: datetime) -> None:
    """Refuse fewer seats than are kept; what was kept and is released gives way."""
    kept = session.shares.filter(release_at__gt=now).aggregate(seats=Sum("seats", default=0))["seats"]
    if session.capacity < kept:
        words = _("%(count)d seats of this session are kept. Keep fewer first, or release them.")
        raise RuleBroken(words % {"count": kept}, field="capacity")
    if session.capacity < (session.shares.aggregate(seats=Sum("seats", default=0))["seats"]):
        session.shares.filter(release_at__lte=now).delete()


@transaction.atomic
def cancel_session(*, session_id: int, reason: str, actor: Person, now: datetime) -> Session:
    """Cancel a session that has not begun and tell everyone concerned, once; cancelling again changes nothing."""
    assert_manages(actor)
    session = Session.objects.hold(session_id)
    if session.is_cancelled:
        return session
    assert_changeable(session, now)
    if not reason.strip():
        raise RuleBroken(_("Say why you cancel this session. Everyone who enrolled reads it."), field="reason")
    session.cancelled_at, session.cancel_reason = now, reason.strip()
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
    outbox.skip_pending(about=messages.about(session), reason="session_cancelled", now=now)
    for enrolment in session.enrolments.ahead().select_related("person").order_by("pk"):
        end(
            enrolment, session, Ending.SESSION_CANCELLED, actor=actor, now=now, reason=session.cancel_reason,
            kind=messages.SessionCancelled,
        )  # fmt: skip
    record("session.cancelled", session, actor=actor, now=now, reason=session.cancel_reason)
    return session


def faults_of(session: Session, *, now: datetime, without: Iterable[str] = ()) -> list[RuleBroken]:
    """Return everything that is wrong with a session as it would be saved, each with its field.

    Fields in ``without`` could not be read, so nothing is said about them.
    """
    broken = broken_constraints(session, without=without)
    if "starts_at" in without:
        return broken
    if session.starts_at <= now:
        words = _("This session would begin in the past. Choose a later day or time.")
        return [*broken, RuleBroken(words, field="starts_at")]
    if session.starts_at > now + rules.FURTHEST_AHEAD:
        words = _("This is more than three years ahead. Look at the year.")
        return [*broken, RuleBroken(words, field="starts_at")]
    return broken
