"""What the pages and the planner read of the rules' settings."""

from dataclasses import dataclass
from datetime import timedelta

from nudges.models import RuleSetting

COUNTED = timedelta(days=365)
"""Over how long the page of the rules counts what was sent."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a rule now; ``edition`` counts the saves, of a rule's own defaults there is none."""

    is_on: bool
    days: int
    days_between: int
    cap: int
    edition: int = 0


def settings_by_code() -> dict[str, Setting]:
    """Return what the programme office set, by the code of the rule; a rule without a row is not in it. One query."""
    return {row.code: as_set(row) for row in RuleSetting.objects.all()}


def as_set(row: RuleSetting) -> Setting:
    """Return what the programme office set for one rule."""
    return Setting(is_on=row.is_on, days=row.days, days_between=row.days_between, cap=row.cap, edition=row.edition)
