"""Tools for tests, named as business states."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from governance.selectors import has_agreement
from people.models import Person, Unit
from tests.governance import builders as governance_builders
from tests.people.builders import employee
from tools import selectors, services
from tools.choices import Approval, DataClass, Ending, RequestState, Task, ToolStatus
from tools.choices.declarations import DECLARED_FIGURES, PromiseMove, promise_hash
from tools.models import AccessRequest, Declaration, DeclarationRound, PromiseStep, Tool, ToolStatusChange

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_number = count(1)


def tool(
    *,
    status: str = ToolStatus.ALLOWED,
    author: Person | None = None,
    units: list[Unit] | None = None,
    **fields: Any,
) -> Tool:
    """Return a tool that everyone may use with public and internal information."""
    number = next(_number)
    values: dict[str, Any] = {
        "name": f"Schrijfhulp {number}",
        "purpose_nl": "Helpt je een brief of verslag te schrijven.",
        "purpose_en": "Helps you to write a letter or a report.",
        "dos_nl": "Lees na wat er staat",
        "dos_en": "Check what it wrote",
        "donts_nl": "Voer nooit namen van cliënten in",
        "donts_en": "Never enter names of clients",
        "conditions_nl": "Alleen met je werkaccount" if status == ToolStatus.CONDITIONS else "",
        "status_reason_nl": "Getest, en het contract is in orde.",
        "status_reason_en": "Tested, and the contract is in order.",
        "data_classes": [DataClass.PUBLIC, DataClass.INTERNAL],
        "review_on": date(2027, 3, 1),
        "created_at": NOW,
    }
    made = Tool.objects.create(status=status, **{**values, **fields})
    made.units.set(units or [])
    ToolStatusChange.objects.create(
        tool=made,
        to_status=status,
        reason_nl=made.status_reason_nl,
        reason_en=made.status_reason_en,
        changed_at=NOW,
        changed_by=author or employee(first_name="Petra"),
    )
    return made


def licensed(*, seats: int = 1, approval: str = Approval.NEVER, **fields: Any) -> Tool:
    """Return a tool of which people need a seat; nobody answers first unless the test says so."""
    return tool(seats=seats, approval=approval, cost_cents_per_month=2800, **fields)


def request(
    *, of: Tool, person: Person | None = None, state: str = RequestState.GIVEN, minutes: int = 0, **fields: Any
) -> AccessRequest:
    """Return a request that stands in ``state``, asked so many minutes after ``NOW``."""
    at = NOW + timedelta(minutes=minutes)
    values: dict[str, Any] = {"state_since": at, "asked_at": at}
    if state in (RequestState.GIVEN, RequestState.RETURNED):
        values["given_at"] = at
    if state in (RequestState.RETURNED, RequestState.WITHDRAWN):
        values["ending"] = Ending.BY_PERSON
    if state == RequestState.DECLINED:
        values |= {"decided_by": employee(first_name="Marit"), "decision_reason": "Nu niet."}
    return AccessRequest.objects.create(tool=of, person=person or employee(), state=state, **{**values, **fields})


# --- what people use already ------------------------------------------------------------------------------------------
def promise(
    move: str = PromiseMove.GIVEN, *, words: str = "", by: Person | None = None, reason: str = ""
) -> PromiseStep:
    """Return a step of the promise about the words of today, as the board or the office took it."""
    return PromiseStep.objects.create(
        move=move,
        promise=words or promise_hash(),
        reason=reason,
        taken_by=by or employee(first_name="Bea"),
        taken_at=NOW,
    )


def declaring(*, at: datetime = NOW, agreed: bool = True) -> DeclarationRound:
    """Return the round that takes declarations, with the board's promise and the works council's agreement."""
    if not selectors.promise_now().is_open:
        promise()
    if agreed and not has_agreement(DECLARED_FIGURES):
        governance_builders.agreed(DECLARED_FIGURES, now=at)
    services.tend_declarations(now=at)
    return DeclarationRound.objects.get(state="open")


def say(
    *, name: str = "ChatGPT", of: Tool | None = None, tasks: tuple[str, ...] = (Task.WRITE,), data: str = ""
) -> selectors.Said:
    return services.said(tool=of, name="" if of else name, tasks=tasks, data=data)


def declare(by: Person, said: selectors.Said | None = None, *, at: datetime = NOW) -> None:
    """Let somebody say without a name what they use: through the ticket, as everybody does."""
    ticket = selectors.declaration_ticket(by, now=at)
    assert ticket is not None
    services.declare_unnamed(ticket=ticket, said=said or say())


def declare_named(by: Person, said: selectors.Said | None = None, *, at: datetime = NOW) -> Declaration:
    return services.declare_named(said=said or say(), person=by, now=at)
