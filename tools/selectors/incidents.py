"""How often it was said that AI got something wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tools.choices import IncidentKind
from tools.models import Tool

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often one kind of thing went wrong."""

    label: str | Promise
    number: int


def incidents_of(tool: Tool, *, day: date) -> Sequence[Counted]:
    """What went wrong in the year up to ``day``, by kind, the most frequent first. One query."""
    rows = tool.incidents.filter(day__gt=day - A_YEAR, day__lte=day).values("kind").annotate(times=Sum("number"))
    found = [Counted(IncidentKind(row["kind"]).label if row["kind"] else _("not said"), row["times"]) for row in rows]
    return sorted(found, key=lambda each: (-each.number, str(each.label)))
