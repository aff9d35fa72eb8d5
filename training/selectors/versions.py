"""What a course is made of, as one content that can be hashed."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from training.models import Course, Lesson, Scenario, ScenarioChoice

OF_COURSE = (
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "kind", "level", "theme", "language", "duration_minutes", "provider", "external_url",
)  # fmt: skip
OF_EVIDENCE = ("asks_evidence", "evidence_nl", "evidence_en")
OF_LESSON = ("key", "title_nl", "title_en", "body_nl", "body_en")
OF_SCENARIO = ("key", "situation_nl", "situation_en", "question_nl", "question_en")
OF_CHOICE = ("text_nl", "text_en", "is_right", "explanation_nl", "explanation_en")


def content_of(course: Course) -> dict[str, Any]:
    """Return everything that somebody meets who follows this course.

    One query, so that it is of one moment: HR may save a question while somebody completes the course, and what is kept
    is the whole of before or of after.
    """
    lessons = Lesson.objects.filter(course=OuterRef("pk")).order_by("position", "pk")
    choices = ScenarioChoice.objects.filter(scenario=OuterRef("pk")).order_by("position")
    scenarios = Scenario.objects.filter(course=OuterRef("pk")).order_by("position", "pk")
    asked = JSONObject(
        **_named(OF_SCENARIO), choices=ArraySubquery(choices.values_list(JSONObject(**_named(OF_CHOICE))))
    )
    of_pages = {
        "lessons_now": ArraySubquery(lessons.values_list(JSONObject(**_named(OF_LESSON)))),
        "scenarios_now": ArraySubquery(scenarios.values_list(asked)),
    }
    course_now = Course.objects.filter(pk=course.pk)
    content: dict[str, Any] = course_now.values(*OF_COURSE, *OF_EVIDENCE, **of_pages if course.has_pages else {}).get()
    evidence = {name: content.pop(name) for name in OF_EVIDENCE}
    if evidence["asks_evidence"]:  # what asks for none stays under the hash that it had
        content["evidence"] = {"nl": evidence["evidence_nl"], "en": evidence["evidence_en"]}
    if course.has_pages:
        content |= {name: content.pop(f"{name}_now") for name in ("lessons", "scenarios")}
    return content


def _named(names: tuple[str, ...]) -> dict[str, str]:
    return {name: name for name in names}
