"""Long work: one live job a key, owned by one worker, sent again when lost; a broker that is down loses nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from queue import Empty

import pytest
from celery import current_app
from django.db import transaction

from common import services
from common.choices import JobState
from common.models import Job
from common.services import LOST_AFTER, MOST_ATTEMPTS
from common.tasks import resend_lost_jobs
from tests.common.builders import NOW, TASK, all_at_once, job
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
Commit = Callable[..., object]
MINUTE = timedelta(minutes=1)


def sent() -> list[tuple[str, list[object]]]:
    """Take everything out of this test process's own queue; return each task with what it was given."""
    taken = []
    name = current_app.conf.task_default_queue
    with current_app.connection_for_read() as connection, connection.SimpleQueue(name) as queue:
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return taken
            message.ack()
            taken.append((message.headers["task"], message.payload[0]))


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    sent()


def claimed(of: Job, *, now: datetime = NOW) -> Job:
    mine = services.claim_job(job_id=of.pk, now=now)
    assert mine is not None
    return mine


def refreshed(of: Job) -> Job:
    of.refresh_from_db()
    return of


# --- beginning --------------------------------------------------------------------------------------------------------
def test_job_is_sent_when_its_transaction_commits_and_takes_only_its_id(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        started = job(file="Sanne de Boer.csv")
        assert sent() == []
    assert sent() == [(TASK, [started.pk])]
    assert (started.state, started.attempts, started.parameters) == (JobState.QUEUED, 0, {"file": "Sanne de Boer.csv"})


def test_job_of_a_transaction_that_was_undone_is_not_sent(django_capture_on_commit_callbacks: Commit) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[attr-defined]
        job()
        transaction.set_rollback(True)
    assert sent() == []
    assert not Job.objects.exists()


def test_key_that_lives_is_not_begun_again(django_capture_on_commit_callbacks: Commit) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        first = job()
        again, is_new = services.start_job(
            kind=TASK, unique_key=first.unique_key, parameters={"other": 1}, owner=employee(), now=NOW + MINUTE
        )
        other = job(unique_key="import:2")
    assert (again, is_new, again.parameters, again.owner) == (first, False, {}, None)
    assert sent() == [(TASK, [first.pk]), (TASK, [other.pk])]
    claimed(first)
    assert job() == first, "it lives while it runs, too"


@pytest.mark.parametrize("error", ["", "Dit bestand is geen tabel."])
def test_key_is_free_again_when_its_job_is_over(error: str) -> None:
    first = job()
    services.finish_job(claimed(first), now=NOW, error=error)
    assert job() != first


# --- owning -----------------------------------------------------------------------------------------------------------
def test_job_is_owned_by_who_claims_it_first() -> None:
    started = job()
    mine = claimed(started, now=NOW + MINUTE)
    assert services.claim_job(job_id=started.pk, now=NOW + 2 * MINUTE) is None
    assert (mine.state, mine.attempts) == (JobState.RUNNING, 1)
    assert refreshed(started).started_at == started.heartbeat_at == NOW + MINUTE


def test_silent_worker_loses_its_job_to_another_and_the_start_stays() -> None:
    started = job()
    claimed(started)
    almost = NOW + LOST_AFTER - timedelta(seconds=1)
    assert services.claim_job(job_id=started.pk, now=almost) is None
    second = claimed(started, now=NOW + LOST_AFTER)
    assert (second.attempts, second.started_at, second.heartbeat_at) == (2, NOW, NOW + LOST_AFTER)


def test_progress_is_a_heartbeat() -> None:
    started = job()
    services.report_progress(claimed(started), done=5, total=20, now=NOW + 9 * MINUTE)
    assert services.claim_job(job_id=started.pk, now=NOW + 18 * MINUTE) is None
    assert services.claim_job(job_id=started.pk, now=NOW + 19 * MINUTE) is not None
    assert (refreshed(started).done, started.total, started.percentage) == (5, 20, 25)


@pytest.mark.parametrize(
    ("done", "total", "percentage"), [(3, None, None), (0, 0, None), (0, 7, 0), (2, 3, 66), (7, 7, 100), (9, 7, 100)]
)
def test_percentage_is_known_when_the_amount_of_work_is(done: int, total: int | None, percentage: int | None) -> None:
    assert Job(done=done, total=total).percentage == percentage


def test_slow_worker_that_was_taken_for_lost_does_not_end_its_job_a_second_time() -> None:
    started = job()
    slow = claimed(started)
    services.finish_job(claimed(started, now=NOW + LOST_AFTER), now=NOW + LOST_AFTER, result={"rows": 12})
    services.finish_job(slow, now=NOW + 2 * LOST_AFTER, error="Dit bestand is geen tabel.")
    ended = refreshed(started)
    assert (ended.state, ended.result, ended.error, ended.finished_at) == ("done", {"rows": 12}, "", NOW + LOST_AFTER)
    assert (slow.state, slow.result) == ("done", {"rows": 12})


def test_job_that_is_over_or_unknown_is_nobodys() -> None:
    done, failed = claimed(job()), claimed(job(unique_key="import:2"))
    services.finish_job(done, now=NOW, result={"rows": 12})
    services.finish_job(failed, now=NOW, error="Dit bestand is geen tabel.")
    much_later = NOW + timedelta(days=1)
    for pk in (done.pk, failed.pk, failed.pk + 1000):
        assert services.claim_job(job_id=pk, now=much_later) is None
    assert (refreshed(done).state, done.result, done.error, done.finished_at) == ("done", {"rows": 12}, "", NOW)
    assert (refreshed(failed).state, failed.result, failed.error) == ("failed", {}, "Dit bestand is geen tabel.")


def test_job_whose_workers_keep_dying_fails_in_words_and_frees_its_key() -> None:
    started = job()
    for number in range(MOST_ATTEMPTS):
        assert claimed(started, now=NOW + number * LOST_AFTER).attempts == number + 1
    ends = NOW + MOST_ATTEMPTS * LOST_AFTER
    assert services.claim_job(job_id=started.pk, now=ends) is None
    assert (refreshed(started).state, started.attempts, started.finished_at) == ("failed", MOST_ATTEMPTS, ends)
    assert started.error == "Dit is 5 keer geprobeerd en werd niet afgemaakt."
    assert job() != started


# --- lost and sent again ----------------------------------------------------------------------------------------------
def test_what_waits_too_long_or_went_silent_is_sent_again_oldest_first() -> None:
    at = NOW + timedelta(hours=1)
    silent = job(unique_key="silent", now=at - 3 * LOST_AFTER)
    claimed(silent, now=at - LOST_AFTER - timedelta(seconds=1))
    forgotten = job(unique_key="forgotten", now=at - 2 * MINUTE)
    job(unique_key="just begun", now=at - timedelta(seconds=59))
    claimed(job(unique_key="at work", now=at - 2 * LOST_AFTER), now=at - LOST_AFTER + timedelta(seconds=1))
    for key, error in (("done", ""), ("failed", "Nee.")):
        services.finish_job(claimed(job(unique_key=key, now=at - 2 * LOST_AFTER)), now=at - LOST_AFTER, error=error)
    states = list(Job.objects.order_by("pk").values())

    assert services.resend_lost_jobs(now=at) == 2

    assert sent() == [(TASK, [silent.pk]), (TASK, [forgotten.pk])]
    assert list(Job.objects.order_by("pk").values()) == states, "sending again is no attempt: claiming is"


def test_beat_sends_lost_jobs_again() -> None:
    started = job()
    assert resend_lost_jobs() == 1
    assert sent() == [(TASK, [started.pk])]


def test_broker_that_is_down_loses_nothing(
    django_capture_on_commit_callbacks: Commit, no_broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        started = job()
    assert refreshed(started).state == JobState.QUEUED
    assert services.send_job(started) is False
    assert services.resend_lost_jobs(now=NOW + 2 * MINUTE) == 0
    monkeypatch.undo()  # the broker is back
    assert sent() == []
    assert services.resend_lost_jobs(now=NOW + 3 * MINUTE) == 1
    assert sent() == [(TASK, [started.pk])]
    assert claimed(started, now=NOW + 3 * MINUTE).attempts == 1


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_begun_at_once_is_one_job_and_claimed_at_once_has_one_owner() -> None:
    for number in range(10):
        jobs = all_at_once([lambda n=number: job(unique_key=f"import:{n}")] * 8)  # type: ignore[misc]
        assert len(set(jobs)) == 1
        owners = all_at_once([lambda one=jobs[0]: services.claim_job(job_id=one.pk, now=NOW)] * 8)  # type: ignore[misc]
        assert owners.count(None) == 7
    assert sent().count((TASK, [Job.objects.latest("pk").pk])) == 1
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_job_that_ends_while_it_is_asked_for_again_is_begun_again() -> None:
    """Whoever finds the key taken may find nobody there a moment later: then the key is free, and that is no fault."""

    def again_and_again() -> int:
        begun = 0
        for _time in range(40):
            started, is_new = services.start_job(kind=TASK, unique_key="x", parameters={}, owner=None, now=NOW)
            if is_new:
                services.finish_job(started, now=NOW)
                begun += 1
        return begun

    begun = all_at_once([again_and_again] * 8)
    assert Job.objects.count() == sum(int(str(number)) for number in begun)
    assert not Job.objects.exclude(state=JobState.DONE).exists()
