"""What a course is made of, as one content that can be hashed."""

from typing import Any

from django.db.models import Prefetch

from training.models import Course, ScenarioChoice

OF_COURSE = (
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "kind", "level", "theme", "language", "duration_minutes", "provider", "external_url",
)  # fmt: skip
OF_LESSON = ("key", "title_nl", "title_en", "body_nl", "body_en")
OF_SCENARIO = ("key", "situation_nl", "situation_en", "question_nl", "question_en")
OF_CHOICE = ("text_nl", "text_en", "is_right", "explanation_nl", "explanation_en")


def content_of(course: Course) -> dict[str, Any]:
    """Return everything that somebody meets who follows this course. Three queries if it has pages, else none."""
    content: dict[str, Any] = {name: getattr(course, name) for name in OF_COURSE}
    if course.asks_evidence:  # what asks for none stays under the hash that it had
        content["evidence"] = {"nl": course.evidence_nl, "en": course.evidence_en}
    if not course.has_pages:
        return content
    content["lessons"] = list(course.lessons.in_order().values(*OF_LESSON))
    choices = Prefetch("choices", ScenarioChoice.objects.order_by("position"))
    content["scenarios"] = [
        {name: getattr(scenario, name) for name in OF_SCENARIO}
        | {"choices": [{name: getattr(choice, name) for name in OF_CHOICE} for choice in scenario.choices.all()]}
        for scenario in course.scenarios.in_order().prefetch_related(choices)
    ]
    return content
