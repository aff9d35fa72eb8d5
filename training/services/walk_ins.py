"""Who is there without a seat."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import rules
from training.choices import CAME, ON_THE_LIST, Ending, EnrolmentState
from training.errors import raise_if_any
from training.models import Enrolment, Session
from training.services.attendance import assert_can_mark, complete_if_whole, mark
from training.services.conditions import assert_does_not_give, assert_works_here
from training.services.presences import be_at_meeting, join_at_meeting
from training.services.seats import end

S = EnrolmentState


@transaction.atomic
def add_walk_ins(*, session_id: int, people: Sequence[Person], actor: Person, now: datetime) -> list[Enrolment]:
    """Put down as present who are there without a seat, or nobody; adding somebody again changes nothing.

    Also when all seats are taken: they are there. By HR or who gives the session, from its start until a week
    after its end. Who waited or was offered a seat walks in too; who has a seat is marked present. Where there are
    several meetings, they come in at the one that is on, or was the last: they missed those before.
    """
    session = Session.objects.hold(session_id)
    assert_can_mark(session, actor, now)
    if not rules.takes_walk_ins(session.starts_at, session.ends_at, now):
        raise RuleBroken(_("This session ended more than a week ago. Nobody can be added any more."))
    added, stopped = [], []
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in people])
    for person in locked.order_by("pk"):
        try:
            added.append(_add_walk_in(session, person, actor=actor, now=now))
        except RuleBroken as broken:
            stopped.append(RuleBroken(f"{person.full_name}: {broken}", field="person"))
    raise_if_any(stopped)
    return added


def _add_walk_in(session: Session, person: Person, *, actor: Person, now: datetime) -> Enrolment:
    assert_works_here(person, day_of(session.starts_at))
    if person.pk == actor.pk:
        raise RuleBroken(_("you cannot put yourself down. Ask the trainer or somebody else of HR."))
    assert_does_not_give(session, person)
    known = session.enrolments.live().select_related("person").filter(person=person).first()
    if known is not None and known.state in ON_THE_LIST:
        if session.has_meetings:
            be_at_meeting(known, session, was_there=True, actor=actor, now=now)
        elif known.state not in CAME:
            mark(known, session, was_there=True, actor=actor, now=now)
        return known
    if known is not None:
        end(known, session, Ending.SESSION_STARTED, actor=actor, now=now, kind=None)
    enrolment = Enrolment.objects.create(
        session=session,
        person=person,
        state=S.BOOKED if session.has_meetings else S.ATTENDED,
        state_since=now,
        joined_at=now,
        enrolled_by=actor,
        walked_in=True,
    )
    record("attendance.walked_in", enrolment, actor=actor, now=now)
    if session.has_meetings:
        join_at_meeting(enrolment, session, actor=actor, now=now)
    else:
        complete_if_whole(enrolment, session, actor=actor, now=now)
    return enrolment
