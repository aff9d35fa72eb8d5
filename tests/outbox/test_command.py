"""The doors ``send_due`` and ``simulate_nudges``: one JSON answer, and an exit code that says how it went."""

import json

import pytest
from django.core.management import call_command
from time_machine import travel

from outbox.models import Message
from tests.nudges.builders import DAY, DUE, strategy_in_force
from tests.outbox.builders import TUESDAY, planned
from tests.outbox.smtp_sink import Sink
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[object, int]:
    """Return what a command printed, read as JSON, and its exit code."""
    code = 0
    try:
        call_command(*command, "--format", "json")
    except SystemExit as ended:
        code = int(str(ended.code))
    return json.loads(capsys.readouterr().out), code


@travel(TUESDAY, tick=False)
def test_all_sent_is_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    planned(recipient=employee())

    assert run(capsys, "send_due") == ({"sent": 1, "skipped": 0, "uncertain": 0, "failed": 0}, 0)


@travel(TUESDAY, tick=False)
def test_address_that_was_refused_is_exit_code_1(capsys: pytest.CaptureFixture[str], sink: Sink) -> None:
    planned(recipient=employee())
    planned(recipient=employee(email="refused.1@houtwijk.example"))

    assert run(capsys, "send_due") == ({"sent": 1, "skipped": 0, "uncertain": 0, "failed": 1}, 1)


@travel(TUESDAY, tick=False)
def test_nothing_due_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "send_due") == ({"sent": 0, "skipped": 0, "uncertain": 0, "failed": 0}, 2)


@travel(DUE - 2 * DAY, tick=False)
def test_simulation_lists_person_rule_channel_moment_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    strategy_in_force()
    nurse = employee()
    before = Message.objects.count()

    rows, code = run(capsys, "simulate_nudges", "--days", "5")

    assert code == 0
    assert isinstance(rows, list)
    assert {
        "person": str(nurse.public_id),
        "rule": "nudges.strategy_unread",
        "channel": "mail",
        "at": "2026-12-04T10:35+01:00",
        "reason": "niet bevestigd 14 dagen na publicatie",
    } in rows
    assert Message.objects.count() == before
    assert run(capsys, "simulate_nudges", "--days", "1") == ([], 2)
