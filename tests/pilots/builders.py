"""Pilots for tests, named as states of the house."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from people.choices import Role
from people.models import Person
from pilots import services
from pilots.choices import DecisionKind, PersonalData
from pilots.models import Decision, Pilot
from strategy.models import Objective
from tests.people.builders import employee, unit
from tests.tools.builders import tool

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
_number = count(1)


def office() -> Person:
    return employee(first_name="Petra", last_name="Prins", roles=[Role.PROGRAMME_OFFICE])


def idea(*, owner: Person, **fields: Any) -> Pilot:
    """Return a pilot that has a question and an expectation."""
    values: dict[str, Any] = {
        "title": f"Rapporteren met spraak {next(_number)}",
        "question": "Scheelt inspreken tijd, zonder dat het verslag slechter wordt?",
        "hypothesis": "Wie inspreekt is eerder klaar.",
        "unit": unit("201", "Thuiszorg Noord"),
        "language": "nl",
    }
    return services.register_pilot(actor=owner, now=NOW - timedelta(days=90), **(values | fields))


def contract(*, sponsor: Person, due_in: int = 30) -> dict[str, Any]:
    """Return what intake asks before a pilot may run."""
    return {
        "sponsor": sponsor,
        "tool": tool(),
        "personal_data": PersonalData.NO,
        "starts_on": TODAY - timedelta(days=30),
        "decision_due_on": TODAY + timedelta(days=due_in),
        "measure_name": "Minuten per verslag",
        "measure_unit": "minutes",
        "baseline": Decimal(20),
        "target": Decimal(12),
        "stop_criterion": "Na zes weken niet onder 18 minuten.",
    }


def decided(pilot: Pilot, kind: str, *, actor: Person, now: datetime = NOW, **values: Any) -> Decision:
    return services.decide(
        pilot_id=pilot.pk,
        kind=kind,
        reason=values.pop("reason", "Het loopt goed."),
        seen=pilot.decisions.count(),
        actor=actor,
        now=now,
        **values,
    )


def at_intake(*, owner: Person, actor: Person, **fields: Any) -> Pilot:
    pilot = idea(owner=owner, **fields)
    decided(pilot, DecisionKind.CONTINUE, actor=actor, now=NOW - timedelta(days=60))
    return Pilot.objects.get(pk=pilot.pk)


def running(*, owner: Person, actor: Person, due_in: int = 30, objective: Objective | None = None) -> Pilot:
    """Return a pilot under contract; ``due_in`` may be negative for one whose decision is late."""
    pilot = at_intake(owner=owner, actor=actor, objective=objective)
    began = NOW - timedelta(days=50)
    services.update_pilot(pilot_id=pilot.pk, actor=owner, now=began, **contract(sponsor=actor, due_in=due_in))
    decided(pilot, DecisionKind.CONTINUE, actor=actor, now=began)
    return Pilot.objects.get(pk=pilot.pk)


def measured(pilot: Pilot, *values: int, actor: Person) -> None:
    """Add measurements, one every three days up to today."""
    for place, value in enumerate(reversed(values)):
        services.measure(
            pilot_id=pilot.pk,
            measured_on=TODAY - timedelta(days=3 * place),
            value=Decimal(value),
            cases=20,
            actor=actor,
            now=NOW - timedelta(days=3 * place),
        )


def evaluated(*, owner: Person, actor: Person, due_in: int = 30) -> Pilot:
    pilot = running(owner=owner, actor=actor, due_in=due_in)
    measured(pilot, 18, 15, 11, actor=owner)
    decided(pilot, DecisionKind.CONTINUE, actor=actor)
    return Pilot.objects.get(pk=pilot.pk)
