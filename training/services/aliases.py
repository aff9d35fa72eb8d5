"""Under which codes and addresses other systems know a course."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import policies
from training.errors import broken_constraints, raise_if_any
from training.models import Course, CourseAlias


@transaction.atomic
def add_alias(*, course_id: int, source: str, value: str, actor: Person, now: datetime) -> CourseAlias:
    """Keep a code or address of a course; an empty ``source`` holds for every system."""
    _assert_may(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    alias = CourseAlias(
        course=course, source=" ".join(source.split()), value=" ".join(value.split()), added_at=now, added_by=actor
    )
    if not alias.value:
        raise RuleBroken(
            _("Fill in the code or the address by which the other system knows this course."), field="value"
        )
    raise_if_any(broken_constraints(alias))
    alias.save()
    record("course.alias_added", course, actor=actor, now=now, fields=["aliases"])
    return alias


@transaction.atomic
def remove_alias(*, course_id: int, alias_id: int, actor: Person, now: datetime) -> None:
    """Forget a code or address; what came in by it stays. One that is gone already changes nothing."""
    _assert_may(actor)
    gone, _each = CourseAlias.objects.filter(pk=alias_id, course=course_id).delete()
    if gone:
        record("course.alias_removed", Course.objects.get(pk=course_id), actor=actor, now=now, fields=["aliases"])


def _assert_may(actor: Person) -> None:
    if not policies.can_manage(actor):
        raise RuleBroken(_("HR keeps the codes of courses."))
