"""What training writes of completions for others to open: a table of who completed a course, statements of xAPI."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from common.clock import day_of
from common.spreadsheets.writing import Cell
from training.models import Completion, WithdrawnCompletion
from training.selectors import address_of_course

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
COURSE_TYPE = "http://adlnet.gov/expapi/activities/course"


def completions_header() -> list[str]:
    names = (
        _("Employee number"),
        _("Name"),
        _("Work e-mail"),
        _("Course"),
        _("Completed on"),
        _("How we know"),
        _("Withdrawn on"),
    )
    return [str(name) for name in names]


def completion_cells(completions: Iterable[Completion | WithdrawnCompletion], course: str) -> Iterator[list[Cell]]:
    """One row a completion, with the day in Amsterdam, and the day on which it was taken back."""
    for row in completions:
        person = row.person
        yield [
            person.employee_number or "", person.full_name, person.email or "", course, row.day, row.ground,
            day_of(row.withdrawn_at) if isinstance(row, WithdrawnCompletion) else None,
        ]  # fmt: skip


def statement_of(sent: Completion | WithdrawnCompletion) -> dict[str, Any]:
    """Tell a completion, or that it was taken back, as a statement of xAPI 1.0.3; its id stays."""
    return _voiding(sent) if isinstance(sent, WithdrawnCompletion) else _completed(sent)


def _voiding(withdrawn: WithdrawnCompletion) -> dict[str, Any]:
    """Take a statement back, as part 2.3.2 of the specification asks; who took it back is nobody else's business."""
    return {
        "id": str(withdrawn.public_id),
        "actor": _portal(),
        "verb": {"id": VOIDED, "display": {"nl": "trok in", "en": "voided"}},
        "object": {"objectType": "StatementRef", "id": str(withdrawn.statement_id)},
        "timestamp": withdrawn.withdrawn_at.astimezone(UTC).isoformat(),
        **_stored(withdrawn.withdrawn_at),
    }


def _completed(completion: Completion) -> dict[str, Any]:
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
        **_stored(completion.recorded_at),
    }


def _stored(at: datetime) -> dict[str, Any]:
    return {"stored": at.astimezone(UTC).isoformat(), "authority": _portal(), "version": "1.0.0"}


def _portal() -> dict[str, Any]:
    """This portal as an agent."""
    return {"objectType": "Agent", "account": {"homePage": settings.BASE_URL, "name": "Houvast"}}
