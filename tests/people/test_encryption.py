"""Secrets of second factors: encrypted in the database with a key that stands outside it, and the key replaced."""

import json
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.signing import JSONSerializer, loads
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.models import AuditEvent
from people import services
from people.models import Person
from tests.people.builders import NOW, employee
from tests.people.test_account_pages import PASSWORD, code_of_app
from tests.truths import refused

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def new_key() -> str:
    return Fernet.generate_key().decode()


def secured() -> Person:
    """Somebody with an app and recovery codes."""
    person = employee(password=PASSWORD)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def stored() -> str:
    """All that the database keeps of second factors, as somebody with a copy of it reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return str(cursor.fetchone()[0])


def codes_of(person: Person) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    return codes


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any], str]:
    code = 0
    try:
        call_command("encrypt_second_factors", "--format", "json", *arguments)
    except SystemExit as ended:
        code = int(str(ended.code))
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_copy_of_the_database_tells_no_secret_of_an_app_and_no_seed() -> None:
    person = secured()
    assert SECRET not in stored()
    factor = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    assert services.decrypt_secret(factor.data["seed"]) not in stored()
    assert (
        Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).wrap().validate_code(code_of_app(SECRET))
    )


@pytest.mark.parametrize("data", [{"secret": SECRET}, {"seed": "ab" * 40}, {"migrated_codes": ["12345678"]}])
def test_database_refuses_a_secret_in_the_clear(data: dict[str, Any]) -> None:
    with refused("people_authenticator_secret_encrypted"):
        Authenticator.objects.create(user=employee(), type=Authenticator.Type.TOTP, data=data)


def test_secret_of_an_app_that_is_being_set_up_is_encrypted_in_the_session_too(client: Client) -> None:
    client.force_login(employee())
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    kept = Session.objects.get(session_key=client.session.session_key).session_data
    raw = loads(kept, salt="django.contrib.sessions.SessionStore", serializer=JSONSerializer)
    assert raw[SECRET_SESSION_KEY] != secret
    assert services.decrypt_secret(raw[SECRET_SESSION_KEY]) == secret
    assert client.session[SECRET_SESSION_KEY] == secret


def test_session_whose_key_is_gone_gets_another_secret(client: Client, settings: Settings) -> None:
    client.force_login(employee())
    first = client.get(reverse("mfa_activate_totp")).context["form"].secret
    settings.SECOND_FACTOR_KEYS = [new_key()]
    assert client.get(reverse("mfa_activate_totp")).context["form"].secret != first


def test_key_is_replaced_while_everybody_can_go_on(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    person, old, new = secured(), settings.SECOND_FACTOR_KEYS[0], new_key()
    codes = codes_of(person)

    settings.SECOND_FACTOR_KEYS = [new, old]
    assert codes_of(person) == codes
    assert run(capsys=capsys)[:2] == (0, {"encrypted": 2, "unchanged": 0, "refused": []})
    assert run(capsys=capsys)[:2] == (0, {"encrypted": 0, "unchanged": 2, "refused": []})

    settings.SECOND_FACTOR_KEYS = [new]
    assert codes_of(person) == codes
    factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code_of_app(SECRET))
    assert AuditEvent.objects.filter(action="second_factor.encrypted").count() == 2


def test_command_names_who_cannot_be_read_and_changes_nothing_of_theirs(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = secured()
    before = stored()
    settings.SECOND_FACTOR_KEYS = [new_key()]
    code, answer, words = run(capsys=capsys)
    assert (code, answer["encrypted"], set(answer["refused"])) == (2, 0, {str(lost.public_id)})
    assert "Put the key that was used before" in words
    assert stored() == before

    secured()
    code, answer, _words = run(capsys=capsys)
    assert (code, answer["unchanged"], len(answer["refused"])) == (1, 2, 2)


@pytest.mark.parametrize(("language", "words"), [("nl", "Je telefoon en je codes zijn in orde"), ("en", "are fine")])
def test_wrong_key_is_explained_to_who_signs_in_and_logged_for_the_operator(
    client: Client, settings: Settings, language: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    person = secured()
    client.cookies["houvast_language"] = language
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    settings.SECOND_FACTOR_KEYS = [new_key()]

    answer = client.post(reverse("mfa_authenticate"), {"code": code_of_app(SECRET)})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert any("back among SECOND_FACTOR_KEYS" in record.getMessage() for record in caplog.records)
    assert client.get("/").status_code == 302


def test_pages_about_the_second_step_say_so_too(client: Client, settings: Settings) -> None:
    client.force_login(secured())
    settings.SECOND_FACTOR_KEYS = [new_key()]
    for page in ("mfa_index", "mfa_view_recovery_codes"):
        assert client.get(reverse(page)).status_code in {200, 302, 422}


def test_rows_of_an_existing_installation_are_encrypted_by_the_migration_and_back() -> None:
    migration: Any = import_module("people.migrations.0003_encrypt_second_factors")
    person, seed = employee(), "0123456789abcdef" * 5
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mfa_authenticator DROP CONSTRAINT people_authenticator_secret_encrypted")
    kinds, clear = Authenticator.Type, {"seed": seed, "used_mask": 5, "viewed_at": 1764000000.5}
    Authenticator.objects.create(user=person, type=kinds.TOTP, data={"secret": SECRET})
    Authenticator.objects.create(user=person, type=kinds.RECOVERY_CODES, data=clear)
    passkey = Authenticator.objects.create(user=person, type=kinds.WEBAUTHN, data={"credential": {"id": "abc"}})
    before = dict(Authenticator.objects.values_list("type", "data"))

    for _twice in range(2):
        migration.encrypt(apps, None)
    assert SECRET not in stored()
    assert seed not in stored()
    kept = Authenticator.objects.get(type=kinds.RECOVERY_CODES).data
    assert services.decrypt_secret(kept["seed"]) == seed
    assert (kept["used_mask"], kept["viewed_at"]) == (5, 1764000000.5)
    passkey.refresh_from_db()
    assert passkey.data == {"credential": {"id": "abc"}}

    migration.decrypt(apps, None)
    assert dict(Authenticator.objects.values_list("type", "data")) == before


def test_nothing_is_written_that_a_log_or_an_audit_event_could_tell(settings: Settings) -> None:
    secured()
    settings.SECOND_FACTOR_KEYS = [new_key(), settings.SECOND_FACTOR_KEYS[0]]
    services.reencrypt_second_factors(now=NOW)
    assert all(event.fields == ["data"] and not event.reason for event in AuditEvent.objects.all())
