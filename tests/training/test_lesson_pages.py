"""The pages of a course in the portal: right and wrong person, both languages, missing choices, two tabs."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, completion, course, portal_course, requirement
from tests.training.pages import SignIn, address, page_of
from training import selectors
from training.models import (
    Completion,
    Confidence,
    Course,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Scenario,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def of_course(name: str, the_course: Course) -> str:
    return address(name, course_id=the_course.public_id)


def of_lesson(lesson: Lesson) -> str:
    return address("lesson_detail", lesson_id=lesson.public_id)


def of_scenario(scenario: Scenario) -> str:
    return address("scenario_detail", scenario_id=scenario.public_id)


def lessons(the_course: Course) -> list[Lesson]:
    return list(the_course.lessons.order_by("position"))


def scenarios(the_course: Course) -> list[Scenario]:
    return list(the_course.scenarios.order_by("position"))


# --- from begin to end ------------------------------------------------------------------------------------------------
SAYS = {
    "nl": {
        "begin": "Beginnen", "rate": "Hoe zeker ben je", "read": "Gelezen", "ask": "Wat doe je?", "right": "Dat klopt",
        "wrong": "Er is een beter antwoord", "result": "3 van de 4 goed",
    },
    "en": {
        "begin": "Begin", "rate": "How sure are you", "read": "Read,", "ask": "What do you do?",
        "right": "That is right", "wrong": "There is a better answer", "result": "3 of 4 right",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", SAYS)
def test_somebody_goes_from_begin_to_result(client: Client, language: str) -> None:
    says = SAYS[language]
    the_course, person = portal_course(), employee(language=language)
    client.force_login(person)
    client.post(reverse("set_language"), {"language": language})
    assert says["begin"] in page_of(client, the_course)
    assert says["rate"] in text(client.get(of_course("confidence_before", the_course)))
    answer = client.post(of_course("confidence_before", the_course), {"rating": "2"})
    for lesson in lessons(the_course):
        assert answer.headers["Location"] == of_lesson(lesson)
        assert says["read"] in text(client.get(of_lesson(lesson)))
        answer = client.post(of_lesson(lesson))
    assert answer.headers["Location"] == of_course("quiz_start", the_course)
    assert "3 " in text(client.get(answer.headers["Location"]))
    answer = client.post(of_course("quiz_start", the_course))
    for number, scenario in enumerate(scenarios(the_course)):
        url = of_scenario(scenario)
        page = text(client.get(url))
        assert says["ask"] in page
        assert "Omdat" not in page
        assert "Because" not in page
        answer = client.post(url, {"choice": "0" if number == 0 else "1"})
        assert answer.headers["Location"] == f"{url}#why"
        page = text(client.get(url))
        assert says["wrong" if number == 0 else "right"] in page
        assert ("Omdat 1" if language == "nl" else "Because 1") in page, "what is right is explained too"
        assert ("Omdat 0" in page or "Because 0" in page) is (number == 0)
        assert "Omdat 2" not in page
    answer = client.post(of_course("quiz_finish", the_course))
    assert answer.headers["Location"] == of_course("confidence_after", the_course)
    assert says["rate"] in text(client.get(answer.headers["Location"]))
    answer = client.post(answer.headers["Location"], {"rating": "4"})
    page = text(client.get(answer.headers["Location"]))
    assert says["result"] in page
    assert ("Les 0" if language == "nl" else "Lesson 0") in page, "what to read again"
    assert 'aria-hidden="true"' in page
    assert ("2 van 5" if language == "nl" else "2 of 5") in page
    assert Completion.objects.filter(person=person, course=the_course).count() == 1
    assert ("Gehaald" if language == "nl" else "Passed") in page_of(client, the_course)


def test_progress_goes_on_on_another_device(colleague: Person) -> None:
    the_course = portal_course()
    phone, desk = Client(), Client()
    phone.force_login(colleague)
    desk.force_login(colleague)
    phone.post(of_lesson(lessons(the_course)[0]))
    page = page_of(desk, the_course)
    assert "Verder waar je was" in page
    assert f'class="btn btn-primary" href="{of_lesson(lessons(the_course)[1])}"' in page


def test_confidence_may_be_skipped(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    client = sign_in(colleague)
    page = text(client.get(of_course("confidence_before", the_course)))
    assert f'href="{of_lesson(lessons(the_course)[0])}"' in page
    client.post(of_lesson(lessons(the_course)[0]))
    assert not Confidence.objects.exists()


def test_not_enough_right_leads_to_another_try_at_once(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=1)
    client = sign_in(colleague)
    client.post(of_course("quiz_finish", the_course))
    page = text(client.get(of_course("quiz_result", the_course)))
    assert "Met 3 van de 4 goed rond je de cursus af" in page
    assert "Probeer de vragen opnieuw" in page
    answer = client.post(of_course("quiz_start", the_course))
    assert answer.headers["Location"] == of_scenario(scenarios(the_course)[0])
    assert QuizAttempt.objects.under_way().get().answers.count() == 0


def test_going_on_leads_to_the_first_question_without_an_answer(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    client = sign_in(colleague)
    client.post(of_course("quiz_start", the_course))
    client.post(of_scenario(scenarios(the_course)[0]), {"choice": "1"})
    answer = client.post(of_course("quiz_start", the_course))
    assert answer.headers["Location"] == of_scenario(scenarios(the_course)[1])


# --- wrong and missing ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "given", "said"),
    [
        ("nl", {}, "Kies wat jij zou doen."),
        ("en", {}, "Choose what you would do."),
        ("nl", {"choice": "9"}, "Kies een van de antwoorden die hier staan."),
        ("en", {"choice": "x"}, "Choose one of the answers that stand here."),
    ],
)
def test_missing_or_strange_choice_is_said_and_keeps_the_question(
    sign_in: SignIn, colleague: Person, language: str, given: dict[str, str], said: str
) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    client = sign_in(colleague)
    client.post(reverse("set_language"), {"language": language})
    client.post(of_course("quiz_start", the_course))
    client.post(of_scenario(scenarios(the_course)[0]), {"choice": "1"})
    answer = client.post(of_scenario(scenarios(the_course)[1]), given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert QuizAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"), [({}, "Kies hoe zeker je bent, of sla"), ({"rating": "6"}, "Kies een van de vijf antwoorden.")]
)
def test_missing_or_strange_rating_is_said(
    sign_in: SignIn, colleague: Person, given: dict[str, str], said: str
) -> None:
    answer = sign_in(colleague).post(of_course("confidence_before", portal_course()), given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Confidence.objects.exists()


def test_questions_before_the_lessons_point_at_the_lessons(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    client, url = sign_in(colleague), of_course("quiz_start", the_course)
    assert f'href="{of_lesson(lessons(the_course)[0])}"' in text(client.get(url))
    answer = client.post(url)
    assert answer.status_code == 422
    assert "Lees eerst alle lessen" in text(answer)


def test_pages_that_have_nothing_to_show_yet_lead_back(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    back = of_course("course_detail", the_course)
    assert client.get(of_course("quiz_result", the_course)).headers["Location"] == back
    assert client.get(of_course("confidence_after", the_course)).headers["Location"] == back
    question = client.get(of_scenario(scenarios(the_course)[0]))
    assert question.headers["Location"] == of_course("quiz_start", the_course)
    all_read(of=the_course, by=colleague)
    assert client.get(of_course("confidence_before", the_course)).headers["Location"] == back


def test_finishing_early_says_that_questions_are_left(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    client = sign_in(colleague)
    client.post(of_course("quiz_start", the_course))
    answer = client.post(of_course("quiz_finish", the_course), follow=True)
    assert answer.redirect_chain[0][0] == of_course("quiz_start", the_course)
    assert "nog vragen over" in text(answer)


def test_two_clicks_are_one(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=4)
    client = sign_in(colleague)
    answers = [client.post(of_course("quiz_finish", the_course)) for _click in range(2)]
    answers += [client.post(of_lesson(lessons(the_course)[0])) for _click in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Completion.objects.count() == QuizAttempt.objects.count() == 1
    assert LessonRead.objects.count() == 2


# --- who may ----------------------------------------------------------------------------------------------------------
def test_draft_is_hidden_from_all_but_hr_who_looks_and_does_not_follow(
    sign_in: SignIn, colleague: Person, hr: Person
) -> None:
    the_course = portal_course(published=False)
    lesson, scenario = lessons(the_course)[0], scenarios(the_course)[0]
    client = sign_in(colleague)
    for url in (of_lesson(lesson), of_scenario(scenario), of_course("quiz_start", the_course)):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    client = sign_in(hr)
    page = text(client.get(of_lesson(lesson)))
    assert "<h2>Kop</h2>" in page
    assert "Volgende les" in page
    assert "Lessen gelezen" not in page
    assert client.post(of_lesson(lesson)).status_code == 403
    for name in ("quiz_start", "confidence_before", "confidence_after"):
        assert client.get(of_course(name, the_course)).status_code == 403
    assert client.post(of_course("quiz_finish", the_course)).status_code == 403
    assert client.get(of_scenario(scenario)).status_code == 403
    assert not LessonRead.objects.exists()


def test_archived_course_is_looked_back_on_by_who_followed_it(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    completion(of=the_course, person=colleague)
    Course.objects.filter(pk=the_course.pk).update(archived_at=NOW)
    client, lesson = sign_in(colleague), lessons(the_course)[0]
    assert "Tekst" in text(client.get(of_lesson(lesson)))
    assert client.post(of_lesson(lesson)).status_code == 403
    assert "Beginnen" not in page_of(client, the_course)
    client = sign_in(employee())
    assert client.get(of_lesson(lesson)).status_code == 404


def test_course_that_is_given_in_class_has_no_lessons_to_follow(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = course(), sign_in(colleague)
    for name in ("quiz_start", "confidence_before", "confidence_after"):
        assert client.get(of_course(name, the_course)).status_code == 403
    assert "Lessen" not in page_of(client, the_course)


def test_course_without_questions_has_no_page_of_questions(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = portal_course(questions=0, lessons=1), sign_in(colleague)
    answer = client.get(of_course("quiz_start", the_course))
    assert answer.url == of_course("course_detail", the_course), "HR may have removed the last one just now"  # type: ignore[attr-defined]
    answer = client.post(of_lesson(lessons(the_course)[0]), follow=True)
    assert "Je hebt deze cursus afgerond." in text(answer)
    assert Completion.objects.filter(person=colleague).exists()


def test_wrong_verbs_are_refused(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    assert client.get(of_course("quiz_finish", the_course)).status_code == 405
    assert client.post(of_course("quiz_result", the_course)).status_code == 405
    assert client.put(of_lesson(lessons(the_course)[0])).status_code == 405


def test_result_of_another_is_nowhere(sign_in: SignIn, colleague: Person, hr: Person) -> None:
    the_course = portal_course()
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=1)
    Confidence.objects.create(person=colleague, course=the_course, before=1, rated_at=NOW)
    sign_in(colleague).post(of_course("quiz_finish", the_course))
    client = sign_in(hr)
    assert client.get(of_course("quiz_result", the_course)).status_code == 302
    assert "1 van de 4" not in page_of(client, the_course)
    assert "1 van de 4" not in text(client.get(reverse("my_data")))


@pytest.mark.parametrize(("language", "said"), [("nl", "Omdat"), ("en", "Because")])
def test_hr_reads_the_questions_before_publishing(sign_in: SignIn, hr: Person, language: str, said: str) -> None:
    the_course = portal_course(published=False)
    client = sign_in(hr)
    client.post(reverse("set_language"), {"language": language})
    url = of_course("quiz_review", the_course)
    pages = of_course("course_pages", the_course)
    assert f'href="{pages}"' in page_of(client, the_course)
    assert f'href="{url}"' in text(client.get(pages))
    page = text(client.get(url))
    assert page.count(said) == 3 * 4
    assert page.count('class="is-right"') == 4
    assert client.post(url).status_code == 405
    assert client.get(of_course("quiz_review", course())).status_code == 404


def test_questions_with_their_answers_are_for_hr_alone(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    assert client.get(of_course("quiz_review", the_course)).status_code == 403
    assert of_course("quiz_review", the_course) not in page_of(client, the_course)


# --- where it shows ---------------------------------------------------------------------------------------------------
def test_my_training_shows_courses_under_way_and_completed(sign_in: SignIn, colleague: Person) -> None:
    begun, done = portal_course(title="Begonnen cursus"), portal_course(title="Afgeronde cursus")
    client = sign_in(colleague)
    client.post(of_lesson(lessons(begun)[0]))
    completion(of=done, person=colleague)
    page = text(client.get(address("my_training")))
    assert "Mee bezig, in je eigen tempo" in page
    assert "1 van de 2 lessen gelezen" in page
    assert page.index("Begonnen cursus") < page.index("Afgeronde cursus")


def test_catalogue_says_that_a_course_in_the_portal_can_be_done_any_time(sign_in: SignIn, colleague: Person) -> None:
    portal_course(title="Zelf leren")
    page = text(sign_in(colleague).get(address("course_list")))
    assert "wanneer je wilt" in page
    assert "nog geen data" not in page


def test_hr_is_told_that_an_empty_course_cannot_be_published(sign_in: SignIn, hr: Person) -> None:
    empty = portal_course(lessons=0, questions=0, published=False)
    client = sign_in(hr)
    assert "minstens één les" in page_of(client, empty)
    answer = client.post(of_course("course_publish", empty))
    assert answer.status_code == 422
    assert "minstens één les" in text(answer)


def test_required_course_in_the_portal_is_opened_and_needs_no_day(colleague: Person) -> None:
    requirement(of=portal_course())
    (asked,) = selectors.asked_of(colleague, now=NOW)
    assert asked.action == "Open de cursus"
