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
    alternatives: Iterable[Course] = (),
    renewal_course: Course | None = None,
    why_en: str = "",
    why_url: str = "",
    unit: Unit | None = None,
    function_group: str = "",
    role: str = "",
    newcomer_days: int = 60,
    valid_months: int | None = None,
) -> Requirement:
    """Say that everyone who fits the audience must complete a course, by when, and why. Somebody must fit.

    Each of ``alternatives`` fulfils it as well: one of them is enough.
    """
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
    requirement.chosen_alternatives = list(alternatives)
    raise_if_any(faults_of_requirement(requirement, now=now))
    requirement.save()
    requirement.alternatives.set(requirement.chosen_alternatives)
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
    alternatives: Iterable[Course] | None = None,
    renewal_course: Course | None = None,
    edition: int | None = None,
) -> Requirement:
    """Change by when something must be done, why, what fulfils it as well and what renews it. For whom stays.

    Who completed a course that counts no more from now on must do another of them. Without ``alternatives`` they stay.

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
    others = set(requirement.alternatives.all())
    wanted = others if alternatives is None else set(alternatives)
    fields = sorted([*changed, "alternatives"]) if wanted != others else changed
    if fields and edition is not None and edition != requirement.edition:
        raise EditConflict(kept=requirement)
    for name in changed:
        setattr(requirement, name, values[name])
    too_soon = _due_too_soon(due_on, now) if "due_on" in changed else []
    faults = [*_renewal_not_given(requirement), *_alternatives_not_fit(requirement, wanted, new=wanted - others)]
    raise_if_any([*broken_constraints(requirement), *too_soon, *faults])
    if fields:
        requirement.edition += 1
        requirement.alternatives.set(wanted)
        requirement.save(update_fields=[*changed, "edition"])
        record("requirement.changed", requirement, actor=actor, now=now, fields=fields)
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
    if not unread & {"course", "alternatives"}:
        chosen = set(requirement.chosen_alternatives)
        broken += _alternatives_not_fit(requirement, chosen, new=chosen)
    return (
        broken if unread & {"course", "due_on", "newcomer_days", *AUDIENCE} else broken + _fits_nobody(requirement, now)
    )


def _renewal_not_given(requirement: Requirement) -> list[RuleBroken]:
    short = requirement.renewal_course
    if short is None or short.is_published:
        return []
    words = _("Publish this course first: people must be able to find what renews the required one.")
    return [RuleBroken(words, field="renewal_course")]


def _alternatives_not_fit(
    requirement: Requirement, alternatives: Iterable[Course], *, new: Iterable[Course]
) -> list[RuleBroken]:
    """Return what is wrong with what counts as well: a course named twice, or one that people cannot find."""
    named = {requirement.course_id, requirement.renewal_course_id}
    broken = []
    for each in alternatives:
        if each.pk in named:
            words = _("“%(course)s” is named here already. Take it away from the courses that count as well.")
            broken.append(RuleBroken(words % {"course": each.title}, field="alternatives"))
        elif each in new and not each.is_published:
            words = _("Publish “%(course)s” first: people must be able to find what counts.")
            broken.append(RuleBroken(words % {"course": each.title}, field="alternatives"))
    return broken


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
