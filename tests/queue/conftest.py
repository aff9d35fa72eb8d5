"""Real processes for these tests; none outlives its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nudges.builders import DUE
from tests.outbox import smtp_sink
from tests.outbox.smtp_sink import Sink
from tests.queue.processes import Stack


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink.running() as running:
        yield running


@pytest.fixture
def stack(transactional_db: None, sink: Sink, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stack]:
    """A broker, and what a test starts beside it, on the test's own database, two weeks after publication."""
    running = Stack(folder=tmp_path, mail=sink.url, moment=DUE)
    running.start_broker()
    try:
        yield running
    finally:
        running.kill_all()
        request.node.add_report_section("call", "processes", running.words())
