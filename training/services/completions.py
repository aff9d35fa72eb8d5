"""Completions of which another system is the witness: written once, whatever door they come through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from django.db.models import QuerySet

from common.clock import day_of
from common.models import AuditEvent
from common.services import take_turns
from people.models import Person
from training.choices import CompletionSource
from training.models import Completion, CompletionImport, Interest, WithdrawnCompletion

BATCH = 1_000
# Any number that nothing else locks: whoever brings completions in from elsewhere goes one after the other.
EXCHANGE_LOCK = 4_011_020_302


@dataclass(frozen=True, slots=True)
class Reported:
    """That somebody completed a course at a moment, by primary keys."""

    person_id: int
    course_id: int
    completed_at: datetime

    @property
    def key(self) -> tuple[int, int, date]:
        """What makes two reports the same: person, course and day."""
        return self.person_id, self.course_id, day_of(self.completed_at)


def lock_exchange() -> None:
    """Wait until nobody else writes completions from elsewhere; the lock ends with the transaction."""
    take_turns(EXCHANGE_LOCK)


def write_reported(
    reported: Iterable[Reported],
    *,
    source: CompletionSource,
    system: str,
    actor: Person | None,
    now: datetime,
    imported_in: CompletionImport | None = None,
) -> list[Completion]:
    """Write completions that are not there yet, each with its audit event. The caller holds ``lock_exchange``."""
    written: list[Completion] = []
    for batch in batched(reported, BATCH):
        rows = Completion.objects.bulk_create(
            Completion(
                person_id=each.person_id, course_id=each.course_id, completed_at=each.completed_at, recorded_at=now,
                source=source, system=system, recorded_by=actor, imported_in=imported_in,
            )
            for each in batch
        )  # fmt: skip
        note("course.completed", rows, actor=actor, now=now)
        _end_interest(rows)
        written += rows
    return written


def withdraw(completions: QuerySet[Completion], *, actor: Person | None, now: datetime, reason: str = "") -> int:
    """Take completions back and keep that they were, for whoever heard of them; return how many went.

    One that was made here goes out to other systems as a voiding statement, once. ``ProtectedError`` where something
    rests on one of them.
    """
    going = list(completions)
    note("course.completion_withdrawn", going, actor=actor, now=now, reason=reason)
    completions.filter(pk__in=[each.pk for each in going]).delete()
    WithdrawnCompletion.objects.bulk_create(
        (
            WithdrawnCompletion(
                statement_id=each.public_id, course_id=each.course_id, person_id=each.person_id,
                completed_at=each.completed_at, recorded_at=each.recorded_at, source=each.source, system=each.system,
                withdrawn_at=max(now, each.recorded_at),
            )
            for each in going
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return len(going)


def _end_interest(completions: Iterable[Completion]) -> None:
    """Who completed a course elsewhere waits for it no more. One query a course."""
    people: dict[int, set[int]] = {}
    for each in completions:
        people.setdefault(each.course_id, set()).add(each.person_id)
    for course_id, persons in people.items():
        Interest.objects.filter(course=course_id, person__in=persons).delete()


def note(
    action: str, completions: Iterable[Completion], *, actor: Person | None, now: datetime, reason: str = ""
) -> None:
    """Append an audit event about each completion, a thousand at a time."""
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                at=now, actor=actor, action=action, object_type=Completion._meta.label_lower,
                object_id=str(each.public_id), reason=reason,
            )
            for each in completions
        ),
        batch_size=BATCH,
    )  # fmt: skip
