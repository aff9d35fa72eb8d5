"""Who looked at names: kept for the people whose names stood there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from common.clock import day_of, start_of
from common.models import AuditEvent
from common.services import record
from people.choices import Role
from people.models import Person
from training import policies
from training.choices import AS_MANAGER, SEEN_BY, NamesOn, Why
from training.models import Certificate, Course, Enrolment, Evidence, Requirement, Session


def note_look(session: Session, seen_on: NamesOn, shown: Iterable[Enrolment], *, actor: Person, now: datetime) -> None:
    """Record that ``actor`` saw names of others on a list of a session: once a day for each list. Two queries.

    Two requests at the same moment can both record it; who reads it sees it once.
    """
    if all(row.person_id == actor.pk for row in shown):
        return
    action = f"{SEEN_BY}{policies.role_at(actor)}"
    today = AuditEvent.objects.filter(
        object_type=Session._meta.label_lower, object_id=str(session.public_id), at__gte=start_of(day_of(now))
    )
    if not today.filter(actor=actor, action=action, reason=seen_on.value).exists():
        record(action, session, actor=actor, now=now, reason=seen_on.value)


@transaction.atomic
def record_download(session: Session, shown: Sequence[Enrolment], *, kind: str, actor: Person, now: datetime) -> None:
    """Record that ``actor`` took the participants of a session along as a file: each time, and as a look at names."""
    note_look(session, NamesOn.PARTICIPANTS, shown, actor=actor, now=now)
    record("session.participants_downloaded", session, actor=actor, now=now, fields=[kind])


def note_look_at_required(
    shown: Iterable[tuple[Person, Requirement]], why: Why, *, seen_as: str, actor: Person, now: datetime
) -> None:
    """Record that ``actor`` saw who must still do what, and for what: once a day, person, course and reason.

    Two queries, however many people a page shows.
    """
    pairs = {(str(person.public_id), str(requirement.course.public_id)) for person, requirement in shown}
    _note(pairs, why.value, seen_as=seen_as, actor=actor, now=now)


def note_look_at_completed(shown: Iterable[tuple[Person, Course]], why: Why, *, actor: Person, now: datetime) -> None:
    """Record that HR saw who completed a course, and for what: once a day, person, course and reason.

    Two queries, and one more for each thousand people.
    """
    pairs = {(str(person.public_id), str(course.public_id)) for person, course in shown}
    _note(pairs, why.value, seen_as=Role.HR, actor=actor, now=now, also=[NamesOn.COMPLETED.value])


def note_look_at_team(course: Course, people: Iterable[Person], *, actor: Person, now: datetime) -> None:
    """Record that a manager saw who of the team did a course, and what comes before it: once a day, person and course.

    Two queries, however large the team.
    """
    pairs = {(str(person.public_id), str(course.public_id)) for person in people}
    _note(pairs, NamesOn.TEAM.value, seen_as=AS_MANAGER, actor=actor, now=now)


def note_look_at_certificates(shown: Iterable[Certificate], *, actor: Person, now: datetime) -> None:
    """Record that HR saw certificates of others by name: once a day and person. Two queries, however many there are."""
    people = {(str(row.person.public_id),) for row in shown}
    _note(people, NamesOn.CERTIFICATES.value, seen_as=Role.HR, actor=actor, now=now)


def note_look_at_evidence(shown: Iterable[Evidence], *, actor: Person, now: datetime) -> None:
    """Record that HR or a trainer saw who handed in evidence: once a day, person and course. Two queries."""
    pairs = {(str(row.person.public_id), str(row.course.public_id)) for row in shown}
    _note(pairs, NamesOn.EVIDENCE.value, seen_as=policies.role_at(actor), actor=actor, now=now)


def _note(
    seen: Iterable[tuple[str, ...]],
    reason: str,
    *,
    seen_as: str,
    actor: Person,
    now: datetime,
    also: Sequence[str] = (),
) -> None:
    """Record looks of today at people, each with the course that it was about, that are not recorded yet.

    ``also`` says of which other list than what is required.
    """
    others = {each for each in seen if each[0] != str(actor.public_id)}
    if not others:
        return
    kept = AuditEvent.objects.filter(
        object_type=Person._meta.label_lower, object_id__in={person for person, *_about in others}, actor=actor,
        action=f"{SEEN_BY}{seen_as}", reason=reason, at__gte=start_of(day_of(now)),
    )  # fmt: skip
    known = {(person, *fields) for person, fields in kept.values_list("object_id", "fields")}
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                at=now, actor=actor, action=f"{SEEN_BY}{seen_as}", object_type=Person._meta.label_lower,
                object_id=person, fields=[*about, *also], reason=reason,
            )
            for person, *about in sorted(others)
            if (person, *about, *also) not in known
        ),
        batch_size=1_000,
    )  # fmt: skip
