"""Two tabs, two devices, many clicks: real threads at one course in the portal, each with its own connection."""

from functools import partial

import pytest

from common.models import AuditEvent
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, portal_course
from tests.training.test_races import all_at_once
from training import services
from training.choices.confidence import Moment
from training.models import Completion, Confidence, LessonRead, QuizAnswer, QuizAttempt

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS, CLICKS = 5, 8


def test_finishing_many_times_at_once_completes_once() -> None:
    the_course = portal_course()
    for _round in range(ROUNDS):
        person = employee()
        all_read(of=the_course, by=person)
        attempt = answered(of=the_course, by=person, right=4)
        found = all_at_once(
            [lambda p=person: services.finish_quiz(course_id=the_course.pk, person=p, now=NOW)] * CLICKS
        )  # type: ignore[misc]
        assert found == [attempt] * CLICKS
        assert Completion.objects.filter(person=person).count() == 1
        assert AuditEvent.objects.filter(action="course.completed", actor=person).count() == 1
        assert QuizAttempt.objects.filter(person=person).count() == 1


def test_last_lesson_read_many_times_at_once_completes_once() -> None:
    the_course = portal_course(lessons=2, questions=0)
    pages = list(the_course.lessons.all())
    for _round in range(ROUNDS):
        person = employee()
        works = [partial(services.read_lesson, lesson_id=each.pk, person=person, now=NOW) for each in pages]
        found = all_at_once(works * CLICKS)
        assert not [each for each in found if isinstance(each, Exception)]
        assert LessonRead.objects.filter(person=person).count() == 2
        assert Completion.objects.filter(person=person).count() == 1


def test_beginning_answering_and_rating_at_once_leaves_one_of_each() -> None:
    the_course = portal_course(questions=1)
    scenario = the_course.scenarios.get()
    choices = list(scenario.choices.order_by("position"))
    for _round in range(ROUNDS):
        person = employee()
        rate = partial(services.rate_confidence, course_id=the_course.pk, moment=Moment.BEFORE, rating=3)
        all_at_once([partial(rate, person=person, now=NOW)] * CLICKS)
        all_read(of=the_course, by=person)
        answer = partial(services.answer_scenario, scenario_id=scenario.pk, person=person, now=NOW)
        found = all_at_once([partial(answer, choice_id=choice.pk) for choice in choices] * CLICKS)
        assert len(set(found)) == 1, "the first choice stands for all"
        assert QuizAttempt.objects.filter(person=person).count() == 1
        assert QuizAnswer.objects.filter(attempt__person=person).count() == 1
        assert Confidence.objects.filter(person=person).count() == 1
