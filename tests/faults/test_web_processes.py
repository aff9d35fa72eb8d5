"""Web processes are killed or replaced while people enrol: nothing acknowledged is lost, a deploy fails nobody."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.drill import tries
from tests.faults.crowd import assert_all_there, crowd, enrolling, upcoming_session, wait_for
from tests.faults.web import serving

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kills, size = tries(10, 100), tries(150, 1_000)
    people, session = crowd(size), upcoming_session(capacity=size // 5)
    with serving(tmp_path) as web:
        web.wait_for_workers()
        with enrolling(web, people, session) as told:
            for kill in range(1, kills + 1):
                wait_for(told, size * kill // (kills + 1))
                os.kill(min(web.wait_for_workers()), signal.SIGKILL)
        web.wait_for_workers()
    assert_all_there(told, people, session)
    assert told.statuses["302"] == size
    assert not told.statuses["503"]
    say(capsys, f"{kills} kills while {size} people enrolled: {dict(told.statuses)}, 0 acknowledged missing")


def test_reload_while_people_enrol_fails_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reloads, size = tries(3, 20), tries(200, 2_000)
    people, session = crowd(size), upcoming_session(capacity=size // 5)
    with serving(tmp_path) as web:
        before = web.wait_for_workers()
        with enrolling(web, people, session) as told:
            for reload in range(1, reloads + 1):
                wait_for(told, size * reload // (reloads + 1))
                os.kill(web.process.pid, signal.SIGHUP)
                time.sleep(0.5)
        web.wait_for_workers(other_than=before)
    assert_all_there(told, people, session)
    assert told.statuses == {"302": size}
    say(capsys, f"{reloads} reloads while {size} people enrolled: 0 failed, the slowest answer {told.slowest:.1f} s")


def say(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")
