"""Who was at which meeting of a session that has several; together these say who followed it.

As long as a meeting has no mark, the seat stays booked. Then the marks say whether somebody followed the session, and a
correction turns that round. The lists of the meetings are kept apart: each is marked on its own day.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import selectors
from training.choices import CAME, ON_THE_LIST, EnrolmentState
from training.errors import raise_if_any
from training.models import Enrolment, Meeting, Presence, Session
from training.rules.meetings import followed
from training.services.attendance import Mark, Marked, assert_can_mark, mark, mark_attendance, met_by_another
from training.services.conditions import assert_marks_another


@transaction.atomic
def mark_meeting(
    *, session_id: int, number: int, marks: Sequence[Mark], actor: Person, now: datetime, rest_present: bool = False
) -> Marked:
    """Mark who was at one meeting and who was not; a mark that stands already changes nothing.

    Only from the start of that meeting, by HR or who gives the session; corrections as in ``mark_attendance``, which
    marks the one meeting of a session without others.
    ``rest_present`` marks everybody else who has no mark at this meeting yet as present; nobody marks themselves.
    """
    session = Session.objects.hold(session_id)
    if not session.has_meetings:
        return mark_attendance(session_id=session_id, marks=marks, actor=actor, now=now, rest_present=rest_present)
    assert_can_mark(session, actor, now)
    meeting = _begun(session, number, now)
    rows = session.enrolments.filter(state__in=ON_THE_LIST).select_related("person").order_by("pk")
    enrolments = {row.public_id: row for row in rows}
    stands = dict(meeting.presences.values_list("enrolment", "was_there"))
    wanted = {each.enrolment_id: each for each in marks}
    if rest_present:
        rest = [each for each, row in enrolments.items() if row.pk not in stands and row.person_id != actor.pk]
        wanted = {**{each: Mark(each, was_there=True) for each in rest}, **wanted}
    if not wanted.keys() <= enrolments.keys():
        raise RuleBroken(_("Somebody on this list has no seat in this session any more. Open the list again."))
    known = {each: stands.get(enrolments[each].pk) for each in wanted}
    new = [each for each, wish in wanted.items() if known[each] is not wish.was_there]
    for each in new:
        assert_marks_another(enrolments[each], actor)
    raise_if_any([
        met_by_another(enrolments[each], was_there=bool(known[each]))
        for each in new if known[each] not in {wanted[each].before, None}
    ])  # fmt: skip
    for each in new:
        _keep(enrolments[each], meeting, was_there=wanted[each].was_there, actor=actor, now=now)
    present = sum(wanted[each].was_there for each in new)
    return Marked(present, len(new) - present, sum(known[each] is not None for each in new))


def be_at_meeting(
    enrolment: Enrolment, session: Session, *, was_there: bool, actor: Person, now: datetime, checked_in: bool = False
) -> bool:
    """Mark one person at the meeting that is on, or was the last; return whether that is new.

    Who checks in can be there before it begins. The caller holds the session's lock.
    """
    if checked_in:
        meeting = session.meetings.get(number=session.meeting_at(now).number)
    else:
        meeting = _begun(session, selectors.meeting_to_mark(session, "", now).number, now)
    known = meeting.presences.filter(enrolment=enrolment).first()
    if known is not None and known.was_there == was_there:
        return False
    _keep(enrolment, meeting, was_there=was_there, actor=actor, now=now, checked_in=checked_in)
    return True


def join_at_meeting(enrolment: Enrolment, session: Session, *, actor: Person, now: datetime) -> None:
    """Let somebody who walked in be at the meeting that is on, or was the last; what came before it they missed."""
    here = _begun(session, selectors.meeting_to_mark(session, "", now).number, now)
    Presence.objects.bulk_create(
        Presence(enrolment=enrolment, meeting=each, was_there=False)
        for each in session.meetings.filter(number__lt=here.number)
    )
    _keep(enrolment, here, was_there=True, actor=actor, now=now)


def settle_all(session: Session, *, actor: Person, now: datetime) -> int:
    """Say of everyone whether they followed the session, after its meetings changed; return of how many that is new.

    The caller holds its lock.
    """
    rows = session.enrolments.filter(state__in=ON_THE_LIST).select_related("person").order_by("pk")
    return sum(_settle(row, session, actor=actor, now=now) for row in rows)


def _begun(session: Session, number: int, now: datetime) -> Meeting:
    meeting = session.meetings.filter(number=number).first()
    if meeting is None:
        raise RuleBroken(_("This session has no meeting with that number. Open the list again."))
    if meeting.starts_at > now:
        raise RuleBroken(_("This meeting has not begun. Mark attendance from its start."))
    return meeting


def _keep(
    enrolment: Enrolment, meeting: Meeting, *, was_there: bool, actor: Person, now: datetime, checked_in: bool = False
) -> None:
    _row, is_new = Presence.objects.update_or_create(
        enrolment=enrolment,
        meeting=meeting,
        defaults={"was_there": was_there, "checked_in_at": now if checked_in else None},
    )
    action = "attendance.meeting_marked" if is_new else "attendance.meeting_corrected"
    record(action, enrolment, actor=actor, now=now, fields=["presences"])
    _settle(enrolment, enrolment.session, actor=actor, now=now)


def _settle(enrolment: Enrolment, session: Session, *, actor: Person, now: datetime) -> bool:
    """Mark the whole session where all its meetings are marked, and say whether that is new.

    Who walked in and was nowhere was added by mistake.
    """
    marks = list(enrolment.presences.values_list("was_there", flat=True))
    mistaken = enrolment.walked_in and not any(marks)
    verdict = False if mistaken else followed(marks, count=session.meeting_count, needed=session.meetings_needed)
    stands = None if enrolment.state == EnrolmentState.BOOKED else enrolment.state in CAME
    is_new = verdict is not None and verdict is not stands
    if verdict is not None and is_new:
        mark(enrolment, session, was_there=verdict, actor=actor, now=now, mistaken=mistaken)
    return is_new
