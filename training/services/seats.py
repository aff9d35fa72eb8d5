"""Giving out seats: enrol, wait, offer, decline, cancel, and the one door through which a seat is filled.

Everything here holds the row lock of the session; whoever also locks a person does so after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.calendars import CANCEL
from common.clock import day_of
from common.errors import RuleBroken
from common.selectors import setting_value
from common.services import record
from outbox import services as outbox
from outbox.messages import MessageKind
from people.models import Person
from training import messages, policies, rules, selectors
from training.choices import OFFER_HOURS, Ending, EnrolmentState, Priority
from training.errors import raise_if_any
from training.models import Enrolment, Session
from training.services.conditions import assert_may_take_part, assert_open, assert_own, assert_reason
from training.services.interest import end_interest
from training.services.prerequisites import assert_did_first
from training.services.telling import tell, tell_passed, tell_place

S = EnrolmentState


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of people whom HR enrolled together: who got a seat, who waits, who was in already."""

    seated: list[Enrolment]
    waiting: list[Enrolment]
    already: list[Enrolment]


@transaction.atomic
def enrol(
    *,
    session_id: int,
    person: Person,
    actor: Person,
    now: datetime,
    priority: int = Priority.NORMAL,
    priority_reason: str = "",
    despite: str = "",
) -> Enrolment:
    """Book a seat, or join the waiting list when none is free or others wait; enrolling again changes nothing.

    HR may enrol others, also outside the window, and may let somebody go first with a reason that the person can read;
    a manager may enrol their own people. Where a manager answers first, it becomes a request. Who misses a course that
    comes first is enrolled by HR only, who says in ``despite`` why.
    """
    session = Session.objects.hold(session_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    for_another = person.pk != actor.pk
    manages = policies.can_manage(actor)
    if priority != Priority.NORMAL and not manages:
        raise RuleBroken(_("Only HR lets somebody go first."))
    if for_another and not manages and not selectors.is_in_line(actor, person, now=now):
        raise RuleBroken(_("Only HR and their managers enrol somebody else."))
    assert_reason(priority, priority_reason)
    existing = Enrolment.objects.live().filter(session=session, person=person).first()
    if existing is not None:
        return existing
    assert_open(session, now=now, for_another=for_another and manages, person=person)
    assert_may_take_part(session, person, now=now)
    by_hr = for_another and manages
    despite = assert_did_first(session.course, person, actor=actor, by_hr=by_hr, despite=despite, now=now)
    end_interest(course_id=session.course_id, person=person)
    standing = selectors.standing(session, now)
    share = standing.share_of(selectors.place_on(person, day_of(now), standing.shares))
    if not for_another and selectors.needs_approval(session.course, person, now=now):
        return _ask(session, person, share=share, now=now)
    if standing.can_be_filled:
        fill(session, now=now)
        standing = selectors.standing(session, now)
    # After that a seat for this person means that nobody waits who could have it: a newcomer passes nobody.
    state = S.BOOKED if standing.free_for(share) > 0 else S.WAITING
    enrolment = Enrolment.objects.create(
        session=session,
        person=person,
        share_id=share,
        state=state,
        state_since=now,
        joined_at=now,
        priority=priority,
        priority_reason=priority_reason.strip() if priority != Priority.NORMAL else "",
        enrolled_by=actor,
        despite_reason=despite,
    )
    record(f"enrolment.{state}", enrolment, actor=actor, now=now, reason=enrolment.priority_reason or despite)
    tell_place(enrolment, session, standing, now=now, enrolled_by=actor.full_name if for_another else "")
    if standing.listed and (state == S.BOOKED or priority != Priority.NORMAL):
        tell_passed(session, [enrolment], now=now)
    return enrolment


def _ask(session: Session, person: Person, *, share: int | None, now: datetime) -> Enrolment:
    """Make a request of an enrolment; its place in the order is that of this moment, however long the answer takes."""
    approver = selectors.next_in_line(person, now=now)
    enrolment = Enrolment.objects.create(
        session=session, person=person, state=S.REQUESTED, state_since=now, joined_at=now, enrolled_by=person,
        approver=approver, asked_at=now, share_id=share,
        passes_on_at=rules.passes_on_at(now, session.starts_at) if approver is not None else None,
    )  # fmt: skip
    record("enrolment.requested", enrolment, actor=person, now=now)
    tell_asked(enrolment, session, now=now)
    return enrolment


def tell_asked(enrolment: Enrolment, session: Session, *, now: datetime) -> None:
    """Tell whose turn it is that a request waits; HR sees it among its work."""
    for recipient in selectors.asked_people(enrolment, now=now):
        outbox.add(
            messages.RequestAsked,
            recipient=recipient,
            dedupe_key=messages.key(messages.RequestAsked, enrolment, f":{enrolment.approver_id}:{recipient.pk}"),
            context={**messages.facts_of(session, has_seat=False), "name": enrolment.person.full_name},
            now=now,
            url=reverse("training:request_answer", kwargs={"enrolment_id": enrolment.public_id}),
            about=messages.about_request(enrolment),
        )


@transaction.atomic
def enrol_others(
    *,
    session_id: int,
    people: Sequence[Person],
    actor: Person,
    now: datetime,
    priority: int = Priority.NORMAL,
    priority_reason: str = "",
    despite: str = "",
) -> Enrolled:
    """Enrol several people at once, in the order given, or nobody: whom a rule stops is told by name.

    By HR, or by their manager for people of their own.
    """
    session = Session.objects.hold(session_id)
    # Two who enrol the same people in other sessions lock them in the same order.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in people]).order_by("pk"))
    assert_open(session, now=now, for_another=policies.can_manage(actor))
    assert_reason(priority, priority_reason)
    was_in = set(session.enrolments.live().filter(person__in=people).values_list("person", flat=True))
    made, stopped = [], []
    for person in people:
        try:
            made.append(
                enrol(
                    session_id=session_id, person=person, actor=actor, now=now, priority=priority,
                    priority_reason=priority_reason, despite=despite,
                )
            )  # fmt: skip
        except RuleBroken as broken:
            stopped.append(RuleBroken(f"{person.full_name}: {broken}", field="person"))
    raise_if_any(stopped)
    rows = selectors.placed(made, now=now)
    new = [row for row in rows if row.person_id not in was_in]
    return Enrolled(
        seated=[row for row in new if row.state == S.BOOKED],
        waiting=[row for row in new if row.state == S.WAITING],
        already=[row for row in rows if row.person_id in was_in],
    )


def fill(session: Session, *, now: datetime) -> list[Enrolment]:
    """Offer each free seat to who waits first for it; return the new offers. Running it again changes nothing.

    This is the single door for every event that frees a seat: cancelled, declined, expired, capacity raised, kept seats
    released, somebody left, and the sweep. It goes down the list: a seat that is kept for some groups passes by who is
    not of them, until its release. Offers that ran out end here first; when the session has begun, so does the list.
    Who gives the session by now leaves the list and is offered nothing. The caller holds the session's row lock. Who is
    temporarily away keeps the place and is not offered a seat.
    """
    if session.is_cancelled:
        return []
    for late in session.enrolments.filter(state=S.OFFERED, offer_expires_at__lte=now).order_by("pk"):
        end(late, session, Ending.OFFER_EXPIRED, actor=None, now=now)
    if session.has_started(now):
        for waiting in session.enrolments.waiting_in_order():
            end(waiting, session, Ending.SESSION_STARTED, actor=None, now=now)
        for asked in session.enrolments.requested().order_by("pk"):
            end(asked, session, Ending.UNANSWERED, actor=None, now=now)
        return []
    for own in session.enrolments.ahead().of_who_gives().exclude(state=S.BOOKED).order_by("pk"):
        end(own, session, Ending.GIVES_IT, actor=None, now=now)
    seats, offered = selectors.standing(session, now).seats, []
    in_line = session.enrolments.waiting_in_order().reachable_on(day_of(now))
    for enrolment in in_line if seats.left else ():
        if seats.free_for(enrolment.share_id):
            offered.append(offer(enrolment, session, now=now))
            seats = seats.given(enrolment.share_id)
        if not seats.left:
            break
    # Who goes first by priority did so when they joined; those whom they passed heard it then.
    tell_passed(session, [each for each in offered if each.priority == Priority.NORMAL], now=now)
    return offered


def offer(enrolment: Enrolment, session: Session, *, now: datetime) -> Enrolment:
    """Hold a free seat for somebody until they answer or the offer ends."""
    latest = outbox.awake_after(now, timedelta(hours=setting_value(OFFER_HOURS)))
    move(enrolment, S.OFFERED, now=now, offer_expires_at=rules.offer_ends(now, session.starts_at, latest=latest))
    record("enrolment.offered", enrolment, actor=None, now=now)
    expires = enrolment.offer_expires_at
    # Kept as words: the link of the mail is signed when the mail goes out, so that no link lies in the database.
    offered = [str(enrolment.public_id), expires.isoformat()] if expires else None
    kept = _kept_told(enrolment, now)
    tell(messages.SeatOffered, enrolment, session, now=now, expires_at=expires, offer=offered, **kept)
    return enrolment


@transaction.atomic
def decline_offer(*, enrolment_id: int, actor: Person, now: datetime) -> Enrolment:
    """Give an offered seat to the next on the list; declining again changes nothing."""
    session, enrolment = hold_with_session(enrolment_id)
    assert_own(enrolment, actor)
    if enrolment.state == S.CANCELLED and enrolment.ending == Ending.OFFER_DECLINED:
        return enrolment
    if enrolment.state != S.OFFERED:
        rules.assert_can_move(enrolment.state, S.OFFERED)
    end(enrolment, session, Ending.OFFER_DECLINED, actor=actor, now=now)
    fill(session, now=now)
    return enrolment


@transaction.atomic
def cancel_enrolment(*, enrolment_id: int, actor: Person, now: datetime, reason: str = "") -> Enrolment:
    """Give up a seat or a place on the list; the seat goes to who waits first. Cancelling again changes nothing.

    HR gives a reason, which the person reads.
    """
    session, enrolment = hold_with_session(enrolment_id)
    if not policies.can_end(actor, enrolment):
        raise RuleBroken(_("You can only cancel your own enrolment."))
    if enrolment.state == S.CANCELLED:
        return enrolment
    if session.has_started(now):
        raise RuleBroken(_("This session has begun. HR or the trainer marks who was there."))
    own = enrolment.person_id == actor.pk
    if not own and not reason.strip():
        raise RuleBroken(_("Say why you cancel this enrolment. The person reads your reason."), field="reason")
    rules.assert_can_move(enrolment.state, S.CANCELLED)
    if enrolment.state == S.REQUESTED and own:
        ending = Ending.TAKEN_BACK
    elif enrolment.state == S.WAITING:
        ending = Ending.LEFT_LIST if own else Ending.TAKEN_OFF
    else:
        ending = Ending.BY_PERSON if own else Ending.BY_HR
    told: dict[str, Any] = (
        {"seat_goes_on": selectors.seat_goes_on(enrolment, now)} if ending == Ending.BY_PERSON else {}
    )
    end(enrolment, session, ending, actor=actor, now=now, reason="" if own else reason.strip(), **told)
    fill(session, now=now)
    return enrolment


@transaction.atomic
def settle(*, session_id: int, now: datetime) -> list[Enrolment]:
    """Bring one session up to date: offers that ran out, seats that are free. Return the new offers."""
    return fill(Session.objects.hold(session_id), now=now)


@transaction.atomic
def pass_on(*, enrolment_id: int, now: datetime) -> bool:
    """Bring a request that nobody answered to the next in the line, at last to HR; say whether that was due.

    A request never runs out by silence: only the session that begins ends it.
    """
    session, enrolment = hold_with_session(enrolment_id)
    is_due = enrolment.state == S.REQUESTED and enrolment.passes_on_at is not None and enrolment.passes_on_at <= now
    if is_due and not session.has_started(now):
        hand_on(enrolment, session, now=now)
    return is_due


def hand_on(enrolment: Enrolment, session: Session, *, now: datetime) -> None:
    """Let the next in the line answer a request; the caller holds the session's lock."""
    enrolment.approver = selectors.next_in_line(enrolment.person, now=now, after=enrolment.approver)
    enrolment.asked_at = now
    goes_on = enrolment.approver is not None
    enrolment.passes_on_at = rules.passes_on_at(now, session.starts_at) if goes_on else None
    enrolment.save(update_fields=["approver", "asked_at", "passes_on_at"])
    record("enrolment.passed_on", enrolment, actor=None, now=now)
    tell_asked(enrolment, session, now=now)


# --- the parts that other services of training use too ----------------------------------------------------------------
def hold_with_session(enrolment_id: int) -> tuple[Session, Enrolment]:
    """Take the lock of an enrolment's session and return both as they are now."""
    session_id = Enrolment.objects.values_list("session_id", flat=True).get(pk=enrolment_id)
    session = Session.objects.hold(session_id)
    return session, Enrolment.objects.select_related("person", "approver").get(pk=enrolment_id)


def move(enrolment: Enrolment, goal: EnrolmentState, *, now: datetime, correcting: bool = False, **fields: Any) -> None:
    """Bring an enrolment into another state, if the table of moves allows it; who leaves a request waits for nobody."""
    rules.assert_can_move(enrolment.state, goal, correcting=correcting)
    if enrolment.state == S.REQUESTED:
        fields |= {"approver": None, "asked_at": None, "passes_on_at": None}
        outbox.skip_pending(about=messages.about_request(enrolment), reason="request_answered", now=now)
    enrolment.state, enrolment.state_since = goal, now
    for name, value in fields.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=["state", "state_since", *fields])


def end(
    enrolment: Enrolment,
    session: Session,
    ending: Ending,
    *,
    actor: Person | None,
    now: datetime,
    reason: str = "",
    kind: type[MessageKind] | None = messages.EnrolmentCancelled,
    **told: Any,
) -> None:
    """End an enrolment and tell its person; who fills the seat is the caller's next line."""
    checked_in = enrolment.state == S.ATTENDED
    stood_in_calendar = checked_in or enrolment.state == S.BOOKED
    told = _kept_told(enrolment, now) | told
    move(
        enrolment, S.CANCELLED, now=now, correcting=checked_in, offer_expires_at=None, checked_in_at=None,
        ending=ending, ending_reason=reason, calendar_sequence=enrolment.calendar_sequence + stood_in_calendar,
    )  # fmt: skip
    record(f"enrolment.{ending}", enrolment, actor=actor, now=now, reason=reason)
    outbox.skip_pending(about=messages.about(session), reason="enrolment_ended", now=now, recipient=enrolment.person)
    if kind is not None:
        calendar = CANCEL if stood_in_calendar else ""
        tell(kind, enrolment, session, now=now, calendar=calendar, ending=str(ending), reason=reason, **told)


def _kept_told(enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    """What is told to who waits, or is offered a seat, of the seat that they have in another session meanwhile."""
    seat = selectors.seat_kept(enrolment, now=now)
    return {"keeps": seat.session.starts_at} if seat is not None else {}
