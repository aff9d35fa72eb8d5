"""The portal as it is served, on the database of the tests: gunicorn with its own configuration, and plain sockets."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from portal.embedded.ports import free_port
from portal.embedded.processes import dies_with_parent

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "tokenofatestthatlivesforaminute1"
"""The secret of forms, 32 characters as Django makes them, for who has it in a cookie already."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float


@dataclass
class Web:
    """gunicorn with its processes; ``port`` is where it listens."""

    port: int
    log: Path
    process: "subprocess.Popen[bytes]"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, *, timeout: float = 60, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("GET", path, b"", dict(headers or {}), timeout)

    def post(self, path: str, fields: Mapping[str, str], *, timeout: float = 60) -> Answer:
        """Send a form, with the token of the page that it stands on."""
        page = self.ask(path, timeout=timeout)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None, page.text[:500]
        return self.press(path, fields, token=token[1], timeout=timeout)

    def press(self, path: str, fields: Mapping[str, str], *, token: str = TOKEN, timeout: float = 60) -> Answer:
        """Send a form without opening its page first; the cookies hold the token."""
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}/"}
        return self._send("POST", path, body, headers, timeout)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], timeout: float) -> Answer:
        began = time.monotonic()
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            if self.cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            client.request(method, path, body=body or None, headers=headers)
            response = client.getresponse()
            text = response.read().decode(errors="replace")
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies.update([value.partition(";")[0].split("=", 1)])
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, text, time.monotonic() - began)
        finally:
            client.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def workers(self) -> list[int]:
        """The processes that serve, which are the children of the one that was started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def wait_for_workers(self, number: int = 2, *, other_than: Collection[int] = ()) -> set[int]:
        """Wait until so many processes serve, none of those ``other_than``; return them."""
        ends = time.monotonic() + 30
        while len(found := set(self.workers())) != number or found & set(other_than):
            assert time.monotonic() < ends, self.words()
            time.sleep(0.1)
        return found

    def words(self) -> str:
        return self.log.read_text(errors="replace")


def database_url(*, port: int | None = None) -> str:
    """The address of the database of the tests, or of what stands before it at another port of this machine."""
    database = connection.settings_dict
    place = f"127.0.0.1:{port}" if port else f"{database['HOST']}:{database['PORT']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"


@contextlib.contextmanager
def serving(
    folder: Path,
    *,
    workers: int = 2,
    application: str = "portal.wsgi:application",
    options: tuple[str, ...] = (),
    **environment: str,
) -> Iterator[Web]:
    """Serve the portal until the end of the block; a stop leaves no process of it."""
    port, log = free_port(), folder / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--workers", str(workers)]
    command += options
    with log.open("ab") as writes:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", application],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "portal.settings",
                "SECOND_FACTOR_REQUIRED": "false",
                "PYTHONWARNINGS": "ignore",
            }
            | environment,
            stdin=subprocess.DEVNULL,
            stdout=writes,
            stderr=writes,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it sets a mask and asks the kernel, no more
        )
    web = Web(port, log, process)
    try:
        _wait_until_alive(web)
        yield web
    finally:
        stop(web)


def stop(web: Web, *, seconds: float = 40) -> None:
    """Ask gunicorn to stop, as a deploy does, and let nothing of it live on."""
    if web.process.poll() is None:
        web.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.process.wait(timeout=seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(web.process.pid, signal.SIGKILL)
    web.process.wait()


def _wait_until_alive(web: Web) -> None:
    ends = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            if web.ask("/healthz", timeout=5).status == 200:
                return
        assert web.process.poll() is None, web.words()
        assert time.monotonic() < ends, web.words()
        time.sleep(0.1)
