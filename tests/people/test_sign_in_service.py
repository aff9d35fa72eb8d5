"""Signing in through the organisation's own OpenID Connect provider, the whole way round."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import today
from people import services
from people.choices import Role, RoleSource
from people.models import Person, RoleAssignment
from tests.people.builders import LONG_AGO, NOW, employee
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider

pytestmark = pytest.mark.django_db
GROUPS = {"ai-office": Role.PROGRAMME_OFFICE.value}
EMAIL = "petra@houtwijk.example"
PASSWORD = "correct-horse-battery"


class StopAtRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running_provider({"sub": "entra-1", "email_verified": True}) as running:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "work",
                        "name": "Houtwijk",
                        "client_id": CLIENT_ID,
                        "secret": CLIENT_SECRET,
                        "settings": {"server_url": running.address, "groups_to_roles": GROUPS},
                    }
                ],
            }
        }
        yield running


def come_in(client: Client, provider: Provider) -> Any:
    """Walk the whole way as a browser does: portal, provider, portal."""
    start = client.post(reverse("openid_connect_login", kwargs={"provider_id": "work"}))
    assert start["Location"].startswith(f"{provider.address}/authorize"), start.content
    opener = urllib.request.build_opener(StopAtRedirect)
    try:
        opener.open(start["Location"])
    except urllib.error.HTTPError as answer:
        back = answer.headers["Location"]
    path = back.replace("http://testserver", "")
    return client.get(path)


def test_person_comes_in_and_gets_the_roles_of_their_groups(client: Client, provider: Provider) -> None:
    person = employee(first_name="Petra")
    provider.claims |= {"email": (person.email or "").upper(), "groups": ["ai-office", "other"]}
    come_in(client, provider)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Person.objects.get(pk=person.pk).has_role(Role.PROGRAMME_OFFICE)


def test_role_ends_when_the_group_is_left(client: Client, provider: Provider) -> None:
    person = employee()
    provider.claims |= {"email": person.email, "groups": ["ai-office"]}
    come_in(client, provider)
    client.logout()
    provider.claims["groups"] = []
    come_in(client, provider)
    assert not Person.objects.get(pk=person.pk).has_role(Role.PROGRAMME_OFFICE)
    assert RoleAssignment.objects.get(person=person).source == RoleSource.IDENTITY_PROVIDER


def test_role_granted_here_survives_the_groups(client: Client, provider: Provider) -> None:
    person = employee(roles=[Role.HR])
    provider.claims |= {"email": person.email, "groups": []}
    come_in(client, provider)
    assert Person.objects.get(pk=person.pk).has_role(Role.HR)


def test_stranger_is_told_whom_to_ask_and_gets_no_account(client: Client, provider: Provider) -> None:
    provider.claims |= {"email": "nobody@elsewhere.example"}
    response = come_in(client, provider)
    assert response.status_code == 403
    assert not Person.objects.exists()
    assert "_auth_user_id" not in client.session


def test_address_that_the_provider_did_not_verify_opens_nothing(client: Client, provider: Provider) -> None:
    person = employee()
    provider.claims |= {"email": person.email, "email_verified": False}
    assert come_in(client, provider).status_code == 403


def test_claims_are_forgotten_after_sign_in(client: Client, provider: Provider) -> None:
    person = employee()
    provider.claims |= {"email": person.email, "phone_number": "+31612345678"}
    come_in(client, provider)
    come_in(Client(), provider)
    assert SocialAccount.objects.get(user=person).extra_data == {}


def test_who_left_does_not_come_in_through_the_provider(client: Client, provider: Provider) -> None:
    person = employee(is_active=False)
    provider.claims |= {"email": person.email}
    come_in(client, provider)
    assert "_auth_user_id" not in client.session


# --- whom the claims mean ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("claims", "trusted", "known"),
    [
        ({"email": EMAIL, "email_verified": True}, False, True),
        ({"email": " Petra@Houtwijk.EXAMPLE ", "email_verified": True}, False, True),
        ({"email": EMAIL}, False, False),
        ({"email": EMAIL, "email_verified": False}, False, False),
        ({"email": EMAIL, "email_verified": "true"}, False, False),
        ({"email": EMAIL, "email_verified": 1}, False, False),
        ({"email": EMAIL}, True, True),
        ({"preferred_username": EMAIL}, True, True),
        ({"preferred_username": EMAIL, "email_verified": True}, False, False),
        ({"email": "", "preferred_username": EMAIL}, True, True),
        ({"email": "other@houtwijk.example", "preferred_username": EMAIL}, True, False),
        ({"email": [EMAIL], "email_verified": True}, False, False),
        ({"email": None, "email_verified": True}, False, False),
        ({"sub": EMAIL, "email_verified": True}, True, False),
        ({}, True, False),
    ],
)
def test_claims_mean_somebody_only_by_an_address_to_be_trusted(
    claims: dict[str, Any], trusted: bool, known: bool
) -> None:
    person = employee(email=EMAIL)
    assert services.person_of_claims(claims, trust_email=trusted) == (person if known else None)


def test_empty_address_does_not_mean_who_has_none() -> None:
    employee(email=None)
    assert services.person_of_claims({"email": " ", "email_verified": True}, trust_email=True) is None


@pytest.mark.parametrize("fields", [{"is_active": False}, {"left_on": LONG_AGO}])
def test_claims_do_not_mean_who_left(fields: dict[str, Any]) -> None:
    employee(email=EMAIL, **fields)
    assert services.person_of_claims({"email": EMAIL, "email_verified": True}, trust_email=False) is None


def test_who_left_gets_no_roles_from_their_groups(client: Client, provider: Provider) -> None:
    person = employee()
    provider.claims |= {"email": person.email, "groups": []}
    come_in(client, provider)
    client.logout()
    Person.objects.filter(pk=person.pk).update(left_on=today())
    provider.claims["groups"] = ["ai-office"]
    come_in(client, provider)
    assert client.get(reverse("people:email_from_hr")).status_code == 302
    assert not RoleAssignment.objects.exists()


def test_groups_that_nobody_mapped_touch_no_role() -> None:
    person = employee()
    services.grant_role(person=person, role=Role.HR, actor=None, now=NOW, source=RoleSource.IDENTITY_PROVIDER)
    services.sync_roles_with_groups(person=person, groups={"x"}, groups_to_roles={}, now=NOW)
    assert Person.objects.get(pk=person.pk).has_role(Role.HR)


def test_group_that_stands_for_no_role_gives_none() -> None:
    person = employee()
    services.sync_roles_with_groups(person=person, groups={"x"}, groups_to_roles={"x": "emperor"}, now=NOW)
    assert not person.roles.exists()


# --- the second step at the provider ----------------------------------------------------------------------------------
def asked_for_second_step(client: Client) -> bool:
    return reverse("mfa_index") in client.get(reverse("people:person_list")).headers.get("Location", "")


@pytest.mark.parametrize("asks", [True, False])
def test_second_step_at_the_provider_counts_where_the_operator_says_so(
    client: Client, provider: Provider, settings: Settings, asks: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["requires_second_factor"] = asks
    person = employee(roles=[Role.HR])
    provider.claims |= {"email": person.email}
    come_in(client, provider)
    assert asked_for_second_step(client) == (not asks)


def test_second_step_of_one_person_is_not_anothers(client: Client, provider: Provider, settings: Settings) -> None:
    """Who was sent away at the door after their second step at the provider leaves nothing to whom comes next."""
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["requires_second_factor"] = True
    gone, second = employee(), employee(roles=[Role.HR], password=PASSWORD)
    provider.claims |= {"email": gone.email}
    come_in(Client(), provider)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    come_in(client, provider)
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": second.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(second.pk)
    assert asked_for_second_step(client)
