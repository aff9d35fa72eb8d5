"""Giving out seats of tools: ask, give, return, and the one door through which a seat is filled.

Everything here holds the row lock of the tool.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from outbox.messages import MessageKind
from people.models import Person
from tools import messages, policies, rules, selectors
from tools.choices import ENDED, Ending, RequestState
from tools.models import AccessRequest, Tool
from training import selectors as training

S = RequestState


@transaction.atomic
def ask_access(*, tool_id: int, person: Person, now: datetime, purpose: str = "") -> AccessRequest:
    """Ask for a seat for oneself: a manager answers first where the tool says so. Asking again changes nothing."""
    tool = Tool.objects.hold(tool_id)
    existing = tool.requests.live().filter(person=person).first()
    if existing is not None:
        return existing
    _assert_may_get(tool, person)
    if tool.needs_approval:
        return _ask(tool, person, purpose=purpose.strip(), now=now)
    return _place_new(tool, person, now=now, purpose=purpose.strip())


@transaction.atomic
def give_seat(*, tool_id: int, person: Person, reason: str, actor: Person, now: datetime) -> AccessRequest:
    """Let the programme office say yes for somebody, with a reason: to what they asked, or without being asked.

    It takes nobody's turn: the course still comes first, and who asked earlier still gets a seat earlier.
    """
    tool = Tool.objects.hold(tool_id)
    _assert_office(actor)
    if person.pk == actor.pk:
        raise RuleBroken(_("You cannot give yourself a seat. Ask for it at the tool."), field="person")
    if not reason.strip():
        raise RuleBroken(_("Say why. The person reads it."), field="reason")
    existing = tool.requests.live().filter(person=person).first()
    if existing is None:
        _assert_may_get(tool, person, field="person")
        return _place_new(tool, person, now=now, decided_by=actor, decision_reason=reason.strip())
    if existing.state != S.ASKED:
        return existing
    return say_yes(tool, existing, actor=actor, reason=reason, now=now)


@transaction.atomic
def end_request(*, request_id: int, actor: Person, now: datetime, reason: str = "") -> AccessRequest:
    """Return a seat or end a request; the seat goes to who waits first. Once more changes nothing.

    Everybody their own; the programme office those of others, with a reason that the person reads.
    """
    tool, request = hold_with_tool(request_id)
    is_own = request.person_id == actor.pk
    if not is_own:
        _assert_office(actor)
    if request.state in ENDED:
        return request
    if not is_own and not reason.strip():
        raise RuleBroken(_("Say why. The person reads it."), field="reason")
    end(
        tool, request, Ending.BY_PERSON if is_own else Ending.BY_OFFICE, actor=actor, now=now,
        reason="" if is_own else reason.strip(), is_told=not is_own,
    )  # fmt: skip
    fill(tool, now=now)
    return request


def fill(tool: Tool, *, now: datetime) -> list[AccessRequest]:
    """Give each free seat to who waits first; return what was given. Running it again changes nothing.

    This is the single door for every event that frees a seat or lets somebody have one: returned, left, seats raised, a
    course completed, and the sweep. Who completed the course takes the place in the order of the day of asking; who is
    temporarily away keeps the place and is passed by. While the tool is under review nothing is given. The caller
    holds the tool's row lock.
    """
    if not tool.needs_seat or tool.archived_at is not None:
        return []
    _sort_by_course(tool, now=now)
    free = selectors.standing_of(tool).free or 0
    given = list(tool.requests.waiting_in_order().reachable_on(day_of(now)).select_related("person")[:free])
    for request in given:
        request.tool = tool
        move(request, S.GIVEN, now=now, given_at=now)
        record("tool_request.given", request, actor=None, now=now)
        tell(messages.AccessGiven, request, now=now)
    return given


@transaction.atomic
def settle(*, tool_id: int, now: datetime) -> list[AccessRequest]:
    """Bring one tool up to date: courses that were completed, seats that are free. Return what was given."""
    return fill(Tool.objects.hold(tool_id), now=now)


def sweep(*, now: datetime) -> dict[str, int]:
    """Pass on what nobody answered, free what leavers had, and settle each tool, each in a transaction of its own."""
    passed_on = sum(pass_on(request_id=pk, now=now) for pk in selectors.requests_to_pass_on(now))
    returned = sum(end_all_of(person_id=pk, actor=None, now=now) for pk in selectors.held_by_leavers(day_of(now)))
    given = sum(len(settle(tool_id=pk, now=now)) for pk in selectors.tools_to_settle())
    return {"passed_on": passed_on, "returned": returned, "given": given}


@transaction.atomic
def pass_on(*, request_id: int, now: datetime) -> bool:
    """Bring a request that nobody answered to the next in the line, at last to the office; say whether it was due."""
    _tool, request = hold_with_tool(request_id)
    is_due = request.state == S.ASKED and request.passes_on_at is not None and request.passes_on_at <= now
    if is_due:
        hand_on(request, now=now)
    return is_due


def hand_on(request: AccessRequest, *, now: datetime) -> None:
    """Let the next in the line answer a request; the caller holds the tool's lock."""
    request.approver = training.next_in_line(request.person, now=now, after=request.approver)
    request.passes_on_at = rules.passes_on_at(now) if request.approver is not None else None
    request.save(update_fields=["approver", "passes_on_at"])
    record("tool_request.passed_on", request, actor=None, now=now)
    _tell_asked(request, now=now)


# --- the parts that other services of the catalogue use too -----------------------------------------------------------
def hold_with_tool(request_id: int) -> tuple[Tool, AccessRequest]:
    """Take the lock of a request's tool and return both as they are now."""
    tool = Tool.objects.hold(AccessRequest.objects.values_list("tool_id", flat=True).get(pk=request_id))
    request = AccessRequest.objects.select_related("person", "approver").get(pk=request_id)
    request.tool = tool
    return tool, request


def say_yes(tool: Tool, request: AccessRequest, *, actor: Person, reason: str, now: datetime) -> AccessRequest:
    """Let an answered request go on: to the course, to a seat, or to its place on the list."""
    goal = _next(tool, request.person)
    move(request, goal, now=now, decided_by=actor, decision_reason=reason.strip())
    record("tool_request.approved", request, actor=actor, now=now, reason=reason.strip())
    given = fill(tool, now=now)
    if request in given:
        request.refresh_from_db()
    else:
        _tell_place(request, now=now, who=actor.full_name)
    return request


def end(
    tool: Tool,
    request: AccessRequest,
    ending: Ending,
    *,
    actor: Person | None,
    now: datetime,
    reason: str = "",
    is_told: bool = True,
) -> None:
    """Return a seat or end a request and tell its person; who fills the seat is the caller's next line."""
    had_seat = request.state == S.GIVEN
    move(request, S.RETURNED if had_seat else S.WITHDRAWN, now=now, ending=ending, ending_reason=reason)
    record(f"tool_request.{request.state}", request, actor=actor, now=now, reason=reason or str(ending))
    outbox.skip_pending(about=messages.about(request), reason="request_ended", now=now)
    if is_told:
        request.tool = tool
        tell(messages.AccessEnded, request, now=now, ending=str(ending), reason=reason, had_seat=had_seat)


def end_all(tool: Tool, ending: Ending, *, actor: Person | None, now: datetime) -> int:
    """End every seat and request of a tool of which nobody needs a seat any more, or which nobody may use."""
    rows = list(tool.requests.live().select_related("person").order_by("pk"))
    for request in rows:
        end(tool, request, ending, actor=actor, now=now)
    return len(rows)


@transaction.atomic
def end_all_of(*, person_id: int, actor: Person | None, now: datetime) -> int:
    """Return every seat and end every request of somebody who left; who waits first gets each seat."""
    mine = AccessRequest.objects.live().filter(person_id=person_id)
    ended = 0
    for tool_id in sorted(set(mine.order_by().values_list("tool_id", flat=True))):
        tool = Tool.objects.hold(tool_id)
        for request in tool.requests.live().filter(person_id=person_id).select_related("person"):
            end(tool, request, Ending.LEFT, actor=actor, now=now, is_told=False)
            ended += 1
        fill(tool, now=now)
    return ended


def move(request: AccessRequest, goal: RequestState, *, now: datetime, **fields: Any) -> None:
    """Bring a request into another state, if the table of moves allows it; who is answered waits for nobody."""
    rules.assert_can_move(request.state, goal)
    if request.state == S.ASKED:
        fields |= {"approver": None, "passes_on_at": None}
        outbox.skip_pending(about=messages.about(request), reason="request_answered", now=now)
    request.state, request.state_since = goal, now
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["state", "state_since", *fields])


def tell(kind: type[MessageKind], request: AccessRequest, *, now: datetime, url: str = "", **told: Any) -> None:
    """Tell the person of a request what became of it."""
    outbox.add(
        kind,
        recipient=request.person,
        dedupe_key=messages.key(kind, request, f":{now.isoformat()}"),
        context=messages.facts_of(request) | told,
        now=now,
        url=url or reverse("tools:tool_detail", kwargs={"tool_id": request.tool.public_id}),
        about=messages.about(request),
    )


def _ask(tool: Tool, person: Person, *, purpose: str, now: datetime) -> AccessRequest:
    """Write a request down and say whose turn it is; its place in the order is that of this moment."""
    approver = training.next_in_line(person, now=now)
    request = AccessRequest.objects.create(
        tool=tool, person=person, purpose=purpose, state=S.ASKED, state_since=now, asked_at=now, approver=approver,
        passes_on_at=rules.passes_on_at(now) if approver is not None else None,
    )  # fmt: skip
    record("tool_request.asked", request, actor=person, now=now)
    _tell_asked(request, now=now)
    return request


def _place_new(tool: Tool, person: Person, *, now: datetime, **fields: Any) -> AccessRequest:
    """Write down somebody who needs no answer: with a seat, on the list, or waiting for the course."""
    fill(tool, now=now)
    state = _next(tool, person)
    if state == S.WAITING and selectors.standing_of(tool).free:
        # After ``fill`` a free seat means that nobody waits who could have it: a newcomer passes nobody.
        state = S.GIVEN
    request = AccessRequest.objects.create(
        tool=tool, person=person, state=state, state_since=now, asked_at=now,
        given_at=now if state == S.GIVEN else None, **fields,
    )  # fmt: skip
    actor = fields.get("decided_by", person)
    record(f"tool_request.{state}", request, actor=actor, now=now, reason=fields.get("decision_reason", ""))
    _tell_place(request, now=now, who="" if actor == person else actor.full_name)
    return request


def _next(tool: Tool, person: Person) -> RequestState:
    """Where somebody goes who needs no answer any more: the course first, then the list from which ``fill`` gives."""
    return S.WAITING if person.pk in selectors.who_completed(tool, [person.pk]) else S.COURSE


def _sort_by_course(tool: Tool, *, now: datetime) -> None:
    """Bring who completed the course on the list, and who does not have it any more off it."""
    rows = list(tool.requests.filter(state__in=[S.COURSE, S.WAITING]).order_by("pk"))
    done = selectors.who_completed(tool, [row.person_id for row in rows])
    for row in rows:
        goal = S.WAITING if row.person_id in done else S.COURSE
        if row.state != goal:
            move(row, goal, now=now)


def _tell_place(request: AccessRequest, *, now: datetime, who: str) -> None:
    """Tell somebody who got a seat, a place on the list or a course to take first which of the three."""
    course = request.tool.required_course
    if request.state == S.GIVEN:
        tell(messages.AccessGiven, request, now=now, who=who)
    elif request.state == S.COURSE and course is not None:
        url = reverse("training:course_detail", kwargs={"course_id": course.public_id})
        tell(messages.AccessWaits, request, now=now, url=url, who=who, course=both(course.title_nl, course.title_en))
    else:
        tell(messages.AccessWaits, request, now=now, who=who)


def _tell_asked(request: AccessRequest, *, now: datetime) -> None:
    """Tell whose turn it is that a request waits; the office sees it among its work."""
    for recipient in selectors.asked_people(request, now=now):
        outbox.add(
            messages.AccessAsked,
            recipient=recipient,
            dedupe_key=messages.key(messages.AccessAsked, request, f":{request.approver_id}:{recipient.pk}"),
            context=messages.facts_of(request) | {"name": request.person.full_name},
            now=now,
            url=reverse("tools:request_answer", kwargs={"request_id": request.public_id}),
            about=messages.about(request),
        )


def _assert_office(actor: Person) -> None:
    if not policies.can_edit(actor):
        raise RuleBroken(_("Only the programme office gives seats to others and takes them back."))


def _assert_may_get(tool: Tool, person: Person, *, field: str | None = None) -> None:
    """Refuse a seat of a tool that nobody asks for, that may not be used, or that is meant for others."""
    if not tool.is_usable or tool.archived_at is not None:
        raise RuleBroken(_("This tool may not be used now, so nobody gets a seat of it."), field=field)
    if tool.seats is None:
        raise RuleBroken(_("No seat is needed for this tool. Whoever it is meant for may use it."), field=field)
    if not selectors.is_meant_for(tool, person):
        raise RuleBroken(_("This tool is meant for other work. Ask the programme office about it."), field=field)
