"""Building the catalogue: courses, and who must complete them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people.models import Person, Unit
from training.models import Course, Requirement
from training.services.sessions import assert_manages

WRITABLE = frozenset({
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "function_groups", "kind", "level", "theme", "language", "duration_minutes", "cost_cents", "provider",
    "external_url", "is_working_time",
})  # fmt: skip


@transaction.atomic
def create_course(*, fields: dict[str, Any], actor: Person, now: datetime) -> Course:
    """Write a new course as a draft that only HR sees. ``fields`` are those in ``WRITABLE``."""
    assert_manages(actor)
    course = Course(created_at=now, created_by=actor, **_writable(fields))
    _assert_whole(course)
    course.save()
    record("course.created", course, actor=actor, now=now)
    return course


@transaction.atomic
def edit_course(*, course_id: int, fields: dict[str, Any], actor: Person, now: datetime) -> Course:
    """Change what a course says of itself."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    changed = sorted(name for name, value in _writable(fields).items() if getattr(course, name) != value)
    for name in changed:
        setattr(course, name, fields[name])
    _assert_whole(course)
    if changed:
        course.save(update_fields=changed)
        record("course.changed", course, actor=actor, now=now, fields=changed)
    return course


@transaction.atomic
def publish_course(*, course_id: int, actor: Person, now: datetime) -> Course:
    """Put a course in the catalogue for everyone; one from the archive comes back. Again changes nothing."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.is_published:
        return course
    if not course.summary_nl or not course.outcomes_nl:
        raise RuleBroken(_("Before you publish, say in Dutch what the course is and what people can do afterwards."))
    course.published_at, course.archived_at = course.published_at or now, None
    course.save(update_fields=["published_at", "archived_at"])
    record("course.published", course, actor=actor, now=now)
    return course


@transaction.atomic
def archive_course(*, course_id: int, actor: Person, now: datetime) -> Course:
    """Take a course out of the catalogue; what people completed stays. Sessions ahead are cancelled first."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.archived_at is not None:
        return course
    if course.published_at is None:
        raise RuleBroken(_("This course is a draft: nobody sees it yet."))
    if course.sessions.upcoming(now).exists():
        raise RuleBroken(_("This course has sessions ahead. Cancel those first."))
    if course.requirements.in_force(day_of(now)).exists():
        raise RuleBroken(_("This course is required. End that requirement first."))
    course.archived_at = now
    course.save(update_fields=["archived_at"])
    record("course.archived", course, actor=actor, now=now)
    return course


@transaction.atomic
def require_course(
    *,
    course_id: int,
    due_on: date,
    why_nl: str,
    actor: Person,
    now: datetime,
    why_en: str = "",
    why_url: str = "",
    unit: Unit | None = None,
    function_group: str = "",
    role: str = "",
    newcomer_days: int = 60,
    valid_months: int | None = None,
) -> Requirement:
    """Say that everyone who fits the audience must complete a course, by when, and why."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if not course.is_published:
        raise RuleBroken(_("Publish the course first: people must be able to find what is required of them."))
    requirement = Requirement(
        course=course,
        unit=unit,
        function_group=function_group,
        role=role,
        starts_on=day_of(now),
        due_on=due_on,
        newcomer_days=newcomer_days,
        valid_months=valid_months,
        why_nl=why_nl.strip(),
        why_en=why_en.strip(),
        why_url=why_url,
        created_at=now,
        created_by=actor,
    )
    if not requirement.why_nl:
        raise RuleBroken(_("Say why this is required. People read it beside the button."), field="why_nl")
    _assert_whole(requirement)
    requirement.save()
    record("requirement.added", requirement, actor=actor, now=now)
    return requirement


@transaction.atomic
def end_requirement(*, requirement_id: int, actor: Person, now: datetime) -> Requirement:
    """Stop requiring a course from today; what was completed stays."""
    assert_manages(actor)
    requirement = Requirement.objects.select_for_update().get(pk=requirement_id)
    if requirement.ends_on is None:
        requirement.ends_on = max(day_of(now), requirement.starts_on)
        requirement.save(update_fields=["ends_on"])
        record("requirement.ended", requirement, actor=actor, now=now, fields=["ends_on"])
    return requirement


def _writable(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = fields.keys() - WRITABLE
    if unknown:
        raise ValueError(f"not fields of a course: {sorted(unknown)}")
    return fields


def _assert_whole(row: Course | Requirement) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise RuleBroken(error.messages[0]) from error
