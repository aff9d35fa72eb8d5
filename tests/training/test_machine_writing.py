"""Whatever HR changes and in whatever order, who follows a course keeps what is done and always gets to the end."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import resolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from common.errors import RuleBroken
from people.models import Person
from tests.drill import tries
from tests.people.builders import employee
from tests.training.builders import NOW, portal_course
from training import selectors, services
from training.models import Completion, Lesson, QuizAnswer, QuizAttempt, Scenario
from training.services import Answer

CROWD, ENOUGH = 3, 80
who = st.integers(min_value=0, max_value=CROWD - 1)
place = st.integers(min_value=0, max_value=9)
LESSON = {"title_nl": "Nieuw", "title_en": "", "body_nl": "Tekst", "body_en": ""}


class WritingMachine(RuleBasedStateMachine):
    """One published course, HR who changes it, and three people who press the one button that their page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.turn = 0
        self.done: set[tuple[int, int]] = set()

    def teardown(self) -> None:
        try:
            for person in getattr(self, "people", []):
                self.gets_to_the_end(person)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @initialize(lessons=st.integers(min_value=1, max_value=3), questions=st.integers(min_value=0, max_value=3))
    def publish(self, lessons: int, questions: int) -> None:
        self.course = portal_course(lessons=lessons, questions=questions)
        self.hr = employee(roles=["hr"])
        self.people = [employee() for _number in range(CROWD)]

    # --- HR -----------------------------------------------------------------------------------------------------------
    def write(self, service: Any, **asked: Any) -> None:
        """Ask for a change that a rule may forbid; a refusal changes nothing."""
        self.turn += 1
        try:
            with transaction.atomic():
                service(actor=self.hr, now=NOW, **asked)
        except RuleBroken:
            pass

    def lesson(self, number: int) -> Lesson:
        rows = list(self.course.lessons.order_by("position"))
        return rows[number % len(rows)]

    def question(self, number: int) -> Scenario | None:
        rows = list(self.course.scenarios.order_by("position"))
        return rows[number % len(rows)] if rows else None

    @rule()
    def lesson_is_added(self) -> None:
        self.write(services.add_lesson, course_id=self.course.pk, fields=LESSON)

    @rule(number=place, is_other=st.booleans())
    def lesson_is_changed(self, number: int, is_other: bool) -> None:
        fields = LESSON | {"body_nl": f"Tekst {self.turn}"}
        lesson = self.lesson(number)
        self.write(services.edit_lesson, lesson_id=lesson.pk, fields=fields, is_other_content=is_other)

    @rule(number=place, up=st.booleans())
    def lesson_is_moved(self, number: int, up: bool) -> None:
        self.write(services.move_lesson, lesson_id=self.lesson(number).pk, up=up)

    @rule(number=place)
    def lesson_is_removed(self, number: int) -> None:
        self.write(services.remove_lesson, lesson_id=self.lesson(number).pk)

    @rule(answers=st.lists(st.booleans(), min_size=1, max_size=6))
    def question_is_added(self, answers: list[bool]) -> None:
        self.write(services.add_question, course_id=self.course.pk, **self.asking(answers))

    @rule(number=place, answers=st.lists(st.booleans(), min_size=1, max_size=6), is_other=st.booleans())
    def question_is_changed(self, number: int, answers: list[bool], is_other: bool) -> None:
        asked = self.question(number)
        if asked:
            self.write(services.edit_question, scenario_id=asked.pk, is_other_content=is_other, **self.asking(answers))

    @rule(number=place)
    def question_is_removed(self, number: int) -> None:
        asked = self.question(number)
        if asked:
            self.write(services.remove_question, scenario_id=asked.pk)

    def asking(self, answers: list[bool]) -> dict[str, Any]:
        said = f"Vraag {self.turn}"
        return {
            "fields": {
                "situation_nl": said,
                "situation_en": "",
                "question_nl": said,
                "question_en": "",
                "lesson": None,
            },
            "answers": [Answer(f"Antwoord {each}", "", "Omdat", "", is_right=each) for each in answers],
        }

    # --- who follows the course ---------------------------------------------------------------------------------------
    @rule(number=who, knows=st.booleans())
    def somebody_goes_on(self, number: int, knows: bool) -> None:
        self.presses_the_button(self.people[number], knows=knows)

    def presses_the_button(self, person: Person, *, knows: bool) -> None:
        """Do what the page of the course offers: read the lesson that it leads to, or answer one question or finish."""
        step = selectors.learning(self.course, person, now=NOW).step
        assert step is not None
        found = resolve(step.url)
        if found.url_name == "confidence_before":
            self.reads(self.lesson(0), person)
        elif found.url_name == "lesson_detail":
            self.reads(Lesson.objects.get(public_id=found.kwargs["lesson_id"]), person)
        else:
            self.answers(person, knows=knows)

    def reads(self, lesson: Lesson, person: Person) -> None:
        services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW, revision=lesson.revision)

    def answers(self, person: Person, *, knows: bool) -> None:
        attempt = services.begin_quiz(course_id=self.course.pk, person=person, now=NOW)
        asked = selectors.next_question(attempt)
        assert asked is not None
        page = selectors.scenario_page(asked, attempt)
        assert page is not None
        if page.chosen is not None:
            services.finish_quiz(course_id=self.course.pk, person=person, now=NOW)
            return
        choice = next((each for each in page.choices if each.is_right == knows), page.choices[0])
        services.answer_scenario(
            scenario_id=asked.pk, choice_id=choice.pk, person=person, now=NOW, revision=asked.revision
        )

    def gets_to_the_end(self, person: Person) -> None:
        """Somebody who knows the answers completes the course by pressing what the page shows."""
        for _press in range(ENOUGH):
            if selectors.learning(self.course, person, now=NOW).completed_at is not None:
                return
            self.presses_the_button(person, knows=True)
        raise AssertionError("the page leads nowhere")

    # --- what always holds --------------------------------------------------------------------------------------------
    @invariant()
    def what_is_completed_stays(self) -> None:
        if not hasattr(self, "course"):
            return
        now_done = set(Completion.objects.filter(course=self.course).values_list("person", "version"))
        assert self.done <= now_done
        assert len(now_done) == len({person for person, _version in now_done}), "nobody completes it twice"
        self.done = now_done  # type: ignore[assignment]

    @invariant()
    def nobody_finds_an_empty_course(self) -> None:
        if hasattr(self, "course"):
            assert self.course.lessons.exists()

    @invariant()
    def answers_are_of_what_is_asked(self) -> None:
        for answer in QuizAnswer.objects.select_related("choice", "attempt", "scenario"):
            assert answer.choice.scenario_id == answer.scenario_id
            assert answer.scenario.course_id == answer.attempt.course_id
        if hasattr(self, "course") and not self.course.scenarios.exists():
            assert not QuizAttempt.objects.under_way().exists()


STEPS = {"stateful_step_count": 25, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.django_db
def test_any_order_of_changes_leaves_everyone_a_way_to_the_end() -> None:
    case = WritingMachine.TestCase
    case.settings = settings(max_examples=12, **STEPS)
    case().runTest()


@pytest.mark.long
@pytest.mark.django_db
def test_any_long_order_of_changes_leaves_everyone_a_way_to_the_end() -> None:
    case = WritingMachine.TestCase
    case.settings = settings(max_examples=tries(10, 40), **{**STEPS, "stateful_step_count": 40})
    case().runTest()
