"""Which language a page speaks: chosen here, else the person's own, else the browser's, else Dutch."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.people.builders import employee

pytestmark = pytest.mark.django_db
COOKIE = "houvast_language"
OWN_PAGE = "people:email_from_hr"


def spoken(client: Client, *, browser: str = "", chosen: str = "", page: str = "account_login") -> str:
    """Return the language of a page, after seeing that its text and its headers say the same."""
    if chosen:
        client.cookies[COOKIE] = chosen
    answer = client.get(reverse(page), headers={"accept-language": browser})
    language = answer.headers["Content-Language"]
    assert f'<html lang="{language}"' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer.headers["Vary"].split(",")}
    return language


@pytest.mark.parametrize(
    ("browser", "language"),
    [("en-GB,en;q=0.9", "en"), ("nl-BE", "nl"), ("de", "nl"), ("de,en;q=0.5", "en"), ("", "nl"), ("x;;q=7", "nl")],
)
def test_stranger_reads_the_language_of_the_browser_or_dutch(client: Client, browser: str, language: str) -> None:
    assert spoken(client, browser=browser) == language


@pytest.mark.parametrize("own", ["nl", "en"])
def test_persons_own_language_goes_before_the_browsers(client: Client, own: str) -> None:
    client.force_login(employee(language=own))
    assert spoken(client, browser="en" if own == "nl" else "nl", page=OWN_PAGE) == own


@pytest.mark.parametrize("chosen", ["nl", "en"])
def test_language_chosen_here_goes_before_all(client: Client, chosen: str) -> None:
    other = "en" if chosen == "nl" else "nl"
    client.force_login(employee(language=other))
    assert spoken(client, chosen=chosen, browser=other, page=OWN_PAGE) == chosen


@pytest.mark.parametrize("written", ["EN", "En", "en-GB", "EN-gb"])
def test_letters_of_the_choice_do_not_matter(client: Client, written: str) -> None:
    assert spoken(client, chosen=written, browser="nl") == "en"
    assert spoken(Client(), browser=written) == "en"


@pytest.mark.parametrize("chosen", ["de", "../../etc/passwd", "n" * 5000])
def test_choice_that_is_no_language_here_is_passed_over(client: Client, chosen: str) -> None:
    assert spoken(client, chosen=chosen, browser="en") == "en"


def test_one_request_does_not_lend_its_language_to_the_next(client: Client) -> None:
    before = translation.get_language()
    assert [spoken(client, browser=language) for language in ("en", "nl", "en")] == ["en", "nl", "en"]
    assert translation.get_language() == before


def test_language_is_no_longer_that_of_who_signed_out(client: Client) -> None:
    client.force_login(employee(language="en"))
    client.post(reverse("account_logout"))
    assert spoken(client, browser="nl") == "nl"
