"""The demo installation, for tests that look at every page of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command
from pytest_django.fixtures import Settings


@pytest.fixture
def demo(db: None, settings: Settings) -> Iterator[None]:
    """The demo with 150 people, on the morning after its story ends: later, what is open in it would be closed."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=True):
        call_command("sync_reference")
        call_command("seed_demo", people=150, months=4, until=date(2026, 11, 24))
        yield
