"""What the database itself holds about pilots: each truth is met by going round the services."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from people.models import Person
from pilots.choices import DecisionKind, MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership, Pilot
from tests.people.builders import employee
from tests.pilots.builders import NOW, TODAY, decided, idea, running
from tests.truths import refused

pytestmark = pytest.mark.django_db


def test_decision_is_append_only(colleague: Person, programme_lead: Person) -> None:
    decided(idea(owner=colleague), DecisionKind.CONTINUE, actor=programme_lead)
    for attempt in (lambda: Decision.objects.update(reason="anders"), lambda: Decision.objects.all().delete()):
        with refused("pilots_decision_append_only"):
            attempt()
    with refused("pilots_decision_append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE pilots_decision SET lesson = 'x'")


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("pilots_decision_move_allowed", {"from_stage": Stage.STOPPED, "to_stage": Stage.RUNNING}),
        ("pilots_decision_move_allowed", {"kind": DecisionKind.SCALE}),
        ("pilots_decision_has_reason", {"reason": ""}),
        ("pilots_decision_stop_has_lesson", {"kind": DecisionKind.STOP, "to_stage": Stage.STOPPED}),
        (
            "pilots_decision_extend_has_date",
            {"kind": DecisionKind.EXTEND, "from_stage": Stage.RUNNING, "to_stage": Stage.RUNNING},
        ),
        ("pilots_decision_number_once", {"number": 1, "again": True}),
        (
            "pilots_decision_extend_once",
            {
                "kind": DecisionKind.EXTEND, "from_stage": Stage.RUNNING, "to_stage": Stage.RUNNING,
                "new_due_on": TODAY, "again": True,
            },
        ),
    ],
)  # fmt: skip
def test_decision_that_cannot_be(colleague: Person, truth: str, change: dict[str, object]) -> None:
    again = change.pop("again", False) if "again" in change else False
    values = {
        "pilot": idea(owner=colleague), "number": 1, "kind": DecisionKind.CONTINUE, "from_stage": Stage.IDEA,
        "to_stage": Stage.INTAKE, "reason": "x", "decided_by": colleague, "at": NOW,
    } | change  # fmt: skip
    if again:
        Decision.objects.create(**values)
        if truth != "pilots_decision_number_once":
            values["number"] = 2
    with refused(truth):
        Decision.objects.create(**values)


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("pilots_pilot_stage_known", {"stage": "nope"}),
        ("pilots_pilot_enters_as_idea_or_in_use", {"entry_stage": Stage.RUNNING}),
        ("pilots_pilot_parked_from_somewhere", {"stage": Stage.PARKED}),
        ("pilots_pilot_parked_from_somewhere", {"parked_from": Stage.IDEA}),
        ("pilots_pilot_runs_under_contract", {"stage": Stage.RUNNING}),
        ("pilots_pilot_decides_after_start", {"starts_on": TODAY, "decision_due_on": TODAY}),
        ("pilots_pilot_target_differs", {"baseline": Decimal(3), "target": Decimal(3)}),
        ("pilots_pilot_numbers_possible", {"baseline": Decimal(-3)}),
        ("pilots_pilot_numbers_possible", {"measure_unit": "percent", "target": Decimal(120)}),
        ("pilots_pilot_numbers_possible", {"measure_unit": "grade", "target": Decimal(0)}),
        ("pilots_pilot_measure_known", {"measure_unit": "nope"}),
        ("pilots_pilot_personal_data_known", {"personal_data": "nope"}),
        ("pilots_pilot_language_known", {"language": "de"}),
    ],
)
def test_pilot_that_cannot_be(colleague: Person, truth: str, change: dict[str, object]) -> None:
    pilot = idea(owner=colleague)
    with refused(truth):
        Pilot.objects.filter(pk=pilot.pk).update(**change)


def test_membership_that_cannot_be(colleague: Person) -> None:
    pilot, other = idea(owner=colleague), employee(first_name="Joost")
    attempts = {
        "pilots_membership_one_owner": {"person": other, "role": MemberRole.OWNER},
        "pilots_membership_person_once": {"person": colleague},
        "pilots_membership_role_known": {"person": other, "role": "boss"},
        "pilots_membership_ends_later": {"person": other, "until": TODAY - timedelta(days=1)},
    }
    for truth, change in attempts.items():
        with refused(truth):
            Membership.objects.create(pilot=pilot, since=TODAY, **change)


def test_measurement_and_log_that_cannot_be(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    row = {"pilot": pilot, "measured_on": TODAY, "value": 3, "recorded_by": colleague, "recorded_at": NOW}
    with refused("pilots_measurement_cases"):
        Measurement.objects.create(**row, cases=0)
    Measurement.objects.create(**row)
    with refused("pilots_measurement_one_a_day"):
        Measurement.objects.create(**row)
    entry = {"pilot": pilot, "written_by": colleague, "at": NOW}
    with refused("pilots_logentry_says_something"):
        LogEntry.objects.create(**entry, text="")
    with refused("pilots_logentry_language_known"):
        LogEntry.objects.create(**entry, text="x", language="de")
