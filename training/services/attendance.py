"""Who was there, and what that completes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from training import policies, selectors
from training.choices import CAME, ON_THE_LIST, CompletionSource, Ending, EnrolmentState
from training.errors import raise_if_any
from training.models import Completion, Course, Enrolment, Session
from training.querysets import CompletionQuerySet
from training.services.certificates import certify, revoke_with_completion
from training.services.completions import withdraw
from training.services.conditions import assert_marks_another
from training.services.interest import end_interest
from training.services.proven import evidence_to_use, use
from training.services.seats import move
from training.services.versions import version_of

S = EnrolmentState


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether somebody was there, and what the list said of it when this was decided (``None``: nothing yet)."""

    enrolment_id: UUID
    was_there: bool
    before: bool | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What one round of marking changed."""

    present: int
    absent: int
    corrected: int


@transaction.atomic
def mark_attendance(
    *, session_id: int, marks: Sequence[Mark], actor: Person, now: datetime, rest_present: bool = False
) -> Marked:
    """Mark who was there and who was not; a mark that stands already changes nothing.

    Only from the start of the session, by HR or who gives it. A mistake can be corrected, and that is recorded; what
    another marked in the meantime is not turned round by who did not see it: ``RuleBroken`` at ``mark-<enrolment>``.
    ``rest_present`` marks everybody else who has no mark yet as present: nobody marks themselves.
    """
    session = Session.objects.hold(session_id)
    assert_can_mark(session, actor, now)
    wanted = {mark.enrolment_id: mark for mark in marks}
    if rest_present:
        unmarked = session.enrolments.filter(state=S.BOOKED).exclude(person=actor).values_list("public_id", flat=True)
        wanted = {**{each: Mark(each, was_there=True) for each in unmarked}, **wanted}
    rows = session.enrolments.filter(public_id__in=wanted.keys(), state__in=ON_THE_LIST).select_related("person")
    enrolments = {row.public_id: row for row in rows}
    if enrolments.keys() != wanted.keys():
        raise RuleBroken(_("Somebody on this list has no seat in this session any more. Open the list again."))
    new = [(enrolments[each], wanted[each]) for each in sorted(wanted) if _differs(enrolments[each], wanted[each])]
    raise_if_any([
        met_by_another(row, was_there=bool(_stands(row)))
        for row, wish in new if _stands(row) not in {wish.before, None}
    ])  # fmt: skip
    for row, _wish in new:
        assert_marks_another(row, actor)
    corrected = sum(row.state != S.BOOKED for row, _wish in new)
    for row, wish in new:
        mark(row, session, was_there=wish.was_there, actor=actor, now=now)
    present = sum(wish.was_there for _row, wish in new)
    return Marked(present, len(new) - present, corrected)


def _stands(enrolment: Enrolment) -> bool | None:
    """Return whether somebody was there as the list says now; ``None`` without a mark."""
    return None if enrolment.state == S.BOOKED else enrolment.state in CAME


def _differs(enrolment: Enrolment, wish: Mark) -> bool:
    return _stands(enrolment) is not wish.was_there


def met_by_another(enrolment: Enrolment, *, was_there: bool) -> RuleBroken:
    """Say what another marked in the meantime, at the person whom it is about."""
    words = (
        _("Somebody else marked this person as present in the meantime. Save again if you know better.")
        if was_there
        else _("Somebody else marked this person as absent in the meantime. Save again if you know better.")
    )
    return RuleBroken(words, field=f"mark-{enrolment.public_id}")


def assert_can_mark(session: Session, actor: Person, now: datetime) -> None:
    if not policies.can_mark(actor, session):
        raise RuleBroken(_("HR or the trainer of this session marks who was there."))
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled; there is nobody to mark."))
    if not session.has_started(now):
        raise RuleBroken(_("This session has not begun. Mark attendance from its start."))


def mark(
    enrolment: Enrolment,
    session: Session,
    *,
    was_there: bool,
    actor: Person,
    now: datetime,
    checked_in: bool = False,
    mistaken: bool | None = None,
) -> None:
    """Mark one person, who may have checked in with the code; the caller holds the session's lock.

    ``mistaken`` says of who walked in that they were added by mistake; without it, who was not there was.
    """
    correcting = enrolment.state != S.BOOKED
    if enrolment.state == S.COMPLETED:
        take_back(Completion.objects.filter(enrolment=enrolment), actor=actor, now=now)
        move(enrolment, S.ATTENDED, now=now, correcting=True)
    came_in = {"checked_in_at": now if checked_in else None}
    if enrolment.walked_in and (not was_there if mistaken is None else mistaken):
        move(enrolment, S.CANCELLED, now=now, correcting=True, ending=Ending.MISTAKE)
    else:
        move(enrolment, S.ATTENDED if was_there else S.NO_SHOW, now=now, correcting=correcting, **came_in)
    action = "attendance.corrected" if correcting else "attendance.marked"
    record(action, enrolment, actor=actor, now=now, fields=["state"])
    if was_there:
        complete_if_whole(enrolment, session, actor=actor, now=now)


def complete_if_whole(
    enrolment: Enrolment, session: Session, *, actor: Person | None, now: datetime, done_at: datetime | None = None
) -> Completion | None:
    """Count a course as completed by who was there, unless it asks for more and something of that is missing.

    Never before the session ends, in all its meetings: until then nothing happens, and ``sweep`` does it after. It
    counts from the end of the session, whenever it was marked; where the questions came last (``done_at``), from then;
    where evidence did, from when it was handed in. The caller holds the session's lock; the person is locked after it,
    as in ``finish_quiz``.
    """
    if now < session.ends_at:
        return None
    course = session.course
    if course.has_pages or course.asks_evidence:
        Person.objects.select_for_update(no_key=True).get(pk=enrolment.person_id)
    way = selectors.way_of(course, enrolment.person, attended=True)
    if not way.is_whole:
        return None
    evidence = evidence_to_use(course, enrolment.person)
    moments = [session.ends_at, done_at, evidence.handed_in_at if evidence else None]
    move(enrolment, S.COMPLETED, now=now)
    completion = Completion.objects.create(
        course=course,
        person=enrolment.person,
        enrolment=enrolment,
        completed_at=max(moment for moment in moments if moment is not None),
        recorded_at=now,
        source=CompletionSource.SESSION,
        version=version_of(course, now=now),
    )
    use(evidence, completion)
    end_interest(course_id=session.course_id, person=enrolment.person)
    record("course.completed", completion, actor=actor, now=now)
    certify(completion, tested=way.is_tested, now=now)
    return completion


def complete_who_did_the_rest(
    course: Course, person: Person, *, actor: Person, now: datetime, done_at: datetime | None = None
) -> Completion | None:
    """Complete the course for somebody who was there and did what it asks beside that; the locks are held already.

    The last session that they were at counts; one thing that somebody does completes a course once.
    """
    rows = Enrolment.objects.filter(session__course=course, person=person, state=S.ATTENDED)
    last = rows.select_related("person", "session__course").order_by("session__starts_at", "pk").last()
    return complete_if_whole(last, last.session, actor=actor, now=now, done_at=done_at) if last else None


def complete_all_attended(course: Course, *, actor: Person, now: datetime) -> None:
    """Complete the course for everyone who was there, now that it asks less than before."""
    waiting = Session.objects.filter(course=course, enrolments__state=S.ATTENDED).distinct()
    for session_id in sorted(waiting.values_list("pk", flat=True)):
        session = Session.objects.hold(session_id)
        for row in session.enrolments.filter(state=S.ATTENDED).select_related("person").order_by("pk"):
            complete_if_whole(row, session, actor=actor, now=now)


@transaction.atomic
def complete_after_end(*, session_id: int, now: datetime) -> int:
    """Complete the course for who was marked as present while the session ran, now that it is over; return how many."""
    session = Session.objects.hold(session_id)
    rows = session.enrolments.filter(state=S.ATTENDED).select_related("person").order_by("pk")
    return sum(complete_if_whole(row, session, actor=None, now=now) is not None for row in rows)


def take_back(completions: CompletionQuerySet, *, actor: Person, now: datetime) -> None:
    """Undo completions that were recorded by mistake; what was given out for them counts no more."""
    for completion in completions.order_by("pk"):
        revoke_with_completion(completion, reason=_("Attendance was corrected."), actor=actor, now=now)
    withdraw(completions, actor=actor, now=now, reason=_("Attendance was corrected."))
