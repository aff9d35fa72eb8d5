"""Checking in at the door of a session, with the code that its trainer shows."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import policies, rules, selectors
from training.choices import DoorStage, EnrolmentState
from training.models import Enrolment, Session
from training.services.attendance import mark
from training.services.presences import be_at_meeting

NONCE_BYTES = 16


@transaction.atomic
def open_door(*, session_id: int, actor: Person, now: datetime) -> Session:
    """Let people check in with a code that changes all the time. Again changes nothing.

    By HR or who gives the session, from shortly before people can check in until half an hour after the end.
    """
    session = Session.objects.hold(session_id)
    _assert_holds_the_door(session, actor)
    on = session.meeting_at(now)
    opens = selectors.check_in_opens()
    stage = rules.door_stage(on.starts_at, on.ends_at, now, opens=opens)
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled; there is nobody to mark."))
    if stage == DoorStage.EARLY:
        at = date_format(timezone.localtime(rules.screen_from(on.starts_at, opens=opens)), "DATETIME_FORMAT")
        raise RuleBroken(_("You can show the code from %(at)s.") % {"at": at})
    if stage == DoorStage.OVER:
        raise RuleBroken(_("This session is over. Mark on the list who was there."))
    if not session.door_nonce:
        session.door_nonce = secrets.token_hex(NONCE_BYTES)
        session.save(update_fields=["door_nonce"])
        record("session.door_opened", session, actor=actor, now=now)
    return session


@transaction.atomic
def close_door(*, session_id: int, actor: Person, now: datetime) -> Session:
    """Let no code count any more, also the one that is on the screen; a code that is shown later is a new one."""
    session = Session.objects.hold(session_id)
    _assert_holds_the_door(session, actor)
    if session.door_nonce:
        session.door_nonce = ""
        session.save(update_fields=["door_nonce"])
        record("session.door_closed", session, actor=actor, now=now)
    return session


@transaction.atomic
def check_in(*, session_id: int, token: str, person: Person, now: datetime) -> tuple[Enrolment, bool]:
    """Mark somebody as present who has a seat and the code of now; return whether that is new.

    Who was marked as present already stays so. What a trainer marked as absent only a trainer turns round.
    """
    session = Session.objects.hold(session_id)
    if not selectors.token_counts(session, token, now):
        raise RuleBroken(_("This code counts no more. Scan the one that is on the screen now."))
    if policies.gives(person, session):
        raise RuleBroken(
            _("You give this session yourself, so you cannot check in to it. This code is for who takes part.")
        )
    enrolment = session.enrolments.live().select_related("person").filter(person=person).first()
    was_there = selectors.was_there(session, enrolment, now)
    if enrolment is not None and was_there:
        return enrolment, False
    if enrolment is None or was_there is not None or not policies.can_check_in(person, enrolment):
        raise RuleBroken(why_not(enrolment, was_there=was_there))
    if session.has_meetings:
        be_at_meeting(enrolment, session, was_there=True, actor=person, now=now, checked_in=True)
    else:
        mark(enrolment, session, was_there=True, actor=person, now=now, checked_in=True)
    return enrolment, True


def why_not(enrolment: Enrolment | None, *, was_there: bool | None) -> str:
    """Say why somebody cannot check in, and what to do."""
    state = enrolment.state if enrolment else ""
    if was_there is False:
        return _("The trainer marked you as absent. Tell the trainer that you are here; they can correct it.")
    if state == EnrolmentState.WAITING:
        return _("You are still on the waiting list. Tell the trainer that you are here; they can add you.")
    if state == EnrolmentState.OFFERED:
        return _("A seat was offered to you, but you did not take it yet. Tell the trainer; they can add you.")
    if state == EnrolmentState.REQUESTED:
        return _("Your request has no answer yet. Tell the trainer that you are here; they can add you.")
    return _("You have no seat in this session. Tell the trainer that you are here; they can add you.")


def _assert_holds_the_door(session: Session, actor: Person) -> None:
    if not policies.can_mark(actor, session):
        raise RuleBroken(_("HR or the trainer of this session marks who was there."))
