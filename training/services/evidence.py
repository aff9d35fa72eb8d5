"""Handing in evidence of a course, taking it back, and answering it.

Every change locks what decides on the completion of a course (``completing.hold``), so that two who answer, or one who
answers while the person takes it back, go one after the other and the second meets what the first did.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.models import StoredFile
from common.services import delete_file, record, store_file
from outbox import services as outbox
from people.models import Person
from training import messages, policies, selectors
from training.choices.evidence import EVIDENCE_TERMS, PURPOSE, AnsweredAs, EvidenceState
from training.models import Course, Evidence
from training.readers.pieces import Piece, read_piece
from training.rules import completing as rules
from training.services.completing import complete_who_is_done, hold
from training.services.conditions import assert_works_here

KEEPS = {term.code: term.keeps for term in EVIDENCE_TERMS}
SPARE = timedelta(days=7)
"""So much later the file of what waits would go by itself, were the daily job of training late."""


@transaction.atomic
def hand_in_evidence(
    *, course_id: int, content: "File[bytes]", name: str, remark: str, person: Person, now: datetime
) -> Evidence:
    """Keep a file as evidence of a course, in the place of one that waits or was sent back.

    Only when everything else that the course asks is done. The same file with the same remark again changes nothing.
    Of a picture only what makes the picture is kept.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    hold(course, person)
    _assert_turn(course, person, now=now)
    piece, said = _piece(content), remark.strip()
    evidence = Evidence.objects.open().select_related("file").filter(course=course, person=person).first()
    if evidence is not None and _is_same(evidence, piece, said):
        return evidence
    stored = _store(piece, name, person=person, now=now)
    if evidence is None:
        evidence = Evidence.objects.create(course=course, person=person, file=stored, remark=said, handed_in_at=now)
        record("evidence.handed_in", evidence, actor=person, now=now)
    else:
        _replace(evidence, stored, said, now=now)
    _tell_trainers(evidence, now=now)
    return evidence


def _is_same(evidence: Evidence, piece: Piece, remark: str) -> bool:
    """Whether this waits already, because somebody sent it twice."""
    kept = evidence.file
    return (
        evidence.is_waiting and kept is not None and kept.sha256 == sha256(piece.content).hexdigest()
        and evidence.remark == remark
    )  # fmt: skip


def _replace(evidence: Evidence, stored: StoredFile, remark: str, *, now: datetime) -> None:
    """Put another file in the place of one that waits, or hand in anew what was sent back."""
    old, anew = evidence.file, not evidence.is_waiting
    if anew:
        rules.assert_evidence_can_move(evidence.state, EvidenceState.HANDED_IN)
        evidence.state, evidence.times = EvidenceState.HANDED_IN, evidence.times + 1
        evidence.answered_at, evidence.answered_by, evidence.answered_as = None, None, ""
    evidence.file, evidence.remark, evidence.handed_in_at = stored, remark, now
    evidence.save()
    _drop(old, now=now)
    action = "evidence.handed_in" if anew else "evidence.replaced"
    record(action, evidence, actor=evidence.person, now=now)


@transaction.atomic
def take_back_evidence(*, course_id: int, person: Person, now: datetime) -> bool:
    """Delete what somebody handed in and nobody accepted; say whether there was something. Again changes nothing."""
    course = Course.objects.get(pk=course_id)
    hold(course, person)
    evidence = Evidence.objects.open().select_related("file").filter(course=course, person=person).first()
    if evidence is None:
        return False
    record("evidence.taken_back", evidence, actor=person, now=now)
    remove(evidence, now=now)
    return True


@transaction.atomic
def accept_evidence(*, evidence_id: int, actor: Person, now: datetime, seen: UUID | None = None) -> Evidence:
    """Accept evidence, which completes the course if nothing else is missing; accepting again changes nothing.

    ``seen`` is the file that the answerer looked at: another one that was handed in since is looked at first.
    """
    evidence = _held(evidence_id)
    _assert_may_answer(actor, evidence)
    if evidence.state == EvidenceState.ACCEPTED and evidence.answered_by_id == actor.pk:
        return evidence
    _assert_seen(evidence, seen, EvidenceState.ACCEPTED)
    _answer(evidence, EvidenceState.ACCEPTED, reason="", actor=actor, now=now)
    complete_who_is_done(evidence.course, evidence.person, actor=actor, now=now)
    evidence.refresh_from_db(fields=["completion"])
    _tell(messages.EvidenceAccepted, evidence, now=now, completed=evidence.completion_id is not None)
    return evidence


@transaction.atomic
def send_back_evidence(
    *, evidence_id: int, reason: str, actor: Person, now: datetime, seen: UUID | None = None
) -> Evidence:
    """Send evidence back with a reason that the person reads; sending it back again changes nothing."""
    evidence = _held(evidence_id)
    _assert_may_answer(actor, evidence)
    if evidence.state == EvidenceState.SENT_BACK and evidence.answered_by_id == actor.pk:
        return evidence
    _assert_seen(evidence, seen, EvidenceState.SENT_BACK)
    if not reason.strip():
        raise RuleBroken(_("Say what is missing or not right. The person reads it and can mend it."), field="reason")
    _answer(evidence, EvidenceState.SENT_BACK, reason=reason.strip(), actor=actor, now=now)
    _tell(messages.EvidenceSentBack, evidence, now=now, reason=evidence.reason)
    return evidence


def remove(evidence: Evidence, *, now: datetime) -> None:
    """Delete evidence with its file; the caller is in a transaction."""
    file = evidence.file
    evidence.delete()
    _drop(file, now=now)
    _skip_when_none_wait(evidence, now=now)


def forget_file(evidence: Evidence, *, now: datetime) -> None:
    """Delete the file of accepted evidence, and what names anybody: that it was accepted stays."""
    file = evidence.file
    evidence.file, evidence.remark, evidence.answered_by = None, "", None
    evidence.save(update_fields=["file", "remark", "answered_by"])
    _drop(file, now=now)


# --- what must hold ---------------------------------------------------------------------------------------------------
def _assert_turn(course: Course, person: Person, *, now: datetime) -> None:
    """Raise ``RuleBroken`` unless evidence is what is missing; it says what comes first."""
    assert_works_here(person, day_of(now))
    if not course.asks_evidence or course.is_draft:
        raise RuleBroken(_("This course asks for no evidence."))
    way = selectors.way_of(course, person)
    if way.takes_evidence(now):
        return
    first = selectors.first_in_words(way)
    raise RuleBroken(first or _("You completed this course already, so there is nothing to hand in."))


def _assert_may_answer(actor: Person, evidence: Evidence) -> None:
    if evidence.person_id == actor.pk:
        raise RuleBroken(_("This is your own evidence. Somebody else answers it."))
    if not policies.can_answer_evidence(actor, evidence):
        raise RuleBroken(_("HR answers this, or the trainer of the session that this person was at."))


def _assert_seen(evidence: Evidence, seen: UUID | None, goal: EvidenceState) -> None:
    rules.assert_evidence_can_move(evidence.state, goal)
    if seen is not None and evidence.file is not None and seen != evidence.file.public_id:
        raise RuleBroken(_("Another file was handed in since you opened this page. Look at that one first."))


# --- steps ------------------------------------------------------------------------------------------------------------
def _held(evidence_id: int) -> Evidence:
    """Take the locks and return evidence as it is now."""
    rows = Evidence.objects.select_related("course", "person", "file").filter(pk=evidence_id)
    found = rows.first()
    if found is not None:
        hold(found.course, found.person)
        found = rows.first()
    if found is None:
        raise RuleBroken(_("The person took this back. There is nothing left to answer."))
    return found


def _answer(evidence: Evidence, state: EvidenceState, *, reason: str, actor: Person, now: datetime) -> None:
    role = policies.role_at(actor)
    evidence.state, evidence.reason = state, reason
    evidence.answered_at, evidence.answered_by, evidence.answered_as = now, actor, AnsweredAs(role).value
    evidence.save()
    term = "training.evidence_file" if state == EvidenceState.ACCEPTED else "training.evidence_sent_back"
    if evidence.file is not None:
        evidence.file.expires_at = now + KEEPS[term]
        evidence.file.save(update_fields=["expires_at"])
    record(f"evidence.{state.value}", evidence, actor=actor, now=now)
    _skip_when_none_wait(evidence, now=now)


def _piece(content: "File[bytes]") -> Piece:
    if (content.size or 0) > rules.MOST_BYTES:
        raise RuleBroken(_("This file is larger than 10 MB. Make it smaller, or choose another."), field="file")
    content.seek(0)
    return read_piece(content.read())


def _store(piece: Piece, name: str, *, person: Person, now: datetime) -> StoredFile:
    """Keep a file under a name that ends as what it is."""
    shown = "".join(each for each in Path(name).stem if each.isprintable()).strip()[:100] or "evidence"
    return store_file(
        content=ContentFile(piece.content), name=f"{shown}{piece.suffix}", content_type=piece.content_type,
        purpose=PURPOSE, actor=person, now=now, expires_at=now + KEEPS["training.evidence_waiting"] + SPARE,
    )  # fmt: skip


def _drop(stored: StoredFile | None, *, now: datetime) -> None:
    """Delete a file once this transaction is kept; where that goes wrong the daily job takes it."""
    if stored is not None:
        delete_file(stored, now=now)


# --- messages ---------------------------------------------------------------------------------------------------------
def _tell(kind: Any, evidence: Evidence, *, now: datetime, **facts: Any) -> None:
    outbox.add(
        kind,
        recipient=evidence.person,
        dedupe_key=f"{kind.code}:{evidence.public_id}:{evidence.times}",
        context={**messages.facts_of_evidence(evidence.course), **facts},
        now=now,
        url=messages.address_of_evidence(evidence.course),
    )


def _tell_trainers(evidence: Evidence, *, now: datetime) -> None:
    """Tell the trainers that something waits: each once a day for a course, however many people hand in.

    Evidence that only HR can answer stands in the worklist of HR, as other work of HR does.
    """
    for trainer in selectors.trainers_to_answer(evidence):
        code = messages.EvidenceToAnswer.code
        outbox.add(
            messages.EvidenceToAnswer,
            recipient=trainer,
            dedupe_key=f"{code}:{evidence.course.public_id}:{trainer.public_id}:{day_of(now)}",
            context=messages.facts_of_evidence(evidence.course),
            now=now,
            url=reverse("training:evidence_list"),
            about=messages.about_evidence(evidence.course),
        )


def _skip_when_none_wait(evidence: Evidence, *, now: datetime) -> None:
    """Send nobody to a list on which nothing of a course waits any more."""
    if not Evidence.objects.waiting().filter(course=evidence.course_id).exists():
        about = messages.about_evidence(evidence.course)
        outbox.skip_pending(about=about, reason="evidence_answered", now=now)
