"""What a person sees while the folder is prepared: one line a step, with its time; all output only when it fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

QUIET_SECONDS = 10
LAST_LINES = 25


class Stopped(Exception):
    """The preparation cannot go on; the text says what is missing and how to get it."""


def say(text: str) -> None:
    """Say one thing, at once: a log that lags behind looks like a command that hangs."""
    print(text, flush=True)


class Step:
    """Say what is being done, and how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> Step:  # noqa: PYI034 - `Self` is newer than 3.9
        self.started = time.monotonic()
        print(f"  {self.title} ... ", end="", flush=True)
        return self

    def __exit__(self, failure: object, *_rest: object) -> None:
        print("failed" if failure else f"{time.monotonic() - self.started:.0f} s", flush=True)

    def run(self, command: list[str], *, cwd: Path, env: dict[str, str], hint: str = "") -> str:
        """Run a command in silence and give its output; when it fails show its last lines, and the hint."""
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            while True:
                try:
                    output, _ = process.communicate(timeout=QUIET_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    print(f"{time.monotonic() - self.started:.0f} s ... ", end="", flush=True)
        if process.returncode != 0:
            lines = "\n".join(f"    {line}" for line in output.splitlines()[-LAST_LINES:])
            raise Stopped(f"This command failed: {' '.join(map(str, command))}\n{lines}\n{hint}".rstrip())
        return output


def can_run(command: list[str]) -> str | None:
    """Give the output of a small command, or None where it is missing or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def warn(text: str) -> None:
    """Say what will not happen, where a person sees it even when the output goes to a file."""
    print(f"  note: {text}", file=sys.stderr, flush=True)
