"""Who looked at names: kept for the people whose names stood there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from common.clock import day_of, start_of
from common.models import AuditEvent
from common.services import record
from people.choices import Role
from people.models import Person
from training import policies
from training.choices import SEEN_BY, NamesOn, Why
from training.models import Certificate, Course, Enrolment, Requirement, Session


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


def note_look_at_required(
    shown: Iterable[tuple[Person, Requirement]], why: Why, *, seen_as: str, actor: Person, now: datetime
) -> None:
    """Record that ``actor`` saw who must still do what, and for what: once a day, person, course and reason.

    Two queries, however many people a page shows.
    """
    pairs = {(str(person.public_id), str(requirement.course.public_id)) for person, requirement in shown}
    _note_pairs(pairs, why, seen_as=seen_as, actor=actor, now=now)


def note_look_at_completed(shown: Iterable[tuple[Person, Course]], why: Why, *, actor: Person, now: datetime) -> None:
    """Record that HR saw who completed a course, and for what: once a day, person, course and reason.

    Two queries, and one more for each thousand people.
    """
    pairs = {(str(person.public_id), str(course.public_id)) for person, course in shown}
    _note_pairs(pairs, why, seen_as=Role.HR, actor=actor, now=now, also=[NamesOn.COMPLETED.value])


def _note_pairs(
    pairs: set[tuple[str, str]], why: Why, *, seen_as: str, actor: Person, now: datetime, also: Sequence[str] = ()
) -> None:
    """Write the looks of today that are not there yet; ``also`` says of which other list than what is required."""
    pairs = {pair for pair in pairs if pair[0] != str(actor.public_id)}
    kept = AuditEvent.objects.filter(
        object_type=Person._meta.label_lower, object_id__in=[person for person, _course in pairs], actor=actor,
        action=f"{SEEN_BY}{seen_as}", reason=why.value, at__gte=start_of(day_of(now)),
    )  # fmt: skip
    known = {(person, *fields) for person, fields in kept.values_list("object_id", "fields")}
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                at=now, actor=actor, action=f"{SEEN_BY}{seen_as}", object_type=Person._meta.label_lower,
                object_id=person, fields=[course, *also], reason=why.value,
            )
            for person, course in sorted(pairs)
            if (person, course, *also) not in known
        ),
        batch_size=1_000,
    )  # fmt: skip


def note_look_at_certificates(shown: Iterable[Certificate], *, actor: Person, now: datetime) -> None:
    """Record that HR saw certificates of others by name: once a day and person. Two queries, however many there are."""
    people = {str(row.person.public_id) for row in shown if row.person_id != actor.pk}
    if not people:
        return
    action, reason = f"{SEEN_BY}{Role.HR}", NamesOn.CERTIFICATES.value
    known = AuditEvent.objects.filter(
        object_type=Person._meta.label_lower, object_id__in=people, actor=actor, action=action, reason=reason,
        at__gte=start_of(day_of(now)),
    ).values_list("object_id", flat=True)  # fmt: skip
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now, actor=actor, action=action, object_type=Person._meta.label_lower, object_id=each, reason=reason
        )
        for each in sorted(people - set(known))
    )
