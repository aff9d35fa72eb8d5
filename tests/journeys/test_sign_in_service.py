"""Signing in through the organisation's own service, in a browser that holds us to our own policy."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from pytest_django.fixtures import Settings

from people.choices import Role
from people.models import Person
from tests.journeys.conftest import House
from tests.journeys.test_second_factor import code_for
from tests.journeys.visiting import PHONE, Visitor
from tests.people.builders import employee
from tests.people.oidc_provider import Provider, apps, running_provider

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(house: House, settings: Settings) -> Iterator[Provider]:
    """A service whose page stands at another address than the one that an operator gives, as Google's does."""
    settings.SECOND_FACTOR_REQUIRED = True
    with running_provider({"sub": "1", "email_verified": True}) as running:
        running.asks_at = running.address.replace("127.0.0.1", "localhost")
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps(running)}}
        yield running


def asks_second_factor(settings: Settings, provider: Provider) -> None:
    """Let the operator say that the service asks for a second factor."""
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = apps(provider, requires_second_factor=True)


def come_by_service(visitor: Visitor) -> None:
    visitor.open("account_login")
    visitor.page.get_by_role("link", name="Houtwijk").click()
    with visitor.page.expect_navigation(url=lambda url: "/sign-in" not in url):
        visitor.page.get_by_role("button", name="Continue").click()
    visitor.look()


def with_app(person: Person) -> str:
    """Set up an authenticator app for somebody; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


@pytest.mark.parametrize("house", ["nl", "en"], indirect=True)
def test_hr_comes_in_by_the_service_without_another_second_factor(
    house: House, provider: Provider, settings: Settings
) -> None:
    asks_second_factor(settings, provider)
    person = employee(first_name="Hanneke", roles=[Role.HR], language=house.language)
    with_app(person)
    provider.claims |= {"email": person.email}
    with house.visit(width=PHONE) as visitor:
        come_by_service(visitor)
        visitor.open("people:person_list")
        visitor.open("mfa_view_recovery_codes")
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize("house", ["nl", "en"], indirect=True)
def test_app_that_is_asked_for_after_the_service_is_explained(house: House, provider: Provider) -> None:
    person = employee(first_name="Hanneke", roles=[Role.HR], language=house.language)
    secret = with_app(person)
    provider.claims |= {"email": person.email}
    with house.visit() as visitor:
        come_by_service(visitor)
        assert visitor.route == "mfa_authenticate"
        assert not visitor.sees("Your password is right.")
        assert visitor.sees(
            "You signed in with %(service)s. It does not tell us whether you took a second step there, so we ask"
            " for yours here.",
            service="Houtwijk",
        )
        visitor.fill(code=code_for(secret))
        visitor.press("Sign in")
        visitor.open("people:person_list")


@pytest.mark.parametrize("house", ["en"], indirect=True)
def test_who_comes_by_the_service_without_a_second_factor_sets_one_up(house: House, provider: Provider) -> None:
    person = employee(first_name="Hanneke", roles=[Role.HR], language="en")
    provider.claims |= {"email": person.email}
    with house.visit() as visitor:
        come_by_service(visitor)
        visitor.open("people:person_list", lands_on="mfa_index")
        assert visitor.sees("Your role needs a second step")
        assert "your password alone" not in visitor.text
        visitor.follow("Set up an app")
        visitor.fill(code=code_for(visitor.page.locator("#authenticator_secret").inner_text()))
        visitor.press("Use this app")
        assert visitor.route == "mfa_view_recovery_codes"
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
