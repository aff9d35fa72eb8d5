"""Who read what, and whose reading still counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from common.clock import day_of
from people.models import Person, Placement
from people.selectors import people_here
from strategy.models import Acknowledgement, Clause, Reopening, Version
from strategy.rules import audiences
from strategy.rules.audiences import EVERYONE


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a version: what they read of its document last, and whether that counts for it."""

    number: int | None
    """The version that they confirmed, this one or an earlier one; ``None`` when they confirmed none."""
    at: datetime | None
    since: int
    """The earliest version whose reading counts for this reader."""

    @property
    def counts(self) -> bool:
        return self.number is not None and self.number >= self.since

    @property
    def reads_anew(self) -> bool:
        """They read an earlier version, and what concerns them changed since."""
        return self.number is not None and not self.counts


def whom_it_asks(before: Iterable[Clause], after: Iterable[Clause]) -> frozenset[str]:
    """Return the function groups that are asked to read anew after a publication, or ``EVERYONE``."""
    return audiences.reopened(parts_of(before), parts_of(after))


def parts_of(clauses: Iterable[Clause]) -> dict[str, audiences.Part]:
    """Return by key what of passages decides who reads them anew."""
    return {each.key: audiences.Part(frozenset(each.function_groups), each.change) for each in clauses}


def group_of(person: Person) -> str:
    """Return the function group of somebody today, or ``EVERYONE`` when none is known."""
    return person.placement.function_group if person.placement else EVERYONE


def asked_since(version: Version) -> dict[str, int]:
    """Return by function group the earliest version whose reading counts for ``version``. One query."""
    asked = Reopening.objects.filter(version__document=version.document_id, version__number__lte=version.number)
    return audiences.asked_since(version.number, asked.values_list("version__number", "function_group"))


def acknowledged_ids(version: Version, *, until: datetime, groups: Mapping[int, str]) -> set[int]:
    """Return the primary keys of the people whose reading before ``until`` counts for ``version``. Two queries.

    ``groups`` says in which function group people are; who is not in it is in none. A reading of an earlier version
    counts as long as nothing changed since that concerns the reader.
    """
    since = asked_since(version)
    readings = Acknowledgement.objects.filter(
        version__document=version.document_id, version__number__lte=version.number, at__lt=until
    )
    last = readings.values("person").annotate(last=Max("version__number")).values_list("person", "last")
    return {person for person, number in last if number >= since[groups.get(person, EVERYONE)]}


def groups_on(day: date) -> dict[int, str]:
    """Return by person the function group in which they are on a day. One query."""
    return dict(Placement.objects.on(day).values_list("person", "function_group"))


def outstanding_ids(version: Version, now: datetime) -> set[int]:
    """Return the primary keys of who works here, is not away, and has not confirmed ``version``. Four queries."""
    day = day_of(now)
    away = Person.objects.away_on(day).values("pk")
    here = people_here(day).exclude(pk__in=away).values_list("pk", flat=True)
    return set(here) - acknowledged_ids(version, until=now, groups=groups_on(day))


def standing_of(version: Version, reader: Person) -> Standing:
    """Return where ``reader`` stands with a version that is or was in force. Two queries, and one for their group."""
    own = Acknowledgement.objects.filter(
        person=reader, version__document=version.document_id, version__number__lte=version.number
    )
    last = own.order_by("-version__number").values_list("version__number", "at").first()
    number, at = last if last is not None else (None, None)
    return Standing(number, at, asked_since(version)[group_of(reader)])
