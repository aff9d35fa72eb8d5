"""The demo touches an empty database or its own, and no other."""

import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from common.services import set_up_installation
from portal.demo import prepare
from portal.demo.__main__ import CannotStart, choose_port
from portal.demo.database import State, state_of
from tests.databases import drop_database
from tests.people.builders import employee
from tests.setup.processes import ROOT

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def address_of(database: str) -> str:
    """Give the address of a database on the server of the tests."""
    told = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=told["HOST"], port=told["PORT"], user=told["USER"], password=told["PASSWORD"], dbname=database
    )


@pytest.fixture
def scratch() -> Iterator[str]:
    """Give the address of an empty database of its own."""
    name = f"scratch_{uuid.uuid4().hex}"
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address_of(name)
        drop_database(server, name)


def run_demo(address: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": address, "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "-m", "portal.demo"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def tables_in(address: str) -> set[str]:
    with psycopg.connect(address) as database:
        return {name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_database_without_tables_is_empty(scratch: str) -> None:
    assert state_of(scratch) is State.EMPTY


def test_tables_of_another_program_make_a_database_foreign(scratch: str) -> None:
    with psycopg.connect(scratch) as database:
        database.execute("CREATE TABLE invoice (id int)")
    assert state_of(scratch) is State.FOREIGN


def test_tables_in_another_schema_make_a_database_foreign(scratch: str) -> None:
    with psycopg.connect(scratch) as database:
        database.execute("CREATE SCHEMA books CREATE TABLE invoice (id int)")
    assert state_of(scratch) is State.FOREIGN


def test_demo_refuses_a_foreign_database_and_leaves_it_as_it_was(scratch: str) -> None:
    with psycopg.connect(scratch) as database:
        database.execute("CREATE TABLE invoice (id int)")
    result = run_demo(scratch)
    assert result.returncode == 1
    assert "neither empty nor a demo" in result.stderr
    assert "Traceback" not in result.stderr
    assert tables_in(scratch) == {"invoice"}


@pytest.mark.django_db(transaction=True)
def test_prepared_installation_without_people_is_empty() -> None:
    assert state_of(address_of(connection.settings_dict["NAME"])) is State.EMPTY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_demo", "expected"), [(True, State.DEMO), (False, State.FOREIGN)])
def test_mark_of_the_installation_decides(is_demo: bool, expected: State) -> None:
    set_up_installation(name="Houtwijk", is_demo=is_demo, now=NOW)
    assert state_of(address_of(connection.settings_dict["NAME"])) is expected


@pytest.mark.django_db(transaction=True)
def test_people_without_the_mark_of_a_demo_are_not_touched() -> None:
    employee(first_name="Sanne")
    assert state_of(address_of(connection.settings_dict["NAME"])) is State.FOREIGN


@pytest.mark.django_db
def test_data_of_another_version_are_not_half_used() -> None:
    assert prepare.steps_of_another_version() == []
    MigrationRecorder(connection).record_applied("training", "0002_of_another_time")
    assert prepare.steps_of_another_version() == ["training.0002_of_another_time"]
    with pytest.raises(SystemExit, match="demo-reset"):
        prepare.main()


def test_port_that_was_asked_for_must_be_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is in use"):
            choose_port(str(port))
    assert choose_port(str(port)) == port


@pytest.mark.parametrize("wrong", ["http", "0", "70000", "-1"])
def test_port_that_is_no_port_is_said(wrong: str) -> None:
    with pytest.raises(CannotStart, match="is not a port"):
        choose_port(wrong)
