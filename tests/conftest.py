"""What every test stands on: quick password hashing, a browser, and the personas of the house."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import hypothesis
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from people.choices import FunctionGroup, Role
from people.models import Person
from tests import chromium
from tests.people.builders import employee, unit

# How fast a machine is at the moment says nothing about the code: no example is timed.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("untimed")

LONGEST_END = 60
"""Seconds in which the last session on the test database has to end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: they are the longest tests, and last they would leave all but one process idle."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def pytest_collection_finish() -> None:
    """Leave what is loaded now out of the search for garbage, and search less often: a twelfth of the time was that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """End what still has the test database open when all tests are over: one open session, and it cannot be dropped.

    A web process that a test ended may have asked for a session that only begins now, so nobody may begin one either.
    """
    yield
    kept = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        if not kept:
            cursor.execute(f"ALTER DATABASE {name} WITH CONNECTION LIMIT 0")
        until = monotonic() + LONGEST_END
        while monotonic() < until:
            cursor.execute(
                "SELECT pid, state, left(query, 200) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            sessions = cursor.fetchall()
            if not sessions:
                break
            for pid, state, query in sessions:
                sys.stderr.write(f"\nA test left a session open: {state}, {query}\n")
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.fixture(autouse=True)
def _quick_and_calm(settings: Settings) -> Iterator[None]:
    """Hash passwords quickly and speak Dutch unless a test says otherwise."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with translation.override("nl"):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once a module; its event loop makes Django wary of our own queries, which stay in this thread."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.path(), args=list(chromium.ARGUMENTS))
        yield chrome
        chrome.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def sign_in(client: Client) -> Iterator[object]:
    """Return a function that signs a person in, with their second factor done, and gives the client."""

    def signed_in(person: Person) -> Client:
        client.force_login(person)
        return client

    yield signed_in
    cache.clear()


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """Keep stored files in a folder of this test, and return it."""
    folder = tmp_path / "files"
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return folder


@pytest.fixture
def at_work(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    """Let it be the ``NOW`` of the test's module; the second factor is somebody else's test."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(request.module.NOW, tick=False):
        yield


@pytest.fixture
def colleague(db: None) -> Person:
    return employee(first_name="Sanne", unit=unit("201", "Thuiszorg Noord"))


@pytest.fixture
def hr(db: None) -> Person:
    return employee(first_name="Hanneke", roles=[Role.HR])


@pytest.fixture
def programme_lead(db: None) -> Person:
    return employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE])


@pytest.fixture
def board_member(db: None) -> Person:
    return employee(first_name="Bram", function_group=FunctionGroup.DIRECTOR, roles=[Role.BOARD])


@pytest.fixture
def privacy_officer(db: None) -> Person:
    return employee(first_name="Fatima", roles=[Role.PRIVACY_OFFICER])


@pytest.fixture
def works_council_member(db: None) -> Person:
    return employee(first_name="Ole", roles=[Role.WORKS_COUNCIL])


@pytest.fixture
def administrator(db: None) -> Person:
    return employee(first_name="Ada", roles=[Role.ADMINISTRATOR])
