"""What ends by itself: seats of who leaves, and rows whose term is over."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from common.clock import day_of, end_of, start_of
from common.services import record
from people.models import Person
from training.choices import AHEAD, ENDED, TERMS, Became, Ending
from training.choices.evidence import EvidenceState
from training.models import (
    CalendarFeed,
    Certificate,
    Completion,
    Confidence,
    Enrolment,
    Evaluated,
    Evidence,
    HeadStart,
    Interest,
    LessonRead,
    QuizAttempt,
    Registration,
    Session,
    SessionMessage,
    WithdrawnCompletion,
    XapiStatement,
)
from training.services.evidence import forget_file, remove
from training.services.imports import enforce_import_terms
from training.services.seats import end, fill, hand_on

KEEPS = {term.code: term.keeps for term in TERMS}


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Free the seats and places of somebody who leaves, from that day on; who waits first is offered each seat.

    Sessions that this person would give lose a trainer: the worklist of HR shows them. What they waited for ends.
    """
    Interest.objects.filter(person=person_id).delete()
    HeadStart.objects.filter(person=person_id).delete()
    if on <= day_of(now):
        _forget_evidence(Evidence.objects.filter(person=person_id), now=now)
    mine = Enrolment.objects.filter(person_id=person_id, state__in=AHEAD, session__starts_at__gte=start_of(on))
    for session_id in sorted(set(mine.values_list("session_id", flat=True))):
        session = Session.objects.hold(session_id)
        enrolment = session.enrolments.select_related("person").get(person_id=person_id, state__in=AHEAD)
        end(enrolment, session, Ending.LEFT, actor=actor, now=now, kind=None)
        fill(session, now=now)
    theirs = Enrolment.objects.requested().filter(approver=person_id).order_by("session", "pk")
    for enrolment_id, session_id in theirs.values_list("pk", "session"):
        session = Session.objects.hold(session_id)
        hand_on(Enrolment.objects.select_related("person", "approver").get(pk=enrolment_id), session, now=now)
    for session in Session.objects.upcoming(max(now, end_of(on))).filter(trainers=person_id).order_by("pk"):
        session.trainers.remove(person_id)
        record("session.changed", session, actor=actor, now=now, fields=["trainers"])


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete what was kept for its whole term; return how many rows a term. An address of who left opens nothing."""
    CalendarFeed.objects.filter(person__left_on__lte=day_of(now)).delete()
    Registration.objects.filter(person__pseudonymised_at__isnull=False).delete()
    _forget_evidence(Evidence.objects.filter(person__left_on__lte=day_of(now)), now=now)
    ended = Enrolment.objects.filter(state__in=ENDED, session__ends_at__lt=now - KEEPS["training.enrolment_ended"])
    old = Enrolment.objects.filter(~Q(state__in=ENDED), session__ends_at__lt=now - KEEPS["training.enrolment"])
    long_ago = day_of(now - KEEPS["training.certificate"])
    certificates = Certificate.objects.filter(completed_on__lt=long_ago)
    completions = Completion.objects.filter(completed_at__lt=now - KEEPS["training.completion"])
    under_way = QuizAttempt.objects.under_way().filter(began_at__lt=now - KEEPS["training.quiz_under_way"])
    results = QuizAttempt.objects.filter(finished_at__lt=now - KEEPS["training.quiz_result"])
    return {
        "training.enrolment_ended": _delete(ended),
        "training.enrolment": _delete(old),
        # Certificates first: each rests on its completion.
        "training.certificate": _delete(certificates),
        "training.completion": _delete(completions),
        "training.withdrawn_completion": _delete(
            WithdrawnCompletion.objects.filter(withdrawn_at__lt=now - KEEPS["training.withdrawn_completion"])
        ),
        "training.lesson_read": _delete(LessonRead.objects.filter(read_at__lt=now - KEEPS["training.lesson_read"])),
        "training.quiz_under_way": _delete(under_way),
        "training.quiz_result": _delete(results),
        "training.interest": _delete(Interest.objects.filter(said_at__lt=now - KEEPS["training.interest"])),
        "training.head_start": _delete(
            HeadStart.objects.filter(session__ends_at__lt=now - KEEPS["training.head_start"])
        ),
        "training.confidence": _delete(Confidence.objects.filter(rated_at__lt=now - KEEPS["training.confidence"])),
        "training.session_message": _delete(
            SessionMessage.objects.filter(sent_at__lt=now - KEEPS["training.session_message"])
        ),
        **_end_evidence(now),
        "training.statement": _delete(_old_statements(now)),
        "training.evaluated": _delete(Evaluated.objects.filter(known_on__lt=day_of(now - KEEPS["training.evaluated"]))),
        **enforce_import_terms(now=now),
    }


def _forget_evidence(rows: "QuerySet[Evidence]", *, now: datetime) -> None:
    """Delete what people who are gone handed in; only that something was accepted stays, without its file."""
    for row in _held(rows.filter(Q(file__isnull=False) | ~Q(state=EvidenceState.ACCEPTED))):
        if row.state == EvidenceState.ACCEPTED:
            forget_file(row, now=now)
        else:
            remove(row, now=now)


def _end_evidence(now: datetime) -> dict[str, int]:
    """Delete files of evidence that was accepted, and evidence that nobody answered or handed in anew."""
    told = Q(file__isnull=False) | ~Q(remark="") | Q(answered_by__isnull=False)
    accepted = Evidence.objects.filter(told, state=EvidenceState.ACCEPTED)
    files = _held(accepted.filter(answered_at__lt=now - KEEPS["training.evidence_file"]))
    back = Evidence.objects.filter(state=EvidenceState.SENT_BACK)
    sent_back = _held(back.filter(answered_at__lt=now - KEEPS["training.evidence_sent_back"]))
    late = now - KEEPS["training.evidence_waiting"]
    waiting = _held(Evidence.objects.waiting().filter(handed_in_at__lt=late))
    for row in files:
        forget_file(row, now=now)
    for row in [*sent_back, *waiting]:
        remove(row, now=now)
    return {
        "training.evidence_file": len(files),
        "training.evidence_sent_back": len(sent_back),
        "training.evidence_waiting": len(waiting),
        "training.evidence": _delete(Evidence.objects.filter(handed_in_at__lt=now - KEEPS["training.evidence"])),
    }


def _held(rows: "QuerySet[Evidence]") -> list[Evidence]:
    return list(rows.select_for_update(of=("self",)).select_related("course", "file").order_by("pk"))


def _old_statements(now: datetime) -> "QuerySet[XapiStatement]":
    """Statements that became no completion; what takes another back, or was taken back, stays as long as those."""
    taken_back = Q(became=Became.VOIDING) | Q(voided_at__isnull=False)
    rows = XapiStatement.objects.filter(completion__isnull=True)
    short = rows.exclude(taken_back).filter(received_at__lt=now - KEEPS["training.statement"])
    return short | rows.filter(taken_back, received_at__lt=now - KEEPS["training.completion"])


def _delete(rows: "QuerySet[Any]") -> int:
    _total, per_model = rows.delete()
    return per_model.get(rows.model._meta.label, 0)
