"""Learning paths: HR writes them, orders their courses, publishes them and makes them required."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.errors import EditConflict, RuleBroken
from common.services import record
from people.models import Person
from training import selectors
from training.choices import StepChange
from training.errors import broken_constraints, raise_if_any
from training.models import Course, LearningPath, PathStep, Requirement
from training.services.conditions import assert_manages
from training.services.required import require_course

WRITABLE = ("title_nl", "title_en", "summary_nl", "summary_en", "function_groups")


@transaction.atomic
def create_path(*, fields: dict[str, Any], actor: Person, now: datetime) -> LearningPath:
    """Write a new path as a draft that only HR sees."""
    assert_manages(actor)
    path = LearningPath(created_at=now, created_by=actor, **{name: fields[name] for name in WRITABLE})
    raise_if_any(broken_constraints(path))
    path.save()
    path.units.set(fields.get("units", ()))
    record("learning_path.created", path, actor=actor, now=now)
    return path


@transaction.atomic
def edit_path(
    *, path_id: int, fields: dict[str, Any], actor: Person, now: datetime, edition: int | None = None
) -> LearningPath:
    """Change what a path says of itself; where somebody saved since ``edition``, ``EditConflict`` is raised."""
    path = _held(path_id, actor)
    changed = sorted(name for name in WRITABLE if getattr(path, name) != fields[name])
    units = {each.pk for each in fields.get("units", ())}
    if units != set(path.units.values_list("pk", flat=True)):
        changed.append("units")
    if changed and edition is not None and edition != path.edition:
        raise EditConflict(kept=path)
    for name in WRITABLE:
        setattr(path, name, fields[name])
    raise_if_any(broken_constraints(path))
    if changed:
        path.edition += 1
        path.save(update_fields=[*WRITABLE, "edition"])
        path.units.set(fields.get("units", ()))
        record("learning_path.changed", path, actor=actor, now=now, fields=changed)
    return path


@transaction.atomic
def publish_path(*, path_id: int, actor: Person, now: datetime) -> LearningPath:
    """Let everyone find a path; again changes nothing. A course that belongs to it and is on offer must be there."""
    path = _held(path_id, actor)
    if path.is_published:
        return path
    if not selectors.requirements_of_path(path):
        raise RuleBroken(_("Add a published course that belongs to this path first."))
    path.published_at, path.archived_at = path.published_at or now, None
    path.save(update_fields=["published_at", "archived_at"])
    record("learning_path.published", path, actor=actor, now=now)
    return path


@transaction.atomic
def archive_path(*, path_id: int, actor: Person, now: datetime) -> LearningPath:
    """Take a path away from everyone's eyes; what people completed, and what is required, stays."""
    path = _held(path_id, actor)
    if path.archived_at is not None:
        return path
    if path.published_at is None:
        raise RuleBroken(_("This path is a draft: nobody sees it yet."))
    path.archived_at = now
    path.save(update_fields=["archived_at"])
    record("learning_path.archived", path, actor=actor, now=now)
    return path


@transaction.atomic
def add_step(*, path_id: int, course: Course, is_required: bool, actor: Person, now: datetime) -> PathStep:
    """Add a course at the end of a path."""
    path = _held(path_id, actor)
    if not course.is_published:
        raise RuleBroken(_("Publish the course first: people must be able to find it."), field="course")
    if path.steps.filter(course=course).exists():
        raise RuleBroken(_("This course is in the path already."), field="course")
    last = path.steps.aggregate(last=Max("position"))["last"]
    step = PathStep.objects.create(
        path=path, course=course, is_required=is_required, position=0 if last is None else last + 1
    )
    record("learning_path.changed", path, actor=actor, now=now, fields=["steps"])
    return step


@transaction.atomic
def change_step(*, step_id: int, change: StepChange, actor: Person, now: datetime) -> PathStep:
    """Move a step up or down, take it away, or say whether it belongs to the path. At an end it stays where it is.

    A published path keeps at least one course that belongs to it.
    """
    step = PathStep.objects.select_related("course").get(pk=step_id)
    path = _held(step.path_id, actor)
    steps = list(path.steps.order_by("position", "pk"))
    place = next((index for index, each in enumerate(steps) if each.pk == step.pk), None)
    if place is None:
        raise RuleBroken(_("This course is not in the path any more."))
    match change:
        case StepChange.UP | StepChange.DOWN:
            goal = max(0, min(len(steps) - 1, place + (1 if change == StepChange.DOWN else -1)))
            steps.insert(goal, steps.pop(place))
        case StepChange.REMOVE:
            _keep_one_needed(path, [each for each in steps if each.pk != step.pk])
            steps.pop(place).delete()
        case StepChange.REQUIRED | StepChange.OPTIONAL:
            steps[place].is_required = change == StepChange.REQUIRED
            _keep_one_needed(path, steps)
    for position, each in enumerate(steps):
        each.position = position
    PathStep.objects.bulk_update(steps, ["position", "is_required"])
    record("learning_path.changed", path, actor=actor, now=now, fields=["steps"])
    return step


@transaction.atomic
def require_path(
    *,
    path_id: int,
    due_on: date,
    why_nl: str,
    actor: Person,
    now: datetime,
    **audience: Any,
) -> list[Requirement]:
    """Require each course that belongs to a path of the same people, by the same day, for the same reason.

    A course that is required of exactly these people already is left as it is. The requirements stand on their own:
    each can be changed or ended, and changing the path changes none of them.
    """
    path = _held(path_id, actor)
    if not path.is_published:
        raise RuleBroken(_("Publish the path first: people must be able to find what is required of them."))
    courses = selectors.requirements_of_path(path)
    same = {name: audience.get(name) or ("" if name != "unit" else None) for name in ("unit", "function_group", "role")}
    only = Requirement.objects.filter(course__in=courses, ends_on=None, alternatives=None, **same)
    known = set(only.values_list("course", flat=True))
    made = [
        require_course(course_id=each.pk, due_on=due_on, why_nl=why_nl, actor=actor, now=now, **audience)
        for each in courses
        if each.pk not in known
    ]
    if not made:
        raise RuleBroken(_("Every course of this path is required of these people already."))
    return made


def _held(path_id: int, actor: Person) -> LearningPath:
    assert_manages(actor)
    return LearningPath.objects.select_for_update(no_key=True).get(pk=path_id)


def _keep_one_needed(path: LearningPath, steps: list[PathStep]) -> None:
    if path.is_published and not any(each.is_required for each in steps):
        raise RuleBroken(_("Everyone sees this path, so a course must belong to it. Add another one first."))
