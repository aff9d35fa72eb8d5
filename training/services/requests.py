"""Answering requests for a seat: by the line above somebody, by who stands in, or by HR."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import record
from outbox import services as outbox
from people.choices import Role
from people.models import Person
from training import messages, policies, rules, selectors
from training.choices import AS_MANAGER, SEEN_BY, EnrolmentState, NamesOn
from training.models import Enrolment, Session
from training.services.conditions import assert_may_take_part
from training.services.prerequisites import assert_did_first
from training.services.seats import fill, hold_with_session, move
from training.services.telling import tell, tell_passed, tell_place

S = EnrolmentState


@transaction.atomic
def approve_request(*, enrolment_id: int, actor: Person, now: datetime, reason: str = "") -> Enrolment:
    """Give somebody the seat they asked for, or a place on the list from when they asked; once more changes nothing.

    HR that answers before the managers have done so says why, and so does HR for who misses a course that comes first;
    a manager cannot let them in.
    """
    session, enrolment = hold_with_session(enrolment_id)
    _assert_may_answer(actor, enrolment, now)
    if enrolment.state != S.REQUESTED and enrolment.decided_by_id == actor.pk and enrolment.state != S.DECLINED:
        return enrolment
    _assert_waits(enrolment, session, now)
    _assert_says_why(actor, enrolment, reason, now)
    assert_may_take_part(session, enrolment.person, now=now)
    despite = _assert_did_first(session, enrolment, actor=actor, reason=reason, now=now)
    fill(session, now=now)
    standing = selectors.standing(session, now)
    state = S.BOOKED if standing.free_for(enrolment.share_id) > 0 else S.WAITING
    asked = enrolment.approver
    move(enrolment, state, now=now, decided_by=actor, decision_reason=reason.strip(), despite_reason=despite)
    record("enrolment.approved", enrolment, actor=actor, now=now, reason=reason.strip())
    tell_place(enrolment, session, standing, now=now, approved_by=actor.full_name, reason=reason.strip())
    if standing.listed and state == S.BOOKED:
        tell_passed(session, [enrolment], now=now)
    _tell_who_was_asked(asked, enrolment, session, actor=actor, now=now)
    return enrolment


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of requests that were answered together: those that took the answer, and why others did not."""

    done: list[Enrolment]
    refused: list[tuple[Enrolment, str]]


def answer_requests(rows: Iterable[Enrolment], *, is_yes: bool, reason: str, actor: Person, now: datetime) -> Answered:
    """Give several requests one answer, in the order in which they were asked, each held to what holds for it alone.

    A no without a reason raises ``RuleBroken`` before anybody is answered.
    """
    if not is_yes:
        _assert_says_why_not(reason)
    answered = Answered([], [])
    act = approve_request if is_yes else decline_request
    for row in rows:
        try:
            answered.done.append(act(enrolment_id=row.pk, reason=reason, actor=actor, now=now))
        except RuleBroken as broken:
            answered.refused.append((row, str(broken)))
    return answered


@transaction.atomic
def decline_request(*, enrolment_id: int, reason: str, actor: Person, now: datetime) -> Enrolment:
    """Say no to a request, with the reason that the person reads; saying no again changes nothing."""
    session, enrolment = hold_with_session(enrolment_id)
    _assert_may_answer(actor, enrolment, now)
    if enrolment.state == S.DECLINED and enrolment.decided_by_id == actor.pk:
        return enrolment
    _assert_waits(enrolment, session, now)
    _assert_says_why_not(reason)
    asked = enrolment.approver
    move(enrolment, S.DECLINED, now=now, decided_by=actor, decision_reason=reason.strip())
    record("enrolment.declined", enrolment, actor=actor, now=now, reason=reason.strip())
    tell(messages.RequestDeclined, enrolment, session, now=now, reason=reason.strip(), who=actor.full_name)
    _tell_who_was_asked(asked, enrolment, session, actor=actor, now=now)
    return enrolment


def _tell_who_was_asked(
    asked: Person | None, enrolment: Enrolment, session: Session, *, actor: Person, now: datetime
) -> None:
    """Tell the manager whose turn it was that somebody else answered, and how."""
    if asked is None or asked.pk == actor.pk:
        return
    outbox.add(
        messages.RequestAnswered,
        recipient=asked,
        dedupe_key=messages.key(messages.RequestAnswered, enrolment),
        context={
            **messages.facts_of(session, has_seat=False),
            "name": enrolment.person.full_name,
            "who": actor.full_name,
            "is_yes": enrolment.state != S.DECLINED,
            "reason": enrolment.decision_reason,
        },
        now=now,
        url=reverse("training:request_answer", kwargs={"enrolment_id": enrolment.public_id}),
        about=messages.about_request(enrolment),
    )


def note_look_at_requests(rows: Iterable[Enrolment], *, actor: Person, now: datetime) -> None:
    """Record that ``actor`` saw who asked for training: once a day for each request. One query, and one a new look."""
    shown = {str(row.public_id): row for row in rows if row.person_id != actor.pk}
    action = f"{SEEN_BY}{Role.HR if actor.has_role(Role.HR) else AS_MANAGER}"
    today = AuditEvent.objects.filter(
        object_type=Enrolment._meta.label_lower, object_id__in=shown, actor=actor, action=action,
        at__gte=start_of(day_of(now)),
    )  # fmt: skip
    known = set(today.values_list("object_id", flat=True))
    for public_id, row in shown.items():
        if public_id not in known:
            record(action, row, actor=actor, now=now, reason=NamesOn.REQUESTS)


def _assert_may_answer(actor: Person, enrolment: Enrolment, now: datetime) -> None:
    if not selectors.may_answer(actor, enrolment, now=now):
        raise RuleBroken(_("The managers of this person answer this, who stands in for them, or HR."))


def _assert_waits(enrolment: Enrolment, session: Session, now: datetime) -> None:
    rules.assert_can_move(enrolment.state, S.DECLINED)
    if session.has_started(now):
        raise RuleBroken(_("This session has begun. Ask for a later one."))


def _assert_says_why_not(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Say why not: the person reads it, and can ask for something else."), field="reason")


def _assert_says_why(actor: Person, enrolment: Enrolment, reason: str, now: datetime) -> None:
    approver = enrolment.approver
    if approver is None or reason.strip() or selectors.is_in_line(actor, enrolment.person, now=now):
        return
    words = _("%(name)s has not answered yet. Say why you do so: the person and the manager read it.")
    raise RuleBroken(words % {"name": approver.full_name}, field="reason")


def _assert_did_first(session: Session, enrolment: Enrolment, *, actor: Person, reason: str, now: datetime) -> str:
    """Hold a yes to what comes first as an enrolment is, with the one reason that the form asks for."""
    by_hr = policies.can_manage(actor)
    try:
        return assert_did_first(
            session.course, enrolment.person, actor=actor, by_hr=by_hr, despite=reason, now=now
        )  # fmt: skip
    except RuleBroken as broken:
        raise RuleBroken(str(broken), field="reason" if by_hr else "") from broken
