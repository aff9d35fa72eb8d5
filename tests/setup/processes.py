"""Start the supervisor as a person would, and look at what is alive after it."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a person's shell has: this process's environment without what the run of the tests put there.
OURS = ("DATABASE_URL", "REDIS_URL", "HOUVAST_", "PYTEST_", "DJANGO_", "DATA_DIR", "QUEUE_")
BARE = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def embedded(*command: str, data: Path | None = None) -> list[str]:
    """Give the command line that runs `command` between its own servers."""
    options = ["--data", str(data)] if data else []
    return [sys.executable, "-m", "portal.embedded", *options, "--", *command]


def run(
    command: list[str], *, environment: Mapping[str, str] | None = None, timeout: float = 90
) -> subprocess.CompletedProcess[str]:
    """Run to the end in an environment without addresses of servers, so that it starts its own."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=BARE | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def command_lines() -> dict[int, str]:
    """List what runs on this machine, with its arguments; a process that ends meanwhile is left out."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            found[int(entry.name)] = b" ".join(words).decode(errors="replace")
    return found


def children_of(pid: int) -> list[int]:
    """List the direct children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def descendants_of(pid: int) -> set[int]:
    """List everything below a process."""
    found: set[int] = set()
    todo = [pid]
    while todo:
        for child in children_of(todo.pop()):
            found.add(child)
            todo.append(child)
    return found


def alive(pids: set[int]) -> set[int]:
    """Keep those that still run; a zombie does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            found.add(pid)
    return found


def wait_until_gone(pids: set[int], *, seconds: float) -> set[int]:
    """Wait until all have ended, and give those that have not."""
    deadline = time.monotonic() + seconds
    while (left := alive(pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def wait_for(file: Path, *, seconds: float = 60) -> str:
    """Wait until the file has a whole line, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text(encoding="utf-8")).endswith("\n"):
            return text.strip()
        time.sleep(0.05)
    raise AssertionError(f"{file} did not come within {seconds} seconds")
