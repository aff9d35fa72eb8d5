"""The accessibility statement: open to all, says what the organisation filled in, and claims nothing by itself."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from common.choices import ORGANISATION_NAME
from common.models import AuditEvent, Installation, OrganisationSetting
from common.services import change_setting
from people.models import Person
from portal import accessibility
from tests.people.builders import NOW

pytestmark = pytest.mark.django_db
PAGE = "/accessibility/"


@pytest.fixture
def fill_in(administrator: Person) -> Callable[[accessibility.Setting[str] | accessibility.Setting[int], object], None]:
    def change(setting: accessibility.Setting[str] | accessibility.Setting[int], value: object) -> None:
        change_setting(key=setting.key, value=value, actor=administrator, now=NOW)

    return change


@pytest.fixture
def administrator_client(client: Client, administrator: Person, settings: Settings) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(administrator)
    return client


def said(client: Client, language: str = "nl") -> str:
    client.cookies["houvast_language"] = language
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("nl", ["Toegankelijkheidsverklaring", "Nog niet onderzocht", "Nog niemand heeft onderzocht",
                "Hiervoor is nog geen adres ingevuld", "is nog niet besloten", "betekent niet dat ze er niet zijn"]),
        ("en", ["Accessibility statement", "Not evaluated yet", "Nobody evaluated yet",
                "An address for this is not filled in yet", "is not decided yet", "not mean that there are none"]),
    ],
)  # fmt: skip
def test_nothing_filled_in_is_said_to_be_so(client: Client, language: str, lines: list[str]) -> None:
    assert not OrganisationSetting.objects.exists()
    page = said(client, language)
    assert [line for line in lines if line not in page] == []


def test_what_is_filled_in_stands_on_the_page_and_in_the_audit(client: Client, fill_in: Callable[..., None]) -> None:
    fill_in(ORGANISATION_NAME, "Stichting Houtwijk")
    fill_in(accessibility.STATE, "partial")
    fill_in(accessibility.EVALUATED_ON, "2026-10-01")
    fill_in(accessibility.LIMITS_NL, "Grafieken zijn klein.\n\nDe pdf heeft geen kopjes.")
    fill_in(accessibility.CONTACT, "drempels@houtwijk.example")
    fill_in(accessibility.ANSWER_DAYS, 10)
    fill_in(accessibility.REGISTER, "https://www.toegankelijkheidsverklaring.nl/register/1")
    page = said(client)
    assert "Stichting Houtwijk is verantwoordelijk voor dit portaal" in page
    assert "Voldoet aan een deel van de eisen" in page
    assert "1 oktober 2026" in page
    assert "<li>Grafieken zijn klein.</li> <li>De pdf heeft geen kopjes.</li>" in re.sub(r">\s*<li", "> <li", page)
    assert 'href="mailto:drempels@houtwijk.example"' in page
    assert "Je krijgt binnen 10 werkdagen antwoord." in page
    assert "toegankelijkheidsverklaring.nl/register/1" in page
    assert AuditEvent.objects.filter(action="setting.changed", fields=[accessibility.STATE.key]).count() == 1
    english = said(client, "en")
    assert '<ul lang="nl">' in english


def test_state_without_a_day_says_that_the_day_lacks(client: Client, fill_in: Callable[..., None]) -> None:
    fill_in(accessibility.STATE, "full")
    assert "Op welke dag dit is onderzocht, is niet ingevuld." in said(client)


@pytest.mark.parametrize(
    ("contact", "url"),
    [("a@b.example", "mailto:a@b.example"), ("+31 6-123 456", "tel:+316123456"), ("de balie", ""), ("", ""),
     ("javascript:alert(1)", "")],
)  # fmt: skip
def test_contact_is_a_link_where_it_can_be_one(contact: str, url: str, fill_in: Callable[..., None]) -> None:
    fill_in(accessibility.CONTACT, contact)
    assert accessibility.statement().contact_url == url


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        (accessibility.EVALUATED_ON, "1 oktober", "Schrijf de dag als jaar, maand en dag"),
        (accessibility.EVALUATED_ON, "2999-01-01", "Deze dag moet nog komen"),
        (accessibility.REGISTER, "javascript:alert(1)", "beginnend met https://"),
        (accessibility.REGISTER, "http://houtwijk.example", "beginnend met https://"),
        (accessibility.ANSWER_DAYS, 61, "Vul 0 tot en met 60 werkdagen in"),
    ],
)
def test_value_that_may_not_be_is_refused_with_how_to_mend_it(
    administrator_client: Client, setting: accessibility.Setting[str], value: object, words: str
) -> None:
    answer = administrator_client.post(reverse("setting_edit", args=[setting.key]), {"value": value, "edition": "0"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OrganisationSetting.objects.filter(key=setting.key).exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_state_claims_to_be_compliant(language: str) -> None:
    with translation.override(language):
        for _state, label in accessibility.STATES:
            assert "compliant" not in str(label).lower()


@pytest.mark.parametrize("law", accessibility.LAWS, ids=lambda law: law.url)
def test_fact_of_law_has_a_source_and_a_day(law: accessibility.Law) -> None:
    assert law.url.startswith("https://")
    assert law.source
    assert date(2026, 1, 1) <= law.checked_on


def footer_links(page: str) -> list[str]:
    footer = page[page.index('<footer class="hv-footer') :]
    return re.findall(r'href="([^"]*)"', footer[: footer.index("</footer>")])


@pytest.mark.parametrize("set_up", [True, False], ids=["set up", "empty"])
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
@pytest.mark.parametrize("address", [PAGE, "/account/login/", "/nothing/here/", "/news/"])
def test_every_link_of_the_footer_leads_somewhere(
    client: Client, colleague: Person, settings: Settings, address: str, *, signed_in: bool, set_up: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    if set_up:
        Installation.objects.create(created_at=NOW)
        call_command("sync_reference", verbosity=0)
    if signed_in:
        client.force_login(colleague)
    links = footer_links(client.get(address, follow=True).content.decode())
    assert reverse("accessibility") in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
