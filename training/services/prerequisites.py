"""Which course comes before another: said by HR, held when somebody enrols."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from training import rules, selectors
from training.models import Course, Prerequisite


def assert_did_first(course: Course, person: Person, *, actor: Person, by_hr: bool, despite: str, now: datetime) -> str:
    """Raise ``RuleBroken`` for who misses a course that comes first; return the reason of HR to let them in anyhow.

    The reason is kept only where it was needed.
    """
    missing = selectors.missing_of(course, [person.pk], now=now).get(person.pk)
    if not missing:
        return ""
    titles = {"courses": get_text_list([str(each.title) for each in missing], str(_("and")))}
    if by_hr:
        if not despite.strip():
            words = _("%(courses)s comes first. Say why they may take part without it.")
            raise RuleBroken(words % titles, field="despite")
        return despite.strip()
    if person.pk == actor.pk:
        raise RuleBroken(_("%(courses)s comes first. Take that course, then you can enrol in this one.") % titles)
    raise RuleBroken(_("%(courses)s comes first. Only HR can enrol them without it, with a reason.") % titles)


def circle_through(course: Course, firsts: Iterable[Course]) -> list[RuleBroken]:
    """Return that a course would come before itself, naming the circle. Two queries at most."""
    before: dict[int, Collection[int]] = {}
    for course_id, first_id in Prerequisite.objects.exclude(course=course.pk).values_list("course", "first"):
        before[course_id] = [*before.get(course_id, ()), first_id]
    circle = rules.circle({**before, course.pk: [each.pk for each in firsts]}, course.pk)
    if not circle:
        return []
    titles = {each.pk: str(each.title) for each in Course.objects.filter(pk__in=circle)}
    row = _(", which comes after ").join(f"“{titles[pk]}”" for pk in circle)
    words = _("A course cannot come before itself, and this would make a circle: %(circle)s. Take one of them away.")
    return [RuleBroken(words % {"circle": row}, field="prerequisites")]


def set_firsts(course: Course, firsts: Iterable[Course]) -> None:
    """Let these courses, and no others, come before a course. The caller holds it and asked for circles."""
    wanted = {each.pk for each in firsts}
    course.needs.exclude(first__in=wanted).delete()
    known = set(course.needs.values_list("first", flat=True))
    Prerequisite.objects.bulk_create(Prerequisite(course=course, first_id=pk) for pk in sorted(wanted - known))
