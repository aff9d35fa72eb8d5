"""Looking people up: by a name, from a list that somebody pasted, or among one's own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from common.clock import day_of
from common.text import is_uuid
from people.models import Person, Placement
from people.selectors import people_found, people_here, team_of
from training.choices import ON_THE_LIST
from training.models import Session
from training.querysets import EnrolmentQuerySet
from training.rules.pasted import lines_of
from training.selectors.conditions import what_stops

MOST_FOUND = 20
MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class Found:
    """The first people who fit a search, how many fit in all, and who was ``ticked`` before, in that order.

    Each has the unit of today in ``placed_today``.
    """

    people: list[Person]
    total: int
    ticked: list[Person]

    @property
    def rows(self) -> list[Person]:
        """Who can be ticked, those who are ticked already first."""
        return [*self.ticked, *self.people]

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.people)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Where on a pasted list nobody was recognised: the number of the line, and what stands there."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Whom a pasted list names: to tick, in the session already, not working here today, and more than once.

    People stand in the order of the list: it decides who gets a seat first. ``stopped`` are those whom a rule keeps out
    of this session, each with the reason.
    """

    found: list[Person] = field(default_factory=list)
    stopped: list[tuple[Person, str]] = field(default_factory=list)
    inside: list[Person] = field(default_factory=list)
    gone: list[Person] = field(default_factory=list)
    twice: list[Person] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)


def people_to_enrol(session: Session, text: str, ticked: Sequence[str], *, now: datetime) -> Found:
    """People who can be added to a session, by name or employee number; twenty are shown. At most six queries.

    ``ticked`` are the public ids of who was chosen already: they stand first and are not found again.
    """
    return _found(text, ticked, session.enrolments.live(), now=now)


def people_pasted(session: Session, text: str, *, now: datetime) -> Pasted:
    """Read who is named on a list of employee numbers and e-mail addresses. Five queries, whatever its length."""
    lines = lines_of(text)
    names = {name for line in lines for name in line.names()}
    named = Q(employee_number__in=names) | Q(email__in=[name.lower() for name in names if "@" in name])
    people = list(Person.objects.filter(named, pseudonymised_at__isnull=True)) if names else []
    known = {name: each for each in people for name in (each.employee_number, each.email) if name}
    here = set(people_here(day_of(now)).filter(pk__in=[each.pk for each in people]).values_list("pk", flat=True))
    inside = set(session.enrolments.live().filter(person__in=people).values_list("person", flat=True))
    times: Counter[int] = Counter()
    unknown: list[Unknown] = []
    for line in lines:
        met, missed = line.read(known)
        # A number and an address of one person on one line are no second time.
        times.update(list(dict.fromkeys(known[name].pk for name in met)))
        unknown += [Unknown(line.number, word) for word in missed] if met else [Unknown(line.number, line.text.strip())]
    by_key = {each.pk: each for each in people}
    met_here = [by_key[pk] for pk in times]  # a counter keeps the order in which it met them
    free = [each for each in met_here if each.pk in here - inside]
    stops = what_stops(session, free, now=now)
    return Pasted(
        found=[each for each in free if each.pk not in stops],
        stopped=[(each, stops[each.pk]) for each in free if each.pk in stops],
        inside=[each for each in met_here if each.pk in inside],
        gone=[each for each in met_here if each.pk not in here | inside],
        twice=[each for each in met_here if times[each.pk] > 1],
        unknown=unknown,
    )


def people_to_add(session: Session, text: str, ticked: Sequence[str], *, now: datetime) -> Found:
    """People who can have walked in: everyone but who is on the attendance list already. At most six queries."""
    return _found(text, ticked, session.enrolments.filter(state__in=ON_THE_LIST), now=now)


def team_to_enrol(session: Session, manager: Person, *, now: datetime) -> list[Person]:
    """Who of their own people a manager can enrol in a session, with units: who is in it already is left out."""
    day = day_of(now)
    people = team_of(manager, day).exclude(pk__in=session.enrolments.live().values("person"))
    today_only = Prefetch("placements", Placement.objects.on(day).select_related("unit"), to_attr="placed_today")
    return list(people.in_order().prefetch_related(today_only))  # type: ignore[attr-defined]


def _found(text: str, ticked: Sequence[str], known: EnrolmentQuerySet, *, now: datetime) -> Found:
    day = day_of(now)
    ids = [each for each in ticked if is_uuid(each)]
    place = {each: number for number, each in enumerate(ids)}
    chosen = list(people_found({}, day=day).filter(public_id__in=ids)) if ids else []
    chosen.sort(key=lambda person: place[str(person.public_id)])
    if not text.strip():
        return Found([], 0, chosen)
    found = people_found({"q": text[:MOST_TYPED]}, day=day).exclude(pk__in=known.values("person"))
    found = found.exclude(pk__in=[each.pk for each in chosen])
    people = list(found[:MOST_FOUND])
    return Found(people, found.count() if len(people) == MOST_FOUND else len(people), chosen)


def to_choose_from(day: date) -> "QuerySet[Person]":
    """Everybody who works here, to read a choice that was sent."""
    return people_here(day)
