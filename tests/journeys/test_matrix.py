"""Every address, for who may open it, in both languages, both themes, narrow and wide: axe finds nothing."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from people.models import ExternalIdentity, Person
from tests import overlap
from tests.access import SIGNED_IN, Entry
from tests.journeys.visiting import PHONE, WIDE, visiting
from tests.portal.test_access import access_table, value_of

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def personas(transactional_db: None, settings: Settings) -> dict[str, Person]:
    """A full installation, and who looks at it."""
    settings.SECOND_FACTOR_REQUIRED = False
    call_command("sync_reference", stdout=StringIO(), stderr=StringIO())
    call_command("seed_demo", people=150, months=4, stdout=StringIO(), stderr=StringIO())
    identities = ExternalIdentity.objects.filter(source="demo", value__in=SIGNED_IN).select_related("person")
    return {identity.value: identity.person for identity in identities}


def pages(table: dict[str, Entry], personas: dict[str, Person], *, width: int) -> Iterator[tuple[str, str]]:
    """Yield persona and path of each page: on a phone as an employee where they may, wide as who may do most."""
    order = SIGNED_IN if width == PHONE else tuple(reversed(SIGNED_IN))
    browsers = {"stranger": Client()}
    for persona, person in personas.items():
        browsers[persona] = Client()
        browsers[persona].force_login(person)
    for name, entry in sorted(table.items()):
        persona = next((one for one in (*order, "stranger") if entry.answers[one] == 200), None)
        if persona is None:
            continue
        path = reverse(name, kwargs={key: value_of(part) for key, part in entry.kwargs.items()})
        answer = browsers[persona].get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield persona, path


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_axe_finds_nothing_on_any_page(  # noqa: PLR0917
    browser: Browser, live_server: LiveServer, personas: dict[str, Person], language: str, theme: str, width: int
) -> None:
    paths: dict[str, list[str]] = {}
    for persona, path in pages(access_table(), personas, width=width):
        paths.setdefault(persona, []).append(path)
    assert sum(map(len, paths.values())) > 60
    complaints: list[str] = []
    for persona, mine in paths.items():
        person = personas.get(persona)
        with visiting(browser, live_server.url, person, language=language, width=width, theme=theme) as visitor:
            for path in mine:
                visitor.page.goto(path)
                visitor.look()
            complaints += visitor.complaints
            visitor.complaints.clear()
    assert complaints == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_text_lies_over_other_text_at_any_width(
    browser: Browser, live_server: LiveServer, personas: dict[str, Person], language: str
) -> None:
    found: list[str] = []
    for persona, path in pages(access_table(), personas, width=WIDE):
        with visiting(browser, live_server.url, personas.get(persona), language=language, axe=False) as visitor:
            visitor.page.goto(path)
            visitor.page.wait_for_load_state("networkidle")
            for width in overlap.WIDTHS:
                visitor.page.set_viewport_size({"width": width, "height": 900})
                found += [f"{path}, {width} px wide: {pair}" for pair in overlap.on_screen(visitor.page)]
    assert found == []
