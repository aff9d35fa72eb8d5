"""What keeps somebody out of a session, whoever enrols them: said before they are ticked, and held when they enrol."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from common.clock import day_of
from people.models import Person
from training.choices import EnrolmentState
from training.models import Enrolment, Session


def what_stops(
    session: Session, people: Sequence[Person], *, now: datetime, leaves: Enrolment | None = None
) -> dict[int, str]:
    """Say of each of these people whom a rule keeps out of this session why; nobody else is in it. Two queries.

    A seat that they leave (``leaves``) stops nobody.
    """
    if not people:
        return {}
    day, ids = day_of(session.starts_at), [each.pk for each in people]
    states = [EnrolmentState.OFFERED, EnrolmentState.BOOKED]
    others = Enrolment.objects.filter(person__in=ids, state__in=states, session__course=session.course_id)
    others = others.filter(session__ends_at__gt=now, session__cancelled_at__isnull=True).exclude(session=session)
    if leaves is not None:
        others = others.exclude(pk=leaves.pk)
    seated = set(others.values_list("person", flat=True))
    giving = set(session.trainers.filter(pk__in=ids).values_list("pk", flat=True))
    found = {}
    for person in people:
        if not works_here_on(person, day):
            found[person.pk] = _("This person no longer works here on the day of the session.")
        elif person.pk in giving:
            found[person.pk] = _("Who gives a session does not take part in it. Choose another session of this course.")
        elif person.pk in seated:
            found[person.pk] = _(
                "There is a seat in another session of this course already. Move that seat to this session instead."
            )
    return found


def works_here_on(person: Person, day: date) -> bool:
    """Whether somebody still works here on the day of a session. No query."""
    return person.is_active and (person.left_on is None or person.left_on > day)
