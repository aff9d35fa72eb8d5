"""Following a course in the portal: lessons read, questions answered, how sure somebody is, and what that completes.

Everything here locks the row of the person, so that two tabs or devices go one after the other and meet what the first
kept. Before that it holds the course as it is: HR who changes a lesson or question goes before or after, never halfway.
What somebody chose, knew or felt goes into no audit event; that a course was completed does.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from training import policies, rules, selectors
from training.choices.confidence import Moment
from training.choices.evidence import Part
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
def read_lesson(*, lesson_id: int, person: Person, now: datetime, revision: int | None = None) -> Completion | None:
    """Keep that somebody read a lesson; again changes nothing.

    ``revision`` is what they had before them: where the lesson changed since, they are asked to read it once more. The
    last lesson completes a course that asks no questions, or whose questions were passed before: that completion is
    returned.
    """
    course = _hold(_course_of(Lesson, lesson_id), person)
    lesson = course.lessons.filter(pk=lesson_id).first()
    if lesson is None:
        raise RuleBroken(_("This lesson is not part of the course any more."))
    if revision is not None and revision != lesson.revision:
        raise RuleBroken(_("This lesson changed while you were reading. Read it once more."))
    row, is_new = LessonRead.objects.get_or_create(
        person=person, lesson=lesson, defaults={"read_at": now, "revision": lesson.revision}
    )
    if row.revision != lesson.revision:
        row.revision, row.read_at, is_new = lesson.revision, now, True
        row.save(update_fields=["revision", "read_at"])
    # Who completed it reads again without completing it anew; who did not may only have to say so: the lesson that they
    # still had to read was removed.
    if not is_new and Completion.objects.filter(course=course, person=person).exists():
        return None
    return complete_who_is_done(course, person, actor=person, now=now, done_at=now)


@transaction.atomic
def take_again(*, course_id: int, person: Person, now: datetime) -> None:
    """Let somebody take a course without questions again: they read its lessons again. Again changes nothing.

    What they completed stays. Too soon after it, it would not count again: ``RuleBroken``.
    """
    course = _hold(course_id, person)
    way = selectors.way_of(course, person)
    if not way.can_take_again(now):
        raise RuleBroken(_("You can take a course again from four weeks after you completed it."))
    if Part.QUESTIONS not in way.asked:
        LessonRead.objects.filter(lesson__course=course, person=person, read_at__lte=way.last).delete()


@transaction.atomic
def rate_confidence(*, course_id: int, person: Person, moment: Moment, rating: int, now: datetime) -> None:
    """Keep how sure somebody says to be, for their own eyes; the last word counts.

    What is said as "before" once a lesson is read says nothing about before, and changes nothing.
    """
    course = _hold(course_id, person)
    if moment == Moment.BEFORE and LessonRead.objects.filter(person=person, lesson__course=course).exists():
        return
    if moment == Moment.AFTER and not _attempts(course, person).finished().exists():
        raise RuleBroken(_("Answer the questions of this course first. Then say how sure you are."))
    Confidence.objects.update_or_create(person=person, course=course, defaults={moment.value: rating, "rated_at": now})


@transaction.atomic
def begin_quiz(*, course_id: int, person: Person, now: datetime) -> QuizAttempt:
    """Begin the questions of a course, or go on with those that are under way."""
    course = _hold(course_id, person)
    return _begin(course, person, now=now)


@transaction.atomic
def answer_scenario(
    *, scenario_id: int, choice_id: int, person: Person, now: datetime, revision: int | None = None
) -> QuizAnswer:
    """Keep what somebody would do; the first choice stands, since its explanation has been read by then.

    ``revision`` is the question that they had before them: where it changed since, nothing is kept.
    """
    course = _hold(_course_of(Scenario, scenario_id), person)
    scenario = course.scenarios.filter(pk=scenario_id).first()
    if scenario is None:
        raise RuleBroken(_("This question is not part of the course any more."))
    if revision is not None and revision != scenario.revision:
        raise RuleBroken(_("This question changed while you were answering. Read it once more and choose."))
    attempt = _begin(course, person, now=now)
    choice = ScenarioChoice.objects.filter(scenario=scenario, pk=choice_id).first()
    if choice is None:
        raise RuleBroken(_("Choose one of the answers that stand here."), field="choice")
    answer, _is_new = QuizAnswer.objects.get_or_create(attempt=attempt, scenario=scenario, defaults={"choice": choice})
    return answer


@transaction.atomic
def finish_quiz(*, course_id: int, person: Person, now: datetime) -> QuizAttempt:
    """Count what was right; enough of it completes the course. Finishing again gives the same result.

    Where a lesson changed in the meantime, the course is completed once that is read: ``read_lesson`` does it then.
    Only the result stays, with the lessons to read again; the single answers and an earlier result are removed.
    """
    course = _hold(course_id, person)
    attempt = _attempts(course, person).under_way().first()
    if attempt is None:
        return _last_result(course, person)
    scenarios = list(course.scenarios.in_order().select_related("lesson"))
    right = dict(attempt.answers.values_list("scenario", "choice__is_right"))
    if not scenarios or any(scenario.pk not in right for scenario in scenarios):
        raise RuleBroken(_("There are questions left. Answer them all, then you see your result."))
    wrong = [scenario for scenario in scenarios if not right[scenario.pk]]
    attempt.finished_at, attempt.total, attempt.changed_at = now, len(scenarios), None
    attempt.right = attempt.total - len(wrong)
    attempt.passed = rules.is_passed(attempt.right, attempt.total)
    attempt.again = list(dict.fromkeys(scenario.lesson.key for scenario in wrong if scenario.lesson))
    attempt.save()
    attempt.answers.all().delete()
    _attempts(course, person).exclude(pk=attempt.pk).delete()
    if attempt.passed:
        complete_who_is_done(course, person, actor=person, now=now, done_at=now)
    return attempt


def _hold(course_id: int, person: Person) -> Course:
    """Return the course as it stays, with the row of the person locked.

    Refuse who does not follow courses here, or a course that is not on offer. Where being at a session counts too, its
    lock comes first: whoever marks attendance takes the two in that order.
    """
    course = Course.objects.as_it_stays(course_id)
    hold(course, person)
    if not policies.can_follow(person, course):
        raise RuleBroken(_("This course cannot be followed here now: it is not on offer."))
    return course


def _course_of(model: type[Lesson] | type[Scenario], pk: int) -> int:
    """The course of a lesson or question; one that is gone since the page was made is said in words."""
    course_id = model._default_manager.filter(pk=pk).values_list("course", flat=True).first()
    if course_id is None:
        raise RuleBroken(_("This page is not part of the course any more."))
    return int(course_id)


def _begin(course: Course, person: Person, *, now: datetime) -> QuizAttempt:
    """Begin the questions; who is in the middle of them goes on, also where a lesson changed since."""
    if not course.scenarios.exists():
        raise RuleBroken(_("This course has no questions. Reading the lessons completes it."))
    attempt = _attempts(course, person).under_way().first()
    if attempt is None and _has_unread(course, person):
        raise RuleBroken(_("Read all lessons first. Then you can answer the questions."))
    return attempt or QuizAttempt.objects.create(person=person, course=course, began_at=now)


def _attempts(course: Course, person: Person) -> "QuizAttemptQuerySet":
    return QuizAttempt.objects.filter(course=course, person=person)


def _last_result(course: Course, person: Person) -> QuizAttempt:
    attempt = _attempts(course, person).finished().first()
    if attempt is None:
        raise RuleBroken(_("You have not begun with the questions of this course yet."))
    return attempt


def _has_unread(course: Course, person: Person) -> bool:
    return course.lessons.unread_by(person).exists()
