"""The first administrator, from the command line of an empty installation, without a password on it."""

import io
import json
import logging
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from common.clock import day_of
from common.errors import RuleBroken
from common.models import AuditEvent, Installation
from common.selectors import organisation_name
from people import services
from people.models import Person
from tests.people.builders import NOW, employee

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord-17"
EMAIL = "ada@houtwijk.example"
ADA = {"email": EMAIL, "first_name": "Ada", "infix": "van", "last_name": "Wit", "now": NOW}
ARGUMENTS = ["--email", EMAIL, "--first-name", "Ada", "--last-name", "Wit", "--organisation", "Houtwijk"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def command(
    monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = PASSWORD, stdin: io.StringIO | None = None
) -> tuple[str, str]:
    """Run the command as a shell would, with ``typed`` on standard input; return what it wrote, both ways."""
    monkeypatch.setattr(sys, "stdin", stdin or io.StringIO(typed + "\n"))
    out, err = io.StringIO(), io.StringIO()
    call_command("create_administrator", *ARGUMENTS, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# --- the service ------------------------------------------------------------------------------------------------------
def test_first_administrator_of_an_empty_installation_can_sign_in(client: Client) -> None:
    person = services.create_administrator(**ADA | {"email": " Ada@Houtwijk.example "}, password=PASSWORD)
    assert (person.email, person.full_name, person.role_names) == (EMAIL, "Ada van Wit", {"employee", "administrator"})
    assert AuditEvent.objects.get().action == "role.granted"
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_second_first_administrator_is_refused(administrator: Person) -> None:
    with pytest.raises(RuleBroken, match="Er is al een beheerder"):
        services.create_administrator(**ADA, password=PASSWORD)
    assert not Person.objects.filter(email=EMAIL).exists()


def test_administrator_for_a_while_is_an_administrator(administrator: Person) -> None:
    administrator.roles.update(ends_on=day_of(NOW) + timedelta(days=1))
    with pytest.raises(RuleBroken, match="Er is al een beheerder"):
        services.create_administrator(**ADA, password=PASSWORD)


def test_somebody_whom_hr_brought_in_becomes_administrator_under_their_own_name() -> None:
    known = employee(first_name="Adriana", email=EMAIL)
    person = services.create_administrator(**ADA, password=PASSWORD)
    assert (person, person.first_name) == (known, "Adriana")
    assert person.check_password(PASSWORD)


def test_somebody_who_left_does_not_become_administrator() -> None:
    gone = employee(email=EMAIL, left_on=day_of(NOW) - timedelta(days=1))
    with pytest.raises(RuleBroken, match="iemand die weg is"):
        services.create_administrator(**ADA, password=PASSWORD)
    assert not gone.roles.exists()


@pytest.mark.parametrize("weak", ["kort", "qwerty123456", "ada@houtwijk.example", ""])
def test_weak_password_makes_nobody(weak: str) -> None:
    with pytest.raises(ValidationError):
        services.create_administrator(**ADA, password=weak)
    assert not Person.objects.exists()


# --- the command ------------------------------------------------------------------------------------------------------
def test_command_sets_up_an_empty_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = command(monkeypatch, "--password-stdin")
    assert organisation_name() == "Houtwijk"
    assert Person.objects.get().check_password(PASSWORD)
    assert out == ""
    assert "Ada Wit is administrator." in err


def test_command_says_whom_it_made_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _err = command(monkeypatch, "--password-stdin", "--format", "json")
    assert json.loads(out) == {"created": str(Person.objects.get().public_id)}


def test_command_refuses_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    command(monkeypatch, "--password-stdin")
    with pytest.raises(CommandError, match="Er is al een beheerder") as refused:
        command(monkeypatch, "--password-stdin", typed="een-heel-ander-wachtwoord")
    assert refused.value.returncode == 2
    assert Person.objects.get().check_password(PASSWORD)


def test_command_says_what_is_weak_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="Gebruik minstens 12 tekens") as refused:
        command(monkeypatch, "--password-stdin", typed="kort")
    assert refused.value.returncode == 2
    assert not Person.objects.exists()
    assert not Installation.objects.exists()


def test_command_refuses_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError) as refused:
        command(monkeypatch, "--password-stdin", "--email", "ada")
    assert refused.value.returncode == 2
    assert not Person.objects.exists()


@pytest.mark.parametrize("asked", [["--password", "geheim-17-geheim"], ["--password=geheim-17-geheim"]])
def test_password_does_not_go_on_the_command_line(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    with pytest.raises(CommandError):
        command(monkeypatch, *asked)
    assert not Person.objects.exists()


def test_without_a_terminal_the_command_says_how_to_give_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="--password-stdin"):
        command(monkeypatch)
    assert not Person.objects.exists()


def test_at_a_terminal_the_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    command(monkeypatch, stdin=Terminal())
    assert Person.objects.get().check_password(PASSWORD)


def test_two_different_passwords_make_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, PASSWORD + "!"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    with pytest.raises(CommandError, match="The two passwords differ"):
        command(monkeypatch, stdin=Terminal())
    assert not Person.objects.exists()


def test_password_is_neither_said_nor_logged_nor_kept(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    out, err = command(monkeypatch, "--password-stdin")
    kept: list[Any] = [*Person.objects.values(), *AuditEvent.objects.values(), *Installation.objects.values()]
    assert PASSWORD not in f"{out}{err}{caplog.text}{kept}"
