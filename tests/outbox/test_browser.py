"""Choosing what one gets, in a real browser: what is off above rests below at once, and loses nothing."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from outbox.models import Preference
from people.models import Person
from tests.journeys.visiting import PHONE, visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def kept() -> set[tuple[str, str]]:
    return set(Preference.objects.values_list("topic", "channel"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_choices_rest_while_all_are_off_and_come_back_as_they_were(
    browser: Browser, live_server: LiveServer, colleague: Person, language: str
) -> None:
    Preference.objects.create(
        person=colleague, topic="nudges.strategy_unread", channel="mail", switched_off_at="2026-03-02T09:00Z"
    )
    with visiting(browser, live_server.url, colleague, language=language, width=PHONE) as visitor:
        page = visitor.page
        visitor.open("outbox:preferences")
        above = page.locator("[data-switches=mail]")
        below, other = page.locator("[data-rests-with=mail]"), page.locator("[data-rests-with=inbox]")
        note = page.locator("[data-off=mail]")
        ticked = [box.is_checked() for box in below.all()]
        assert set(ticked) == {True, False}
        expect(note).to_be_hidden()
        expect(below.first).to_be_enabled()

        above.uncheck()
        expect(note).to_be_visible()
        assert all(box.is_disabled() for box in below.all())
        assert all(box.is_enabled() for box in other.all())
        visitor.look()
        visitor.press("Keep my choices")
        assert kept() == {("nudge", "mail"), ("nudges.strategy_unread", "mail")}
        expect(note).to_be_visible()
        assert all(box.is_disabled() for box in below.all())

        above.check()
        expect(note).to_be_hidden()
        assert [box.is_checked() for box in below.all()] == ticked
        assert all(box.is_enabled() for box in below.all())
        page.locator("[data-rests-with=mail]:checked").first.uncheck()
        visitor.press("Keep my choices")
    assert len(kept()) == 2
    assert ("nudges.strategy_unread", "mail") in kept()
    assert ("nudge", "mail") not in kept()
