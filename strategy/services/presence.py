"""Who has one passage open now. Kept for a minute, in the cache only: without Redis nobody is seen, and all goes on."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

from common.clock import day_of
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from strategy.models import Clause
from strategy.rules import presence


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody else who has the passage open, and since when."""

    person: Person
    since: datetime


def note_here(*, clause: Clause, actor: Person, now: datetime) -> list[Writer]:
    """Note that ``actor`` has a passage open, and return who else has, the longest first. One query."""
    cache, seconds = caches["presence"], int(presence.GONE_AFTER.total_seconds())
    mine = _key(clause, actor.pk)
    if not cache.add(mine, now.isoformat(), seconds):
        cache.touch(mine, seconds)
    writers = {person.pk: person for person in people_with_role(Role.PROGRAMME_OFFICE, day_of(now))}
    found = cache.get_many([_key(clause, person_id) for person_id in writers])
    since = {person_id: str(found[key]) for person_id in writers if (key := _key(clause, person_id)) in found}
    return [Writer(writers[person_id], at) for person_id, at in presence.others(since, actor.pk)]


def note_gone(*, clause: Clause, actor: Person) -> None:
    """Note that ``actor`` saved and left."""
    caches["presence"].delete(_key(clause, actor.pk))


def _key(clause: Clause, person_id: int) -> str:
    """Numbers only: no name stands in the cache."""
    return f"clause:{clause.public_id}:{person_id}"
