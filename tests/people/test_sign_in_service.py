"""Signing in through the organisation's own OpenID Connect provider, the whole way round."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.choices import Role, RoleSource
from people.models import Person, RoleAssignment
from tests.people.builders import employee
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider

pytestmark = pytest.mark.django_db
GROUPS = {"ai-office": Role.PROGRAMME_OFFICE.value}


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
