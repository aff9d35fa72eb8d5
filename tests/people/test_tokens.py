"""Keys of other systems: made once, seen once, kept as a fingerprint, ended at once. And the pages for it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import day_of, end_of
from common.errors import RuleBroken
from common.models import AuditEvent
from people import services
from people.choices import Role, TokenScope
from people.models import ApiToken, Person
from tests.people.builders import NOW, employee
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TODAY = day_of(NOW)
A_DAY = timedelta(days=1)
OTHERS = [role for role in Role if role != Role.ADMINISTRATOR]
LIST, NEW = "people:api_token_list", "people:api_token_create"


@pytest.fixture(autouse=True)
def _at_work(settings: Settings) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW, tick=False):
        yield


def made(actor: Person, *, now: datetime = NOW, **fields: Any) -> tuple[ApiToken, str]:
    """Return a key for thirty days that reads figures, and its text."""
    values = {"name": "dashboard", "scopes": [TokenScope.READ_FIGURES], "expires_at": now + 30 * A_DAY} | fields
    return services.create_api_token(actor=actor, now=now, **values)


def opens(text: str, *, now: datetime = NOW) -> bool:
    return services.authenticate_token(token=text, now=now) is not None


# --- the service ------------------------------------------------------------------------------------------------------
def test_key_opens_what_it_says_until_its_end(administrator: Person) -> None:
    token, text = made(administrator, scopes=[TokenScope.READ_COMPLETIONS, TokenScope.READ_FIGURES])
    found = services.authenticate_token(token=text, now=NOW)
    assert (found, token.scopes) == (token, ["read_completions", "read_figures"])
    assert opens(text, now=token.expires_at - timedelta(seconds=1))
    assert not opens(text, now=token.expires_at)


def test_key_is_kept_as_a_fingerprint_only(administrator: Person) -> None:
    token, text = made(administrator)
    assert re.fullmatch(r"houvast_[\w-]{43}", text)
    kept = f"{ApiToken.objects.values().get()}{list(AuditEvent.objects.values())}"
    assert text not in kept
    assert text[len(token.prefix) :] not in kept
    assert len(token.token_hash) == 64


@pytest.mark.parametrize("wrong", ["", "houvast_", "houvast_x", " ", "é" * 99])
def test_other_text_opens_nothing(administrator: Person, wrong: str) -> None:
    token, text = made(administrator)
    assert not opens(wrong)
    assert not opens(text[:-1])
    assert not opens(text.upper())
    assert not opens(token.token_hash)


def test_day_of_use_is_noted_and_no_more(administrator: Person) -> None:
    token, text = made(administrator)
    assert token.last_used_on is None
    services.authenticate_token(token=text, now=NOW + 2 * A_DAY)
    token.refresh_from_db()
    assert token.last_used_on == TODAY + 2 * A_DAY


def test_key_that_does_not_open_is_not_noted_as_used(administrator: Person) -> None:
    token, text = made(administrator)
    services.revoke_api_token(token_id=token.pk, actor=administrator, now=NOW)
    assert not opens(text)
    assert ApiToken.objects.get().last_used_on is None


def test_key_ends_at_once_and_once(administrator: Person) -> None:
    (token, text), (_other, other_text) = made(administrator), made(administrator, name="HR")
    services.revoke_api_token(token_id=token.pk, actor=administrator, now=NOW)
    again = services.revoke_api_token(token_id=token.pk, actor=administrator, now=NOW + A_DAY)
    assert (opens(text), opens(other_text)) == (False, True)
    assert again.revoked_at == NOW
    assert AuditEvent.objects.filter(action="api_token.revoked").count() == 1


def test_making_and_ending_are_written_down_without_the_text(administrator: Person) -> None:
    token, text = made(administrator, scopes=[TokenScope.WRITE_COMPLETIONS])
    services.revoke_api_token(token_id=token.pk, actor=administrator, now=NOW + A_DAY)
    events = AuditEvent.objects.order_by("pk")
    assert [(event.action, event.actor, event.object_id, event.fields) for event in events] == [
        ("api_token.created", administrator, str(token.public_id), ["write_completions"]),
        ("api_token.revoked", administrator, str(token.public_id), []),
    ]
    assert text not in str(list(events.values()))


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_makes_or_ends_a_key(administrator: Person, role: str) -> None:
    token, text = made(administrator)
    actor = employee(roles=[role])
    with pytest.raises(RuleBroken, match="Alleen een beheerder geeft sleutels"):
        made(actor, name="mine")
    with pytest.raises(RuleBroken, match="Alleen een beheerder trekt sleutels"):
        services.revoke_api_token(token_id=token.pk, actor=actor, now=NOW)
    assert opens(text)
    assert ApiToken.objects.get() == token


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"expires_at": NOW}, "ends_on"),
        ({"expires_at": NOW - A_DAY}, "ends_on"),
        ({"expires_at": NOW + services.TOKEN_LASTS_AT_MOST + timedelta(seconds=1)}, "ends_on"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": [TokenScope.READ_FIGURES, "everything"]}, "scopes"),
    ],
)
def test_key_without_end_or_purpose_is_not_made(administrator: Person, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        made(administrator, **fields)
    assert broken.value.field == field
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("expires_at", "said"),
    [
        (NOW - A_DAY, "Deze datum is voorbij."),
        (NOW + 9 * services.TOKEN_LASTS_AT_MOST, "hoogstens twee jaar. Kies 23 november 2028 of eerder."),
    ],
)
def test_each_mistake_with_the_last_day_has_its_own_words(
    administrator: Person, expires_at: datetime, said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        made(administrator, expires_at=expires_at)


def test_name_tells_the_keys_in_force_apart(administrator: Person) -> None:
    first, _text = made(administrator)
    with pytest.raises(RuleBroken, match="Er is al een sleutel met deze naam"):
        made(administrator)
    services.revoke_api_token(token_id=first.pk, actor=administrator, now=NOW)
    second, _text = made(administrator)
    made(administrator, now=second.expires_at)
    assert ApiToken.objects.filter(name="dashboard").count() == 3


@pytest.mark.parametrize("scope", TokenScope)
def test_each_scope_opens_an_operation_of_the_api(client: Client, administrator: Person, scope: str) -> None:
    _token, text = made(administrator, scopes=[scope])
    operations = [
        (method.upper(), path)
        for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items()
        for method in methods
    ]
    closed = [each for each in operations if client.generic(*each).status_code == 401]
    bearer = {"authorization": f"Bearer {text}"}
    assert [each for each in closed if client.generic(*each, headers=bearer).status_code not in {401, 403}]


def test_scope_without_an_address_is_taken_from_keys_and_a_key_with_no_other_is_ended(administrator: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE people_apitoken DROP CONSTRAINT people_apitoken_scopes_known")
    both, text = made(administrator, name="both")
    alone, _text = made(administrator, name="alone")
    migration = import_module("people.migrations.0008_scopes_that_open_something")
    ApiToken.objects.filter(pk=both.pk).update(scopes=["read_figures", "scim"])
    ApiToken.objects.filter(pk=alone.pk).update(scopes=["read_pilots", "write_usage"])
    migration.drop_scopes(apps, None)
    both.refresh_from_db()
    alone.refresh_from_db()
    assert (both.scopes, both.revoked_at, opens(text)) == (["read_figures"], None, True)
    assert alone.scopes == []
    assert alone.revoked_at is not None


# --- the pages --------------------------------------------------------------------------------------------------------
def filled_in(**fields: Any) -> dict[str, Any]:
    values = {"name": "Dashboard financiën", "scopes": ["read_figures", "write_completions"], "ends_on": "2027-03-01"}
    return values | fields


@pytest.mark.parametrize(("language", "words"), [("nl", "cijfers en indicatoren lezen"), ("en", "read figures")])
def test_list_says_in_words_what_each_key_may(client: Client, administrator: Person, language: str, words: str) -> None:
    made(administrator, name="HR-systeem")
    Person.objects.filter(pk=administrator.pk).update(language=language)
    client.force_login(administrator)
    page = client.get(reverse(LIST)).content.decode()
    assert words in page
    for shown in ("HR-systeem", ApiToken.objects.get().prefix, administrator.full_name):
        assert shown in page


def test_list_shows_what_works_first_and_offers_to_end_only_that(sign_in: SignIn, administrator: Person) -> None:
    ended, over, works = (made(administrator, name=name)[0] for name in ("ended", "over", "works"))
    services.revoke_api_token(token_id=ended.pk, actor=administrator, now=NOW)
    ApiToken.objects.filter(pk=over.pk).update(created_at=NOW - 9 * A_DAY, expires_at=NOW)
    page = sign_in(administrator).get(reverse(LIST))
    assert [token.name for token in page.context["page"]] == ["works", "ended", "over"]
    links = re.findall(r'href="(/people/keys/[^"]+/end/)"', page.content.decode())
    assert links == [reverse("people:api_token_revoke", args=[works.public_id])]


def test_empty_list_says_what_a_key_is_for(sign_in: SignIn, administrator: Person) -> None:
    assert "Geen ander systeem heeft een sleutel" in sign_in(administrator).get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_list_takes_the_same_queries_for_three_and_thirty(sign_in: SignIn, administrator: Person, rows: int) -> None:
    for number in range(rows):
        made(employee(roles=[Role.ADMINISTRATOR]), name=f"system {number}")
    client = sign_in(administrator)
    client.get(reverse(LIST))
    with query_count(__file__, LIST):
        client.get(reverse(LIST))


def test_text_shows_once_and_works_to_the_end_of_the_last_day(sign_in: SignIn, administrator: Person) -> None:
    client = sign_in(administrator)
    page = client.post(reverse(NEW), filled_in())
    text = page.context["text"]
    token = ApiToken.objects.get()
    assert page.status_code == 200
    assert page.content.decode().count(f">{text}</textarea>") == 1
    assert "no-store" in page.headers["Cache-Control"]
    assert (token.name, token.scopes) == ("Dashboard financiën", ["read_figures", "write_completions"])
    assert (token.expires_at, token.last_day) == (end_of(date(2027, 3, 1)), date(2027, 3, 1))
    assert opens(text)
    assert text not in client.get(reverse(LIST)).content.decode()
    assert text not in str([*client.session.values()])


def test_page_sent_twice_makes_one_key(sign_in: SignIn, administrator: Person) -> None:
    client = sign_in(administrator)
    client.post(reverse(NEW), filled_in())
    again = client.post(reverse(NEW), filled_in())
    assert again.status_code == 422
    assert "Er is al een sleutel met deze naam" in again.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"ends_on": "yesterday"}, "ends_on"),
        ({"ends_on": (TODAY - A_DAY).isoformat()}, "ends_on"),
        ({"ends_on": (TODAY + services.TOKEN_LASTS_AT_MOST).isoformat()}, "ends_on"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    sign_in: SignIn, administrator: Person, fields: dict[str, Any], complaint: str
) -> None:
    answer = sign_in(administrator).post(reverse(NEW), filled_in(**fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [complaint]
    assert complaint == "name" or "Dashboard financiën" in answer.content.decode()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("last", [TODAY, TODAY + services.TOKEN_LASTS_AT_MOST - A_DAY])
def test_first_and_last_day_that_the_field_offers_are_taken(sign_in: SignIn, administrator: Person, last: date) -> None:
    client = sign_in(administrator)
    assert f'"{last.isoformat()}"' in client.get(reverse(NEW)).content.decode()
    client.post(reverse(NEW), filled_in(ends_on=last.isoformat()))
    assert ApiToken.objects.get().last_day == last


def test_ending_asks_first_and_then_ends_at_once(sign_in: SignIn, administrator: Person) -> None:
    token, text = made(administrator)
    client, address = sign_in(administrator), reverse("people:api_token_revoke", args=[token.public_id])
    asked = client.get(address)
    assert "De sleutel voor dashboard intrekken?" in asked.content.decode()
    assert opens(text)
    done = client.post(address, follow=True)
    assert "De sleutel is ingetrokken." in done.content.decode()
    assert not opens(text)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_makes_or_ends_keys_on_the_pages(sign_in: SignIn, administrator: Person, role: str) -> None:
    token, text = made(administrator)
    client, end = sign_in(employee(roles=[role])), reverse("people:api_token_revoke", args=[token.public_id])
    asked = [client.get(reverse(LIST)), client.get(reverse(NEW)), client.get(end)]
    sent = [client.post(reverse(NEW), filled_in()), client.post(end)]
    assert [answer.status_code for answer in asked + sent] == [403] * 5
    assert opens(text)
    assert ApiToken.objects.count() == 1


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    for route in (LIST, NEW):
        assert client.get(reverse(route)).headers["Location"].startswith(reverse("account_login"))


def test_wrong_verbs_and_keys_that_are_not_there(sign_in: SignIn, administrator: Person) -> None:
    client, gone = sign_in(administrator), reverse("people:api_token_revoke", args=[administrator.public_id])
    assert client.post(reverse(LIST)).status_code == 405
    assert client.put(reverse(NEW)).status_code == 405
    assert client.delete(gone).status_code == 405
    assert client.post(gone).status_code == 404


@pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
def test_link_to_the_keys_stands_where_an_administrator_looks(sign_in: SignIn, role: str) -> None:
    page = sign_in(employee(roles=[role])).get(reverse("people:person_list")).content.decode()
    assert (reverse(LIST) in page) == (role == Role.ADMINISTRATOR)
