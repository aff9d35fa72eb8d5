"""Tools for tests, named as business states."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from people.models import Person, Unit
from tests.people.builders import employee
from tools.choices import DataClass, ToolStatus
from tools.models import Tool, ToolStatusChange

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
