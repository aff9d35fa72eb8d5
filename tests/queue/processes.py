"""A broker, workers and beat as real processes, to be killed without a word."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import redis
from django.db import connection

from portal.embedded import binaries
from portal.embedded.ports import free_port
from portal.embedded.processes import dies_with_parent

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def wait_until(holds: Callable[[], object], *, seconds: float = PATIENCE, what: str = "") -> None:
    """Wait until something holds, looking ten times a second; fail when it does not in time."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"not within {seconds:.0f} seconds: {what}"
        time.sleep(0.1)


@dataclass
class Stack:
    """The processes of one test and the folder of their logs."""

    folder: Path
    mail: str
    moment: datetime
    port: int = field(default_factory=free_port)
    started: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    began: float = field(default_factory=time.time)

    @property
    def broker_url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def environment(self) -> dict[str, str]:
        database = connection.settings_dict
        address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        return os.environ | {
            "DATABASE_URL": f"postgres://{address}",
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": self.mail,
            "QUEUE_CLOCK": f"{self.moment.isoformat()}|{self.began}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, name: str, command: list[str]) -> None:
        """Start a process in a group of its own, which ends when this one does."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.started[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it sets a mask and asks the kernel, no more
            )

    def start_broker(self) -> None:
        """Start a Valkey that keeps nothing on disk, and wait until it answers."""
        program = str(binaries.find(postgres=False, valkey=True).valkey)
        keeps_nothing = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.start("broker", [program, "--bind", "127.0.0.1", "--port", str(self.port), *keeps_nothing])
        wait_until(self.broker_answers, what="the broker")

    def broker_answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), self.broker() as broker:
            return bool(broker.ping())
        return False

    @contextlib.contextmanager
    def broker(self):  # type: ignore[no-untyped-def]  # redis' own types change with its version
        client = redis.Redis(port=self.port)
        try:
            yield client
        finally:
            client.close()

    def flush_broker(self) -> None:
        """Let the broker forget everything, as FLUSHALL does."""
        with self.broker() as broker:
            broker.flushall()

    def start_worker(self, name: str = "worker", *, queues: str = "short,long", processes: int = 2) -> None:
        """Start a worker, with two processes and for both queues unless said otherwise."""
        self.start(name, [*celery(), "worker", "-n", f"{name}@test", "-Q", queues, "-c", str(processes), *QUIET])

    def workers(self) -> int:
        """Count the workers that answer through the broker."""
        asked = subprocess.run(
            [*celery(), "inspect", "ping", "--json"], cwd=ROOT, env=self.environment(), capture_output=True, check=False
        )
        return len(json.loads(asked.stdout or b"{}"))

    def start_worker_with_beat(self) -> None:
        """Start both as one process, which a small installation does too; they are killed together."""
        schedule = ["-B", "-s", str(self.folder / "schedule")]
        self.start("worker", [*celery(), "worker", "-n", "worker@test", "-c", "2", *schedule, *QUIET])

    def start_beat(self, name: str = "beat") -> None:
        self.start(name, [*celery(), "beat", "-s", str(self.folder / name), "--max-interval", "1", "-l", "WARNING"])

    def kill(self, name: str) -> None:
        """Kill a process and its children without a word: ``kill -9``."""
        process = self.started.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str, *, seconds: float) -> int:
        """Ask a process to stop, as a deploy does, and leave none of its children; return its exit code."""
        process = self.started.pop(name)
        process.terminate()
        code = process.wait(timeout=seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return code

    def kill_all(self) -> None:
        for name in list(self.started):
            self.kill(name)

    def words(self) -> str:
        """Return the last lines of every log, for whoever reads why a test failed."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-15:])
            for path in sorted(self.folder.glob("*.log"))
        )


QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"]


def celery() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "tests.queue.clockwork"]
