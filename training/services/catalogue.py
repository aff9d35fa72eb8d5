"""Building the catalogue: courses, from draft to archive."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.services import record
from people.models import Person
from training.errors import broken_constraints, raise_if_any
from training.models import Course
from training.services.completing import complete_all_who_are_done
from training.services.conditions import assert_manages
from training.services.prerequisites import circle_through, set_firsts

WRITABLE = frozenset({
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "function_groups", "kind", "level", "theme", "language", "duration_minutes", "cost_cents", "provider",
    "external_url", "is_working_time", "approval", "certificate_months", "asks_questions",
    "asks_evidence", "evidence_nl", "evidence_en",
})  # fmt: skip
SETS = frozenset({"objectives", "prerequisites", "units"})
"""What a course says in rows of its own: lists of objectives, of courses and of units."""


@transaction.atomic
def create_course(*, fields: dict[str, Any], actor: Person, now: datetime) -> Course:
    """Write a new course as a draft that only HR sees. ``fields`` are those in ``WRITABLE`` and ``SETS``."""
    assert_manages(actor)
    course = Course(created_at=now, created_by=actor, **_writable(fields))
    raise_if_any(broken_constraints(course))
    course.save()
    _write_sets(course, fields)
    record("course.created", course, actor=actor, now=now)
    return course


@transaction.atomic
def edit_course(
    *, course_id: int, fields: dict[str, Any], actor: Person, now: datetime, edition: int | None = None
) -> Course:
    """Change what a course says of itself.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. The row is
    locked, so of two savers one waits and then meets the other's edition.
    """
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    own = {name for name, value in _writable(fields).items() if getattr(course, name) != value}
    changed = sorted(own | _changed_sets(course, fields))
    if changed and edition is not None and edition != course.edition:
        raise EditConflict(kept=course)
    for name in own:
        setattr(course, name, fields[name])
    circle = circle_through(course, fields.get("prerequisites", ()))
    raise_if_any(
        [
            *broken_constraints(course),
            *_empty_in_catalogue(course),
            *_nothing_to_ask(course),
            *_waits_unanswered(course),
            *circle,
        ]
    )
    if changed:
        course.edition += 1
        course.save(update_fields=[*own, "edition"])
        _write_sets(course, fields)
        record("course.changed", course, actor=actor, now=now, fields=changed)
        if any(name in own and not getattr(course, name) for name in ("asks_questions", "asks_evidence")):
            complete_all_who_are_done(course, actor=actor, now=now)
    return course


def _nothing_to_ask(course: Course) -> list[RuleBroken]:
    """Say that a course asks for questions that it does not have."""
    if not course.asks_questions or course.scenarios.exists():
        return []
    return [RuleBroken(_("This course has no questions that can be asked."), field="asks_questions")]


def _waits_unanswered(course: Course) -> list[RuleBroken]:
    """Say that evidence waits for an answer in a course that would ask for none."""
    if course.asks_evidence or not course.evidence.waiting().exists():
        return []
    words = _("Evidence of this course waits for an answer. Answer that first, then stop asking for it.")
    return [RuleBroken(words, field="asks_evidence")]


@transaction.atomic
def publish_course(*, course_id: int, actor: Person, now: datetime) -> Course:
    """Put a course in the catalogue for everyone; one from the archive comes back. Again changes nothing."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.is_published:
        return course
    if not course.can_be_published:
        raise_if_any([RuleBroken(text, field=name) for name, text in course.lacking.items()])
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
    raise_if_any(in_the_way_of_archiving(course, now=now))
    course.archived_at = now
    course.save(update_fields=["archived_at"])
    record("course.archived", course, actor=actor, now=now)
    return course


def _empty_in_catalogue(course: Course) -> list[RuleBroken]:
    """Return that a course which everyone sees would have no lesson to follow here."""
    if not course.is_published:
        return []
    return [RuleBroken(text, field=name) for name, text in course.lacking_lessons.items()]


def in_the_way_of_archiving(course: Course, *, now: datetime) -> list[RuleBroken]:
    """Return why a published course cannot go to the archive yet. Four queries."""
    found = []
    if course.sessions.upcoming(now).exists():
        found.append(RuleBroken(_("This course has sessions ahead. Cancel those first."), field="sessions"))
    if course.requirements.in_force(day_of(now)).exists():
        found.append(RuleBroken(_("This course is required. End that requirement first."), field="requirements"))
    if course.renews.in_force(day_of(now)).exists():
        words = _("This course renews one that is required. Change that requirement first.")
        found.append(RuleBroken(words, field="requirements"))
    if course.alternative_for.in_force(day_of(now)).exists():
        words = _("This course counts for something that is required. Take it away there first.")
        found.append(RuleBroken(words, field="requirements"))
    return found


def _writable(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that stand in the row of a course itself."""
    unknown = fields.keys() - WRITABLE - SETS
    if unknown:
        raise ValueError(f"not fields of a course: {sorted(unknown)}")
    return {name: value for name, value in fields.items() if name in WRITABLE}


def _changed_sets(course: Course, fields: dict[str, Any]) -> set[str]:
    return {
        name
        for name in SETS & fields.keys()
        if {each.pk for each in fields[name]} != set(getattr(course, name).values_list("pk", flat=True))
    }


def _write_sets(course: Course, fields: dict[str, Any]) -> None:
    if "units" in fields:
        course.units.set(fields["units"])
    if "objectives" in fields:
        course.objectives.set(fields["objectives"])
    if "prerequisites" in fields:
        set_firsts(course, fields["prerequisites"])
