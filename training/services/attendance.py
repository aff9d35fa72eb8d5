"""Who was there, and what that completes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import policies, rules
from training.choices import CAME, ON_THE_LIST, CompletionSource, Ending, EnrolmentState
from training.errors import raise_if_any
from training.models import Completion, Enrolment, Session
from training.services.seats import assert_works_here, end, move

S = EnrolmentState


@dataclass(frozen=True, slots=True)
class Marked:
    """What one round of marking changed."""

    present: int
    absent: int
    corrected: int


@transaction.atomic
def mark_attendance(
    *, session_id: int, marks: Mapping[UUID, bool], actor: Person, now: datetime, rest_present: bool = False
) -> Marked:
    """Mark who was there (true) and who was not, by enrolment; a mark that stands already changes nothing.

    Only from the start of the session, by HR or who gives it. A mistake can be corrected, and that is recorded.
    ``rest_present`` marks everybody who has no mark yet as present.
    """
    session = Session.objects.hold(session_id)
    assert_can_mark(session, actor, now)
    if rest_present:
        unmarked = session.enrolments.filter(state=S.BOOKED).values_list("public_id", flat=True)
        marks = {**dict.fromkeys(unmarked, True), **marks}
    rows = session.enrolments.filter(public_id__in=marks.keys(), state__in=ON_THE_LIST).select_related("person")
    enrolments = {row.public_id: row for row in rows}
    if enrolments.keys() != marks.keys():
        raise RuleBroken(_("Somebody on this list has no seat in this session any more. Open the list again."))
    present = absent = corrected = 0
    for public_id, was_there in sorted(marks.items()):
        enrolment = enrolments[public_id]
        if (enrolment.state in CAME) == was_there and enrolment.state != S.BOOKED:
            continue
        correcting = enrolment.state != S.BOOKED
        mark(enrolment, session, was_there=was_there, actor=actor, now=now)
        present, absent, corrected = present + was_there, absent + (not was_there), corrected + correcting
    return Marked(present, absent, corrected)


@transaction.atomic
def add_walk_ins(*, session_id: int, people: Sequence[Person], actor: Person, now: datetime) -> list[Enrolment]:
    """Put down as present who are there without a seat, or nobody; adding somebody again changes nothing.

    Also when all seats are taken: they are there. By HR or who gives the session, from its start until a week
    after its end. Who waited or was offered a seat walks in too; who has a seat is marked present.
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
    known = session.enrolments.live().select_related("person").filter(person=person).first()
    if known is not None and known.state in ON_THE_LIST:
        if known.state not in CAME:
            mark(known, session, was_there=True, actor=actor, now=now)
        return known
    if known is not None:
        end(known, session, Ending.SESSION_STARTED, actor=actor, now=now, kind=None)
    enrolment = Enrolment.objects.create(
        session=session, person=person, state=S.ATTENDED, state_since=now, joined_at=now, enrolled_by=actor,
        walked_in=True,
    )  # fmt: skip
    record("attendance.walked_in", enrolment, actor=actor, now=now)
    complete(enrolment, session, actor=actor, now=now)
    return enrolment


def assert_can_mark(session: Session, actor: Person, now: datetime) -> None:
    if not policies.can_mark(actor, session):
        raise RuleBroken(_("HR or the trainer of this session marks who was there."))
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled; there is nobody to mark."))
    if not session.has_started(now):
        raise RuleBroken(_("This session has not begun. Mark attendance from its start."))


def mark(enrolment: Enrolment, session: Session, *, was_there: bool, actor: Person, now: datetime) -> None:
    """Mark one person; the caller holds the session's lock."""
    correcting = enrolment.state != S.BOOKED
    if enrolment.state == S.COMPLETED:
        Completion.objects.filter(enrolment=enrolment).delete()
        move(enrolment, S.ATTENDED, now=now, correcting=True)
    if enrolment.walked_in and not was_there:
        move(enrolment, S.CANCELLED, now=now, correcting=True, ending=Ending.MISTAKE)
    else:
        move(enrolment, S.ATTENDED if was_there else S.NO_SHOW, now=now, correcting=correcting)
    action = "attendance.corrected" if correcting else "attendance.marked"
    record(action, enrolment, actor=actor, now=now, fields=["state"])
    if was_there:
        complete(enrolment, session, actor=actor, now=now)


def complete(enrolment: Enrolment, session: Session, *, actor: Person, now: datetime) -> Completion:
    """Count a course as completed by who was there. It counts from the end of the session, whenever it was marked."""
    move(enrolment, S.COMPLETED, now=now)
    completion = Completion.objects.create(
        course=session.course,
        person=enrolment.person,
        enrolment=enrolment,
        completed_at=session.ends_at,
        recorded_at=now,
        source=CompletionSource.SESSION,
    )
    record("course.completed", completion, actor=actor, now=now)
    return completion
