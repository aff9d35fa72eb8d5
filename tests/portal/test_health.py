"""Alive while the process answers; ready when database and migrations are in order; degraded without the broker."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from portal.health import migrations_of_this_release
from portal.version import VERSION

NOWHERE = "127.0.0.1:1"
"""A port at which nothing listens."""


def test_alive_needs_no_database_and_no_known_host(client: Client) -> None:
    """Without the ``db`` mark a query would fail this test."""
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "alive", "version": VERSION})


@pytest.mark.django_db
def test_ready_when_database_broker_and_migrations_are_in_order(client: Client) -> None:
    answer = client.get("/readyz", headers={"host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "broker": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_broker_that_does_not_answer_is_named_and_stops_nothing(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://{NOWHERE}/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["broker"].startswith("no answer")
    assert answer.json()["database"] == answer.json()["migrations"] == "ok"


@pytest.mark.django_db
def test_broker_that_does_not_answer_hides_no_migration_that_waits(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://{NOWHERE}/0"
    MigrationRecorder(connection).migration_qs.filter(app="training").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")


@pytest.mark.django_db
def test_migration_that_waits_is_counted(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="training").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "run manage.py migrate" in answer.json()["migrations"]


def test_migrations_are_those_that_django_would_load() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert migrations_of_this_release() == loader.disk_migrations.keys()


@pytest.mark.django_db
def test_tables_without_rights_for_the_portal_are_named(client: Client) -> None:
    """As after a restore into a database in which the roles did not get their rights."""
    with connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON django_migrations FROM CURRENT_USER")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "cannot be read: InsufficientPrivilege"


@pytest.mark.django_db(transaction=True)
def test_database_that_does_not_answer_is_named_and_asked_again_later(client: Client) -> None:
    settings_dict, kept = connection.settings_dict, dict(connection.settings_dict)
    connection.close()
    settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["database"].startswith("no answer")
        assert "migrations" not in answer.json()
    finally:
        settings_dict.update(kept)
        connection.close()
    assert client.get("/readyz").status_code == 200
