"""What the law asks, as dated facts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.models import Duty, LawVersion


@dataclass(frozen=True, slots=True)
class LawPart:
    """One law as we read it, with what it asks."""

    version: LawVersion
    duties: list[Duty]


def duties_by_law(*, on: date) -> list[LawPart]:
    """Return what each law asks, or will ask, seen from ``on``; what ended is left out. One query."""
    parts: dict[int, LawPart] = {}
    lasting = Duty.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    for duty in lasting.select_related("law_version").order_by("law_version__law", "valid_from", "position", "code"):
        part = parts.setdefault(duty.law_version_id, LawPart(duty.law_version, []))
        part.duties.append(duty)
    return list(parts.values())
