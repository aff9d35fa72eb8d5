"""HR changes lessons and questions while people read and answer them: real threads, each with its own connection."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from django.db import DatabaseError

from common.errors import EditConflict, RuleBroken
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, portal_course
from tests.training.test_races import all_at_once
from training import selectors, services
from training.models import Completion, Course, CourseVersion, Lesson, LessonRead, QuizAttempt, Scenario
from training.services import Answer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LEARNERS, TURNS, ATTEMPTS = 12, 6, 3


def as_told(word: str, scenario: Scenario, hr: Person, edition: int | None = None) -> Scenario:
    """Let a question say one word everywhere, so that a mixture of before and after shows."""
    return services.edit_question(
        scenario_id=scenario.pk, actor=hr, now=NOW, edition=edition, is_other_content=True,
        fields={"situation_nl": word, "situation_en": word, "question_nl": word, "question_en": word, "lesson": None},
        answers=[Answer(word, word, word, word, is_right=True), Answer(word, word, word, word)],
    )  # fmt: skip


def learns(the_course: Course, person: Person) -> str:
    """Answer everything rightly and finish, a few times, as somebody who reads a page before pressing its button."""
    finished = 0
    for _turn in range(200):
        attempt = services.begin_quiz(course_id=the_course.pk, person=person, now=NOW)
        question = selectors.next_question(attempt)
        page = selectors.scenario_page(question, attempt) if question else None
        if page is None:
            continue
        try:
            right = page.right
            if page.chosen is None and right is not None:
                services.answer_scenario(
                    scenario_id=page.scenario.pk, choice_id=right.pk, person=person, now=NOW,
                    revision=page.scenario.revision,
                )  # fmt: skip
            services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
        except RuleBroken:
            continue
        finished += 1
        if finished == ATTEMPTS:
            return "done"
    return "never done"


def test_everyone_finishes_while_hr_changes_the_questions_and_no_version_is_half_of_two() -> None:
    the_course, hr = portal_course(questions=3), employee(roles=["hr"])
    people = [employee() for _number in range(LEARNERS)]
    for person in people:
        all_read(of=the_course, by=person)

    def changes() -> str:
        for turn in range(TURNS):
            for scenario in Scenario.objects.filter(course=the_course).order_by("pk"):
                as_told(f"woord {turn}", scenario, hr)
        return "changed"

    found = all_at_once([changes, *(partial(learns, the_course, person) for person in people)])
    assert found == ["changed", *["done"] * LEARNERS]
    assert Completion.objects.filter(course=the_course).count() == LEARNERS
    assert not QuizAttempt.objects.under_way().exists()
    for version in CourseVersion.objects.all():
        for asked in version.content["scenarios"]:
            said = {asked["situation_nl"], asked["question_nl"]} - {"Wat doe je?"}
            said |= {each["text_nl"] for each in asked["choices"]}
            assert len(said) == 1 or asked["situation_nl"].startswith("Situatie"), "one question is of one moment"


def test_lessons_are_added_removed_and_read_at_once_without_an_error() -> None:
    the_course, hr = portal_course(lessons=4, questions=0), employee(roles=["hr"])
    people = [employee() for _number in range(LEARNERS)]
    fields = {"title_nl": "Nieuw", "title_en": "", "body_nl": "Nieuw", "body_en": ""}

    def reads(person: Person) -> str:
        for _turn in range(40):
            here = selectors.learning(the_course, person, now=NOW)
            if here.completed_at:
                return "done"
            lesson = here.next_lesson or here.rows[-1].lesson
            try:
                services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW, revision=lesson.revision)
            except RuleBroken:
                continue
        return "never done"

    def writes() -> str:
        for _turn in range(TURNS):
            services.add_lesson(course_id=the_course.pk, fields=fields, actor=hr, now=NOW)
            first = Lesson.objects.filter(course=the_course).order_by("position")[0]
            services.edit_lesson(lesson_id=first.pk, fields=fields, is_other_content=True, actor=hr, now=NOW)
            services.remove_lesson(lesson_id=first.pk, actor=hr, now=NOW)
        return "written"

    found = all_at_once([writes, *(partial(reads, person) for person in people)])
    assert found == ["written", *["done"] * LEARNERS]
    assert Completion.objects.filter(course=the_course).count() == LEARNERS
    assert LessonRead.objects.exclude(lesson__course=the_course).count() == 0


def test_two_of_hr_who_move_at_once_leave_every_lesson_at_a_place_of_its_own() -> None:
    the_course = portal_course(lessons=6)
    rows = list(the_course.lessons.order_by("position"))
    works: list[Callable[[], object]] = [
        partial(services.move_lesson, lesson_id=row.pk, up=bool(number % 2), actor=employee(roles=["hr"]), now=NOW)
        for number, row in enumerate(rows * 2)
    ]
    found = all_at_once(works)
    assert not [each for each in found if isinstance(each, Exception)]
    places = list(the_course.lessons.order_by("position").values_list("position", flat=True))
    assert places == list(range(6))
    assert {each.pk for each in the_course.lessons.all()} == {each.pk for each in rows}


def test_two_of_hr_who_save_at_once_never_write_over_each_other() -> None:
    the_course = portal_course(questions=1)
    scenario = the_course.scenarios.get()
    found = all_at_once(
        [partial(as_told, f"woord {number}", scenario, employee(roles=["hr"]), scenario.edition) for number in range(8)]
    )
    assert sum(isinstance(each, EditConflict) for each in found) == 7
    scenario.refresh_from_db()
    assert (scenario.edition, scenario.choices.count()) == (2, 2)
    assert {each.text_nl for each in scenario.choices.all()} == {scenario.situation_nl}


def test_two_of_hr_who_remove_the_last_two_lessons_at_once_leave_one() -> None:
    for _round in range(4):
        the_course = portal_course(lessons=2, questions=0)
        works: list[Callable[[], object]] = [
            partial(services.remove_lesson, lesson_id=each.pk, actor=employee(roles=["hr"]), now=NOW)
            for each in the_course.lessons.all()
        ]
        found = all_at_once(works)
        assert not [each for each in found if isinstance(each, DatabaseError)], "the service says it in words"
        assert sum(isinstance(each, RuleBroken) for each in found) == 1
        assert the_course.lessons.count() == 1


def test_adding_at_once_keeps_the_order_whole() -> None:
    the_course = portal_course(lessons=1)
    fields = {"title_nl": "Nieuw", "title_en": "", "body_nl": "Nieuw", "body_en": ""}
    work = partial(services.add_lesson, course_id=the_course.pk, fields=fields, now=NOW)
    all_at_once([partial(work, actor=employee(roles=["hr"])) for _number in range(8)])
    places = list(the_course.lessons.order_by("position").values_list("position", flat=True))
    assert len(places) == 9
    assert all(after - before == 1 for before, after in pairwise(places))
