"""Valkey is away: every page answers as before, and so do signing in and what sends a message."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import global_settings
from django.test import Client
from pytest_django.fixtures import Settings

from people.choices import Role
from tests.faults.gateway import Gateway, gateway_to
from tests.faults.test_database_away import addresses, ask_all
from tests.faults.web import serving
from tests.people.builders import employee

pytestmark = pytest.mark.django_db(transaction=True)

AWAY: dict[str, Callable[[Gateway], None]] = {"stopped": Gateway.refuse, "frozen": Gateway.freeze}
PASSWORD = "een lang wachtwoord"


@pytest.mark.parametrize("how", AWAY)
def test_every_page_and_signing_in_go_on_without_the_broker(tmp_path: Path, settings: Settings, how: str) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    hr = employee(roles=[Role.HR], password=PASSWORD)
    client = Client()
    client.force_login(hr)
    broker = urlsplit(os.environ["REDIS_URL"])
    with gateway_to(broker.port or 6379) as gateway:
        url = broker._replace(netloc=f":{broker.password}@127.0.0.1:{gateway.port}").geturl()
        with serving(tmp_path, REDIS_URL=url) as web:
            web.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
            paths = list(addresses())[::3]
            before = [answer.status for answer in ask_all(web, paths)]
            AWAY[how](gateway)
            answers = ask_all(web, paths)
            assert [answer.status for answer in answers] == before
            assert max(before) < 500
            assert max(answer.seconds for answer in answers) < 5

            web.cookies = {}
            signed_in = web.post("/account/login/", {"login": str(hr.email), "password": PASSWORD})
            assert (signed_in.status, web.ask("/").status, web.ask("/readyz").status) == (302, 200, 200)
            assert signed_in.seconds < 5
            asked = web.post("/account/password/change/", {
                "oldpassword": PASSWORD, "password1": "een ander lang woord", "password2": "een ander lang woord"
            })  # fmt: skip
            assert asked.status == 302
            assert asked.seconds < 5
