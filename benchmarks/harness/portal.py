"""A made-up organisation of any size behind gunicorn, as `make demo` runs it but without worker and clock."""

import http.cookiejar
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.demo import services
from portal.embedded.ports import LOOPBACK, free_port

HEALTHY_SECONDS = 90.0
WORKERS = 2


@dataclass(frozen=True)
class Filled:
    """An installation with people and history in it, and the environment in which its processes run."""

    environment: Mapping[str, str]
    folder: Path


def fill(folder: Path, *, people: int, months: int) -> Filled:
    """Migrate the empty database of DATABASE_URL, move the organisation in, and collect the static files."""
    environment = {
        **os.environ,
        "HOUVAST_ENV": "demo",
        "SECRET_KEY": "of-an-organisation-that-lives-for-one-run-and-holds-nobody",
        "DATA_DIR": str(folder / "files"),
        "STATIC_ROOT": str(folder / "static"),
        "LOG_LEVEL": "WARNING",
    }
    for command in (
        ["-m", "portal.demo.prepare"],
        ["manage.py", "seed_demo", "--people", str(people), "--months", str(months)],
        ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
    ):
        subprocess.run([sys.executable, *command], env=environment, stdout=sys.stderr, check=True)
    return Filled(environment, folder)


@contextmanager
def served(filled: Filled, *, settings: str = "portal.settings") -> Iterator[str]:
    """Serve the installation with gunicorn and two workers under some settings; give its address."""
    port = free_port()
    address = f"http://{LOOPBACK}:{port}"
    # A worker that is replaced in the middle of a run would count against the page of that moment.
    command = [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--config", "deploy/gunicorn.conf.py"),
        *("--bind", f"{LOOPBACK}:{port}", "--workers", str(WORKERS), "--max-requests", "0"),
    ]
    environment = {**filled.environment, "BASE_URL": address, "DJANGO_SETTINGS_MODULE": settings}
    service = services.Service(f"web {settings}", command)
    running = services.start(service, environment=environment, logs=filled.folder)
    try:
        wait_until_it_answers(running, address)
        yield address
    finally:
        services.stop([running])


def ask(filled: Filled, module: str, question: Any) -> Any:
    """Let a module of the harness, in a process of the installation, answer a question: JSON in, JSON out."""
    environment = {**filled.environment, "DJANGO_SETTINGS_MODULE": "benchmarks.harness.portal_settings"}
    command = [sys.executable, "-m", module]
    answer = subprocess.run(
        command, input=json.dumps(question), env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(answer.stdout)


def wait_until_it_answers(running: services.Running, address: str) -> None:
    """Wait for any answer of the web server; what it says is for whoever asks next."""
    ends = time.monotonic() + HEALTHY_SECONDS
    while services.answer(f"{address}/healthz")[0] == 0:
        if running.process.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"The {running.service.name} server did not start:\n{running.last_words()}")
        time.sleep(0.1)


def sign_in(address: str, role: str) -> str:
    """Come in through the demo's door as somebody with ``role``; return the session as a Cookie header."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{address}/account/login/", timeout=60).close()
    token = next(cookie.value or "" for cookie in jar if cookie.name == "csrftoken")
    form = urllib.parse.urlencode({"role": role, "csrfmiddlewaretoken": token}).encode()
    browser.open(f"{address}/demo/sign-in/", data=form, timeout=60).close()
    session = next((cookie.value for cookie in jar if cookie.name == "houvast_session"), None)
    if session is None:
        raise RuntimeError(f"The demo's door did not let {role} in.")
    return f"houvast_session={session}"
