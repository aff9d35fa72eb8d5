"""What happens by itself: every line of the table is a task that exists, and may be missed or run twice."""

from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings

from portal.celery import app
from portal.queues import QUEUE_OF, QUEUES
from portal.schedule import SCHEDULE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks() -> None:
    app.loader.import_default_modules()


@pytest.mark.parametrize("line", SCHEDULE)
def test_line_of_the_table_is_a_task(line: str) -> None:
    assert SCHEDULE[line]["task"] in app.tasks


@pytest.mark.parametrize("line", SCHEDULE)
def test_task_may_run_twice_in_an_empty_installation(line: str) -> None:
    task = app.tasks[str(SCHEDULE[line]["task"])]
    task.apply(throw=True)
    task.apply(throw=True)


def test_every_task_of_ours_has_a_limit_and_is_done_again_when_its_worker_dies() -> None:
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert len(ours) >= len(SCHEDULE)
    for task in ours:
        assert task.acks_late, task.name
        assert task.reject_on_worker_lost, task.name
    assert app.conf.task_time_limit
    assert app.conf.timezone == settings.TIME_ZONE == "Europe/Amsterdam"


def test_every_task_of_ours_has_a_queue_and_the_table_names_nothing_else() -> None:
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    assert set(QUEUE_OF) == ours
    assert set(QUEUE_OF.values()) == set(QUEUES) == {queue.name for queue in app.conf.task_queues}


@pytest.mark.parametrize(
    ("task", "queue"), [("outbox.send_due", "short"), ("training.sweep", "short"), ("directory.apply_import", "long")]
)
def test_task_goes_to_its_queue(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_what_runs_at_an_hour_leaves_the_hours_that_a_clock_change_takes_or_doubles() -> None:
    """Between two and three at night an hour is missing in March and there twice in October."""
    for name, line in SCHEDULE.items():
        every = line["schedule"]
        if isinstance(every, crontab) and len(every.hour) == 1:
            assert every.hour != {2}, name
        elif isinstance(every, float):
            assert timedelta(seconds=every) <= timedelta(minutes=5), name
