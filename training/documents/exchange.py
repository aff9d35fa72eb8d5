"""What training writes of completions for others to open: a table of who completed a course, statements of xAPI."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from common.spreadsheets.writing import Cell
from training.models import Completion
from training.selectors import address_of_course

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
COURSE_TYPE = "http://adlnet.gov/expapi/activities/course"


def completions_header() -> list[str]:
    names = (_("Employee number"), _("Name"), _("Work e-mail"), _("Course"), _("Completed on"), _("How we know"))
    return [str(name) for name in names]


def completion_cells(completions: Iterable[Completion], course: str) -> Iterator[list[Cell]]:
    """One row a completion, with the day in Amsterdam."""
    for row in completions:
        person = row.person
        yield [
            person.employee_number or "", person.full_name, person.email or "", course, row.day, row.ground,
        ]  # fmt: skip


def statement_of(completion: Completion) -> dict[str, Any]:
    """Tell a completion as a statement of xAPI 1.0.3; its id is that of the completion and stays."""
    person, course = completion.person, completion.course
    actor: dict[str, Any] = {"objectType": "Agent"}
    if person.email:
        actor["mbox"] = f"mailto:{person.email}"
    else:
        actor["account"] = {"homePage": settings.BASE_URL, "name": person.employee_number}
    names = {"nl": course.title_nl} | ({"en": course.title_en} if course.title_en else {})
    return {
        "id": str(completion.public_id),
        "actor": actor,
        "verb": {"id": COMPLETED, "display": {"nl": "voltooide", "en": "completed"}},
        "object": {
            "objectType": "Activity",
            "id": address_of_course(course.public_id),
            "definition": {"type": COURSE_TYPE, "name": names},
        },
        "result": {"completion": True},
        "timestamp": completion.completed_at.astimezone(UTC).isoformat(),
        "stored": completion.recorded_at.astimezone(UTC).isoformat(),
        "authority": {"objectType": "Agent", "account": {"homePage": settings.BASE_URL, "name": "Houvast"}},
        "version": "1.0.0",
    }
