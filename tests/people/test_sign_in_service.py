"""Signing in through the organisation's own OpenID Connect provider, the whole way round."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse, reverse_lazy
from pytest_django.fixtures import Settings

from common.clock import today
from people import services
from people.choices import Role, RoleSource
from people.models import Person, RoleAssignment
from tests.people.builders import LONG_AGO, NOW, employee
from tests.people.oidc_provider import Provider, apps, running_provider

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
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps(running, groups_to_roles=GROUPS)}
        }
        yield running


def come_in(client: Client, provider: Provider) -> Any:
    """Walk the whole way as a browser does: portal, provider, portal."""
    start = client.get(reverse("openid_connect_login", kwargs={"provider_id": "work"}))
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


# --- the way to the service -------------------------------------------------------------------------------------------
START = reverse_lazy("openid_connect_login", kwargs={"provider_id": "work"})


def test_policy_lets_no_form_lead_elsewhere(client: Client, provider: Provider) -> None:
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "form-action 'self';" in f"{policy};"


@pytest.mark.parametrize("came_from", ["same-origin", "none"])
def test_link_of_the_sign_in_page_leads_straight_to_the_service(
    client: Client, provider: Provider, came_from: str
) -> None:
    answer = client.get(START, headers={"sec-fetch-site": came_from})
    assert answer.headers["Location"].startswith(f"{provider.address}/authorize")


@pytest.mark.parametrize("came_from", ["cross-site", "same-site"])
def test_link_on_another_site_shows_a_page_that_asks_first(client: Client, provider: Provider, came_from: str) -> None:
    answer = client.get(START, {"next": "/strategy/"}, headers={"sec-fetch-site": came_from})
    assert answer.status_code == 200
    assert f'href="{START}?next=%2Fstrategy%2F"' in answer.content.decode()
    assert "socialaccount_states" not in client.session


def test_way_to_the_service_is_no_form(client: Client, provider: Provider) -> None:
    assert client.post(START).status_code == 405


def test_service_that_is_down_is_said_on_a_page_and_in_the_log(
    client: Client, provider: Provider, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.get(START)
    assert answer.status_code == 401
    assert "Inloggen lukte niet" in answer.content.decode()
    assert "work" in caplog.text


def test_service_that_nobody_set_up_is_not_there(client: Client, provider: Provider) -> None:
    for name in ("none", "openid_connect"):
        assert client.get(reverse("openid_connect_login", kwargs={"provider_id": name})).status_code in {302, 404}


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


def with_app(person: Person) -> None:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


@pytest.mark.parametrize("asks", [True, False])
def test_ones_own_app_is_asked_for_only_when_the_service_asks_for_no_second_factor(
    client: Client, provider: Provider, settings: Settings, asks: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["requires_second_factor"] = asks
    person = employee(roles=[Role.HR])
    with_app(person)
    provider.claims |= {"email": person.email}
    answer = come_in(client, provider)
    assert (answer.headers["Location"] == reverse("mfa_authenticate")) == (not asks)
    assert ("_auth_user_id" in client.session) == asks


def test_password_after_the_service_does_not_pass_for_its_second_factor(
    client: Client, provider: Provider, settings: Settings
) -> None:
    """Another person at the same browser, with a password that they found out, is asked for the app."""
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["requires_second_factor"] = True
    person = employee(roles=[Role.HR], password=PASSWORD)
    with_app(person)
    provider.claims |= {"email": person.email}
    come_in(client, provider)
    client.post(reverse("account_logout"))
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Je wachtwoord klopt." in page


def test_signing_in_by_the_service_again_keeps_its_second_factor(
    client: Client, provider: Provider, settings: Settings
) -> None:
    """Somebody who pressed the button in two tabs comes in twice, the second time while signed in."""
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["requires_second_factor"] = True
    person = employee(roles=[Role.HR])
    provider.claims |= {"email": person.email}
    come_in(client, provider)
    come_in(client, provider)
    assert not asked_for_second_step(client)
