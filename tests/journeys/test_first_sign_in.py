"""The first sign-in, in a browser, with a second factor: by mail, by paper code, and without an e-mail address."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import now
from people.choices import Role
from people.models import Person
from people.services import issue_activation_code
from tests.journeys.conftest import House
from tests.journeys.main_job import PASSWORD, sign_in_by_keyboard, sign_out
from tests.journeys.test_second_factor import code_for, sees_recovery_codes, send
from tests.journeys.visiting import PHONE, Visitor
from tests.people.builders import employee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _second_factor_required(house: House, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def choose_password_by_mail(visitor: Visitor, person: Person) -> None:
    """Ask for a link on the sign-in page, and follow it from the mail."""
    visitor.open("account_login")
    visitor.follow("I forgot my password")
    visitor.fill(email=str(person.email))
    visitor.press("Send me the link")
    link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    visitor.go_to(link.group(1))
    visitor.fill(password1=PASSWORD, password2=PASSWORD)
    visitor.press("Set my password")
    visitor.follow("Sign in")


def choose_password_with_code(visitor: Visitor, person: Person) -> None:
    """Use an activation code from paper."""
    code = issue_activation_code(person=person, actor=None, now=now())
    visitor.open("account_login")
    visitor.follow("I have an activation code on paper")
    visitor.fill(employee_number=str(person.employee_number), code=code, password=PASSWORD)
    visitor.press("Set my password")
    assert visitor.route == "account_login"


def come_in_with_app(house: House, visitor: Visitor, person: Person, name: str) -> None:
    """Sign in, set up an app, see the recovery codes, sign out; come back with the app, and with a recovery code."""
    sign_in_by_keyboard(visitor, name, PASSWORD)
    visitor.open("people:person_list", lands_on="mfa_index")
    assert visitor.sees("Your role needs a second step")
    visitor.follow("Set up an app")
    assert visitor.route == "mfa_activate_totp", "who just signed in is not asked for the password again"
    secret = visitor.page.locator("#authenticator_secret").inner_text()
    visitor.fill(code=code_for(secret))
    send(visitor)
    sees_recovery_codes(visitor, person)
    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    visitor.open("people:person_list")
    for code in (code_for, lambda _secret: codes[0]):
        sign_out(visitor)
        house.let_time_pass(minutes=2)
        sign_in_by_keyboard(visitor, name, PASSWORD)
        assert visitor.route == "mfa_authenticate"
        assert visitor.sees("Your password is right.")
        visitor.fill(code=code(secret))
        visitor.press("Sign in")
        visitor.open("people:person_list")
    visitor.open("mfa_index")
    visitor.follow("Add a passkey")
    assert visitor.route == "mfa_add_webauthn"


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_person_comes_in_by_a_link_in_their_mail_after_a_stranger_asked_for_one(house: House) -> None:
    person = employee(first_name="Hanneke", roles=[Role.HR])
    Client().post(reverse("account_reset_password"), {"email": person.email})
    with house.visit() as visitor:
        choose_password_by_mail(visitor, person)
        come_in_with_app(house, visitor, person, str(person.email))
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("house", ["en"], indirect=True)
def test_person_comes_in_with_a_code_from_paper(house: House) -> None:
    person = employee(first_name="Hanneke", roles=[Role.HR], language="en")
    Client().post(reverse("account_reset_password"), {"email": person.email})
    with house.visit(width=PHONE) as visitor:
        choose_password_with_code(visitor, person)
        come_in_with_app(house, visitor, person, str(person.email))


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_person_without_e_mail_comes_in_with_a_code_from_paper(house: House) -> None:
    person = employee(first_name="Hanneke", roles=[Role.HR], email=None)
    with house.visit(width=PHONE) as visitor:
        choose_password_with_code(visitor, person)
        come_in_with_app(house, visitor, person, str(person.employee_number))
