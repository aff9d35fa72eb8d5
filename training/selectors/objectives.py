"""Training's own end of the golden thread: which courses serve which objective."""

from django.db.models import Count, QuerySet

from people.models import Person
from strategy.models import Objective
from training.models import Course
from training.querysets import CourseQuerySet


def courses_serving(objective: Objective, person: Person) -> CourseQuerySet:
    """Return the courses of the catalogue that serve an objective, as far as ``person`` may see them. One query."""
    return Course.objects.visible_to(person).published().filter(objectives=objective).order_by("title_nl", "pk")


def objectives_served(course: Course) -> "QuerySet[Objective]":
    """Return the objectives that a course serves and that stand. One query."""
    return Objective.objects.filter(courses=course, archived_at__isnull=True).in_order()


def courses_by_objective() -> dict[int, int]:
    """Return how many courses of the catalogue serve each objective, by its key; none is left out. One query."""
    served = Course.objects.published().filter(objectives__isnull=False).order_by()
    return dict(served.values_list("objectives").annotate(Count("pk")))


def courses_without_objective() -> int:
    """How many courses of the catalogue serve no objective. One query."""
    return Course.objects.published().filter(objectives__isnull=True).count()
