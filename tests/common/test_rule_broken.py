"""A broken rule that no view caught: its words, on a page or in the place of one, in the reader's language."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from common.errors import RuleBroken
from common.middleware import RuleBrokenMiddleware
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, session
from training.models import Enrolment

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
HTMX = {"HX-Request": "true"}
WORDS = {
    "nl": ("Deze sessie is al begonnen.", "Er is niets veranderd."),
    "en": ("This session has begun.", "Nothing was changed."),
}


def enrol_too_late(sign_in: SignIn, language: str, **headers: str) -> HttpResponse:
    """Press a button that a rule forbids."""
    begun = session(starts_at=NOW - timedelta(minutes=1))
    address = reverse("training:enrol", kwargs={"session_id": begun.public_id})
    return sign_in(employee(language=language)).post(address, headers=headers)  # type: ignore[return-value]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("headers", [{}, HTMX, HTMX | {"HX-Boosted": "true"}], ids=["page", "htmx", "boosted"])
def test_broken_rule_is_said_in_the_language_of_the_reader_and_nothing_changed(
    sign_in: SignIn, language: str, headers: dict[str, str]
) -> None:
    answer = enrol_too_late(sign_in, language, **headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page
    assert all(words in page for words in WORDS[language])
    assert not Enrolment.objects.exists()


def test_page_is_a_page_when_the_browser_asks_for_one(sign_in: SignIn) -> None:
    for headers in ({}, HTMX | {"HX-Boosted": "true"}):
        answer = enrol_too_late(sign_in, "nl", **headers)
        assert not {name for name in answer.headers if name.startswith("HX-")}


def test_fragment_gives_way_to_the_content_of_the_page_and_the_words_are_spoken(sign_in: SignIn) -> None:
    """What was asked for is not there, so its place on the page would be the wrong place for the answer."""
    answer = enrol_too_late(sign_in, "nl", **HTMX)
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]) == ("#main", "#main")
    assert answer.headers["HX-Reswap"] == "outerHTML"
    page = answer.content.decode()
    main = page[page.index('id="main"') : page.index("</main>")]
    assert f'data-say="{WORDS["nl"][0]}' in main
    assert "data-focus" in main
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


def test_other_faults_are_none_of_its_business(rf: RequestFactory) -> None:
    middleware = RuleBrokenMiddleware(lambda _request: HttpResponse())
    for error in (ValueError("x"), PermissionError("x"), LookupError("x")):
        assert middleware.process_exception(rf.get("/"), error) is None


def test_words_of_a_rule_are_text_and_no_markup(sign_in: SignIn, colleague: Person, rf: RequestFactory) -> None:
    request: HttpRequest = rf.post("/")
    request.user = colleague
    answer = RuleBrokenMiddleware(lambda _request: HttpResponse()).process_exception(
        request, RuleBroken('<b>"Zo" niet</b>')
    )
    assert answer is not None
    page = answer.content.decode()
    assert "<b>" not in page
    assert "&lt;b&gt;&quot;Zo&quot; niet&lt;/b&gt;" in page
