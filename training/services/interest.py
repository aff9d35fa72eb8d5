"""Who wants to follow a course that has no dates yet.

What somebody says here is for planning only: it leaves no audit event with their name, and no page names them.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from people.models import Person
from training import selectors
from training.choices import WITH_SESSIONS, PartOfWeek
from training.models import Course, Enrolment, Interest
from training.selectors.required import need_not_follow


@transaction.atomic
def say_interest(*, course_id: int, person: Person, moments: Iterable[str], now: datetime) -> Interest:
    """Keep that somebody wants to follow a course and when that suits; saying it again replaces what was said.

    Holds the course, so that who says so while a session is planned is either told of it or refused.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _assert_takes_interest(course, person, now=now)
    suits = [each.value for each in PartOfWeek if each.value in set(moments)]
    said, _is_new = Interest.objects.update_or_create(
        course=course, person=person, defaults={"moments": suits, "said_at": now}
    )
    return said


@transaction.atomic
def take_back_interest(*, course_id: int, person: Person) -> bool:
    """Forget that somebody wants to follow a course; say whether there was something to forget."""
    return end_interest(course_id=course_id, person=person)


def end_interest(*, course_id: int, person: Person) -> bool:
    """End what somebody waits for, because they enrol or completed the course; the caller is in a transaction."""
    deleted, _per_model = Interest.objects.filter(course=course_id, person=person).delete()
    return deleted > 0


def _assert_takes_interest(course: Course, person: Person, *, now: datetime) -> None:
    """Raise ``RuleBroken`` where somebody can enrol, or does not work here."""
    if not person.is_active or (person.left_on is not None and person.left_on <= day_of(now)):
        raise RuleBroken(_("Only who works here can wait for a course."))
    if not course.is_published:
        raise RuleBroken(_("This course is not in the catalogue, so nobody can wait for it."))
    if course.kind not in WITH_SESSIONS:
        raise RuleBroken(_("This course has no sessions: you can follow it whenever you like."))
    ahead = Enrolment.objects.ahead().filter(person=person, session__course=course, session__starts_at__gt=now)
    if ahead.exists():
        raise RuleBroken(_("You are enrolled in this course already."))
    if need_not_follow(course, person, now=now):
        raise RuleBroken(_("You completed this course already and need not do it again. You do not have to wait."))
    if not selectors.takes_interest(course, now=now):
        raise RuleBroken(_("There is a session of this course that you can enrol in. Look at the dates of the course."))
