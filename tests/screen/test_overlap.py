"""No text is printed over other text: the check itself, and the parts of a page where words can be long."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from people.models import Person
from tests import overlap
from tests.journeys.visiting import visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LONG_STATUS = "Nog 3 plekken vrij, waarvan 2 tot en met vrijdag 18 december voor mensen uit de wijkverpleging"


@pytest.fixture(autouse=True)
def _without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


def set_long_status(page: Page) -> None:
    """Put a long sentence at the end of each row of a list, as a session with seats kept for others has it."""
    page.evaluate(
        "words => document.querySelectorAll('.hv-row__end .hv-status, .hv-row__end > span').forEach("
        "one => { one.textContent = words })",
        LONG_STATUS,
    )


@pytest.mark.parametrize(("left", "number"), [(0, 1), (40, 1), (300, 0)])
def test_check_finds_text_over_text(browser: Browser, left: int, number: int) -> None:
    page = browser.new_page()
    page.set_content(
        f"<body><p style='position: absolute; left: 0; top: 0'>09:00 tot 10:00</p>"
        f"<p style='position: absolute; left: {left}px; top: 3px'>3 plekken vrij</p></body>"
    )
    assert len(overlap.on_screen(page)) == number
    page.close()


def test_check_leaves_hidden_text_and_close_lines_alone(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<body style='line-height: 1'><p style='margin: 0'>Eerste regel</p><p style='margin: 0'>Tweede regel</p>"
        "<span style='position: absolute; top: 0; clip-path: inset(50%)'>voor wie luistert</span>"
        "<span style='position: absolute; top: 0; visibility: hidden'>niet te zien</span></body>"
    )
    assert overlap.on_screen(page) == []
    page.close()


@pytest.mark.parametrize("width", [768, 1024, 1280])
def test_long_words_at_the_end_of_a_row_leave_room_for_its_title(
    browser: Browser, live_server: LiveServer, administrator: Person, width: int
) -> None:
    with visiting(browser, live_server.url, administrator, language="nl", width=width, axe=False) as visitor:
        visitor.page.goto("/styleguide/")
        visitor.page.wait_for_selector(".hv-figure.is-drawn svg")
        set_long_status(visitor.page)
        assert LONG_STATUS in visitor.page.locator("main").inner_text()
        assert overlap.on_screen(visitor.page) == []
        shares = visitor.page.evaluate(
            "() => [...document.querySelectorAll('.hv-row')].filter(row => row.querySelector(':scope > .hv-row__end'))"
            ".map(row => row.firstElementChild.clientWidth / row.clientWidth)"
        )
        assert shares
        assert min(shares) > 0.3
