"""What the pages about an account say and offer."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture
def person() -> Person:
    return employee(password=PASSWORD)


@pytest.fixture
def sure(client: Client, person: Person) -> Client:
    """A client of somebody who signed in and just gave their password once more."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_sign_in_page_offers_a_new_password_once_and_repeats_no_label_in_its_field(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert page.count(f'href="{reverse("account_reset_password")}"') == 1
    assert page.count(f'href="{reverse("people:activate")}"') == 1
    assert "placeholder" not in page


def test_link_for_a_new_password_that_is_wrong_says_what_to_do(client: Client) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "wrong-key"])).content.decode()
    assert "Deze link werkt niet meer" in page
    assert f'href="{reverse("account_reset_password")}"' in page


@pytest.mark.parametrize(("language", "words"), [("nl", "Je kunt je hier niet aanmelden"), ("en", "cannot sign up")])
def test_sign_up_page_says_who_brings_people_in_and_leads_to_sign_in(client: Client, language: str, words: str) -> None:
    client.cookies["houvast_language"] = language
    page = client.get(reverse("account_signup")).content.decode()
    assert words in page
    assert f'href="{reverse("account_login")}"' in page


def test_app_is_set_up_on_the_phone_itself_by_a_link_by_camera_or_by_hand(sure: Client) -> None:
    page = sure.get(reverse("mfa_activate_totp"))
    text, secret = page.content.decode(), page.context["form"].secret
    assert re.search(rf'href="otpauth://totp/[^"]*secret={secret}', text)
    assert 'role="img"' in text
    assert f'id="authenticator_secret">{secret}</code>' in text
    assert f'data-copy="{secret}"' in text


def test_recovery_codes_are_copied_downloaded_and_printed(sure: Client, person: Person) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    codes = RecoveryCodes.activate(person).get_unused_codes()
    page = sure.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'data-copy="{" ".join(codes)}"' in page
    assert f'href="{reverse("mfa_download_recovery_codes")}"' in page
    assert "data-print" in page
