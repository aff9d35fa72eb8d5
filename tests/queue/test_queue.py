"""Reminders and jobs with a real worker, a real beat and a real broker, and with each of them gone."""

import json
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from directory import services as directory
from directory.choices import RunState
from directory.models import ImportRun
from directory.readers.columns import recognise
from nudges.messages import StrategyUnread
from outbox.choices import Channel, MessageState
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.drill import IS_FULL, tries
from tests.faults.postgres import private_postgres
from tests.nudges.builders import DAY, DUE, confirm, strategy_in_force
from tests.outbox.smtp_sink import Sink
from tests.people.builders import employee
from tests.queue.builders import (
    all_settled,
    crowd,
    let_claims_grow_old,
    plan_nudges_and_confirmations,
    states,
)
from tests.queue.processes import ROOT, Stack, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def mails_to(sink: Sink, address: str | None) -> list[EmailMessage]:
    return [mail for mail in sink.taken if mail["To"] == address]


def wait_for_mails(sink: Sink, number: int) -> None:
    """Wait until the mail server has taken so many in all, or no mail waits any more."""
    wait_until(lambda: len(sink.taken) >= number or all_settled(), what=f"{number} mails")


def test_reminder_goes_out_by_itself_and_once(stack: Stack, sink: Sink) -> None:
    version = strategy_in_force()
    reader, *others = crowd(6)
    confirm(version, reader, now=DUE - DAY)
    stack.start_worker()
    stack.start_beat()

    wait_until(lambda: states(others) == {MessageState.SENT: 5}, what="the reminders")
    time.sleep(2.5)  # beat plans and sends a few times more

    assert [len(mails_to(sink, person.email)) for person in others] == [1] * 5
    assert mails_to(sink, reader.email) == []
    assert Message.objects.filter(code=StrategyUnread.code, channel=Channel.INBOX, recipient__in=others).count() == 5


def test_what_the_broker_forgot_is_sent_all_the_same(stack: Stack, sink: Sink) -> None:
    nudged, confirmed = plan_nudges_and_confirmations(20, 5)
    hr = employee(roles=[Role.HR])
    run = imported_file(hr)
    stack.flush_broker()
    stack.start_worker_with_beat()

    wait_until(all_settled, what="messages")
    wait_until(lambda: refreshed(run).state != RunState.READING, what="the job")

    assert (states(nudged), states(confirmed)) == ({MessageState.SENT: 20}, {MessageState.SENT: 5})
    assert refreshed(run).state == RunState.PLANNED
    assert max(Counter(mail["Message-ID"] for mail in sink.taken).values()) == 1


def imported_file(hr: Person) -> ImportRun:
    """Return an import whose reading was handed to a broker that then forgot it."""
    header = "Personeelsnummer;Roepnaam;Achternaam;E-mail werk;Code OE;Functiegroep"
    text = f"{header}\n1;Jan;Dijk;jan@houtwijk.example;100;Directie\n"
    earlier = DUE - timedelta(minutes=5)
    run = directory.receive_file(
        content=ContentFile(text.encode(), name="hr.csv"),
        name="hr.csv",
        content_type="text/csv",
        actor=hr,
        now=earlier,
    )
    chosen = recognise(run.columns["header"]).chosen()
    return directory.choose_columns(run_id=run.pk, chosen=chosen, actor=hr, now=earlier)


def refreshed(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("kills", [2, pytest.param(tries(3, 50), id="many", marks=pytest.mark.long)])
def test_worker_killed_and_broker_flushed_in_between_sends_nudges_once(stack: Stack, sink: Sink, kills: int) -> None:
    """Each kill leaves at most what was in the air of two processes uncertain, and nothing unsent."""
    size = 30 if kills == 2 else 10_000 if IS_FULL else 150
    nudged, confirmed = plan_nudges_and_confirmations(size, size // 3)
    sink.delay = 0.05 if kills == 2 else 0.01
    for _kill in range(kills):
        taken = len(sink.taken)
        stack.start_worker_with_beat()
        wait_for_mails(sink, taken + 5)
        stack.kill("worker")
        stack.flush_broker()
        let_claims_grow_old()
    sink.delay = 0.0
    stack.start_worker_with_beat()
    wait_until(all_settled, seconds=30 if kills == 2 else 300, what="the rest")

    to_nudged = Counter(mail["To"] for mail in sink.taken)
    ids = {mail["To"]: {other["Message-ID"] for other in mails_to(sink, mail["To"])} for mail in sink.taken}
    outcome = states(nudged)
    assert set(outcome) <= {MessageState.SENT, MessageState.UNCERTAIN}
    assert sum(outcome.values()) == size
    assert outcome.get(MessageState.UNCERTAIN, 0) <= 2 * kills
    assert max(to_nudged[person.email] for person in nudged) == 1
    unsent = [person for person in nudged if not to_nudged[person.email]]
    assert len(unsent) <= outcome.get(MessageState.UNCERTAIN, 0)
    assert states(confirmed) == {MessageState.SENT: len(confirmed)}
    assert min(to_nudged[person.email] for person in confirmed) >= 1
    assert sum(to_nudged[person.email] for person in confirmed) <= len(confirmed) + 2 * kills
    assert all(len(names) == 1 for names in ids.values())


def test_broker_killed_and_back_goes_on_by_itself(stack: Stack, sink: Sink) -> None:
    stack.start_worker_with_beat()
    first, _none = plan_nudges_and_confirmations(3, 0)
    wait_until(all_settled, what="before")
    stack.kill("broker")
    second, _none = plan_nudges_and_confirmations(3, 0)
    time.sleep(1.5)
    stack.start_broker()

    wait_until(all_settled, what="after the broker came back")

    assert (states(first), states(second)) == ({MessageState.SENT: 3}, {MessageState.SENT: 3})
    assert len([mail for mail in sink.taken if "well." in mail["To"]]) == 6


def test_broker_killed_while_work_is_in_the_air_and_back_goes_on_by_itself(stack: Stack, sink: Sink) -> None:
    """What a worker has in hand cannot be given back to a broker that is gone; it must not stop for that."""
    sink.delay = 0.3
    nudged, _none = plan_nudges_and_confirmations(8, 0)
    stack.start_worker_with_beat()
    wait_for_mails(sink, 2)
    stack.kill("broker")
    time.sleep(1.5)
    stack.start_broker()
    later, _none = plan_nudges_and_confirmations(2, 0)

    wait_until(all_settled, what="after the broker came back")

    assert states(later) == {MessageState.SENT: 2}
    assert sum(states(nudged).values()) == 8


@pytest.mark.parametrize("deploys", [1, pytest.param(tries(5, 50), id="many", marks=pytest.mark.long)])
def test_worker_that_is_asked_to_stop_finishes_what_is_in_the_air(stack: Stack, sink: Sink, deploys: int) -> None:
    """A deploy stops a worker within 30 seconds; nothing is lost or doubled."""
    nudged, confirmed = plan_nudges_and_confirmations(20 * deploys, 0)
    sink.delay = 0.05
    for _deploy in range(deploys):
        taken = len(sink.taken)
        stack.start_worker_with_beat()
        wait_for_mails(sink, taken + 1)
        stack.stop("worker", seconds=30)
    stack.start_worker_with_beat()
    wait_until(all_settled, seconds=120, what="the rest")

    assert states(nudged) == {MessageState.SENT: 20 * deploys}
    assert max(Counter(mail["To"] for mail in sink.taken).values()) == 1
    assert confirmed == []


def test_without_a_broker_pages_work_and_nothing_is_lost(stack: Stack, sink: Sink) -> None:
    nurse = employee(email="well.1@houtwijk.example")
    stack.kill("broker")

    answer = subprocess.run(
        [sys.executable, "-m", "tests.queue.without_broker", str(nurse.pk)],
        cwd=ROOT,
        env=stack.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout.splitlines()[-1])

    assert said["page"] == 200
    assert said["handed_over"] is False
    assert said["seconds"] < 5
    stack.start_broker()
    stack.start_worker_with_beat()
    wait_until(all_settled, what="the message of that time")
    assert len(mails_to(sink, nurse.email)) == 1


@pytest.mark.long
def test_worker_and_beat_go_on_by_themselves_when_the_database_comes_back(stack: Stack, sink: Sink) -> None:
    """Stopped and crashed, with mail in the air: confirmations are sent, reminders sent or known to be uncertain."""
    with private_postgres() as postgres:
        stack.start_worker_with_beat()
        sink.delay = 0.1
        for number in range(tries(2, 10)):
            nudged, confirmed = plan_nudges_and_confirmations(10, 10)
            wait_for_mails(sink, len(sink.taken) + 3)
            (postgres.crash if number % 2 else postgres.stop)()
            connection.close()
            time.sleep(3)
            postgres.start()
            let_claims_grow_old()
            wait_until(all_settled, what="after the database came back")
            assert states(confirmed) == {MessageState.SENT: 10}
            outcome = states(nudged)
            assert set(outcome) <= {MessageState.SENT, MessageState.UNCERTAIN}
            assert outcome.get(MessageState.UNCERTAIN, 0) <= 2
            assert max(len(mails_to(sink, person.email)) for person in nudged) == 1
        stack.kill("worker")


# --- two queues -------------------------------------------------------------------------------------------------------
@pytest.mark.long
@pytest.mark.parametrize("together", [True, False], ids=["one worker for both queues", "a worker for each queue"])
def test_mail_that_a_person_waits_for_does_not_stand_behind_an_import(
    stack: Stack, sink: Sink, together: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    hr = employee(roles=[Role.HR])
    (reader,) = crowd(1)
    if together:
        stack.start_worker("both", queues="short,long", processes=1)
    else:
        stack.start_worker("quick", queues="short", processes=1)
        stack.start_worker("slow", queues="long", processes=1)
    wait_until(lambda: stack.workers() == (1 if together else 2), what="the workers")

    with subprocess.Popen(
        [sys.executable, "-m", "tests.queue.busy_day", str(hr.pk), str(reader.pk)],
        cwd=ROOT,
        env=stack.environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as web:
        wait_until(lambda: mails_to(sink, reader.email), seconds=180, what="the mail")
        arrived = time.time()
        was_reading = ImportRun.objects.get().state == RunState.READING
        said = json.loads(web.communicate()[0].splitlines()[-1])
    at_once, waited = said["taken"] - said["asked"], arrived - said["taken"]
    run = ImportRun.objects.get(pk=said["run"])
    wait_until(lambda: refreshed(run).state != RunState.READING, seconds=120, what="the import")

    told = (
        f"{'one worker for both queues' if together else 'a worker for each queue'}: sign-in mail {at_once:.1f} s,"
        f" confirmation through the queue {waited:.1f} s, while an import of 50,000 rows"
        f" {'was still being read' if was_reading else 'had to be finished first'}"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert len(mails_to(sink, hr.email)) == 1
    assert was_reading == (not together), "with one process the mail waits until the import is done"
    assert at_once < 2
    assert together or waited < 2
