"""The pilots on which a decision is due, as the board reads them above its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from common.clock import day_of
from people.choices import Role
from people.models import Person
from pilots.models import Pilot
from pilots.selectors import Wanted, pilots_for

AT_MOST = 5


@dataclass(frozen=True, slots=True)
class DueDecision:
    """One pilot that waits for its decision: how long, and how its measure stands."""

    public_id: UUID
    title: str
    language: str
    unit: str
    days: int
    measure: str


@dataclass(frozen=True, slots=True)
class DueDecisions:
    """How many pilots wait for a decision, the oldest first; ``may_decide`` is about the reader."""

    number: int
    oldest: int
    rows: Sequence[DueDecision]
    may_decide: bool


def decisions_due(reader: Person, *, now: datetime) -> DueDecisions | None:
    """Return the pilots that wait for a decision, or ``None`` when none does. Three queries."""
    today = day_of(now)
    pilots = list(pilots_for(reader, Wanted(show="due"), now=now).prefetch_related("measurements"))
    if not pilots:
        return None
    days = [(today - pilot.decision_due_on).days if pilot.decision_due_on else 0 for pilot in pilots]
    return DueDecisions(
        number=len(pilots),
        oldest=max(days),
        rows=[
            DueDecision(
                public_id=pilot.public_id,
                title=pilot.title,
                language=pilot.language,
                unit=pilot.unit.name,
                days=late,
                measure=_measure(pilot),
            )
            for pilot, late in zip(pilots[:AT_MOST], days, strict=False)
        ],
        may_decide=reader.has_role(Role.PROGRAMME_OFFICE, Role.BOARD),
    )


def _measure(pilot: Pilot) -> str:
    """Return the measure as it stands: now, before and the target."""
    last = max(pilot.measurements.all(), key=lambda one: one.measured_on, default=None)
    numbers = {"name": pilot.measure_name, "before": pilot.baseline_text, "target": pilot.target_text}
    if last is None:
        return _("%(name)s: not measured yet; before %(before)s, target %(target)s") % numbers
    now = pilot.in_words(last.value)
    return _("%(name)s: now %(now)s, before %(before)s, target %(target)s") % (numbers | {"now": now})
