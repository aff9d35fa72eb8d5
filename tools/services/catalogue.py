"""Writing the tool catalogue. A status never changes without a reason, and its history is only added to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.services import record
from people.models import Person, Unit
from tools import policies, rules
from tools.choices import USABLE, Ending, ToolStatus
from tools.errors import EndsSeats
from tools.models import Tool, ToolStatusChange
from tools.services.seats import end_all, fill

WRITABLE = frozenset({
    "name", "supplier", "website", "purpose_nl", "purpose_en", "dos_nl", "dos_en", "donts_nl", "donts_en",
    "conditions_nl", "conditions_en", "data_classes", "tasks", "function_groups",
    "cost_cents_per_month", "seats", "approval", "required_course", "contact", "owner", "review_on",
    "assessment_nl", "assessment_en", "assessment_reference", "assessment_url", "assessment_on", "dpia_reference",
    "dpia_url", "dpia_on", "agreement_reference", "agreement_url", "agreement_on", "agreement_until",
})  # fmt: skip


@transaction.atomic
def add_tool(
    *,
    fields: dict[str, Any],
    units: Iterable[Unit],
    status: str,
    reason_nl: str,
    reason_en: str,
    actor: Person,
    now: datetime,
) -> Tool:
    """Put a tool in the catalogue with its first status and the reason for it."""
    assert_edits(actor)
    tool = Tool(created_at=now, **_writable(fields))
    assert_name_is_free(tool)
    _give_status(tool, status, reason_nl, reason_en)
    _assert_review_lies_ahead(tool, None, now)
    _assert_seats_can_be(tool)
    _assert_papers_are_whole(tool, now)
    tool.save()
    tool.units.set(units)
    _remember(tool, "", actor=actor, now=now)
    record("tool.added", tool, actor=actor, now=now, reason=tool.status_reason_nl)
    return tool


@transaction.atomic
def edit_tool(
    *,
    tool_id: int,
    fields: dict[str, Any],
    units: Iterable[Unit],
    status: str,
    reason_nl: str,
    reason_en: str,
    actor: Person,
    now: datetime,
    edition: int | None = None,
    ends: int = 0,
) -> Tool:
    """Change a tool; another status needs a reason of its own and adds a row to its history.

    What ends seats and requests is refused with ``EndsSeats`` unless ``ends`` says how many.

    So does a review that was due and is put off to a later day; the count of what went wrong begins anew with it.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. The tool's
    row is locked, so of two savers one waits and then meets the other's edition.
    """
    assert_edits(actor)
    tool = Tool.objects.select_for_update(of=("self",)).get(pk=tool_id)
    before, written, units = tool.status, _writable(fields), set(units)
    said = {"status": status, "status_reason_nl": reason_nl.strip(), "status_reason_en": reason_en.strip()}
    changed = sorted(name for name, value in (written | said).items() if getattr(tool, name) != value)
    changed += [] if set(tool.units.all()) == units else ["units"]
    if not changed:
        return tool
    if edition is not None and edition != tool.edition:
        raise EditConflict(kept=tool)
    reviewed = tool.review_on
    for name, value in written.items():
        setattr(tool, name, value)
    assert_name_is_free(tool)
    if status != before and reason_nl.strip() == tool.status_reason_nl:
        raise RuleBroken(_("The status changes. Say why: people read your reason at the tool."), field="reason_nl")
    if status != before and tool.status_reason_en and reason_en.strip() == tool.status_reason_en:
        raise RuleBroken(
            _("The reason in English is still that of the status before. Write it anew, or leave it empty."),
            field="reason_en",
        )
    _give_status(tool, status, reason_nl, reason_en)
    _assert_review_lies_ahead(tool, reviewed, now)
    _assert_seats_can_be(tool)
    _assert_papers_are_whole(tool, now)
    is_put_off = tool.review_on is not None and (reviewed is None or tool.review_on > reviewed)
    if is_put_off:
        tool.incidents_since_review = 0
    _assert_knows_what_ends(tool, ends)
    tool.edition += 1
    tool.save()
    tool.units.set(units)
    was_due = reviewed is not None and reviewed <= day_of(now) and is_put_off
    if status != before or was_due:  # who looked again and let the status stand did so for a reason too
        _remember(tool, before, actor=actor, now=now)
    _bring_seats_along(tool, actor=actor, now=now)
    record("tool.changed", tool, actor=actor, now=now, fields=changed, reason=tool.status_reason_nl)
    return tool


def _bring_seats_along(tool: Tool, *, actor: Person, now: datetime) -> None:
    """Let the seats follow the tool: what may not be used ends them, what needs none too, and a free one is filled."""
    if tool.status == ToolStatus.NOT_ALLOWED:
        end_all(tool, Ending.NOT_ALLOWED, actor=actor, now=now)
    elif tool.seats is None:
        end_all(tool, Ending.OPEN_TO_ALL, actor=actor, now=now)
    else:
        fill(tool, now=now)


def _assert_knows_what_ends(tool: Tool, ends: int) -> None:
    """Ask first where saving ends seats and requests; the number may have changed since somebody looked."""
    if tool.status != ToolStatus.NOT_ALLOWED and tool.seats is not None:
        return
    seats, live = tool.requests.given().count(), tool.requests.live().count()
    if live and live != ends:
        raise EndsSeats(seats=seats, requests=live - seats)


def assert_edits(actor: Person) -> None:
    if not policies.can_edit(actor):
        raise RuleBroken(_("Only the programme office writes the catalogue of AI tools."))


def assert_name_is_free(tool: Tool) -> None:
    if not tool.name.strip():
        raise RuleBroken(_("Give the tool a name."), field="name")
    if Tool.objects.filter(name=tool.name).exclude(pk=tool.pk).exists():
        raise RuleBroken(_("A tool with this name stands in the catalogue already."), field="name")


def _give_status(tool: Tool, status: str, reason_nl: str, reason_en: str) -> None:
    """Set a status when the tool says all that the status promises."""
    tool.status, tool.status_reason_nl, tool.status_reason_en = status, reason_nl.strip(), reason_en.strip()
    if not tool.status_reason_nl:
        raise RuleBroken(_("Say why this tool has this status. People read it at the tool."), field="reason_nl")
    if status == ToolStatus.CONDITIONS and not tool.conditions_nl.strip():
        raise RuleBroken(_("Name the conditions, or choose another status."), field="conditions_nl")
    if status in USABLE and not tool.data_classes:
        raise RuleBroken(_("Say which data may go into a tool that people may use."), field="data_classes")
    if status in USABLE and tool.review_on is None:
        raise RuleBroken(_("Say when this tool is reviewed again."), field="review_on")


def _assert_review_lies_ahead(tool: Tool, before: date | None, now: datetime) -> None:
    """Refuse a new review date that has passed; one that passed while it stood asks for the review."""
    if tool.review_on is not None and tool.review_on != before and tool.review_on <= day_of(now):
        raise RuleBroken(_("This day has passed. Say when this tool is reviewed again."), field="review_on")


def _assert_seats_can_be(tool: Tool) -> None:
    if tool.seats is not None and tool.seats > rules.MOST_SEATS:
        raise RuleBroken(_("Fill in %(most)d at most.") % {"most": rules.MOST_SEATS}, field="seats")


def _assert_papers_are_whole(tool: Tool, now: datetime) -> None:
    """Refuse what is told of a paper that is not named, a paper of tomorrow, and one that ends before it begins."""
    told = {
        "assessment": (tool.assessment_nl, tool.assessment_en, tool.assessment_url, tool.assessment_on),
        "dpia": (tool.dpia_url, tool.dpia_on),
        "agreement": (tool.agreement_url, tool.agreement_on, tool.agreement_until),
    }
    for name, facts in told.items():
        if any(facts) and not getattr(tool, f"{name}_reference"):
            raise RuleBroken(
                _("Say where this is kept: a number, a folder or a name by which it is found."),
                field=f"{name}_reference",
            )
        made_on = getattr(tool, f"{name}_on")
        if made_on is not None and made_on > day_of(now):
            raise RuleBroken(_("This day is still to come. Fill in the day on which it was made."), field=f"{name}_on")
    if tool.agreement_on and tool.agreement_until and tool.agreement_until < tool.agreement_on:
        raise RuleBroken(_("This lies before the day on which it begins."), field="agreement_until")


def _remember(tool: Tool, before: str, *, actor: Person, now: datetime) -> None:
    ToolStatusChange.objects.create(
        tool=tool,
        from_status=before,
        to_status=tool.status,
        reason_nl=tool.status_reason_nl,
        reason_en=tool.status_reason_en,
        changed_at=now,
        changed_by=actor,
    )


def _writable(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = fields.keys() - WRITABLE
    if unknown:
        raise ValueError(f"not fields of a tool: {sorted(unknown)}")
    return fields
