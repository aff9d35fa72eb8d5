"""The pages on which HR writes lessons and questions, and what who is halfway meets when they do."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.sent import as_sent
from people.models import Person
from tests.common.test_prose import VECTORS, assert_harmless
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, course, portal_course
from tests.training.pages import SignIn, address, page_of
from training import reference, selectors, services
from training.models import Course, Lesson, LessonRead, QuizAnswer, Scenario

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
LESSON = {"title_nl": "Titel", "title_en": "", "body_nl": "## Kop\n\nTekst", "body_en": ""}
SAYS = {
    "nl": {
        "pages": "Lessen en vragen", "missing": "Engels ontbreekt", "not_ready": "Nog niet klaar voor het aanbod",
        "needs": "minstens één les", "preview": "Zo leest het in het Nederlands",
        "own": "Sindsdien is hij van jullie", "ships": "komt met Houvast mee", "changed": "Wat heb je veranderd?",
    },
    "en": {
        "pages": "Lessons and questions", "missing": "English is missing", "not_ready": "Not ready for",
        "needs": "at least one lesson", "preview": "As it will read: Dutch",
        "own": "It is yours since", "ships": "comes with Houvast", "changed": "What did you change?",
    },
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", SAYS)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def at(client: Client, language: str) -> Client:
    client.cookies["houvast_language"] = language
    return client


def of(name: str, row: Course | Lesson | Scenario) -> str:
    key = {Course: "course_id", Lesson: "lesson_id", Scenario: "scenario_id"}[type(row)]
    return address(name, **{key: row.public_id})


def first_lesson(the_course: Course) -> Lesson:
    return the_course.lessons.order_by("position")[0]


def first_question(the_course: Course) -> Scenario:
    return the_course.scenarios.order_by("position")[0]


def question(number: int = 2, **fields: Any) -> dict[str, Any]:
    """What the form of a question sends, its first answer right."""
    typed = {"situation_nl": "Situatie", "question_nl": "Wat doe je?", "answers": number, "answer_0_is_right": "on"}
    for place in range(number):
        typed |= {f"answer_{place}_text_nl": f"Antwoord {place}", f"answer_{place}_explanation_nl": f"Uitleg {place}"}
    return typed | fields


def sent_by(client: Client, url: str) -> dict[str, Any]:
    """What a browser sends of the form on this page when nobody touches it."""
    return dict(as_sent(client.get(url).context["form"]))


# --- from nothing to a course -----------------------------------------------------------------------------------------
@LANGUAGES
def test_hr_makes_a_course_in_the_portal_from_begin_to_end(sign_in: SignIn, hr: Person, language: str) -> None:
    client, says = at(sign_in(hr), language), SAYS[language]
    the_course = course(kind="in_portal", published=False)
    pages = of("course_pages", the_course)
    assert f'href="{pages}"' in page_of(client, the_course)
    page = text(client.get(pages))
    assert says["pages"] in page
    assert says["not_ready"] in page
    assert says["needs"] in page
    new = of("lesson_create", the_course)
    assert f'href="{new}"' in page
    assert client.post(new, LESSON).url == pages  # type: ignore[attr-defined]
    asked = client.post(of("question_create", the_course), question(3, answer_1_is_right="on"))
    assert asked.url == pages  # type: ignore[attr-defined]
    page = text(client.get(pages))
    assert page.count(says["missing"]) == 2
    assert of("course_publish", the_course) in page
    scenario = first_question(the_course)
    assert [each.is_right for each in scenario.choices.order_by("position")] == [True, True, False]
    assert client.get(of("question_edit", scenario)).status_code == 200
    client.post(of("course_publish", the_course))
    assert says["changed"] in text(client.get(of("lesson_edit", first_lesson(the_course))))


def test_new_course_in_the_portal_leads_to_its_lessons(sign_in: SignIn, hr: Person) -> None:
    made = {
        "title_nl": "Eigen", "summary_nl": "Kort", "kind": "in_portal", "level": "start", "theme": "understand",
        "language": "nl", "duration_minutes": 20, "approval": "by_rule",
    }  # fmt: skip
    answer = sign_in(hr).post(address("course_create"), made)
    assert answer.url == of("course_pages", Course.objects.get(title_nl="Eigen"))  # type: ignore[attr-defined]


def test_course_with_another_provider_has_its_pages_there(sign_in: SignIn, hr: Person) -> None:
    client, elsewhere = sign_in(hr), course(kind="elsewhere", external_url="https://example.org")
    assert of("course_pages", elsewhere) not in page_of(client, elsewhere)
    assert client.get(of("course_pages", elsewhere)).url == of("course_detail", elsewhere)  # type: ignore[attr-defined]


@LANGUAGES
def test_course_that_comes_with_houvast_says_what_changing_it_means(sign_in: SignIn, hr: Person, language: str) -> None:
    reference.sync()
    client, ships = at(sign_in(hr), language), Course.objects.exclude(key="")[0]
    assert SAYS[language]["ships"] in text(client.get(of("course_pages", ships)))
    client.post(of("lesson_move", first_lesson(ships)), {"direction": "down"})
    assert SAYS[language]["own"] in text(client.get(of("course_pages", ships)))


# --- who may, and how -------------------------------------------------------------------------------------------------
PAGES = ["lesson_edit", "lesson_remove", "question_edit", "question_remove", "lesson_create", "question_create"]
BUTTONS = ["lesson_move", "question_move"]


def of_page(name: str, the_course: Course) -> str:
    if name in {"lesson_create", "question_create"}:
        return of(name, the_course)
    return of(name, first_lesson(the_course) if name.startswith("lesson") else first_question(the_course))


@pytest.mark.parametrize("name", PAGES + BUTTONS)
def test_others_than_hr_change_nothing(sign_in: SignIn, colleague: Person, name: str) -> None:
    the_course = portal_course()
    assert sign_in(colleague).post(of_page(name, the_course), {**LESSON, "direction": "down"}).status_code == 403
    assert first_lesson(the_course).edition == 1
    assert sign_in(colleague).get(of("course_pages", the_course)).status_code == 403


def test_wrong_verb_is_refused(sign_in: SignIn, hr: Person) -> None:
    client, the_course = sign_in(hr), portal_course()
    assert client.post(of("course_pages", the_course)).status_code == 405
    for name in BUTTONS:
        assert client.get(of_page(name, the_course)).status_code == 405
    for name in PAGES:
        assert client.delete(of_page(name, the_course)).status_code == 405


# --- the form of a lesson ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"title_nl": ""}, "Geef de les een titel"), ({"body_nl": " "}, "Schrijf de les in het Nederlands")],
)
def test_lesson_without_words_says_so_and_keeps_the_rest(
    sign_in: SignIn, hr: Person, wrong: dict[str, str], said: str
) -> None:
    the_course = portal_course()
    answer = sign_in(hr).post(of("lesson_create", the_course), LESSON | {"body_en": "Kept"} | wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Kept" in text(answer)
    assert the_course.lessons.count() == 2


def test_two_megabytes_are_refused_in_words_and_not_lost(sign_in: SignIn, hr: Person) -> None:
    the_course = portal_course()
    long = "Woord " * 350_000
    answer = sign_in(hr).post(of("lesson_create", the_course), LESSON | {"body_nl": long})
    assert answer.status_code == 422
    assert "hoogstens 20000" in text(answer)
    assert long.strip() in text(answer)
    assert "maxlength" not in text(answer), "a browser would cut what is pasted without a word"
    shown = sign_in(hr).post(of("lesson_create", the_course), LESSON | {"body_nl": long, "do": "preview"})
    assert shown.status_code == 200


def test_preview_shows_what_is_typed_and_keeps_nothing(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    lesson = first_lesson(the_course)
    typed = {"title_nl": "", "body_nl": "**Zo** leest het<script>alert(1)</script>", "body_en": "", "do": "preview"}
    for url in (of("lesson_edit", lesson), of("lesson_create", the_course)):
        page = text(client.post(url, typed))
        assert "<strong>Zo</strong> leest het" in page
        assert "<script>alert" not in page
        assert "hv-error-summary" not in page
    assert first_lesson(the_course).edition == 1
    assert the_course.lessons.count() == 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(VECTORS),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
            st.sampled_from(["\n\n", "**", "`", "[", "](", ">"]),
        ),
        max_size=8,
    )
)
def test_no_mixture_gets_script_through_the_door_of_lessons(parts: list[str]) -> None:
    assert_harmless(selectors.lesson_preview("".join(parts)))


@pytest.mark.parametrize("vector", VECTORS)
def test_what_hr_writes_runs_nowhere(sign_in: SignIn, hr: Person, colleague: Person, vector: str) -> None:
    the_course = portal_course(lessons=1, questions=0)
    typed = LESSON | {"title_nl": "<script>t</script>", "body_nl": vector, "reach": "wording"}
    sign_in(hr).post(of("lesson_edit", first_lesson(the_course)), typed)
    page = text(sign_in(colleague).get(of("lesson_detail", first_lesson(the_course))))
    prose = page.partition('<div class="hv-prose"')[2].partition("hv-lesson__end")[0]
    assert_harmless(prose.partition(">")[2].rpartition("</div>")[0].rpartition("</div>")[0])
    assert "<script>t" not in page


def test_published_lesson_asks_what_changed_and_a_draft_does_not(sign_in: SignIn, hr: Person) -> None:
    client, the_course, draft = sign_in(hr), portal_course(), portal_course(published=False)
    answer = client.post(of("lesson_edit", first_lesson(the_course)), LESSON)
    assert answer.status_code == 422
    assert "Zeg wat je veranderd hebt" in text(answer)
    client.post(of("lesson_edit", first_lesson(the_course)), LESSON | {"reach": "content"})
    client.post(of("lesson_edit", first_lesson(draft)), LESSON)
    assert [(each.revision, each.edition) for each in (first_lesson(the_course), first_lesson(draft))] == [
        (2, 2),
        (1, 2),
    ]


def test_second_of_two_writers_loses_nothing(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of("lesson_edit", first_lesson(the_course))
    mine = sent_by(client, url)
    client.post(url, sent_by(client, url) | {"title_nl": "Van de een", "reach": "wording"})
    answer = client.post(url, mine | {"body_nl": "Van de ander", "reach": "content"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form["title_nl"].value(), form["body_nl"].value()) == ("Van de een", "Van de ander")
    assert [each.text for each in form.kept] == ["# Kop\n\nTekst **0**."]
    again = {bound.name: bound.value() for bound in form} | {"seen": form.data["seen"]}
    assert client.post(url, again).status_code == 302
    lesson = first_lesson(the_course)
    assert (lesson.title_nl, lesson.body_nl, lesson.edition) == ("Van de een", "Van de ander", 3)


def test_lesson_that_another_removed_while_it_was_written_can_be_added_again(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of("lesson_edit", first_lesson(the_course))
    services.remove_lesson(lesson_id=first_lesson(the_course).pk, actor=hr, now=NOW)
    answer = client.post(url, LESSON | {"body_nl": "Uren werk"})
    assert answer.status_code == 409
    assert "Uren werk" in text(answer)
    assert f'action="{of("lesson_create", the_course)}"' in text(answer)
    assert client.get(url).url == of("course_pages", the_course)  # type: ignore[attr-defined]


# --- the form of a question -------------------------------------------------------------------------------------------
def test_answers_come_and_go_without_a_script_and_nothing_typed_is_lost(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(questions=0), sign_in(hr)
    url = of("question_create", the_course)
    assert text(client.get(url)).count("answer_1_text_nl") > 0
    more = client.post(url, question(2, situation_en="Kept", do="add"))
    form = more.context["form"]
    assert (more.status_code, form.number, form["situation_en"].value()) == (200, 3, "Kept")
    assert "data-focus" in str(form["answer_2_text_nl"]), "htmx gives the new answer the focus"
    assert "hv-error-summary" not in text(more)
    fewer = client.post(url, question(3, answer_2_is_right="on", do="remove-0")).context["form"]
    assert fewer.number == 2
    assert [fewer[f"answer_{place}_text_nl"].value() for place in range(2)] == ["Antwoord 1", "Antwoord 2"]
    assert [bool(fewer[f"answer_{place}_is_right"].value()) for place in range(2)] == [False, True]
    assert not the_course.scenarios.exists()


@pytest.mark.parametrize(
    ("number", "what", "left"),
    [(5, "add", 5), (2, "remove-0", 2), (3, "remove-7", 3), (3, "nonsense", 3), (99, "add", 5), ("x", "add", 3)],
)
def test_answers_stay_between_two_and_five(
    sign_in: SignIn, hr: Person, number: int | str, what: str, left: int
) -> None:
    the_course = portal_course(questions=0)
    typed = question(5) | {"answers": number, "do": what}
    answer = sign_in(hr).post(of("question_create", the_course), typed)
    assert (answer.status_code, answer.context["form"].number) == (200, left)


def test_enter_saves_a_question_and_answers_that_stay_empty_are_left_out(sign_in: SignIn, hr: Person) -> None:
    the_course = portal_course(questions=0)
    client, url = sign_in(hr), of("question_create", the_course)
    page = client.get(url).content.decode()
    form = page[page.index("data-leave") :]
    assert form.index('name="save"') < form.index('name="do"')
    assert client.post(url, question(2) | {"answers": 4}).status_code == 302
    assert the_course.scenarios.get().choices.count() == 2
    assert client.post(url, question(2) | {"answers": 3, "answer_2_is_right": "on"}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer_0_is_right": ""}, "answer_0_is_right"),
        ({"answer_1_explanation_nl": ""}, "answer_1_explanation_nl"),
        ({"answer_1_text_nl": ""}, "answer_1_text_nl"),
        ({"situation_nl": ""}, "situation_nl"),
        ({"situation_nl": "a" * 2001}, "situation_nl"),
        ({"answer_1_text_en": "a" * 301}, "answer_1_text_en"),
        ({"lesson": "00000000-0000-0000-0000-000000000000"}, "lesson"),
    ],
)
def test_question_says_at_the_field_what_is_wrong(
    sign_in: SignIn, hr: Person, wrong: dict[str, str], field: str
) -> None:
    the_course = portal_course(questions=0)
    answer = sign_in(hr).post(of("question_create", the_course), question(3, answer_2_text_nl="Blijft") | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Blijft" in text(answer)
    assert not the_course.scenarios.exists()


def test_question_can_be_kept_in_dutch_alone_and_says_what_is_missing(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(questions=0), sign_in(hr)
    client.post(of("question_create", the_course), question())
    assert "Engels ontbreekt" in text(client.get(of("question_edit", first_question(the_course))))


def test_change_of_answers_is_said_to_reach_who_is_answering(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of("question_edit", first_question(the_course))
    before = first_question(the_course).lesson
    assert before
    same = sent_by(client, url) | {"reach": "wording"}
    said = text(client.post(url, same | {"answer_0_text_nl": "Ander woord"}, follow=True))
    assert "krijgt het opnieuw" not in said
    same = sent_by(client, url) | {"reach": "wording"}
    said = text(client.post(url, same | {"answer_0_is_right": "on"}, follow=True))
    assert "krijgt het opnieuw" in said
    assert (first_question(the_course).revision, first_question(the_course).lesson) == (2, before)


def test_two_writers_of_one_question_lose_nothing(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of("question_edit", first_question(the_course))
    mine = sent_by(client, url)
    extra = {"answers": 4, "answer_3_text_nl": "Vierde", "answer_3_explanation_nl": "Omdat", "reach": "wording"}
    client.post(url, sent_by(client, url) | extra)
    answer = client.post(url, mine | {"answer_0_text_nl": "Van mij", "reach": "wording"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form.number, form["answer_0_text_nl"].value(), form["answer_3_text_nl"].value()) == (4, "Van mij", "Vierde")


def test_question_that_another_removed_while_it_was_written_can_be_added_again(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of("question_edit", first_question(the_course))
    services.remove_question(scenario_id=first_question(the_course).pk, actor=hr, now=NOW)
    answer = client.post(url, question(situation_nl="Uren werk"))
    assert answer.status_code == 409
    assert "Uren werk" in text(answer)
    assert client.get(url).url == of("course_pages", the_course)  # type: ignore[attr-defined]


# --- order and removal ------------------------------------------------------------------------------------------------
def test_moved_lesson_keeps_the_focus_and_its_place_is_said(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(lessons=3), sign_in(hr)
    last = the_course.lessons.order_by("position")[2]
    page = client.post(of("lesson_move", last), {"direction": "up"}, follow=True, headers={"HX-Request": "true"})
    assert "“Les 2” staat nu op plaats 2 van 3." in text(page)
    assert f'id="up-{last.public_id}" name="direction" value="up" data-focus' in text(page)
    page = client.post(of("lesson_move", last), {"direction": "up"}, follow=True)
    assert f'id="down-{last.public_id}" name="direction" value="down" data-focus' in text(page)
    assert "#" not in page.redirect_chain[0][0], "a fragment would take the focus away"


def test_moved_question_keeps_the_focus(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    first = first_question(the_course)
    page = text(client.post(of("question_move", first), {"direction": "down"}, follow=True))
    assert f'id="down-{first.public_id}" name="direction" value="down" data-focus' in page


@pytest.mark.parametrize("name", ["lesson", "question"])
def test_removing_asks_first_and_says_what_it_means(sign_in: SignIn, hr: Person, name: str) -> None:
    the_course, client = portal_course(), sign_in(hr)
    url = of_page(f"{name}_remove", the_course)
    page = text(client.get(url))
    assert "Wie halverwege is" in page or "Wie nu vragen aan het beantwoorden is" in page
    assert (the_course.lessons.count(), the_course.scenarios.count()) == (2, 4)
    assert client.post(url).url == of("course_pages", the_course)  # type: ignore[attr-defined]
    assert (the_course.lessons.count(), the_course.scenarios.count()) in {(1, 4), (2, 3)}
    assert client.post(url).url == of("course_pages", the_course), "again is no error"  # type: ignore[attr-defined]


def test_last_lesson_of_a_published_course_is_not_removed_and_says_why(sign_in: SignIn, hr: Person) -> None:
    the_course = portal_course(lessons=1)
    answer = sign_in(hr).post(of("lesson_remove", first_lesson(the_course)))
    assert answer.status_code == 422
    assert "minstens één les" in text(answer)


def test_buttons_on_what_is_gone_lead_back_to_the_overview(sign_in: SignIn, hr: Person) -> None:
    the_course, client = portal_course(), sign_in(hr)
    lesson, scenario = first_lesson(the_course), first_question(the_course)
    services.remove_lesson(lesson_id=lesson.pk, actor=hr, now=NOW)
    services.remove_question(scenario_id=scenario.pk, actor=hr, now=NOW)
    for url in (of("lesson_move", lesson), of("question_move", scenario)):
        assert "intussen verwijderd" in text(client.post(url, {"direction": "up"}, follow=True))


# --- who is halfway ---------------------------------------------------------------------------------------------------
def test_who_reads_a_lesson_that_is_removed_comes_to_the_course(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    url = of("lesson_detail", first_lesson(the_course))
    services.remove_lesson(lesson_id=first_lesson(the_course).pk, actor=hr, now=NOW)
    for answer in (client.get(url, follow=True), client.post(url, {"revision": 1}, follow=True)):
        assert answer.status_code == 200
        assert answer.redirect_chain[0][0] == of("course_detail", the_course)
        assert "hoort niet meer bij de cursus" in text(answer)


def test_removed_page_of_a_draft_is_nowhere_for_others(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    draft = portal_course(published=False)
    url = of("lesson_detail", first_lesson(draft))
    services.remove_lesson(lesson_id=first_lesson(draft).pk, actor=hr, now=NOW)
    assert sign_in(colleague).get(url).status_code == 404


def test_who_reads_while_a_lesson_changes_reads_it_once_more(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    lesson = first_lesson(the_course)
    url = of("lesson_detail", lesson)
    assert 'name="revision" value="1"' in text(client.get(url))
    services.edit_lesson(lesson_id=lesson.pk, fields=LESSON, is_other_content=True, actor=hr, now=NOW)
    answer = client.post(url, {"revision": 1}, follow=True)
    assert "terwijl je aan het lezen was" in text(answer)
    assert not LessonRead.objects.exists()
    client.post(url, {"revision": 2})
    assert LessonRead.objects.get().revision == 2


def test_changed_lesson_says_so_in_the_list_and_on_its_page(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    all_read(of=the_course, by=colleague)
    services.edit_lesson(lesson_id=first_lesson(the_course).pk, fields=LESSON, is_other_content=True, actor=hr, now=NOW)
    assert "Veranderd" in page_of(client, the_course)
    page = text(client.get(of("lesson_detail", first_lesson(the_course))))
    assert "Lees hem nog een keer" in page


def test_who_answers_while_a_question_changes_is_asked_it_once_more(
    sign_in: SignIn, hr: Person, colleague: Person
) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    all_read(of=the_course, by=colleague)
    client.post(of("quiz_start", the_course))
    scenario = first_question(the_course)
    url = of("scenario_detail", scenario)
    assert 'name="revision" value="1"' in text(client.get(url))
    services.edit_question(
        scenario_id=scenario.pk, is_other_content=True, actor=hr, now=NOW,
        fields={"situation_nl": "Anders", "situation_en": "", "question_nl": "Nu?", "question_en": "", "lesson": None},
        answers=[services.Answer("Ja", "", "Omdat", "", is_right=True), services.Answer("Nee", "", "Omdat", "")],
    )  # fmt: skip
    answer = client.post(url, {"choice": 1, "revision": 1}, follow=True)
    assert answer.status_code == 200
    assert "terwijl je aan het antwoorden was" in text(answer)
    assert "De vragen zijn veranderd sinds je begon" in text(answer)
    assert not QuizAnswer.objects.exists()
    client.post(url, {"choice": 0, "revision": 2})
    assert QuizAnswer.objects.get().choice.is_right
    gone = of("scenario_detail", the_course.scenarios.order_by("position")[1])
    services.remove_question(scenario_id=the_course.scenarios.order_by("position")[1].pk, actor=hr, now=NOW)
    assert client.post(gone, {"choice": 1, "revision": 1}, follow=True).status_code == 200


def test_result_with_a_changed_lesson_says_what_is_left(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    the_course, client = portal_course(), sign_in(colleague)
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=4)
    services.edit_lesson(lesson_id=first_lesson(the_course).pk, fields=LESSON, is_other_content=True, actor=hr, now=NOW)
    assert "Verder met de vragen" in text(client.get(of("quiz_start", the_course)))
    client.post(of("quiz_finish", the_course))
    page = text(client.get(of("quiz_result", the_course)))
    url = of("lesson_detail", first_lesson(the_course))
    assert "lees die, dan rond je de cursus af" in page
    assert f'href="{url}"' in page
    said = text(client.post(url, {"revision": 2}, follow=True))
    assert "Je hebt deze cursus afgerond" in said


def test_who_read_everything_that_is_left_completes_with_one_button(
    sign_in: SignIn, hr: Person, colleague: Person
) -> None:
    the_course, client = portal_course(lessons=3, questions=0), sign_in(colleague)
    all_read(of=the_course, by=colleague)
    services.remove_lesson(lesson_id=first_lesson(the_course).pk, actor=hr, now=NOW)
    assert "Rond de cursus af" in page_of(client, the_course)
    last = the_course.lessons.order_by("-position")[0]
    url = of("lesson_detail", last)
    assert "Rond de cursus af" in text(client.get(url))
    assert "afgerond" in text(client.post(url, {"revision": 1}, follow=True))
    assert employee().completions.count() == 0
    assert colleague.completions.count() == 1
