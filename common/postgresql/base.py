"""Django's PostgreSQL backend with connections that notice a server which says nothing.

A server that is stopped or refuses is an error at once. One that is frozen, or behind a network that swallows
everything, is not: the kernel takes what we send, and a query waits for ever. Here a query that has heard nothing for
a while asks whether the server still answers anybody; a long query at a living server is left alone.
"""

import socket
import struct
import time
from collections.abc import Generator
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.waiting import Ready

SILENCE = 1.5
"""Seconds without a word before a query asks whether the server is there, and those that the server then has."""
PAUSE = 1.0
"""Seconds in which nobody tries a server that was silent: else each who asks waits for it anew."""
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""What every PostgreSQL, and every pooler before one, answers with one byte, also with no connection to spare."""

_silent_until: dict[tuple[str, str], float] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections raise ``OperationalError`` within three seconds when the server went silent."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unless the server was silent a moment ago."""
        place = str(conn_params.get("host", "")), str(conn_params.get("port", ""))
        if time.monotonic() < _silent_until.get(place, 0):
            raise psycopg.OperationalError("the server was silent a moment ago")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            _leave_alone(place)
            raise
        wait = connection.wait
        connection.wait = lambda gen, *args, **options: wait(_watched(gen, connection, place), *args, **options)
        return connection


def _watched[Result](
    gen: PQGen[Result], connection: "psycopg.Connection[Any]", place: tuple[str, str]
) -> Generator[Any, Any, Result]:
    """Pass on what psycopg waits for; at silence ask for a sign of life, and give the connection up without one."""
    try:
        wants = next(gen)
        heard = time.monotonic()
        while True:
            ready = yield wants
            if ready != Ready.NONE:
                heard = time.monotonic()
            elif time.monotonic() > heard + SILENCE:
                if not _answers(connection):
                    _leave_alone(place)
                    connection.close()
                    raise psycopg.OperationalError("the server has gone silent")
                heard = time.monotonic()
            wants = gen.send(ready)
    except StopIteration as end:
        result: Result = end.value
        return result


def _answers(connection: "psycopg.Connection[Any]") -> bool:
    """Say whether the server of this connection answers somebody who comes now."""
    host, port = connection.info.hostaddr or connection.info.host, connection.info.port
    is_on_this_machine = host.startswith(("/", "@"))
    family = socket.AF_UNIX if is_on_this_machine else socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(SILENCE)
        try:
            probe.connect(f"{host}/.s.PGSQL.{port}" if is_on_this_machine else (host, port))
            probe.sendall(SSL_REQUEST)
            return bool(probe.recv(1))
        except OSError:
            return False


def _leave_alone(place: tuple[str, str]) -> None:
    _silent_until[place] = time.monotonic() + PAUSE
