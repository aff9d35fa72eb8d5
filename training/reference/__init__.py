"""The courses that come with Houvast, brought up to date after each migration.

They arrive as drafts: HR reads them and decides whether they go into the catalogue. What HR changed of a course (its
title, what it brings) stays as HR wrote it. Once HR changed a lesson or question, the course is the organisation's own:
nothing of it is brought up to date any more.
"""

from typing import Any

from django.db import transaction
from django.db.models import F

from common.clock import now
from training.choices import CourseKind, CourseLanguage
from training.models import Course, Lesson, QuizAttempt, Scenario, ScenarioChoice
from training.reference.ask_and_check import ASK_AND_CHECK
from training.reference.my_work import MY_WORK
from training.reference.work_safely import WORK_SAFELY
from training.reference.written import Question, Written

COURSES: tuple[Written, ...] = (MY_WORK, WORK_SAFELY, ASK_AND_CHECK)


@transaction.atomic
def sync() -> None:
    """Bring each course up to date; running it again changes nothing."""
    for written in COURSES:
        course = _course(written)
        if course.own_since is not None:
            continue
        lessons, questions = _lessons(course, written), written.questions
        for position, question in enumerate(questions):
            _question(course, lessons[question.lesson], position, question)
        course.scenarios.exclude(key__in=[each.key for each in questions]).delete()
        course.lessons.exclude(key__in=lessons).delete()


def _course(written: Written) -> Course:
    """Make the course as a draft, or bring what it says of itself up to date unless HR changed that."""
    course = Course.objects.select_for_update(no_key=True).filter(key=written.key).first()
    if course is None:
        return Course.objects.create(key=written.key, created_at=now(), **_fields(written))
    if course.edition == 1 and course.own_since is None:
        for name, value in _fields(written).items():
            setattr(course, name, value)
        course.save(update_fields=list(_fields(written)))
    return course


def _fields(written: Written) -> dict[str, Any]:
    return {
        "title_nl": written.title[0],
        "title_en": written.title[1],
        "summary_nl": written.summary[0],
        "summary_en": written.summary[1],
        "outcomes_nl": "\n".join(written.outcomes[0]),
        "outcomes_en": "\n".join(written.outcomes[1]),
        "audience_nl": written.audience[0],
        "audience_en": written.audience[1],
        "kind": CourseKind.IN_PORTAL,
        "level": written.level,
        "theme": written.theme,
        "language": CourseLanguage.DUTCH,
        "duration_minutes": written.minutes,
    }


def _lessons(course: Course, written: Written) -> dict[str, Lesson]:
    """Bring the lessons up to date, key -> lesson; who read one has read it."""
    found = {}
    for position, page in enumerate(written.pages):
        found[page.key], _is_new = Lesson.objects.update_or_create(
            course=course,
            key=page.key,
            defaults={
                "position": position,
                "title_nl": page.title[0],
                "title_en": page.title[1],
                "body_nl": page.body[0],
                "body_en": page.body[1],
            },
        )
    return found


def _question(course: Course, lesson: Lesson, position: int, question: Question) -> None:
    """Bring a question up to date. Where its ways to act changed, who is answering is asked it anew, and told so."""
    scenario, is_new = Scenario.objects.update_or_create(
        course=course,
        key=question.key,
        defaults={
            "lesson": lesson,
            "position": position,
            "situation_nl": question.situation[0],
            "situation_en": question.situation[1],
            "question_nl": question.question[0],
            "question_en": question.question[1],
        },
    )
    wanted = [
        (place, way.text[0], way.text[1], way.is_right, way.why[0], way.why[1])
        for place, way in enumerate(question.ways)
    ]
    names = ("position", "text_nl", "text_en", "is_right", "explanation_nl", "explanation_en")
    if list(scenario.choices.order_by("position").values_list(*names)) != wanted:
        scenario.choices.all().delete()
        if not is_new:
            Scenario.objects.filter(pk=scenario.pk).update(revision=F("revision") + 1)
            QuizAttempt.objects.under_way().filter(course=course).update(changed_at=now())
        ScenarioChoice.objects.bulk_create(
            ScenarioChoice(scenario=scenario, **dict(zip(names, values, strict=True))) for values in wanted
        )
