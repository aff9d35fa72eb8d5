"""The portal's processes, each with a log of its own, none of which outlives the demo."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.processes import dies_with_parent

STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Service:
    """One process of the portal: its name in words, its command, and the signal on which it drops all at once."""

    name: str
    command: list[str]
    parent_died: int = signal.SIGTERM


@dataclass
class Running:
    """A service that was started."""

    service: Service
    process: "subprocess.Popen[bytes]"
    log: Path

    def last_words(self) -> str:
        """Give the end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        return "\n".join(f"    {line}" for line in lines)


def services(*, port: int, data: Path) -> list[Service]:
    """List what makes a portal: web server, and a worker for each queue with the clock that starts the regular work.

    One web process with threads is enough for who tries it out, and takes a third less memory than two processes. The
    worker for long work is forked from the other one, which loaded the code.
    """
    python = sys.executable
    return [
        Service(
            "web server",
            [
                *(python, "-m", "gunicorn", "portal.wsgi:application"),
                *("--config", "deploy/gunicorn.conf.py"),
                *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2", "--max-requests", "0"),
            ],
        ),
        Service(
            "worker",
            [python, "-m", "portal.demo.background", str(data / "celerybeat-schedule")],
            parent_died=signal.SIGKILL,
        ),
    ]


def start(service: Service, *, environment: Mapping[str, str], logs: Path) -> Running:
    """Start a service in a session of its own, so that Ctrl-C reaches the demo alone, which stops it in order."""
    log = logs / f"{service.name.replace(' ', '-')}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            service.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(service.parent_died),  # noqa: PLW1509 - the demo has no threads
        )
    return Running(service, process, log)


def stop(running: list[Running]) -> None:
    """Ask all to stop; whoever is not done in time is ended with its whole group."""
    for one in running:
        if one.process.poll() is None:
            one.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for one in running:
        try:
            one.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()


def answer(address: str) -> tuple[int, str]:
    """Ask an address of the portal: its status and text; status 0 while nothing listens."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - our own loopback address
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)
