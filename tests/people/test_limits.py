"""Guessing passwords is slow: by address of the machine and by name, and a header does not hide who asks."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.choices import Role
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "correct-horse-battery", "wrong"
OF_ONE_NAME, OF_ONE_MACHINE = 5, 10
"""Wrong passwords in five minutes for one name, and in a minute from one address, before the door stays shut."""
TOO_MANY = "Je probeerde het te vaak."


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def attempt(client: Client, login: object, password: str = WRONG, *, ip: str = "192.0.2.1", forwarded: str = "") -> str:
    """Try to sign in; return ``in``, ``wrong`` or ``shut``."""
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    answer = client.post(
        reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=ip, headers=headers
    )
    if answer.status_code == 302:
        return "in"
    return "shut" if answer.status_code == 429 or TOO_MANY in answer.content.decode() else "wrong"


def test_door_shuts_for_one_name_after_five_wrong_passwords_from_anywhere(client: Client) -> None:
    person = employee(password=PASSWORD)
    tries = [attempt(client, person.email, ip=f"192.0.2.{number}") for number in range(1, OF_ONE_NAME + 2)]
    assert tries == ["wrong"] * OF_ONE_NAME + ["shut"]
    assert attempt(client, person.email, PASSWORD, ip="192.0.2.99") == "shut"


def test_door_shuts_for_a_name_that_nobody_has_too(client: Client) -> None:
    tries = [attempt(client, "nobody@houtwijk.example", ip=f"192.0.2.{number}") for number in range(1, 8)]
    assert tries == ["wrong"] * OF_ONE_NAME + ["shut"] * 2


def test_somebody_elses_wrong_passwords_do_not_shut_the_door_for_me(client: Client) -> None:
    person, me = employee(password=PASSWORD), employee(password=PASSWORD)
    for _try in range(OF_ONE_NAME + 1):
        attempt(client, person.email, ip="192.0.2.1")
    assert attempt(client, me.email, PASSWORD, ip="192.0.2.2") == "in"


def test_right_password_clears_the_slate_of_a_name(client: Client) -> None:
    person = employee(password=PASSWORD)
    for _try in range(OF_ONE_NAME - 1):
        attempt(client, person.email)
    assert attempt(client, person.email, PASSWORD, ip="192.0.2.2") == "in"
    assert attempt(Client(), person.email, ip="192.0.2.3") == "wrong"


def test_one_machine_tries_few_names(client: Client) -> None:
    tries = [attempt(client, f"name{number}@houtwijk.example") for number in range(OF_ONE_MACHINE + 2)]
    assert tries == ["wrong"] * OF_ONE_MACHINE + ["shut"] * 2


def test_header_that_nobody_set_in_front_does_not_make_another_machine(client: Client, settings: Settings) -> None:
    assert settings.TRUSTED_PROXY_COUNT == settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    tries = [
        attempt(client, f"name{number}@houtwijk.example", forwarded=f"198.51.100.{number}, 203.0.113.{number}")
        for number in range(OF_ONE_MACHINE + 2)
    ]
    assert tries == ["wrong"] * OF_ONE_MACHINE + ["shut"] * 2


def test_behind_a_proxy_only_what_the_proxy_itself_wrote_counts(client: Client, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [
        attempt(client, f"name{number}@houtwijk.example", ip="10.0.0.1", forwarded=f"198.51.100.{number}, 203.0.113.9")
        for number in range(OF_ONE_MACHINE + 2)
    ]
    assert forged == ["wrong"] * OF_ONE_MACHINE + ["shut"] * 2
    assert attempt(client, "other@houtwijk.example", ip="10.0.0.1", forwarded="198.51.100.1, 203.0.113.10") == "wrong"


def test_tries_with_a_code_are_limited_by_machine_whatever_the_header_says(client: Client) -> None:
    answers = [
        client.post(
            reverse("people:activate"),
            {"employee_number": str(number), "code": "AAAA-AAAA-AAAA", "password": PASSWORD},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status_code
        for number in range(11)
    ]
    assert answers == [422] * 10 + [429]


def test_tries_with_a_code_are_limited_by_number_from_anywhere(client: Client) -> None:
    form = {"employee_number": "50001", "code": "AAAA-AAAA-AAAA", "password": PASSWORD}
    answers = [
        client.post(reverse("people:activate"), form, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_confirming_a_password_within_a_session_is_limited_too(client: Client) -> None:
    person = employee(password=PASSWORD, roles=[Role.HR])
    client.force_login(person)
    answers = [client.post(reverse("account_reauthenticate"), {"password": "wrong"}).status_code for _try in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert "_auth_user_id" in client.session
