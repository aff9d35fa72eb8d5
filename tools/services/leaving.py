"""What ends by itself: what somebody who leaves had of the catalogue, and rows whose term is over."""

from datetime import date, datetime

from django.db import transaction

from common.services import record
from people.models import Person
from tools.models import Tool


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Take somebody who leaves off as owner; the programme office sees tools without one."""
    for tool in Tool.objects.select_for_update().filter(owner_id=person_id).order_by("pk"):
        tool.owner = None
        tool.edition += 1
        tool.save(update_fields=["owner", "edition"])
        record("tool.changed", tool, actor=actor, now=now, fields=["owner"])


def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Nothing in the catalogue has a term: its history is what the organisation decided."""
    return {}
