"""What the pages and the planner read of the rules' settings."""

from dataclasses import dataclass
from datetime import timedelta

from nudges.models import RuleSetting

COUNTED = timedelta(days=365)
"""Over how long the page of the rules counts what was sent."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a rule now."""

    is_on: bool
    days: int
    days_between: int
    cap: int


def settings_by_code() -> dict[str, Setting]:
    """Return what the programme office set, by the code of the rule; a rule without a row is not in it. One query."""
    return {
        row.code: Setting(is_on=row.is_on, days=row.days, days_between=row.days_between, cap=row.cap)
        for row in RuleSetting.objects.all()
    }
