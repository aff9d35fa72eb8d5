"""A passkey is both steps at once: somebody makes one on their device, and later signs in with it alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from pytest_django.fixtures import Settings

from people.choices import Role
from tests.journeys.conftest import House
from tests.journeys.main_job import PASSWORD, sign_in_by_keyboard, sign_out
from tests.journeys.visiting import PHONE, Visitor
from tests.people.builders import employee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


class Finger:
    """The reader of fingerprints of a device, with the keys that were made on it."""

    def __init__(self, visitor: Visitor) -> None:
        self._browser = visitor.context.new_cdp_session(visitor.page)
        self._browser.send("WebAuthn.enable")
        added = self._browser.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": True}})
        self._device = {"authenticatorId": added["authenticatorId"]}

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Let the device not know the finger."""
        self._browser.send("WebAuthn.setUserVerified", {**self._device, "isUserVerified": False})
        yield
        self._browser.send("WebAuthn.setUserVerified", {**self._device, "isUserVerified": True})


@pytest.mark.parametrize("house", ["nl", "en"], indirect=True)
def test_office_makes_a_passkey_and_signs_in_with_it_alone(house: House, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    office = employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE], password=PASSWORD, language=house.language)
    with house.visit(width=PHONE) as visitor:
        finger = Finger(visitor)
        sign_in_by_keyboard(visitor, office.email or "", PASSWORD)
        visitor.open("strategy:overview", lands_on="mfa_index")
        visitor.follow("Add a passkey")
        assert visitor.route == "mfa_add_webauthn", "who just signed in is not asked for the password again"
        visitor.fill(name="Mijn telefoon")
        with finger.refused():
            visitor.button("Go on").click()
            visitor.page.locator("#passkey-failed").wait_for()
            visitor.look()
        visitor.press("Go on")
        assert visitor.sees("I have kept them"), "recovery codes, for when the phone is lost"
        made = Authenticator.objects.get(user=office, type=Authenticator.Type.WEBAUTHN)
        assert (made.wrap().name, made.wrap().is_passwordless) == ("Mijn telefoon", True)
        visitor.open("strategy:overview")
        sign_out(visitor)
        house.let_time_pass(minutes=2)
        visitor.open("account_login")
        visitor.press("Sign in with a passkey")
        visitor.open("strategy:overview")
        visitor.open("mfa_list_webauthn")
        assert "Mijn telefoon" in visitor.text
