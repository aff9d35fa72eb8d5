"""Who looked at names: kept for the people whose names stood there."""

from collections.abc import Iterable
from datetime import datetime

from common.clock import day_of, start_of
from common.models import AuditEvent
from common.services import record
from people.models import Person
from training import policies
from training.choices import SEEN_BY, NamesOn
from training.models import Enrolment, Session


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
