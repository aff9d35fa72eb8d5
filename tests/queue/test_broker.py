"""The connection to the queue when it breaks."""

from collections.abc import Iterator

import kombu
import pytest
from django.conf import settings

from portal.broker import Connection
from portal.celery import app

QUEUE = "tests-of-a-broken-connection"


def with_work_in_hand(kind: type[kombu.Connection]) -> kombu.Connection:
    """Return a connection whose worker took a message and did not answer for it yet."""
    connection = kind(settings.CELERY_BROKER_URL)
    channel = connection.default_channel
    queue = kombu.Queue(QUEUE, channel=channel)
    queue.declare()
    kombu.Producer(channel).publish({"task": 1}, routing_key=QUEUE)
    assert queue.get() is not None
    return connection


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    yield
    with kombu.Connection(settings.CELERY_BROKER_URL) as connection:
        kombu.Queue(QUEUE, channel=connection.default_channel).delete()


def test_worker_and_web_use_the_connection_that_can_be_closed_when_it_broke() -> None:
    with app.connection_for_read() as reading, app.connection_for_write() as writing:
        assert (type(reading), type(writing), type(reading.clone())) == (Connection, Connection, Connection)


def test_connection_that_broke_with_work_in_hand_is_closed_and_the_worker_goes_on() -> None:
    """As a worker left it on 25 November 2026: the transport gone from under a channel that was never closed."""
    broken = with_work_in_hand(Connection)
    broken.transport.client = None
    broken.release()
    bare = with_work_in_hand(kombu.Connection)
    bare.transport.client = None
    with pytest.raises(AttributeError):
        bare.release()


def test_other_faults_of_a_channel_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = with_work_in_hand(Connection)
    channel = connection.default_channel
    with monkeypatch.context() as patch:
        patch.delattr(type(channel), "_close_clients")
        with pytest.raises(AttributeError):
            connection.maybe_close_channel(channel)
    connection.release()
