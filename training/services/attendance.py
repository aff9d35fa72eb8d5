"""Who was there, and what that completes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import policies
from training.choices import CAME, CompletionSource, EnrolmentState
from training.models import Completion, Enrolment, Session
from training.services.seats import move

S = EnrolmentState
MARKABLE = (S.BOOKED, S.ATTENDED, S.NO_SHOW, S.COMPLETED)


@dataclass(frozen=True, slots=True)
class Marked:
    """What one round of marking changed."""

    present: int
    absent: int
    corrected: int


@transaction.atomic
def mark_attendance(*, session_id: int, marks: Mapping[UUID, bool], actor: Person, now: datetime) -> Marked:
    """Mark who was there (true) and who was not, by enrolment; a mark that stands already changes nothing.

    Only from the start of the session, by HR or who gives it. A mistake can be corrected, and that is recorded.
    """
    session = Session.objects.hold(session_id)
    if not policies.can_mark(actor, session):
        raise RuleBroken(_("HR or the trainer of this session marks who was there."))
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled; there is nobody to mark."))
    if not session.has_started(now):
        raise RuleBroken(_("This session has not begun. Mark attendance from its start."))
    rows = session.enrolments.filter(public_id__in=marks.keys(), state__in=MARKABLE).select_related("person")
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


def mark(enrolment: Enrolment, session: Session, *, was_there: bool, actor: Person, now: datetime) -> None:
    """Mark one person; the caller holds the session's lock."""
    correcting = enrolment.state != S.BOOKED
    if enrolment.state == S.COMPLETED:
        Completion.objects.filter(enrolment=enrolment).delete()
        move(enrolment, S.ATTENDED, now=now, correcting=True)
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
