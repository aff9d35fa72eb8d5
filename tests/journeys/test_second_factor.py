"""Who holds a role above employee opens nothing before they have set up a second step, and then signs in with it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from pytest_django.fixtures import Settings

from people.choices import Role
from people.models import Person
from tests.journeys.conftest import House
from tests.journeys.main_job import PASSWORD, sign_in_by_keyboard, sign_out
from tests.journeys.visiting import PHONE, Visitor
from tests.people.builders import employee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def send(visitor: Visitor) -> None:
    """Send the one form of a page of signing in."""
    visitor.click(visitor.page.locator("main form button[type=submit]").last)


def code_for(secret: str) -> str:
    """Compute what an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def sees_recovery_codes(visitor: Visitor, person: Person) -> None:
    """See that the codes which replace the second step show, without one more question."""
    assert visitor.route == "mfa_view_recovery_codes"
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert all(code in visitor.text for code in kept)


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_office_sets_up_an_authenticator_app_and_signs_in_with_it(house: House, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    office = employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE], password=PASSWORD, language=house.language)
    with house.visit() as visitor:
        sign_in_by_keyboard(visitor, office.email or "", PASSWORD)
        visitor.open("strategy:overview", lands_on="mfa_index")
        visitor.open("mfa_activate_totp")
        secret = visitor.page.locator("#authenticator_secret").inner_text()
        visitor.fill(code=code_for(secret))
        send(visitor)
        sees_recovery_codes(visitor, office)
        visitor.open("strategy:overview")
        sign_out(visitor)
        house.let_time_pass(minutes=2)
        sign_in_by_keyboard(visitor, office.email or "", PASSWORD)
        assert visitor.route == "mfa_authenticate"
        visitor.fill(code=code_for(secret))
        visitor.press("Sign in")
        visitor.open("strategy:overview")


@pytest.mark.parametrize("house", ["en"], indirect=True)
def test_who_takes_long_to_set_up_the_app_types_its_code_once(house: House, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    office = employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE], language=house.language)
    with house.visit(office, width=PHONE) as visitor:
        visitor.open("mfa_activate_totp")
        house.let_time_pass(minutes=10)
        secret = visitor.page.locator("#authenticator_secret").inner_text()
        visitor.fill(code="000000")
        send(visitor)
        assert visitor.route == "mfa_activate_totp", "a wrong code sets up nothing"
        visitor.fill(code=code_for(secret))
        send(visitor)
        sees_recovery_codes(visitor, office)
        house.let_time_pass(minutes=20)
        visitor.open("mfa_view_recovery_codes", lands_on="mfa_reauthenticate")
