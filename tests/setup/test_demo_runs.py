"""The whole demo as `make demo` starts it: healthy, working by itself, and gone without a trace when it is killed."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from benchmarks.harness.memory import unique_memory
from portal.embedded.ports import free_port
from tests.setup.processes import BARE, ROOT, alive, command_lines, descendants_of, embedded, wait_until_gone

pytestmark = pytest.mark.long
START_SECONDS = 300
TICK_SECONDS = 100  # the shortest interval in portal/schedule.py is a minute


def wait_for_text(log: Path, text: str, *, seconds: float) -> str:
    deadline = time.monotonic() + seconds
    said = ""
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8") if log.exists() else ""
        if text in said:
            return said
        time.sleep(0.2)
    raise AssertionError(f"{text!r} did not come within {seconds} seconds: {said[-2000:]}")


def test_demo_is_healthy_works_by_itself_and_leaves_nothing(tmp_path: Path) -> None:
    data, said, port = tmp_path / "demo", tmp_path / "said", free_port()
    environment = BARE | {"PORT": str(port), "HOUVAST_DEMO_DATA": str(data)}
    started: set[int] = set()
    with said.open("wb") as output:
        demo = subprocess.Popen(
            embedded(sys.executable, "-m", "portal.demo", data=data),
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        words = wait_for_text(said, "Press Ctrl-C", seconds=START_SECONDS)
        assert f"http://127.0.0.1:{port}/" in words
        assert all(role in words for role in ("employee", "board", "works_council", "administrator"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
        wait_for_text(data / "log" / "worker.log", "Scheduler: Sending due task", seconds=TICK_SECONDS)
        started = descendants_of(demo.pid)
        running = " ".join(command_lines().get(pid, "") for pid in started)
        assert all(name in running for name in ("postgres", "valkey", "gunicorn", "portal.demo.background"))
        assert sum(map(unique_memory, started | {demo.pid})) <= 600
        os.kill(demo.pid, signal.SIGKILL)
        demo.wait()
        assert wait_until_gone(started, seconds=30) == set()
    finally:
        for pid in alive(started | {demo.pid}):
            os.kill(pid, signal.SIGKILL)
        demo.wait()
