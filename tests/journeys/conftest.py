"""A browser, an empty installation behind a real address, a worker on a real queue, and time that can pass."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from common.clock import AMSTERDAM
from people.models import Person
from portal.celery import app
from tests.journeys.visiting import WIDE, Visitor, visiting

BEGINS = datetime(2026, 9, 1, 9, 0, tzinfo=AMSTERDAM)
PATIENCE = 30.0
EVERYTHING = os.environ.get("HOUVAST_JOURNEYS") == "all"
LONG_IN = ["nl", "en"] if EVERYTHING else ["nl"]
"""Languages in which the long walks are done: one of both in each run of the tests, both in `make journeys`."""


@dataclass
class House:
    """One installation in one language, and who comes by."""

    browser: Browser
    address: str
    language: str
    traveller: time_machine.Traveller
    folder: Path

    def visit(self, person: Person | None = None, *, width: int = WIDE) -> AbstractContextManager[Visitor]:
        """Open a browser for somebody who is signed in, or for a stranger.

        Axe looks at each page of the walk in Dutch; the same pages in English, and in every theme and width, are looked
        at by `make journeys`.
        """
        axe = EVERYTHING or self.language == "nl"
        return visiting(self.browser, self.address, person, language=self.language, width=width, axe=axe)

    def let_time_pass_until(self, moment: datetime) -> None:
        """Move on, never back; who was signed in may have to sign in again."""
        self.traveller.move_to(moment)

    def let_time_pass(self, *, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    def work(self, task: str) -> None:
        """Hand a task to the queue, as beat does."""
        app.send_task(task)

    @staticmethod
    def wait_until(holds: Callable[[], object], what: str) -> None:
        """Wait until a worker has done its part."""
        ends = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < ends, f"not within {PATIENCE:.0f} seconds: {what}"
            time.sleep(0.1)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Run a worker in a thread, so that it lives in the time of the test; what other tests left is not its work."""
    app.loader.import_default_modules()
    app.control.purge()
    with start_worker(app, perform_ping_check=False, loglevel="ERROR", shutdown_timeout=30):
        yield


@pytest.fixture
def house(  # noqa: PLR0917 - what a fixture asks for
    request: pytest.FixtureRequest,
    browser: Browser,
    live_server: LiveServer,
    worker: None,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[House]:
    """An empty installation on a Tuesday in September, in the language that the test names."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.BASE_URL = live_server.url
    cache.clear()  # the limits on signing in, which no test leaves behind for the next
    with time_machine.travel(BEGINS, tick=True) as traveller:
        call_command("sync_reference", stdout=StringIO(), stderr=StringIO())
        yield House(browser, live_server.url, getattr(request, "param", "nl"), traveller, tmp_path)


def at(day: int, hour: int = 10, *, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=AMSTERDAM)
