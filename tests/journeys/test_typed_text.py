"""What somebody types is not thrown away unasked: not by the other language, not by a session that is over."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog

from people.choices import Role
from people.models import ApiToken
from tests.journeys.conftest import House
from tests.journeys.main_job import PASSWORD
from tests.people.builders import employee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_other_language_asks_before_it_drops_what_was_typed(house: House) -> None:
    asked: list[str] = []
    answers = iter([False, True])

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.accept if next(answers) else dialog.dismiss)()

    with house.visit(employee(roles=[Role.ADMINISTRATOR])) as ada:
        ada.page.on("dialog", answer)
        switch, name = ada.page.locator("header form[data-unsaved] button"), ada.page.locator("#id_name")
        ada.open("people:api_token_create")
        name.fill("Dashboard")
        switch.click()
        assert asked[0].startswith("Je typte iets dat nog niet verstuurd is.")
        assert name.input_value() == "Dashboard"
        switch.click()
        ada.page.locator("html[lang=en]").wait_for(state="attached")
        ada.page.locator("header form[data-unsaved] button").click()
        ada.page.locator("html[lang=nl]").wait_for(state="attached")
        assert len(asked) == 2, "nothing typed, nothing asked"


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_who_sends_a_form_after_their_session_ended_comes_back_to_it(house: House) -> None:
    person = employee(roles=[Role.ADMINISTRATOR], password=PASSWORD)
    with house.visit(person) as ada:
        ada.open("people:api_token_create")
        ada.fill(name="Dashboard", scopes="read_figures", ends_on="2027-03-01")
        Session.objects.all().delete()
        ada.press("Make the key")
        assert ada.route == "account_login"
        assert ada.sees("You were signed out in the meantime. What you just sent was not kept; please send it again.")
        ada.fill(login=str(person.email), password=PASSWORD)
        ada.press("Sign in")
        assert ada.route == "people:api_token_create"
        assert not ApiToken.objects.exists()
