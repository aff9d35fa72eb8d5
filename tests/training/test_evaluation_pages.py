"""The pages on which people say what they thought of a course, and on which all read it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from people.models import Person
from tests.governance.builders import refused
from tests.query_counts import query_count
from tests.training.builders import NOW, completers, completion, course, evaluate, evaluation_round
from tests.training.pages import SignIn, address, page_of
from training import selectors, services
from training.choices.evaluations import EVALUATION
from training.models import EvaluationFigure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
NEXT_MONTH = NOW + timedelta(days=31)


def ticket_on(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("language", "promise", "limit"),
    [
        ("nl", "Je antwoorden zijn niet aan jou gekoppeld", "Daar zijn grenzen aan"),
        ("en", "Your answers are not linked to you", "There are limits"),
    ],
)
def test_form_says_against_whom_it_protects(
    sign_in: SignIn, colleague: Person, language: str, promise: str, limit: str
) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    assert (
        address("evaluation_form", course_id=the_course.public_id)
        in client.get(address("my_training")).content.decode()
    )
    response = client.get(address("evaluation_form", course_id=the_course.public_id))
    page = response.content.decode()
    assert promise in page
    assert limit in page
    assert address("evaluation_protocol") in page
    form = page.split(f'action="{address("evaluation_send")}"')[1].split("</form>")[0]
    assert "csrfmiddlewaretoken" not in form
    assert "textarea" not in form
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"


def test_sending_needs_no_session_leaves_none_and_leads_to_thanks(sign_in: SignIn, colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    page = sign_in(colleague).get(address("evaluation_form", course_id=the_course.public_id)).content.decode()
    sent = Client(enforce_csrf_checks=True).post(address("evaluation_send"), {"ticket": ticket_on(page), "useful": "5"})
    assert (sent.status_code, sent["Location"]) == (302, address("evaluation_thanks"))
    assert not sent.cookies
    client = sign_in(colleague)
    assert selectors.to_evaluate(colleague, now=NOW) == []
    assert client.get(address("evaluation_form", course_id=the_course.public_id)).status_code == 302
    assert (
        address("evaluation_form", course_id=the_course.public_id)
        not in client.get(address("my_training")).content.decode()
    )
    assert client.get(address("evaluation_thanks")).status_code == 200


def test_empty_wrong_and_second_answers_are_answered_in_words(sign_in: SignIn, colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    client = sign_in(colleague)
    ticket = ticket_on(client.get(address("evaluation_form", course_id=the_course.public_id)).content.decode())
    empty = client.post(address("evaluation_send"), {"ticket": ticket})
    assert empty.status_code == 422
    assert "minstens één vraag" in empty.content.decode()
    assert the_course.title_nl in empty.content.decode()
    assert ticket_on(empty.content.decode()) == ticket
    assert client.post(address("evaluation_send"), {"ticket": ticket, "useful": "9"}).status_code == 422
    assert client.post(address("evaluation_send"), {"ticket": ticket, "useful": "4"}).status_code == 302
    second = client.post(address("evaluation_send"), {"ticket": ticket, "useful": "1"})
    assert second.status_code == 409
    assert "al binnen" in second.content.decode()


@pytest.mark.parametrize("data", [{}, {"ticket": "x"}, {"ticket": "A" * 120, "useful": "5"}, {"ticket": "B" * 500}])
def test_form_that_is_not_ours_is_refused(client: Client, data: dict[str, str]) -> None:
    evaluation_round()
    assert client.post(address("evaluation_send"), {"useful": "5", **data}).status_code == 403
    assert client.post(address("evaluation_send"), {"ticket": "x", "useful": "9"}).status_code == 422


def test_send_takes_no_other_verb(client: Client) -> None:
    assert client.get(address("evaluation_send")).status_code == 405


def test_all_read_what_was_told_and_the_course_says_it(sign_in: SignIn, colleague: Person) -> None:
    evaluation_round()
    the_course = course(title="Veilig werken")
    for number, person in enumerate(completers(12, of=the_course)):
        evaluate(of=the_course, by=person, useful="4" if number < 9 else "2", pace="right")
    client = sign_in(colleague)
    assert "75%" not in page_of(client, the_course)
    assert "nog geen cijfers" in client.get(address("evaluation_list")).content.decode()
    services.tend_evaluations(now=NEXT_MONTH)
    page = client.get(address("evaluation_list")).content.decode()
    assert "Veilig werken" in page
    assert "75%" in page
    assert "80% tot 100%" in page
    assert "niet getoond (privacy)" in page
    assert "75% vond het nuttig voor het werk" in page_of(client, the_course)


@pytest.mark.parametrize(("language", "why"), [("nl", "stemt niet meer in"), ("en", "no longer agrees")])
def test_nothing_is_told_once_the_works_council_comes_back_on_it(
    sign_in: SignIn, colleague: Person, language: str, why: str
) -> None:
    evaluation_round()
    the_course = course(title="Veilig werken")
    for person in completers(12, of=the_course):
        evaluate(of=the_course, by=person, useful="4")
    services.tend_evaluations(now=NEXT_MONTH)
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    told = str(the_course.public_id)
    assert told in client.get(address("evaluation_list")).content.decode()
    assert selectors.newest_evaluation(the_course) is not None

    refused(EVALUATION, now=NEXT_MONTH)

    page = client.get(address("evaluation_list")).content.decode()
    assert (told in page, why in page) == (False, True)
    assert selectors.newest_evaluation(the_course) is None
    assert EvaluationFigure.objects.exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_how_it_works_stands_in_both_languages(sign_in: SignIn, colleague: Person, language: str) -> None:
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    page = client.get(address("evaluation_protocol")).content.decode()
    assert ("Wat een cijfer wordt" if language == "nl" else "What becomes a figure") in page
    assert "10" in page


@pytest.mark.parametrize("rows", [3, 30])
def test_list_and_form_cost_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_round = evaluation_round()
    EvaluationFigure.objects.bulk_create(
        EvaluationFigure(round=the_round, course=course(), theme="safe", question="useful", status="shown", value=70)
        for _row in range(rows)
    )
    mine = [course() for _row in range(rows)]
    for each in mine:
        completion(of=each, person=colleague, at=NOW)
    client = sign_in(colleague)
    for name, args in (("evaluation_list", {}), ("evaluation_form", {"course_id": mine[0].public_id})):
        client.get(address(name, **args))
        with query_count(__file__, f"training:{name}"):
            assert client.get(address(name, **args)).status_code == 200
