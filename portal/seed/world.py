"""The made-up organisation that every part of the demo's history is about."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Replace

from common.clock import AMSTERDAM
from common.models import PublicIdModel
from common.periods import Period
from outbox.models import Message
from people.models import Person, Unit


@dataclass
class Member:
    """Somebody of the made-up organisation, as the seed's modules need them. Unsaved facts, no story of their own.

    ``keen`` (0 to 1) says how early this person takes up something new; directors are keener than the work floor.
    """

    person: Person
    unit: Unit
    function_group: str
    manager_id: int | None
    hired_on: date
    keen: float


@dataclass
class World:
    """What is the same for the whole seed: chance, time, people by part. The same arguments give the same world."""

    random: Random
    until: date
    months: int
    members: list[Member] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    roles: dict[str, Person] = field(default_factory=dict)
    """One person per demo role: employee, trainer, hr, team, manager, programme_office, board, privacy_officer, ..."""

    @property
    def periods(self) -> list[Period]:
        """The months of history, oldest first; the last is the month before ``until``'s."""
        periods = [Period.of(self.until).previous()]
        while len(periods) < self.months:
            periods.insert(0, periods[0].previous())
        return periods

    def moment(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """Return an aware moment on a day of the story, at a Dutch hour."""
        return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)


def give_id(row: PublicIdModel, public_id: UUID) -> None:
    """Give what a service made an id that is the same for the same arguments, also where a message leads to it."""
    old, new = Value(str(row.public_id)), Value(str(public_id))
    Message.objects.filter(
        Q(url__contains=old.value) | Q(about__contains=old.value) | Q(dedupe_key__contains=old.value)
    ).update(**{name: Replace(name, old, new) for name in ("url", "about", "dedupe_key")})
    row.public_id = public_id
    type(row)._default_manager.filter(pk=row.pk).update(public_id=public_id)
