"""Learning paths: where they lead, and how far one reader is. That is kept nowhere: it follows from their courses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from people.models import Person
from training.models import Completion, Course, Enrolment, LearningPath, LessonRead, PathStep
from training.selectors.required import RequiredCourse, required_of

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step for one reader: whether it is done, whether they are on their way, and by when where it is required."""

    step: PathStep
    is_done: bool
    is_begun: bool
    required: RequiredCourse | None

    @property
    def course(self) -> Course:
        return self.step.course


@dataclass(frozen=True, slots=True)
class PathPage:
    """A path for one reader. Courses that are no longer on offer are left out, unless the reader did them."""

    path: LearningPath
    steps: Sequence[StepShown]

    @property
    def needed(self) -> list[StepShown]:
        return [each for each in self.steps if each.step.is_required]

    @property
    def done(self) -> int:
        """How many of the courses that belong to it are done."""
        return sum(each.is_done for each in self.needed)

    @property
    def total(self) -> int:
        return len(self.needed)

    @property
    def is_done(self) -> bool:
        return self.done == self.total and self.total > 0

    @property
    def is_begun(self) -> bool:
        return any(each.is_done or each.is_begun for each in self.steps)

    @property
    def next(self) -> StepShown | None:
        """The first course that belongs to it and is not done; after those the first that is a choice."""
        left = [each for each in self.steps if not each.is_done]
        return next((each for each in left if each.step.is_required), left[0] if left else None)

    @property
    def duration(self) -> str:
        """How long the courses that belong to it take together, in words."""
        return Course(duration_minutes=sum(each.course.duration_minutes for each in self.needed)).duration


def path_page(path: LearningPath, person: Person, *, now: datetime) -> PathPage:
    """One path as one reader stands. At most nine queries."""
    return _pages(LearningPath.objects.filter(pk=path.pk), person, now=now)[0]


def paths_listed(person: Person, *, now: datetime) -> list[PathPage]:
    """Every path that somebody sees, drafts first, the archive last. At most ten queries, for any number."""
    seen = LearningPath.objects.visible_to(person)
    order = F("archived_at").asc(nulls_first=True), F("published_at").asc(nulls_first=True), "pk"
    return _pages(seen.order_by(*order), person, now=now)


def paths_for(person: Person, *, now: datetime) -> list[PathPage]:
    """A few published paths that are meant for somebody and not done, begun ones first. One query without any path."""
    if not LearningPath.objects.published().exists():
        return []
    placement = person.placement
    meant = LearningPath.objects.published().meant_for(placement.function_group if placement else "", person.unit_ids)
    found = [each for each in _pages(meant.order_by("published_at", "pk"), person, now=now) if not each.is_done]
    return sorted(found, key=lambda each: not each.is_begun)[:MOST_SHOWN]


def my_paths(person: Person, *, now: datetime, required: Sequence[RequiredCourse]) -> list[PathPage]:
    """The published paths that somebody has begun, by completing or beginning one of the courses."""
    published = LearningPath.objects.published().order_by("published_at", "pk")
    return [each for each in _pages(published, person, now=now, required=required) if each.is_begun]


def path_by_id(person: Person, path_id: UUID) -> LearningPath | None:
    """The path with this public id, if ``person`` may see it."""
    return LearningPath.objects.visible_to(person).filter(public_id=path_id).first()


def step_by_id(step_id: UUID) -> PathStep | None:
    """The step with this public id, for HR."""
    return PathStep.objects.select_related("path", "course").filter(public_id=step_id).first()


def requirements_of_path(path: LearningPath) -> list[Course]:
    """The courses that requiring a path makes required: those that belong to it and are on offer, in its order."""
    steps = path.steps.filter(is_required=True).select_related("course").order_by("position")
    return [each.course for each in steps if each.course.is_published]


def _pages(
    paths: "QuerySet[LearningPath]", person: Person, *, now: datetime, required: Sequence[RequiredCourse] | None = None
) -> list[PathPage]:
    steps = PathStep.objects.select_related("course").order_by("position", "pk")
    found = list(paths.prefetch_related(Prefetch("steps", steps)))
    courses = {step.course_id for path in found for step in path.steps.all()}
    if not courses:
        return [PathPage(path, []) for path in found]
    asked = required_of(person, now=now) if required is None else required
    mine = {pk: each for each in reversed(asked) for pk in each.requirement.course_ids}
    done = _ids(Completion.objects.filter(person=person, course__in=courses, completed_at__lte=now), "course")
    # What is required of somebody and counts no longer is not behind them.
    done -= {pk for pk, each in mine.items() if not each.is_done}
    begun = _ids(Enrolment.objects.live().filter(person=person, session__course__in=courses), "session__course")
    begun |= _ids(LessonRead.objects.filter(person=person, lesson__course__in=courses), "lesson__course")
    return [
        PathPage(
            path,
            [
                StepShown(step, step.course_id in done, step.course_id in begun, mine.get(step.course_id))
                for step in path.steps.all()
                if step.course.is_published or step.course_id in done
            ],
        )
        for path in found
    ]


def _ids(rows: "QuerySet[Completion] | QuerySet[Enrolment] | QuerySet[LessonRead]", name: str) -> set[int]:
    values: Iterable[int] = rows.order_by().values_list(name, flat=True)
    return set(values)
