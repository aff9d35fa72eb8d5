"""Who must complete a course, by when, and why."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.services import record
from people.models import Person, Unit
from training import selectors
from training.errors import broken_constraints, raise_if_any
from training.models import Course, Requirement
from training.services.conditions import assert_manages

AUDIENCE = ("unit", "function_group", "role")


@transaction.atomic
def require_course(
    *,
    course_id: int,
    due_on: date,
    why_nl: str,
    actor: Person,
    now: datetime,
    renewal_course: Course | None = None,
    why_en: str = "",
    why_url: str = "",
    unit: Unit | None = None,
    function_group: str = "",
    role: str = "",
    newcomer_days: int = 60,
    valid_months: int | None = None,
) -> Requirement:
    """Say that everyone who fits the audience must complete a course, by when, and why. Somebody must fit."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if not course.is_published:
        raise RuleBroken(_("Publish the course first: people must be able to find what is required of them."))
    requirement = Requirement(
        course=course,
        renewal_course=renewal_course,
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
    raise_if_any(faults_of_requirement(requirement, now=now))
    requirement.save()
    record("requirement.added", requirement, actor=actor, now=now)
    return requirement


@transaction.atomic
def edit_requirement(
    *,
    requirement_id: int,
    due_on: date,
    why_nl: str,
    why_en: str,
    why_url: str,
    actor: Person,
    now: datetime,
    renewal_course: Course | None = None,
    edition: int | None = None,
) -> Requirement:
    """Change by when something must be done, why, and what renews it. For whom stays: that is another requirement.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. The row is
    locked, so of two savers one waits and then meets the other's edition.
    """
    assert_manages(actor)
    requirement = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement_id)
    if requirement.ends_on is not None:
        raise RuleBroken(_("This is no longer required. Require the course again instead."))
    values = {
        "due_on": due_on, "why_nl": why_nl.strip(), "why_en": why_en.strip(), "why_url": why_url,
        "renewal_course": renewal_course,
    }  # fmt: skip
    changed = sorted(name for name, value in values.items() if getattr(requirement, name) != value)
    if changed and edition is not None and edition != requirement.edition:
        raise EditConflict(kept=requirement)
    for name in changed:
        setattr(requirement, name, values[name])
    too_soon = _due_too_soon(due_on, now) if "due_on" in changed else []
    raise_if_any([*broken_constraints(requirement), *too_soon, *_renewal_not_given(requirement)])
    if changed:
        requirement.edition += 1
        requirement.save(update_fields=[*changed, "edition"])
        record("requirement.changed", requirement, actor=actor, now=now, fields=changed)
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


def faults_of_requirement(requirement: Requirement, *, now: datetime, without: Iterable[str] = ()) -> list[RuleBroken]:
    """Return everything that is wrong with a new requirement, each with its field.

    Fields in ``without`` could not be read, so nothing is said about them.
    """
    unread = set(without)
    too_soon = [] if "due_on" in unread else _due_too_soon(requirement.due_on, now)
    # Where it is too soon anyhow, a second word on the same day would only confuse.
    broken = too_soon + broken_constraints(requirement, without=unread | ({"due_on"} if too_soon else set()))
    broken += _renewal_not_given(requirement)
    return broken if unread & {"course", *AUDIENCE} else broken + _fits_nobody(requirement, now)


def _renewal_not_given(requirement: Requirement) -> list[RuleBroken]:
    short = requirement.renewal_course
    if short is None or short.is_published:
        return []
    words = _("Publish this course first: people must be able to find what renews the required one.")
    return [RuleBroken(words, field="renewal_course")]


def _due_too_soon(due_on: date, now: datetime) -> list[RuleBroken]:
    if due_on > day_of(now):
        return []
    return [RuleBroken(_("Choose a day after today: people need time to do this."), field="due_on")]


def _fits_nobody(requirement: Requirement, now: datetime) -> list[RuleBroken]:
    (reach,) = selectors.reach_of([requirement], now=now)
    if reach.people:
        return []
    narrowed = next((name for name in AUDIENCE if getattr(requirement, name)), None)
    words = _("Nobody who works here fits all of this. Take something away, or choose wider.")
    return [RuleBroken(words, field=narrowed)]
