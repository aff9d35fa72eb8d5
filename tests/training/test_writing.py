"""HR writes lessons and questions: what is kept, what is refused, and what it means for who is halfway."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from common.errors import EditConflict, RuleBroken
from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, completion, course, portal_course
from training import selectors, services
from training.errors import parts_of
from training.models import (
    Completion,
    Course,
    CourseVersion,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    RemovedPage,
    Scenario,
)
from training.rules import pages
from training.services import Answer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
LESSON = {"title_nl": "Nieuw", "title_en": "New", "body_nl": "Tekst", "body_en": "Text"}
QUESTION = {"situation_nl": "S", "situation_en": "", "question_nl": "Wat doe je?", "question_en": "", "lesson": None}
ANSWERS = [Answer("Goed", "", "Daarom", "", is_right=True), Answer("Fout", "", "Daarom niet", "")]


@pytest.fixture
def hr() -> Person:
    return employee(roles=["hr"])


def in_order(the_course: Course) -> list[Lesson]:
    return list(the_course.lessons.order_by("position"))


def asked_in(the_course: Course) -> list[Scenario]:
    return list(the_course.scenarios.order_by("position"))


def rewrite(lesson: Lesson, hr: Person, *, other: bool, **fields: Any) -> Lesson:
    kept = {name: getattr(lesson, name) for name in services.LESSON_FIELDS}
    return services.edit_lesson(
        lesson_id=lesson.pk, fields=kept | {"body_nl": "Anders"} | fields, is_other_content=other, actor=hr, now=LATER
    )


def answers_of(scenario: Scenario) -> list[Answer]:
    return [
        Answer(each.text_nl, each.text_en, each.explanation_nl, each.explanation_en, is_right=each.is_right)
        for each in scenario.choices.order_by("position")
    ]


def ask(scenario: Scenario, hr: Person, *, other: bool, answers: list[Answer] | None = None, **fields: Any) -> Scenario:
    kept = {name: getattr(scenario, name) for name in QUESTION}
    return services.edit_question(
        scenario_id=scenario.pk, fields=kept | fields, answers=answers or answers_of(scenario), is_other_content=other,
        actor=hr, now=LATER,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["body_nl", "body_en"])
def test_picture_in_a_lesson_is_refused_at_its_field(hr: Person, name: str) -> None:
    the_course = course(kind="in_portal", published=False)
    with pytest.raises(RuleBroken, match="afbeelding") as met:
        services.add_lesson(
            course_id=the_course.pk, fields=LESSON | {name: "Kijk: ![schema](/a.png)"}, actor=hr, now=NOW
        )
    assert met.value.field == name
    assert not the_course.lessons.exists()


# --- writing ----------------------------------------------------------------------------------------------------------
def test_course_is_made_in_the_portal_from_nothing_to_a_completion(hr: Person) -> None:
    the_course = course(kind="in_portal", published=False)
    with pytest.raises(RuleBroken, match="minstens één les"):
        services.publish_course(course_id=the_course.pk, actor=hr, now=NOW)
    lesson = services.add_lesson(course_id=the_course.pk, fields=LESSON, actor=hr, now=NOW)
    fields = QUESTION | {"lesson": lesson}
    services.add_question(course_id=the_course.pk, fields=fields, answers=ANSWERS, actor=hr, now=NOW)
    services.publish_course(course_id=the_course.pk, actor=hr, now=NOW)
    person = employee()
    services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW)
    scenario = the_course.scenarios.get()
    choice = scenario.choices.get(is_right=True)
    services.answer_scenario(scenario_id=scenario.pk, choice_id=choice.pk, person=person, now=NOW)
    assert services.finish_quiz(course_id=the_course.pk, person=person, now=NOW).passed
    assert Completion.objects.get(person=person).course == the_course
    assert {"lesson.added", "scenario.added"} <= set(AuditEvent.objects.values_list("action", flat=True))


@pytest.mark.parametrize("kind", ["in_class", "online"])
def test_course_with_sessions_has_pages_too_and_one_elsewhere_has_not(hr: Person, kind: str) -> None:
    services.add_lesson(course_id=course(kind=kind).pk, fields=LESSON, actor=hr, now=NOW)
    elsewhere = course(kind="elsewhere", external_url="https://example.org")
    with pytest.raises(RuleBroken, match="andere aanbieder"):
        services.add_lesson(course_id=elsewhere.pk, fields=LESSON, actor=hr, now=NOW)


def test_only_hr_writes(hr: Person) -> None:
    the_course, somebody = portal_course(), employee(roles=["trainer"])
    lesson, scenario = in_order(the_course)[0], asked_in(the_course)[0]
    calls: list[Callable[[], object]] = [
        lambda: services.add_lesson(course_id=the_course.pk, fields=LESSON, actor=somebody, now=NOW),
        lambda: rewrite(lesson, somebody, other=False),
        lambda: services.move_lesson(lesson_id=lesson.pk, up=False, actor=somebody, now=NOW),
        lambda: services.remove_lesson(lesson_id=lesson.pk, actor=somebody, now=NOW),
        lambda: services.add_question(
            course_id=the_course.pk, fields=QUESTION, answers=ANSWERS, actor=somebody, now=NOW
        ),
        lambda: ask(scenario, somebody, other=False),
        lambda: services.move_question(scenario_id=scenario.pk, up=False, actor=somebody, now=NOW),
        lambda: services.remove_question(scenario_id=scenario.pk, actor=somebody, now=NOW),
    ]
    for call in calls:
        with pytest.raises(RuleBroken, match="HR"):
            call()
    assert (the_course.lessons.count(), the_course.scenarios.count()) == (2, 4)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title_nl": " "}, "title_nl"), ({"body_nl": "\n"}, "body_nl"), ({"body_en": "a" * 20_001}, "body_en")],
)
def test_lesson_says_at_its_field_what_is_wrong(hr: Person, fields: dict[str, str], field: str) -> None:
    lesson = in_order(portal_course())[0]
    with pytest.raises(RuleBroken) as met:
        rewrite(lesson, hr, other=False, **fields)
    assert met.value.field == field
    lesson.refresh_from_db()
    assert lesson.edition == 1


@pytest.mark.parametrize(
    ("fields", "answers", "wrong"),
    [
        ({"situation_nl": ""}, ANSWERS, ["situation_nl"]),
        ({"question_nl": " "}, ANSWERS, ["question_nl"]),
        ({"situation_en": "a" * 2_001}, ANSWERS, ["situation_en"]),
        ({}, ANSWERS[:1], [None]),
        ({}, ANSWERS * 3, [None]),
        ({}, [ANSWERS[1]] * 2, ["answer_0_is_right"]),
        ({}, [ANSWERS[0], Answer("Fout", "", " ", "")], ["answer_1_explanation_nl"]),
        ({}, [Answer("", "", "", "", is_right=True), ANSWERS[1]], ["answer_0_text_nl", "answer_0_explanation_nl"]),
        ({}, [ANSWERS[0], Answer("a" * 301, "", "b", "c" * 1_001)], ["answer_1_text_nl", "answer_1_explanation_en"]),
    ],
)
def test_question_says_at_its_field_what_is_wrong(
    hr: Person, fields: dict[str, str], answers: list[Answer], wrong: list[str | None]
) -> None:
    the_course = portal_course(questions=0)
    with pytest.raises(RuleBroken) as met:
        services.add_question(course_id=the_course.pk, fields=QUESTION | fields, answers=answers, actor=hr, now=NOW)
    assert [each.field for each in parts_of(met.value)] == wrong
    assert not the_course.scenarios.exists()


def test_lesson_to_read_again_is_of_the_same_course(hr: Person) -> None:
    the_course, other = portal_course(questions=0), portal_course()
    with pytest.raises(RuleBroken) as met:
        services.add_question(
            course_id=the_course.pk,
            fields=QUESTION | {"lesson": in_order(other)[0]},
            answers=ANSWERS,
            actor=hr,
            now=NOW,
        )
    assert met.value.field == "lesson"


def test_a_course_has_an_end(hr: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    the_course = portal_course(lessons=2, questions=2)
    monkeypatch.setattr(pages, "MOST_LESSONS", 2)
    monkeypatch.setattr(pages, "MOST_QUESTIONS", 2)
    with pytest.raises(RuleBroken, match="hoogstens 2 lessen"):
        services.add_lesson(course_id=the_course.pk, fields=LESSON, actor=hr, now=NOW)
    with pytest.raises(RuleBroken, match="hoogstens 2 vragen"):
        services.add_question(course_id=the_course.pk, fields=QUESTION, answers=ANSWERS, actor=hr, now=NOW)


def test_same_words_again_are_no_save(hr: Person) -> None:
    the_course = portal_course()
    lesson, scenario = in_order(the_course)[0], asked_in(the_course)[0]
    rewrite(lesson, hr, other=True, body_nl=lesson.body_nl.replace("\n", "\r\n") + "\n")
    ask(scenario, hr, other=True)
    lesson.refresh_from_db()
    scenario.refresh_from_db()
    assert (lesson.edition, lesson.revision, scenario.edition, scenario.revision) == (1, 1, 1, 1)
    assert not AuditEvent.objects.filter(action__endswith=".changed").exists()


def test_second_of_two_writers_meets_what_the_first_kept(hr: Person) -> None:
    the_course = portal_course()
    lesson, scenario = in_order(the_course)[0], asked_in(the_course)[0]
    rewrite(lesson, hr, other=False)
    ask(scenario, hr, other=False, situation_nl="Eerst")
    with pytest.raises(EditConflict):
        services.edit_lesson(lesson_id=lesson.pk, fields=LESSON, is_other_content=False, actor=hr, now=LATER, edition=1)
    with pytest.raises(EditConflict):
        services.edit_question(
            scenario_id=scenario.pk, fields=QUESTION, answers=ANSWERS, is_other_content=False, actor=hr, now=LATER,
            edition=1,
        )  # fmt: skip
    assert Lesson.objects.get(pk=lesson.pk).body_nl == "Anders"


def test_moving_goes_one_place_and_stops_at_the_ends(hr: Person) -> None:
    the_course = portal_course(lessons=3, questions=3)
    first, second, third = in_order(the_course)
    services.move_lesson(lesson_id=first.pk, up=True, actor=hr, now=NOW)
    assert in_order(the_course) == [first, second, third]
    services.move_lesson(lesson_id=third.pk, up=True, actor=hr, now=NOW)
    assert in_order(the_course) == [first, third, second]
    one, two, _three = asked_in(the_course)
    services.move_question(scenario_id=one.pk, up=False, actor=hr, now=NOW)
    assert asked_in(the_course)[:2] == [two, one]


def test_order_closes_after_a_lesson_is_removed(hr: Person) -> None:
    the_course = portal_course(lessons=3)
    first, second, third = in_order(the_course)
    services.remove_lesson(lesson_id=second.pk, actor=hr, now=NOW)
    services.move_lesson(lesson_id=third.pk, up=True, actor=hr, now=NOW)
    added = services.add_lesson(course_id=the_course.pk, fields=LESSON, actor=hr, now=NOW)
    assert in_order(the_course) == [third, first, added]


def test_last_lesson_of_a_published_course_stays(hr: Person) -> None:
    the_course = portal_course(lessons=1)
    with pytest.raises(RuleBroken, match="minstens één les"):
        services.remove_lesson(lesson_id=in_order(the_course)[0].pk, actor=hr, now=NOW)
    draft = portal_course(lessons=1, published=False)
    services.remove_lesson(lesson_id=in_order(draft)[0].pk, actor=hr, now=NOW)
    assert draft.lacking_lessons


def test_what_is_gone_is_said_in_words(hr: Person) -> None:
    the_course = portal_course()
    lesson, scenario = in_order(the_course)[0], asked_in(the_course)[0]
    services.remove_lesson(lesson_id=lesson.pk, actor=hr, now=NOW)
    services.remove_question(scenario_id=scenario.pk, actor=hr, now=NOW)
    calls: list[Callable[[], object]] = [
        lambda: rewrite(lesson, hr, other=False),
        lambda: services.move_lesson(lesson_id=lesson.pk, up=True, actor=hr, now=NOW),
        lambda: services.remove_lesson(lesson_id=lesson.pk, actor=hr, now=NOW),
        lambda: services.remove_question(scenario_id=scenario.pk, actor=hr, now=NOW),
    ]
    for call in calls:
        with pytest.raises(RuleBroken, match="intussen verwijderd"):
            call()
    assert RemovedPage.objects.filter(course=the_course).count() == 2
    assert selectors.course_of_removed(employee(), lesson.public_id) == the_course


# --- who completed ----------------------------------------------------------------------------------------------------
def test_what_somebody_completed_stays_as_they_met_it(hr: Person) -> None:
    the_course, person = portal_course(lessons=2, questions=1), employee()
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=1)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
    done = Completion.objects.get(person=person)
    assert done.version
    content, lesson, scenario = done.version.content, in_order(the_course)[0], asked_in(the_course)[0]
    rewrite(lesson, hr, other=True)
    ask(scenario, hr, other=True, answers=ANSWERS)
    services.remove_lesson(lesson_id=in_order(the_course)[1].pk, actor=hr, now=LATER)
    assert CourseVersion.objects.get().content == content
    assert Completion.objects.get(person=person) == done
    assert QuizAttempt.objects.get(person=person).passed
    other = employee()
    all_read(of=the_course, by=other)
    attempt = QuizAttempt.objects.create(person=other, course=the_course, began_at=LATER)
    QuizAnswer.objects.create(attempt=attempt, scenario=scenario, choice=scenario.choices.get(is_right=True))
    services.finish_quiz(course_id=the_course.pk, person=other, now=LATER)
    assert CourseVersion.objects.count() == 2, "who comes after completes the course as it is now"


def test_changed_lesson_is_new_to_who_completed_the_course_and_takes_nothing(hr: Person) -> None:
    the_course, person = portal_course(questions=0), employee()
    for lesson in in_order(the_course):
        services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW)
    rewrite(in_order(the_course)[0], hr, other=True)
    here = selectors.learning(the_course, person, now=NOW)
    assert here.completed_at == NOW
    assert here.rows[0].has_changed
    assert here.step
    assert here.step.words == "Lees wat er nieuw is"
    services.read_lesson(lesson_id=in_order(the_course)[0].pk, person=person, now=LATER)
    assert Completion.objects.filter(person=person).count() == 1


# --- who is halfway: reading ------------------------------------------------------------------------------------------
def test_other_words_leave_what_is_read_and_other_content_is_read_again(hr: Person) -> None:
    the_course, person = portal_course(questions=0), employee()
    first, second = in_order(the_course)
    services.read_lesson(lesson_id=first.pk, person=person, now=NOW)
    rewrite(first, hr, other=False)
    assert selectors.learning(the_course, person, now=NOW).read == 1
    rewrite(first, hr, other=True, body_nl="Heel anders")
    here = selectors.learning(the_course, person, now=NOW)
    assert (here.read, here.rows[0].has_changed) == (0, True)
    assert services.read_lesson(lesson_id=second.pk, person=person, now=NOW) is None, "the first is to be read again"
    assert services.read_lesson(lesson_id=first.pk, person=person, now=LATER)
    assert LessonRead.objects.get(person=person, lesson=first).revision == 2
    (row,) = selectors.under_way(employee()) or [None]
    assert row is None


def test_course_under_way_stays_under_way_when_all_that_was_read_changed(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    services.read_lesson(lesson_id=in_order(the_course)[0].pk, person=person, now=NOW)
    rewrite(in_order(the_course)[0], hr, other=True)
    (row,) = selectors.under_way(person)
    assert (row.read, row.lessons) == (0, 2)


def test_lesson_that_changed_while_it_was_read_is_shown_once_more(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    lesson = in_order(the_course)[0]
    rewrite(lesson, hr, other=True)
    with pytest.raises(RuleBroken, match="terwijl je aan het lezen was"):
        services.read_lesson(lesson_id=lesson.pk, person=person, now=LATER, revision=1)
    assert not LessonRead.objects.exists()
    services.read_lesson(lesson_id=lesson.pk, person=person, now=LATER, revision=2)
    assert LessonRead.objects.get().revision == 2


def test_who_read_all_that_is_left_after_a_removal_can_complete(hr: Person) -> None:
    the_course, person = portal_course(lessons=2, questions=0), employee()
    first, second = in_order(the_course)
    services.read_lesson(lesson_id=first.pk, person=person, now=NOW)
    services.remove_lesson(lesson_id=second.pk, actor=hr, now=NOW)
    here = selectors.learning(the_course, person, now=NOW)
    assert here.can_complete
    assert here.step
    assert here.step.words == "Rond de cursus af"
    assert selectors.under_way(person)[0].in_words == "Alle lessen gelezen; rond nu de cursus af"
    assert services.read_lesson(lesson_id=first.pk, person=person, now=LATER)
    assert not selectors.learning(the_course, person, now=NOW).can_complete


def test_new_lesson_is_read_by_who_is_halfway(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    services.add_lesson(course_id=the_course.pk, fields=LESSON, actor=hr, now=NOW)
    with pytest.raises(RuleBroken, match="Lees eerst alle lessen"):
        services.begin_quiz(course_id=the_course.pk, person=person, now=NOW)


# --- who is halfway: answering ----------------------------------------------------------------------------------------
def test_attempt_goes_on_and_only_what_asks_something_else_is_asked_anew(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    attempt = answered(of=the_course, by=person, right=4)
    ask(asked_in(the_course)[1], hr, other=True, situation_nl="Iets anders")
    assert attempt.answers.count() == 3
    attempt.refresh_from_db()
    assert attempt.changed_at == LATER, "they are told"
    with pytest.raises(RuleBroken, match="nog vragen over"):
        services.finish_quiz(course_id=the_course.pk, person=person, now=LATER)
    scenario = asked_in(the_course)[1]
    choice = scenario.choices.get(is_right=True)
    services.answer_scenario(scenario_id=scenario.pk, choice_id=choice.pk, person=person, now=LATER, revision=2)
    done = services.finish_quiz(course_id=the_course.pk, person=person, now=LATER)
    assert (done.right, done.total, done.changed_at) == (4, 4, None)


def test_other_words_of_a_question_leave_what_was_chosen(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    attempt = answered(of=the_course, by=person, right=4)
    scenario = asked_in(the_course)[0]
    wanted = [Answer("Ander woord", each.text_en, each.explanation_nl, "", is_right=each.is_right) for each in
              answers_of(scenario)]  # fmt: skip
    ask(scenario, hr, other=False, answers=wanted)
    attempt.refresh_from_db()
    assert (attempt.answers.count(), attempt.changed_at) == (4, None)
    assert services.finish_quiz(course_id=the_course.pk, person=person, now=LATER).right == 4


@pytest.mark.parametrize("change", ["more", "fewer", "right"])
def test_other_answers_are_another_question_whatever_is_said(hr: Person, change: str) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    attempt = answered(of=the_course, by=person, right=4)
    scenario = asked_in(the_course)[0]
    wanted = answers_of(scenario)
    if change == "more":
        wanted.append(Answer("Nog een", "", "Omdat", ""))
    elif change == "fewer":
        wanted.pop()
    else:
        wanted[1], wanted[0] = wanted[0], wanted[1]
    assert ask(scenario, hr, other=False, answers=wanted).revision == 2
    assert attempt.answers.count() == 3


def test_question_that_changed_while_it_was_answered_is_asked_once_more(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    scenario = asked_in(the_course)[0]
    choice = scenario.choices.get(position=1)
    ask(scenario, hr, other=True, situation_nl="Iets anders")
    with pytest.raises(RuleBroken, match="terwijl je aan het antwoorden was"):
        services.answer_scenario(scenario_id=scenario.pk, choice_id=choice.pk, person=person, now=LATER, revision=1)
    assert not QuizAnswer.objects.exists()


def test_new_and_removed_questions_are_told_and_the_rest_stays(hr: Person) -> None:
    the_course, person = portal_course(questions=2), employee()
    all_read(of=the_course, by=person)
    attempt = answered(of=the_course, by=person, right=2)
    services.add_question(course_id=the_course.pk, fields=QUESTION, answers=ANSWERS, actor=hr, now=LATER)
    services.remove_question(scenario_id=asked_in(the_course)[0].pk, actor=hr, now=LATER)
    attempt.refresh_from_db()
    assert (attempt.answers.count(), attempt.changed_at) == (1, LATER)


def test_without_its_last_question_a_course_is_completed_by_reading(hr: Person) -> None:
    the_course, person = portal_course(questions=1), employee()
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=0)
    services.remove_question(scenario_id=asked_in(the_course)[0].pk, actor=hr, now=LATER)
    assert not QuizAttempt.objects.exists()
    assert selectors.learning(the_course, person, now=NOW).can_complete
    assert services.read_lesson(lesson_id=in_order(the_course)[1].pk, person=person, now=LATER)


def test_course_that_asks_for_its_questions_keeps_one(hr: Person) -> None:
    the_course = portal_course(questions=1)
    Course.objects.filter(pk=the_course.pk).update(kind="in_class", asks_questions=True)
    with pytest.raises(RuleBroken, match="moet de vragen"):
        services.remove_question(scenario_id=asked_in(the_course)[0].pk, actor=hr, now=NOW)


def test_lesson_that_changes_during_the_questions_stops_nobody_and_is_read_at_the_end(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    lesson = in_order(the_course)[0]
    rewrite(lesson, hr, other=True)
    services.begin_quiz(course_id=the_course.pk, person=person, now=LATER)
    assert services.finish_quiz(course_id=the_course.pk, person=person, now=LATER).passed
    assert not Completion.objects.exists()
    assert services.read_lesson(lesson_id=lesson.pk, person=person, now=LATER)
    assert Completion.objects.filter(person=person).count() == 1


def test_result_that_completed_the_course_once_completes_it_no_second_time(hr: Person) -> None:
    """Reading what changed is no renewal: that takes the questions."""
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
    rewrite(in_order(the_course)[0], hr, other=True)
    services.read_lesson(lesson_id=in_order(the_course)[0].pk, person=person, now=NOW + timedelta(days=400))
    assert Completion.objects.filter(person=person).count() == 1


def test_completion_from_elsewhere_does_not_hold_back_a_result_that_came_after(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    completion(of=the_course, person=person, at=NOW - timedelta(days=400))
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    rewrite(in_order(the_course)[0], hr, other=True)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
    services.read_lesson(lesson_id=in_order(the_course)[0].pk, person=person, now=LATER)
    assert Completion.objects.filter(person=person).count() == 2
