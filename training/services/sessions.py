"""Planning sessions, changing and cancelling them; whoever is concerned hears it once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.calendars import CANCEL, REQUEST
from common.errors import EditConflict, RuleBroken
from common.services import record
from outbox import services as outbox
from people.models import Person
from training import messages
from training.choices import Ending, EnrolmentState
from training.errors import raise_if_any
from training.models import Course, Enrolment, Session
from training.rules.meetings import Meets, changed_meetings, dropped_meetings, last_end, series
from training.services.conditions import assert_changeable, assert_editable, assert_manages
from training.services.meetings import faults_of, keep_meetings
from training.services.presences import settle_all
from training.services.seats import end, fill
from training.services.shares import keep_seats_like
from training.services.telling import tell
from training.services.trainers import (
    end_seats_of_who_gives,
    tell_trainers_of_change,
    tell_trainers_of_end,
    tell_who_gives,
)

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
    guest_trainer: str = "",
    enrol_from: datetime | None = None,
    enrol_until: datetime | None = None,
    minimum: int = 0,
    further: Iterable[Meets] = (),
    meetings_needed: int = 0,
    like: Session | None = None,
) -> Session:
    """Plan a session of a course in the future, with seats, at a place or behind a link.

    ``further`` has the meetings besides the one from ``starts_at`` to ``ends_at``, in any order. What was kept for
    whom in the session that it is planned ``like`` comes along, until as long before the start.
    """
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.archived_at is not None:
        raise RuleBroken(_("This course is archived. Bring it back first, or choose another one."))
    meetings = series(Meets(starts_at, ends_at), further)
    session = Session(
        course=course,
        starts_at=meetings[0].starts_at,
        ends_at=last_end(meetings),
        meeting_count=len(meetings),
        meetings_needed=meetings_needed,
        place=place.strip(),
        link=link.strip(),
        guest_trainer=guest_trainer.strip(),
        capacity=capacity,
        minimum=minimum,
        enrol_from=enrol_from,
        enrol_until=enrol_until,
        created_at=now,
        created_by=actor,
    )
    raise_if_any(faults_of(session, now=now, meetings=meetings))
    session.save()
    keep_meetings(session, meetings)
    session.trainers.set(trainers)
    tell_who_gives(session, actor=actor, now=now)
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
    guest_trainer: str | None = None,
    minimum: int | None = None,
    further: Iterable[Meets] | None = None,
    meetings_needed: int | None = None,
    settles: bool = False,
    ends_seats: bool = False,
) -> Session:
    """Change a session of which a meeting lies ahead. Who takes part or waits hears of another time or place, once.

    Seats that become free or are added are offered to who waits; a capacity below the bookings removes nobody.
    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. Without a
    ``guest_trainer``, ``minimum``, ``further`` meetings or ``meetings_needed`` these stay as they are. A meeting that
    has begun stays. Where the marks that there are say by the change who followed it, it takes ``settles`` to go on.
    Where who gives it from now on has a seat or waits for one, that ends, and it takes ``ends_seats`` to go on.
    """
    assert_manages(actor)
    session = Session.objects.hold(session_id)
    assert_editable(session, now)
    before = session.all_meetings
    others = before[1:] if further is None else further
    meetings = series(Meets(starts_at, ends_at), others)
    values = {
        "starts_at": meetings[0].starts_at, "ends_at": last_end(meetings), "meeting_count": len(meetings),
        "meetings_needed": session.meetings_needed if meetings_needed is None else meetings_needed,
        "capacity": capacity, "place": place.strip(), "link": link.strip(),
        "enrol_from": enrol_from, "enrol_until": enrol_until,
        "minimum": session.minimum if minimum is None else minimum,
        "guest_trainer": session.guest_trainer if guest_trainer is None else guest_trainer.strip(),
    }  # fmt: skip
    changed = sorted(name for name, value in values.items() if getattr(session, name) != value)
    trainers = set(trainers)
    is_other = bool(changed) or meetings != before or trainers != set(session.trainers.all())
    if is_other and edition is not None and edition != session.edition:
        raise EditConflict(kept=session)
    end_seats_of_who_gives(session, trainers, ends_seats=ends_seats, actor=actor, now=now)
    was = messages.was_of(session, changed, before=before, after=meetings)
    for name in changed:
        setattr(session, name, values[name])
    raise_if_any(faults_of(session, now=now, meetings=meetings, before=before))
    _assert_nobody_checked_in(session, now, before=before, meetings=meetings)
    if "capacity" in changed:
        _make_room(session, now)
    if "starts_at" in changed:
        session.shares.filter(release_at__gt=session.starts_at).update(release_at=session.starts_at)
    announced = meetings != before or not ANNOUNCED.isdisjoint(changed)
    session.sequence += announced
    session.edition += is_other
    session.save(update_fields=[*changed, "sequence", "edition"])
    keep_meetings(session, meetings)
    tell_trainers_of_change(session, trainers, was, announced=announced, actor=actor, now=now)
    session.trainers.set(trainers)
    fields = changed if meetings == before else sorted({*changed, "meetings"})
    record("session.changed", session, actor=actor, now=now, fields=fields)
    if announced:
        everywhere = not {"place", "link"}.isdisjoint(changed)
        entries = [(REQUEST, each) for each in (meetings if everywhere else changed_meetings(before, meetings))]
        entries += [(CANCEL, each) for each in dropped_meetings(before, meetings)]
        only_link = meetings == before and ANNOUNCED.intersection(changed) == {"link"}
        _announce(session, entries, was, only_link=only_link, now=now)
    settled = settle_all(session, actor=actor, now=now) if before[0].starts_at <= now else 0
    if settled and not settles:
        raise RuleBroken(_will_settle(settled), field="settles")
    fill(session, now=now)
    return session


def _assert_nobody_checked_in(
    session: Session, now: datetime, *, before: Sequence[Meets], meetings: Sequence[Meets]
) -> None:
    """Raise ``RuleBroken`` where a session moves for which people stand at the door already."""
    if before == meetings or before[0].starts_at <= now:
        return
    checked_in = Q(state=EnrolmentState.ATTENDED) | Q(presences__was_there=True)
    if session.enrolments.filter(checked_in).exists():
        words = _("People have checked in for this session already, so its times stay. Cancel it and plan another one.")
        raise RuleBroken(words, field="starts_at")


def _will_settle(people: int) -> str:
    words = ngettext(
        "After this all meetings of %(count)d person are marked: it is settled whether they completed the course. Tick "
        "this to go on.",
        "After this all meetings of %(count)d people are marked: it is settled whether they completed the course. Tick "
        "this to go on.",
        people,
    )
    return words % {"count": people}


def _announce(
    session: Session, entries: Sequence[tuple[str, Meets]], was: dict[str, Any], *, only_link: bool, now: datetime
) -> None:
    """Tell who takes part, and who waits, what changed; who waits has no link, so another link alone says nothing."""
    waits = set() if only_link else {EnrolmentState.WAITING, EnrolmentState.OFFERED}
    concerned = list(session.enrolments.filter(state__in={EnrolmentState.BOOKED, *waits}).select_related("person"))
    booked = [each for each in concerned if each.state == EnrolmentState.BOOKED]
    for each in booked:
        each.calendar_sequence += 1
    Enrolment.objects.bulk_update(booked, ["calendar_sequence"])
    for each in concerned:
        told: dict[str, Any] = {"state": str(each.state), **was}
        said = entries if each.state == EnrolmentState.BOOKED else []
        tell(messages.SessionChanged, each, session, now=now, suffix=f":{session.sequence}", entries=said, **told)


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
    tell_trainers_of_end(session, actor=actor, now=now)
    concerned = session.enrolments.ahead() | session.enrolments.filter(state=EnrolmentState.ATTENDED)
    for enrolment in concerned.select_related("person").order_by("pk"):
        end(
            enrolment, session, Ending.SESSION_CANCELLED, actor=actor, now=now, reason=session.cancel_reason,
            kind=messages.SessionCancelled,
        )  # fmt: skip
    record("session.cancelled", session, actor=actor, now=now, reason=session.cancel_reason)
    return session
