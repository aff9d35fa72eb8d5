"""What the pages about an account say and offer."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from common.clock import now
from people.adapters import AFTER_SECOND_FACTOR
from people.models import Person
from people.services import encrypt_secret
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture
def person() -> Person:
    return employee(password=PASSWORD)


@pytest.fixture
def sure(client: Client, person: Person) -> Client:
    """A client of somebody who just signed in."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
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
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt_secret("x")})
    codes = RecoveryCodes.activate(person).get_unused_codes()
    page = sure.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'data-copy="{" ".join(codes)}"' in page
    assert f'href="{reverse("mfa_download_recovery_codes")}"' in page
    assert "data-print" in page


def code_of_app(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def test_who_signs_in_elsewhere_sets_up_an_app_and_sees_the_recovery_codes_at_once(client: Client) -> None:
    person = employee()
    assert not person.has_usable_password()
    client.force_login(person)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    page = client.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)}, follow=True)

    assert page.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert all(code in page.content.decode() for code in codes)


def way_on_from_codes(client: Client) -> str:
    """Set up an app and return where the button under the recovery codes leads."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    page = client.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)}, follow=True)
    assert page.context["request"].path == reverse("mfa_view_recovery_codes")
    (link,) = re.findall(r'<a class="btn btn-primary" href="([^"]*)">Ik heb ze bewaard', page.content.decode())
    return str(link)


@pytest.mark.parametrize("address", ["/", "/people/?q=jan"])
def test_who_had_to_set_up_a_second_step_goes_on_to_where_they_were_going(
    client: Client, hr: Person, address: str
) -> None:
    client.force_login(hr)
    assert client.get(address).headers["Location"] == reverse("mfa_index") + "?required=1"
    client.get("/news/", headers={"Sec-Fetch-Dest": "empty"})  # what a page asks for by itself is no place to go to
    assert way_on_from_codes(client) == address
    assert AFTER_SECOND_FACTOR not in client.session


def test_who_sets_up_a_second_step_from_a_list_of_steps_goes_back_to_it(client: Client) -> None:
    client.force_login(employee())
    client.get(reverse("mfa_index"), {"next": "/first-steps/"})
    assert way_on_from_codes(client) == "/first-steps/"


@pytest.mark.parametrize("query", [{}, {"next": "https://elders.example/"}])
def test_who_sets_up_a_second_step_by_themselves_goes_back_to_where_it_is_managed(
    client: Client, query: dict[str, str]
) -> None:
    client.force_login(employee())
    client.get(reverse("mfa_index"), query)
    assert way_on_from_codes(client) == reverse("mfa_index")
    page = client.get(reverse("mfa_view_recovery_codes"), {"next": "https://elders.example/"}).content.decode()
    assert f'href="{reverse("mfa_index")}">Ik heb ze bewaard' in page


def test_who_took_long_gives_the_password_once_and_types_no_second_code(sure: Client, person: Person) -> None:
    with time_machine.travel(now()) as traveller:
        secret = sure.get(reverse("mfa_activate_totp")).context["form"].secret
        traveller.shift(timedelta(minutes=20))

        asked = sure.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)})
        assert not Authenticator.objects.filter(user=person).exists()
        page = sure.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)

    assert page.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def test_wrong_code_of_an_app_sets_up_and_proves_nothing(client: Client) -> None:
    person = employee()
    client.force_login(person)
    right = code_of_app(client.get(reverse("mfa_activate_totp")).context["form"].secret)

    page = client.post(reverse("mfa_activate_totp"), {"code": f"{(int(right) + 1) % 1_000_000:06}"})

    assert page.context["form"].errors
    assert not Authenticator.objects.filter(user=person).exists()
    assert "account_authentication_methods" not in client.session
    RecoveryCodes.activate(person)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 302


def test_session_that_did_not_set_up_the_app_is_asked_for_a_code_first(client: Client) -> None:
    person = employee()
    client.force_login(person)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)})

    elsewhere = Client()
    elsewhere.force_login(person)

    answer = elsewhere.get(reverse("mfa_view_recovery_codes"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


# --- "is it you?" -----------------------------------------------------------------------------------------------------
ASKS_AGAIN = ["mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]


def with_recovery_codes(person: Person) -> RecoveryCodes:
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return RecoveryCodes.activate(person)


def test_who_just_signed_in_is_not_asked_again_and_later_they_are(client: Client, person: Person) -> None:
    codes = with_recovery_codes(person).get_unused_codes()
    with time_machine.travel(now()) as traveller:
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert "_auth_user_id" in client.session
        traveller.shift(timedelta(minutes=14))
        assert [client.get(reverse(page)).status_code for page in ASKS_AGAIN] == [200] * len(ASKS_AGAIN)
        traveller.shift(timedelta(minutes=2))
        answers = [client.get(reverse(page)) for page in ASKS_AGAIN]
        assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {
            reverse("account_reauthenticate")
        }
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert [client.get(reverse(page)).status_code for page in ASKS_AGAIN] == [200] * len(ASKS_AGAIN)


def test_sign_in_of_somebody_else_before_proves_nothing(client: Client, person: Person) -> None:
    other = employee(password=PASSWORD)
    client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD})
    client.force_login(person)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_password_without_the_second_step_proves_nothing(client: Client, person: Person) -> None:
    with_recovery_codes(person)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    answer = client.get(reverse("mfa_view_recovery_codes"))
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session
