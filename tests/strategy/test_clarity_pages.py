"""The pages on which people send what they chose without their name, and on which all read which passages are clear."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Person
from strategy import selectors, services
from strategy.choices import CLARITY
from strategy.models import Acknowledgement, Question, QuestionFigure, QuestionRound, Version
from tests.governance.builders import refused
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import asking, next_draft, question_round, send
from tests.strategy.test_clarity import DECEMBER, NOW
from tests.strategy.test_questions import confirm

__all__ = ["NOW"]
"""At which moment it is here."""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]
SEND = "strategy:choices_send"


@pytest.fixture
def version(programme_lead: Person) -> Version:
    return asking(actor=programme_lead, questions=2)


def confirmed(client: Client, version: Version, *places: int) -> str:
    answer = confirm(client, version, *places)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def form_on(page: str) -> dict[str, list[str]]:
    """Return the fields of the form that sends."""
    form = page.split(f'action="{reverse(SEND)}"')[1].split("</form>", maxsplit=1)[0]
    assert "csrfmiddlewaretoken" not in form
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_without_agreement_the_page_is_as_it_was(version: Version, sign_in: SignIn, colleague: Person) -> None:
    page = confirmed(sign_in(colleague), version, 1, 2)
    assert reverse(SEND) not in page
    assert "zonder mijn naam" not in page
    assert not QuestionRound.objects.exists()


def test_confirming_sends_nothing_and_offers_to(version: Version, sign_in: SignIn, colleague: Person) -> None:
    question_round()
    kept = QuestionRound.objects.get().contents
    client = sign_in(colleague)
    answer = confirm(client, version, 1, 2)
    page = answer.content.decode()  # type: ignore[attr-defined]
    fields = form_on(page)
    assert {name: len(tickets) for name, tickets in fields.items()} == {"wise": 1, "other": 1}
    assert str(colleague.public_id) not in page.split(f'action="{reverse(SEND)}"')[1].split("</form>")[0]
    assert QuestionRound.objects.get().contents == kept
    assert Acknowledgement.objects.filter(person=colleague).count() == 1
    assert "no-store" in answer["Cache-Control"]  # type: ignore[index]
    assert answer["Referrer-Policy"] == "strict-origin"  # type: ignore[index]
    again = client.post(reverse("strategy:acknowledge", args=[version.public_id]), {"content_hash": "x"}, follow=True)
    assert reverse(SEND) not in again.content.decode()


@pytest.mark.parametrize(
    ("language", "promises"),
    [
        ("nl", ("Wat je verstuurt is niet aan jou gekoppeld", "Daar zijn grenzen aan")),
        ("en", ("What you send is not linked to you", "There are limits")),
    ],
)
def test_form_says_what_goes_and_against_whom_it_protects(
    version: Version, sign_in: SignIn, colleague: Person, language: str, promises: tuple[str, str]
) -> None:
    question_round()
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    page = confirmed(client, version, 2, 2)
    assert [each for each in promises if each not in page] == []
    assert reverse("strategy:clarity_protocol") in page
    how = client.get(reverse("strategy:clarity_protocol")).content.decode()
    assert ("Wat er verstuurd wordt" if language == "nl" else "What is sent") in how
    assert "10" in how


def test_sending_needs_no_session_reads_none_and_leads_to_thanks(
    version: Version, sign_in: SignIn, colleague: Person
) -> None:
    question_round()
    fields = form_on(confirmed(sign_in(colleague), version, 1, 2))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)
    with CaptureQueriesContext(connection) as done:
        sent = browser.post(reverse(SEND), fields)
    assert (sent.status_code, sent["Location"]) == (302, reverse("strategy:choices_thanks"))
    assert not sent.cookies
    assert sent["Referrer-Policy"] == "strict-origin"
    assert not [each["sql"] for each in done if "session" in each["sql"] or "people_person" in each["sql"]]
    assert browser.get(reverse("strategy:choices_thanks")).status_code == 200
    second = browser.post(reverse(SEND), fields)
    assert second.status_code == 409
    assert "al binnen" in second.content.decode()


def test_sending_is_in_no_log(
    version: Version, sign_in: SignIn, colleague: Person, caplog: pytest.LogCaptureFixture
) -> None:
    question_round()
    fields = form_on(confirmed(sign_in(colleague), version, 1, 2))
    caplog.clear()
    with caplog.at_level("DEBUG", logger="houvast"):
        Client().post(reverse(SEND), fields)
    assert not [line for line in caplog.messages if reverse(SEND) in line]


@pytest.mark.parametrize("data", [{}, {"wise": "x"}, {"wise": "A" * 120}, {"other": ["B" * 500] * 70}, {"best": "x"}])
def test_form_that_is_not_ours_is_refused(client: Client, data: dict[str, object]) -> None:
    question_round()
    assert client.post(reverse(SEND), data).status_code == 403
    assert client.get(reverse(SEND)).status_code == 405


def test_once_it_is_agreed_to_no_more_the_form_is_answered_in_words(client: Client) -> None:
    answer = client.post(reverse(SEND), {"wise": "A" * 120})
    assert answer.status_code == 422
    assert "op dit moment niet" in answer.content.decode()


@pytest.mark.parametrize(("language", "share"), [("nl", "80% tot 100%"), ("en", "80% to 100%")])
def test_all_read_what_was_told(
    version: Version, sign_in: SignIn, colleague: Person, language: str, share: str
) -> None:
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    address = reverse("strategy:clarity_list")
    assert address in client.get(reverse("strategy:version_list", args=[version.document.public_id])).content.decode()
    empty = client.get(address).content.decode()
    assert ("ondernemingsraad" if language == "nl" else "works council") in empty
    question_round()
    assert ("minstens 10 mensen" if language == "nl" else "at least 10 people") in client.get(address).content.decode()
    send(version, wise=11)
    services.tend_questions(now=DECEMBER)
    page = client.get(address).content.decode()
    assert page.count(share) == 2
    for clause in version.clauses.all():
        assert getattr(clause, f"title_{language}") in page


@pytest.mark.parametrize(("language", "why"), [("nl", "stemt niet meer in"), ("en", "no longer agrees")])
def test_nothing_is_told_once_the_works_council_comes_back_on_it(
    version: Version, sign_in: SignIn, colleague: Person, language: str, why: str
) -> None:
    question_round()
    send(version, wise=11)
    services.tend_questions(now=DECEMBER)
    clause = version.clauses.order_by("position")[0]
    assert selectors.clarity_of(clause) is not None

    refused(CLARITY, now=DECEMBER)

    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    page = client.get(reverse("strategy:clarity_list")).content.decode()
    assert (clause.title_nl in page, why in page) == (False, True)
    assert selectors.clarity_of(clause) is None
    assert QuestionFigure.objects.exists()


def test_who_writes_a_passage_anew_sees_what_was_told_about_it(
    version: Version, sign_in: SignIn, programme_lead: Person
) -> None:
    question_round()
    send(version, wise=5, other=5)
    services.tend_questions(now=DECEMBER)
    clause = next_draft(version, actor=programme_lead).clauses.order_by("position")[0]
    client = sign_in(programme_lead)
    for name in ("clause_edit", "question_edit"):
        page = client.get(reverse(f"strategy:{name}", args=[clause.public_id])).content.decode()
        assert "50% koos wat verstandig is in de situatie bij deze passage, van 10 tot 24 mensen" in page
        assert ">november 2026</time>, versie 1)" in page


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_any_length(programme_lead: Person, sign_in: SignIn, rows: int) -> None:
    asking(actor=programme_lead, questions=rows)
    the_round = question_round()
    QuestionFigure.objects.bulk_create(
        QuestionFigure(round=the_round, question=each, status="shown", value=70, base_low=10, base_high=24)
        for each in Question.objects.all()
    )
    client = sign_in(employee())
    client.get(reverse("strategy:clarity_list"))
    with query_count(__file__, "strategy:clarity_list"):
        assert client.get(reverse("strategy:clarity_list")).status_code == 200
