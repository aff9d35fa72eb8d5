"""Which errors mean that the database is away, and which mean something else."""

import psycopg
import pytest
from django.db import connection
from django.db.utils import InternalError, OperationalError

from common.postgresql import means_no_connection


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.errors.ConnectionTimeout("connection timeout expired"), True),
        (psycopg.errors.AdminShutdown("terminating connection due to administrator command"), True),
        (psycopg.errors.CrashShutdown(), True),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), True),
        (psycopg.errors.TooManyConnections("sorry, too many clients already"), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.UniqueViolation(), False),
        (ValueError(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_error_of_a_connection_is_told_from_what_a_server_says(error: Exception, is_away: bool) -> None:
    assert means_no_connection(error) is is_away
    wrapped = OperationalError()
    wrapped.__cause__ = error
    while_handling_it = InternalError()
    while_handling_it.__context__ = wrapped
    assert means_no_connection(while_handling_it) is is_away


@pytest.mark.django_db(transaction=True)
def test_long_query_at_a_living_server_is_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(4)")
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
