"""Start the demo on the servers of DATABASE_URL and REDIS_URL; `make demo` calls this between its own servers."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.demo import services
from portal.embedded.ports import LOOPBACK

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8000
PORTS_TO_TRY = 20
HEALTHY_SECONDS = 120.0
ROLES = (
    ("employee", "what may I use, what do I learn, what is asked of me"),
    ("trainer", "sessions and attendance"),
    ("hr", "people, courses, seats, attendance"),
    ("team", "runs a pilot"),
    ("manager", "the required work of a team"),
    ("programme_office", "strategy, pilots, surveys, reminders"),
    ("board", "how it stands against target and benchmark"),
    ("privacy_officer", "what is measured, and why"),
    ("works_council", "agrees, with or without conditions, or refuses"),
    ("administrator", "connects and keeps it running"),
)


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


class Asked(BaseException):
    """The demo was asked to stop."""


@dataclass(frozen=True)
class Place:
    """Where the demo keeps what is not in the database."""

    folder: Path

    @property
    def logs(self) -> Path:
        """The folder of the services' logs."""
        return self.folder / "log"

    @property
    def seeding(self) -> Path:
        """A file that stands while the organisation is being made, so that half of one is never taken for whole."""
        return self.folder / "seeding"


def say(text: str) -> None:
    """Speak to the person at the terminal, at once."""
    print(text, flush=True)


def main() -> int:
    """Prepare, start, wait until healthy, say where it is, and stay until asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _asked)
    try:
        return _run(Place(Path(os.environ.get("HOUVAST_DEMO_DATA") or ROOT / "var" / "demo").absolute()))
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        return 1
    except Asked:
        say("\nThe demo has stopped. Its data are kept; `make demo-reset` throws them away.")
        return 0


def _asked(number: int, frame: FrameType | None) -> None:
    del number, frame
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)  # stopping takes seconds; a second Ctrl-C must not leave half of it
    raise Asked


def _run(place: Place) -> int:
    os.chdir(ROOT)
    database = os.environ.get("DATABASE_URL")
    if not database or not os.environ.get("REDIS_URL"):
        raise CannotStart("DATABASE_URL and REDIS_URL are not set. Use `make demo`, which starts both servers itself.")
    state = state_of_database()
    if state == "foreign":
        raise CannotStart(
            "The database in DATABASE_URL is neither empty nor a demo, so the demo does not touch it.\n"
            "Leave DATABASE_URL out to use a private one, or give an empty database."
        )
    port = choose_port(os.environ.get("PORT", ""))
    place.logs.mkdir(parents=True, exist_ok=True)
    environment = settings_for(place, port=port)
    prepare(place, environment, state)
    return serve(place, environment, port=port)


def state_of_database() -> str:
    """Ask what the database is, in a process of its own: the driver's memory is not wanted all day."""
    command = [sys.executable, "-m", "portal.demo.database"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise CannotStart(f"The database of DATABASE_URL does not answer:\n{asked.stderr.strip().splitlines()[-1]}")
    return asked.stdout


def choose_port(wanted: str) -> int:
    """Give the port that was asked for, or the first free one from 8000; a port that was asked for must be free."""
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise CannotStart(f"PORT={wanted} is not a port. Give a number, such as PORT=8080.")
        if not is_free(int(wanted)):
            raise CannotStart(f"Port {wanted} is in use. Give another one (PORT=8080), or stop what uses it.")
        return int(wanted)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TO_TRY):
        if is_free(port):
            if port != DEFAULT_PORT:
                say(f"Port {DEFAULT_PORT} is in use, so the demo takes {port}. PORT= chooses another.")
            return port
    raise CannotStart(f"Ports {DEFAULT_PORT} to {port} are all in use. Choose one: make demo PORT=9000")


def is_free(port: int) -> bool:
    """Say whether nothing listens on the port; one that was left a moment ago counts as free, as for the server."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def settings_for(place: Place, *, port: int) -> dict[str, str]:
    """Give the environment of the portal's processes: a demo, its own key, its own folder of files."""
    key = place.folder / "secret_key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return {
        **os.environ,
        "HOUVAST_ENV": "demo",
        "SECRET_KEY": key.read_text(encoding="ascii"),
        "BASE_URL": f"http://{LOOPBACK}:{port}",
        "DATA_DIR": str(place.folder / "files"),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # the allocator's habit of a heap per thread costs 100 MB and wins nothing here
    }


def prepare(place: Place, environment: dict[str, str], state: str) -> None:
    """Bring the database up to date, and fill it when it is empty."""
    bring_up_to_date(environment, place)
    if state == "empty" or place.seeding.exists():
        place.seeding.touch()
        say("  Houtwijk, a made-up care group, moves in; this is done once.")
        if subprocess.run([sys.executable, "manage.py", "seed_demo"], env=environment, check=False).returncode != 0:
            raise CannotStart("The made-up organisation could not be made. `make demo-reset`, then `make demo`.")
        place.seeding.unlink()


def bring_up_to_date(environment: dict[str, str], place: Place) -> None:
    """Make or change the tables, its words to a log; when it fails they are shown."""
    print("  Database ... ", end="", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "portal.demo.prepare"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    words = done.stdout + done.stderr
    (place.logs / "prepare.log").write_text(words, encoding="utf-8")
    if done.returncode != 0:
        raise CannotStart(f"The database could not be brought up to date:\n{words[-3000:]}")
    say(f"{time.monotonic() - started:.0f} s")


def serve(place: Place, environment: dict[str, str], *, port: int) -> int:
    """Start the services and stay with them; when one ends by itself, say its last words and stop the others."""
    running: list[services.Running] = []
    try:
        for service in services.services(port=port, data=place.folder):
            one = services.start(service, environment=environment, logs=place.logs)
            running.append(one)
        wait_until_healthy(running, port=port)
        welcome(place, port=port)
        while True:
            time.sleep(1)
            require_alive(running)
    finally:
        services.stop(running)


def wait_until_healthy(running: list[services.Running], *, port: int) -> None:
    """Wait until the portal says that all it leans on is in order."""
    print("  Web server and worker ... ", end="", flush=True)
    started = time.monotonic()
    status, text = 0, ""
    while time.monotonic() < started + HEALTHY_SECONDS:
        require_alive(running)
        status, text = services.answer(f"http://{LOOPBACK}:{port}/readyz")
        if status == 200:
            say(f"{time.monotonic() - started:.0f} s")
            return
        time.sleep(0.2)
    raise CannotStart(f"The portal is not healthy after {HEALTHY_SECONDS:.0f} seconds: {status} {text[:500]}")


def require_alive(running: list[services.Running]) -> None:
    """Stop when a service has ended by itself."""
    for one in running:
        if one.process.poll() is not None:
            raise CannotStart(
                f"The {one.service.name} has ended by itself (code {one.process.returncode}). The end of {one.log}:\n"
                f"{one.last_words()}"
            )


def welcome(place: Place, *, port: int) -> None:
    """Say where the portal is and as whom one can come in."""
    say(f"\nHouvast runs at http://{LOOPBACK}:{port}/\n\nThe sign-in page has a button for each role:")
    for role, sense in ROLES:
        say(f"  {role:<17} {sense}")
    say(f"\nLogs are in {os.path.relpath(place.logs, ROOT)}. Press Ctrl-C to stop.")


if __name__ == "__main__":
    sys.exit(main())
