"""Going from a seat in one session of a course to a seat in another, without ever having two or none.

Both sessions are held, in the order of their keys, and then the person: whoever goes the other way waits, and nobody
waits in a circle.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendars import CANCEL, REQUEST
from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import messages, policies, rules, selectors
from training.choices import Ending, EnrolmentState
from training.models import Enrolment, Session
from training.rules.meetings import dropped_meetings
from training.services.conditions import assert_does_not_give, assert_may_take_part, assert_open, assert_own
from training.services.seats import end, fill, move
from training.services.telling import tell, tell_passed, tell_place

S = EnrolmentState


@transaction.atomic
def switch_session(*, enrolment_id: int, session_id: int, actor: Person, now: datetime, reason: str = "") -> Enrolment:
    """Move somebody with a seat to another session of the course; return their enrolment there.

    Where that is full, or others wait, they join its waiting list and keep the seat until they take the one that is
    offered. What a manager said yes to stays so: it was the same course. HR says why, which the person reads. Sent
    twice, it happens once.
    """
    was_in = Enrolment.objects.values_list("session_id", flat=True).get(pk=enrolment_id)
    held = Session.objects.hold_all({was_in, session_id})
    seat = Enrolment.objects.select_related("person", "decided_by").get(pk=enrolment_id)
    seat.session, session = held[was_in], held[session_id]
    person = Person.objects.select_for_update(no_key=True).get(pk=seat.person_id)
    is_own = person.pk == actor.pk
    if not policies.can_end(actor, seat):
        raise RuleBroken(_("You can only move your own seat."))
    there = session.enrolments.live().select_related("person").filter(person=person).first()
    if seat.ending == Ending.SWITCHED and there is not None:
        return there
    _assert_may_switch(seat, session, by_hr=not is_own, reason=reason, now=now)
    assert_open(session, now=now, for_another=not is_own, person=person)
    assert_may_take_part(session, person, now=now, leaves=seat)
    if selectors.standing(session, now).can_be_filled:
        fill(session, now=now)
        there = session.enrolments.live().select_related("person").filter(person=person).first()
    if there is not None and there.state == S.WAITING:
        return there
    standing = selectors.standing(session, now)
    share = standing.share_of(selectors.place_on(person, day_of(now), standing.shares)) if there is None else None
    by_hr = {} if is_own else {"moved_by": actor.full_name, "reason": reason.strip()}
    is_offered = there is not None and there.state == S.OFFERED
    if not is_offered and standing.free_for(there.share_id if there else share) <= 0:
        there = _place(there, session, seat, S.WAITING, share=share, actor=actor, now=now)
        record("enrolment.waiting", there, actor=actor, now=now, reason=reason.strip())
        tell_place(there, session, standing, now=now, keeps=seat.session.starts_at, **by_hr)
        return there
    calendar = _give_up(seat, actor=actor, now=now, reason=reason.strip() if not is_own else "")
    there = _place(there, session, seat, S.BOOKED, share=share, actor=actor, now=now, **calendar)
    _tell_moved(there, session, seat, actor=actor, now=now, **by_hr)
    if standing.listed:
        tell_passed(session, [there], now=now)
    fill(seat.session, now=now)
    return there


@transaction.atomic
def accept_offer(*, enrolment_id: int, actor: Person, now: datetime) -> Enrolment:
    """Turn an offered seat into a booked one, while the offer lasts; accepting again changes nothing.

    A seat in another session of the course is given up for it, in the same moment.
    """
    offered = Enrolment.objects.select_related("session").get(pk=enrolment_id)
    elsewhere = selectors.seats_ahead(offered.person_id, offered.session.course_id, now=now).exclude(pk=enrolment_id)
    held = Session.objects.hold_all({offered.session_id, *elsewhere.values_list("session", flat=True)})
    Person.objects.select_for_update(no_key=True).get(pk=offered.person_id)
    session, enrolment = held[offered.session_id], Enrolment.objects.select_related("person").get(pk=enrolment_id)
    assert_own(enrolment, actor)
    if enrolment.state == S.BOOKED:
        return enrolment
    rules.assert_can_move(enrolment.state, S.BOOKED)
    assert_does_not_give(session, enrolment.person)
    if enrolment.offer_expires_at is None or enrolment.offer_expires_at <= now:
        raise RuleBroken(_("This offer has ended. Somebody else can take the seat now; you can enrol again."))
    seat = elsewhere.select_related("person", "decided_by").first()
    if seat is None:
        move(enrolment, S.BOOKED, now=now, offer_expires_at=None)
        record("enrolment.booked", enrolment, actor=actor, now=now)
        tell(messages.SeatBooked, enrolment, session, now=now)
        return enrolment
    if seat.session_id not in held:
        raise RuleBroken(_("You took another seat of this course a moment ago. Look at the page again."))
    seat.session = held[seat.session_id]
    if seat.session.has_started(now):
        words = _("You take part in the session of %(day)s, which has begun, so you cannot take another seat.")
        raise RuleBroken(words % {"day": date_format(timezone.localtime(seat.session.starts_at), "j F")})
    calendar = _give_up(seat, actor=actor, now=now)
    enrolment = _place(enrolment, session, seat, S.BOOKED, share=None, actor=actor, now=now, **calendar)
    _tell_moved(enrolment, session, seat, actor=actor, now=now)
    fill(seat.session, now=now)
    return enrolment


def _assert_may_switch(seat: Enrolment, session: Session, *, by_hr: bool, reason: str, now: datetime) -> None:
    if session.pk == seat.session_id or session.course_id != seat.session.course_id:
        raise RuleBroken(_("Choose another session of the same course."), field="session")
    if seat.state != S.BOOKED or seat.walked_in:
        raise RuleBroken(_("There is no seat in this session any more, so it cannot be moved. Look at the page again."))
    if seat.session.has_started(now):
        raise RuleBroken(_("This session has begun, so the seat cannot be moved any more."))
    if by_hr and not reason.strip():
        raise RuleBroken(_("Say why you move this seat. The person reads your reason."), field="reason")


def _give_up(seat: Enrolment, *, actor: Person, now: datetime, reason: str = "") -> dict[str, Any]:
    """End a seat for another; return under what that stands in the calendar, where the entry moves along with it."""
    end(seat, seat.session, Ending.SWITCHED, actor=actor, now=now, reason=reason, kind=None)
    entry = {"calendar_uid": seat.calendar_uid, "calendar_sequence": seat.calendar_sequence}
    seat.calendar_uid = uuid4()
    seat.save(update_fields=["calendar_uid"])
    return entry


def _place(
    there: Enrolment | None,
    session: Session,
    seat: Enrolment,
    state: EnrolmentState,
    *,
    share: int | None,
    actor: Person,
    now: datetime,
    **fields: Any,
) -> Enrolment:
    """Give somebody a seat or a place on the list of another session; an enrolment that they have there goes on.

    Who said yes to the seat that they had, and why, goes along with it.
    """
    fields |= {"decided_by": seat.decided_by, "decision_reason": seat.decision_reason}
    fields["despite_reason"] = seat.despite_reason
    if there is not None:
        move(there, state, now=now, offer_expires_at=None, **fields)
    else:
        there = Enrolment.objects.create(
            session=session, person=seat.person, share_id=share, state=state, state_since=now, joined_at=now,
            enrolled_by=actor, **fields,
        )  # fmt: skip
    if state == S.BOOKED:
        record("enrolment.booked", there, actor=actor, now=now)
    return there


def _tell_moved(
    enrolment: Enrolment, session: Session, seat: Enrolment, *, actor: Person, now: datetime, **told: Any
) -> None:
    """Tell in one message that a seat moved; in the calendar its entries move, and those that have no place go."""
    before, after = seat.session.all_meetings, session.all_meetings
    entries = [(REQUEST, each) for each in after]
    entries += [(CANCEL, each) for each in dropped_meetings(before, after)]
    tell(
        messages.SeatMoved, enrolment, session, now=now, entries=entries, was_starts_at=seat.session.starts_at,
        **told,
    )  # fmt: skip
