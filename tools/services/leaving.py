"""What ends by itself: what somebody who leaves had of the catalogue, and rows whose term is over."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from common.clock import day_of
from common.services import record
from people.models import Person
from people.selectors import people_here
from tools.choices import ENDED, TERMS
from tools.models import AccessRequest, Declaration, DeclarationRound, DeclaredCount, Incident, Need, Tool
from tools.services.seats import end_all_of, hand_on, hold_with_tool

KEEPS = {term.code: term.keeps for term in TERMS}


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Take somebody who leaves off as owner, and return their seats; the office sees tools without an owner.

    Seats of who leaves on a later day stay theirs until then: the sweep returns them on that day. What they said with
    their name that they use already was for helping them: it goes on that day, at night.
    """
    if on <= day_of(now):
        end_all_of(person_id=person_id, actor=actor, now=now)
        Declaration.objects.filter(person=person_id).delete()
    for request in AccessRequest.objects.asked().filter(approver=person_id).order_by("pk"):
        _tool, held = hold_with_tool(request.pk)
        hand_on(held, now=now)
    for tool in Tool.objects.select_for_update().filter(owner_id=person_id).order_by("pk"):
        tool.owner = None
        tool.edition += 1
        tool.save(update_fields=["owner", "edition"])
        record("tool.changed", tool, actor=actor, now=now, fields=["owner"])


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete requests that ended, what somebody said that they use, and counts of days long ago; history stays."""
    old = AccessRequest.objects.filter(state__in=ENDED, state_since__lt=now - KEEPS["tools.request_ended"])
    incidents = Incident.objects.filter(day__lt=day_of(now - KEEPS["tools.incident"]))
    here = people_here(day_of(now)).values("pk")
    said = Declaration.objects.filter(Q(declared_on__lt=day_of(now - KEEPS["tools.declaration"])) | ~Q(person__in=here))
    rounds = DeclarationRound.objects.filter(ends_on__lt=day_of(now - KEEPS["tools.need"]))
    counts, needs = DeclaredCount.objects.filter(round__in=rounds), Need.objects.filter(round__in=rounds)
    return {
        "tools.request_ended": _delete(old),
        "tools.incident": _delete(incidents),
        "tools.declaration": _delete(said),
        "tools.need": _delete(counts) + _delete(needs),
    }


def _delete(rows: "QuerySet[Any]") -> int:
    _total, per_model = rows.delete()
    return per_model.get(rows.model._meta.label, 0)
