"""Who takes part in a pilot, and who could."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.clock import day_of
from people.models import Person
from people.selectors import people_found
from pilots.models import Membership, Pilot


def members_of(pilot: Pilot) -> list[Membership]:
    """Return who is in the team today, the owner first. One query."""
    return list(pilot.members.current().select_related("person").order_by("-role", "since", "pk"))


MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Colleagues found by a name, and how many there are in all."""

    people: Sequence[Person]
    total: int

    @property
    def is_cut(self) -> bool:
        return len(self.people) < self.total


def people_to_add(pilot: Pilot, text: str, *, now: datetime) -> Found:
    """Return who works here, is not in the team, and fits what somebody typed. Three queries; none without a text."""
    if not text.strip():
        return Found([], 0)
    people = people_found({"q": text[:100].replace("\x00", "")}, day=day_of(now))
    people = people.exclude(pk__in=pilot.members.current().values("person"))
    return Found(list(people[:MOST_FOUND]), people.count())
