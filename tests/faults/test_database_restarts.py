"""PostgreSQL itself stops or crashes while people enrol: nothing acknowledged is lost, and all goes on by itself."""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.drill import tries
from tests.faults.crowd import (
    as_person,
    assert_all_there,
    crowd,
    enrolling,
    until_it_serves,
    upcoming_session,
    wait_for,
)
from tests.faults.postgres import Postgres, private_postgres
from tests.faults.web import Web, serving

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

IN_TIME = 5.0
AWAY_SECONDS = tries(8, 60)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with private_postgres() as running:
        yield running


@pytest.fixture
def web(postgres: Postgres, tmp_path: Path) -> Iterator[Web]:
    """Two processes that no number of requests ends."""
    with serving(tmp_path, options=("--max-requests", "0")) as running:
        yield running


def test_crash_under_load_loses_nothing_that_was_acknowledged(
    postgres: Postgres, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    crashes, size = tries(2, 10), tries(150, 1_000)
    people, the_session = crowd(size), upcoming_session(capacity=size // 5)
    _reader, key = people[0]
    workers, took = web.wait_for_workers(), []
    with enrolling(web, people, the_session) as told:
        for crash in range(1, crashes + 1):
            wait_for(told, size * crash // (crashes + 1))
            postgres.crash()
            postgres.start()
            back = until_it_serves(web, lambda: as_person(web, key).ask("/training/"), seconds=4 * IN_TIME)
            took.append(back)
    assert_all_there(told, people, the_session)
    assert set(told.statuses) == {"302", "503"}
    assert max(took) < IN_TIME
    assert set(web.workers()) == workers
    say(capsys, f"{crashes} crashes while {size} people enrolled: {dict(told.statuses)}, 0 of {len(told.enrolments)} "
                f"acknowledged missing; back {max(took):.1f} s after PostgreSQL at most")  # fmt: skip


def test_stopped_database_is_said_in_time_and_its_return_is_noticed(
    postgres: Postgres, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    people, stops = crowd(4), tries(1, 3)
    readers = [as_person(web, key) for _person, key in people]
    workers, took, slowest, asked = web.wait_for_workers(), [], 0.0, 0
    assert {reader.ask("/training/").status for reader in readers} == {200}
    for _stop in range(stops):
        postgres.stop()
        ends = time.monotonic() + AWAY_SECONDS
        while time.monotonic() < ends:
            with ThreadPoolExecutor(4) as at_once:
                answers = list(at_once.map(lambda reader: reader.ask("/training/"), readers))
            for answer in answers:
                assert answer.status == 503
                assert "<h1>De portal is even niet beschikbaar</h1>" in answer.text
            ready = web.ask("/readyz")
            assert (ready.status, json.loads(ready.text)["status"]) == (503, "not ready")
            assert web.ask("/healthz").status == 200
            slowest, asked = max(slowest, ready.seconds, *(answer.seconds for answer in answers)), asked + len(answers)
            time.sleep(0.5)
        postgres.start()
        back = until_it_serves(web, lambda: readers[0].ask("/training/"), seconds=4 * IN_TIME)
        took.append(back)
        assert web.ask("/readyz").status == 200
    assert slowest < IN_TIME
    assert set(web.workers()) == workers
    say(capsys, f"{stops} times {AWAY_SECONDS} s without PostgreSQL: {asked} pages of 503, slowest {slowest:.1f} s; "
                f"back {max(took):.1f} s after PostgreSQL at most")  # fmt: skip


def say(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")
