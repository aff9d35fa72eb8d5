"""PostgreSQL is away: everybody gets our own page or a problem in JSON, soon, and all works again when it is back."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from people.choices import Role
from tests.faults.gateway import Gateway, gateway_to
from tests.faults.web import Answer, Web, database_url, serving
from tests.people.builders import employee

pytestmark = pytest.mark.django_db(transaction=True)

IN_TIME = 5.0
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}
AWAY: dict[str, Callable[[Gateway], None]] = {
    "stopped": Gateway.refuse,
    "frozen": Gateway.freeze,
    "swallowed by the network": Gateway.swallow,
}


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateway_to(int(connection.settings_dict["PORT"])) as found:
        yield found


@pytest.fixture
def web(gateway: Gateway, tmp_path: Path) -> Iterator[Web]:
    """Two processes, which reach the database through the gateway only, and somebody of HR who signed in."""
    hr = employee(roles=[Role.HR], language="nl", password="een lang wachtwoord")
    client = Client()
    client.force_login(hr)
    with serving(tmp_path, DATABASE_URL=database_url(port=gateway.port)) as running:
        running.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        assert running.ask("/").status == 200
        yield running


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "/") -> Iterator[str]:
    """Make one address of each route: an object in it need not exist."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route, converters = str(pattern.pattern), pattern.pattern.converters
        for name, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                route = route.replace(written, SAMPLES.get(kind, "x"))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + route)
        elif "(?P" not in route:
            yield before + route


def ask_all(web: Web, paths: list[str], **headers: str) -> list[Answer]:
    with ThreadPoolExecutor(4) as people:
        return list(people.map(lambda path: web.ask(path, headers=headers), paths))


@pytest.mark.parametrize("how", AWAY)
def test_every_address_says_that_the_portal_is_away_and_works_again(web: Web, gateway: Gateway, how: str) -> None:
    paths = [*addresses(), "/nowhere/", "/scim/v2/Users"]
    assert len(paths) > 250
    AWAY[how](gateway)
    answers = ask_all(web, paths)
    assert {answer.status for answer in answers} == {503}
    assert {answer.headers.get("retry-after") for answer in answers} == {"30"}
    assert max(answer.seconds for answer in answers) < IN_TIME
    for path, answer in zip(paths, answers, strict=True):
        assert "no-store" in answer.headers["cache-control"]
        if path.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json"
            assert json.loads(answer.text)["status"] == 503
        elif path.startswith("/scim/"):
            assert json.loads(answer.text)["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        else:
            assert "<h1>De portal is even niet beschikbaar</h1>" in answer.text
    assert web.ask("/healthz").status == 200
    ready = web.ask("/readyz")
    assert (ready.status, json.loads(ready.text)["status"]) == (503, "not ready")
    assert ready.seconds < IN_TIME
    assert web.ask("/static/build/app.css").status == 200

    gateway.heal()
    ends = time.monotonic() + IN_TIME
    while {web.ask("/training/").status for _again in range(6)} != {200}:
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_strangers_get_no_error_of_ours(web: Web, gateway: Gateway) -> None:
    web.cookies = {}
    gateway.refuse()
    answers = ask_all(web, list(addresses()))
    assert not {answer.status for answer in answers} & {500, 502, 504}
    assert sum(answer.status == 503 for answer in answers) > 10


@pytest.mark.parametrize("how", ["cut", "frozen"])
def test_request_that_loses_its_database_halfway_ends_in_time(web: Web, gateway: Gateway, how: str) -> None:
    """Four people read while the connections break again and again: nobody sees a 500, nobody waits for long."""
    is_over = threading.Event()

    def read_on(number: int) -> list[Answer]:
        answers = []
        while not is_over.is_set():
            answers.append(web.ask(("/", "/training/", "/people/")[number % 3]))
        return answers

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(read_on, number) for number in range(4)]
        for _again in range(12 if how == "cut" else 2):
            time.sleep(0.5)
            if how == "cut":
                gateway.cut()
            else:
                gateway.freeze()
                time.sleep(4)
                gateway.heal()
        time.sleep(2)
        is_over.set()
    answers = [answer for one in asked for answer in one.result()]
    assert len(answers) > 20
    assert {answer.status for answer in answers} == {200, 503}
    assert max(answer.seconds for answer in answers) < IN_TIME


def test_page_speaks_as_the_reader_chose(web: Web, gateway: Gateway) -> None:
    gateway.refuse()
    web.cookies = {}
    assert 'lang="nl"' in web.ask("/account/login/").text
    assert 'lang="en"' in web.ask("/account/login/", headers={"Accept-Language": "en-GB,en;q=0.8"}).text
    web.cookies = {"houvast_language": "en", "theme": "dark"}
    page = web.ask("/account/login/", headers={"Accept-Language": "nl"})
    assert "<h1>The portal is not available for a moment</h1>" in page.text
    assert '<html lang="en" data-theme="dark">' in page.text
    assert page.headers["content-language"] == "en"
