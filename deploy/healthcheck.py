"""Is the process in this container well? Exit 0 when it is. Argument: web, worker or beat."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

SCHEDULE = Path("/tmp/celerybeat-schedule")  # noqa: S108 - compose.yaml gives beat this place
BEAT_SECONDS = 600  # beat writes its schedule at least every five minutes


def web() -> bool:
    """The portal answers, and so do its database and its broker."""
    with urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=5) as response:
        return bool(response.status == 200)


def worker() -> bool:
    """The worker of this container answers through the broker."""
    command = [sys.executable, "-m", "celery", "--app", "portal.celery", "inspect", "ping", "--timeout", "10"]
    name = f"celery@{socket.gethostname()}"
    done = subprocess.run([*command, "--destination", name], capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def beat() -> bool:
    """The clock has not stood still."""
    files = [path for path in SCHEDULE.parent.glob(f"{SCHEDULE.name}*") if path.is_file()]
    return any(time.time() - path.stat().st_mtime < BEAT_SECONDS for path in files)


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    try:
        well = CHECKS[sys.argv[1]]()
    except OSError:
        well = False
    sys.exit(0 if well else 1)
