"""Mail of these tests: kinds of our own, and a mail server that can fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from outbox.services import adding
from tests.outbox import smtp_sink
from tests.outbox.smtp_sink import Sink


@pytest.fixture(autouse=True)
def _sample_templates(settings: Settings) -> None:
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], Path(__file__).with_name("templates")]}]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Send mail to a server of our own, with a time-out shorter than its patience."""
    with smtp_sink.running() as running:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": running.port, "timeout": 0.3},
            }
        }
        yield running


@pytest.fixture(autouse=True)
def _broker_may_be_asked_again() -> Iterator[None]:
    yield
    adding._broker_failed_at = None
