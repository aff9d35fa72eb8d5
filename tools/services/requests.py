"""Answering who asks for a seat: by the line above somebody, by who stands in, or by the programme office."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import record
from people.choices import Role
from people.models import Person
from tools import messages, policies, rules, selectors
from tools.choices import AS_MANAGER, SEEN_BY, RequestState
from tools.models import AccessRequest
from tools.services.seats import hold_with_tool, move, say_yes, tell
from training import selectors as training

S = RequestState


@transaction.atomic
def approve_request(*, request_id: int, actor: Person, now: datetime, reason: str = "") -> AccessRequest:
    """Say yes: then the course, a seat or a place on the list from when they asked. Once more changes nothing.

    The office that answers before the managers have done so says why.
    """
    tool, request = hold_with_tool(request_id)
    _assert_may_answer(actor, request, now)
    if request.state not in (S.ASKED, S.DECLINED) and request.decided_by_id == actor.pk:
        return request
    rules.assert_can_move(request.state, S.DECLINED)
    _assert_says_why(actor, request, reason, now)
    if not tool.needs_seat:
        raise RuleBroken(_("This tool may not be used now, so nobody gets a seat of it."))
    return say_yes(tool, request, actor=actor, reason=reason, now=now)


@transaction.atomic
def decline_request(*, request_id: int, reason: str, actor: Person, now: datetime) -> AccessRequest:
    """Say no, with the reason that the person reads; saying no again changes nothing."""
    _tool, request = hold_with_tool(request_id)
    _assert_may_answer(actor, request, now)
    if request.state == S.DECLINED and request.decided_by_id == actor.pk:
        return request
    rules.assert_can_move(request.state, S.DECLINED)
    if not reason.strip():
        raise RuleBroken(_("Say why not. The person reads it."), field="reason")
    move(request, S.DECLINED, now=now, decided_by=actor, decision_reason=reason.strip())
    record("tool_request.declined", request, actor=actor, now=now, reason=reason.strip())
    tell(messages.AccessDeclined, request, now=now, reason=reason.strip(), who=actor.full_name)
    return request


def note_look(rows: Iterable[AccessRequest], *, actor: Person, now: datetime) -> None:
    """Record that ``actor`` saw who asked for a tool or has a seat: once a day each. One query, and one a new look."""
    shown = {str(row.public_id): row for row in rows if row.person_id != actor.pk}
    action = f"{SEEN_BY}{Role.PROGRAMME_OFFICE if policies.can_edit(actor) else AS_MANAGER}"
    today = AuditEvent.objects.filter(
        object_type=AccessRequest._meta.label_lower, object_id__in=shown, actor=actor, action=action,
        at__gte=start_of(day_of(now)),
    )  # fmt: skip
    known = set(today.values_list("object_id", flat=True))
    for public_id, row in shown.items():
        if public_id not in known:
            record(action, row, actor=actor, now=now)


def _assert_may_answer(actor: Person, request: AccessRequest, now: datetime) -> None:
    if not selectors.may_answer(actor, request, now=now):
        raise RuleBroken(_("The managers of this person answer this, who stands in for them, or the programme office."))


def _assert_says_why(actor: Person, request: AccessRequest, reason: str, now: datetime) -> None:
    approver = request.approver
    if approver is None or reason.strip() or training.is_in_line(actor, request.person, now=now):
        return
    words = _("%(name)s has not answered yet. Say why you do so: the person reads it.")
    raise RuleBroken(words % {"name": approver.full_name}, field="reason")
