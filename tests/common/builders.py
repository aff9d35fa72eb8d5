"""Jobs, files and threads for tests of the common room."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, connections

from common import services
from common.errors import RuleBroken
from common.models import Job, StoredFile
from people.models import Person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TASK = "tests.read_it"
"""A task that nobody does: what is sent stays in the queue, to be looked at."""


def job(*, unique_key: str = "import:1", owner: Person | None = None, now: datetime = NOW, **parameters: Any) -> Job:
    """Return the live job with this key, begun when there is none."""
    started, _new = services.start_job(kind=TASK, unique_key=unique_key, parameters=parameters, owner=owner, now=now)
    return started


def stored(content: bytes = b"personeelsnummer;naam\n", *, name: str = "medewerkers.csv", **fields: Any) -> StoredFile:
    """Return a file as HR brought it in."""
    values: dict[str, Any] = {"content_type": "text/csv", "purpose": "hr_import", "actor": None, "now": NOW}
    return services.store_file(content=ContentFile(content, name=name), name=name, **(values | fields))


def all_at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Run each of ``works`` in a thread with a connection of its own, all let go together; return what they say.

    A ``RuleBroken`` is an answer too; any other fault fails the test.
    """
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return work()
        except RuleBroken as broken:
            return broken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(run, works))
