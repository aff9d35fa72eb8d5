"""Following a course in the portal: lessons read, questions answered, how sure somebody is, and what that completes.

Everything here locks the row of the person, so that two tabs or devices go one after the other and meet what the first
kept. What somebody chose, knew or felt goes into no audit event; that a course was completed does.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from training import policies, rules
from training.choices import Moment
from training.models import (
    Completion,
    Confidence,
    Course,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Scenario,
    ScenarioChoice,
)
from training.services.completing import complete_who_is_done, hold

if TYPE_CHECKING:
    from training.querysets import QuizAttemptQuerySet


@transaction.atomic
def read_lesson(*, lesson_id: int, person: Person, now: datetime) -> Completion | None:
    """Keep that somebody read a lesson; again changes nothing.

    The last lesson completes a course that asks no questions: that completion is returned.
    """
    lesson = Lesson.objects.select_related("course").get(pk=lesson_id)
    course = lesson.course
    _hold(course, person)
    _row, is_new = LessonRead.objects.get_or_create(person=person, lesson=lesson, defaults={"read_at": now})
    # Who passed long ago completes nothing anew by reading what was added since; accepted evidence counts once anyhow.
    if not is_new or (course.scenarios.exists() and not course.asks_evidence):
        return None
    return complete_who_is_done(course, person, actor=person, now=now, done_at=now)


@transaction.atomic
def rate_confidence(*, course_id: int, person: Person, moment: Moment, rating: int, now: datetime) -> None:
    """Keep how sure somebody says to be, for their own eyes; the last word counts.

    What is said as "before" once a lesson is read says nothing about before, and changes nothing.
    """
    course = Course.objects.get(pk=course_id)
    _hold(course, person)
    if moment == Moment.BEFORE and LessonRead.objects.filter(person=person, lesson__course=course).exists():
        return
    if moment == Moment.AFTER and not _attempts(course, person).finished().exists():
        raise RuleBroken(_("Answer the questions of this course first. Then say how sure you are."))
    Confidence.objects.update_or_create(person=person, course=course, defaults={moment.value: rating, "rated_at": now})


@transaction.atomic
def begin_quiz(*, course_id: int, person: Person, now: datetime) -> QuizAttempt:
    """Begin the questions of a course, or go on with those that are under way."""
    course = Course.objects.get(pk=course_id)
    _hold(course, person)
    if not course.scenarios.exists():
        raise RuleBroken(_("This course has no questions. Reading the lessons completes it."))
    if _has_unread(course, person):
        raise RuleBroken(_("Read all lessons first. Then you can answer the questions."))
    attempt = _attempts(course, person).under_way().first()
    return attempt or QuizAttempt.objects.create(person=person, course=course, began_at=now)


@transaction.atomic
def answer_scenario(*, scenario_id: int, choice_id: int, person: Person, now: datetime) -> QuizAnswer:
    """Keep what somebody would do; the first choice stands, since its explanation has been read by then."""
    scenario = Scenario.objects.select_related("course").get(pk=scenario_id)
    attempt = begin_quiz(course_id=scenario.course_id, person=person, now=now)
    choice = ScenarioChoice.objects.filter(scenario=scenario, pk=choice_id).first()
    if choice is None:
        raise RuleBroken(_("Choose one of the answers that stand here."), field="choice")
    answer, _is_new = QuizAnswer.objects.get_or_create(attempt=attempt, scenario=scenario, defaults={"choice": choice})
    return answer


@transaction.atomic
def finish_quiz(*, course_id: int, person: Person, now: datetime) -> QuizAttempt:
    """Count what was right; enough of it completes the course. Finishing again gives the same result.

    Only the result stays, with the lessons to read again; the single answers and an earlier result are removed.
    """
    course = Course.objects.get(pk=course_id)
    _hold(course, person)
    attempt = _attempts(course, person).under_way().first()
    if attempt is None:
        return _last_result(course, person)
    scenarios = list(course.scenarios.in_order().select_related("lesson"))
    right = dict(attempt.answers.values_list("scenario", "choice__is_right"))
    if not scenarios or any(scenario.pk not in right for scenario in scenarios):
        raise RuleBroken(_("There are questions left. Answer them all, then you see your result."))
    wrong = [scenario for scenario in scenarios if not right[scenario.pk]]
    attempt.finished_at, attempt.total = now, len(scenarios)
    attempt.right = attempt.total - len(wrong)
    attempt.passed = rules.is_passed(attempt.right, attempt.total)
    attempt.again = list(dict.fromkeys(scenario.lesson.key for scenario in wrong if scenario.lesson))
    attempt.save()
    attempt.answers.all().delete()
    _attempts(course, person).exclude(pk=attempt.pk).delete()
    if attempt.passed:
        complete_who_is_done(course, person, actor=person, now=now, done_at=now)
    return attempt


def _hold(course: Course, person: Person) -> None:
    """Lock the row of the person; refuse who does not follow courses here, or a course that is not on offer.

    Where being at a session counts too, its lock comes first: whoever marks attendance takes the two in that order.
    """
    hold(course, person)
    if not policies.can_follow(person, course):
        raise RuleBroken(_("This course cannot be followed here now: it is not on offer."))


def _attempts(course: Course, person: Person) -> "QuizAttemptQuerySet":
    return QuizAttempt.objects.filter(course=course, person=person)


def _last_result(course: Course, person: Person) -> QuizAttempt:
    attempt = _attempts(course, person).finished().first()
    if attempt is None:
        raise RuleBroken(_("You have not begun with the questions of this course yet."))
    return attempt


def _has_unread(course: Course, person: Person) -> bool:
    return course.lessons.exclude(reads__person=person).exists()
