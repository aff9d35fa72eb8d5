"""The connection to the queue, which may break at any moment."""

from typing import Any

import kombu
from celery.app import amqp


class Connection(kombu.Connection):
    """One that can be closed when it broke.

    A worker that waits for work when its broker goes closes its channel twice: the first time that fails, and the
    second time nothing is under it any more, where kombu 5.7 gives back what the worker had in hand and ends in an
    ``AttributeError``. It expects that two lines further on, and not here, so the worker would stop for good. What was
    in hand comes back by itself: the queue gives it out again, and the sweeps look in the database.
    """

    def maybe_close_channel(self, channel: Any) -> None:
        try:
            super().maybe_close_channel(channel)
        except AttributeError:
            if getattr(channel.connection, "client", None) is not None:
                raise


class AMQP(amqp.AMQP):
    """What Celery makes its connections with."""

    Connection = Connection
