"""Requests for a seat: who answers them, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from common.clock import day_of
from people.choices import Role
from people.models import Person
from people.selectors import answers_for, deputies_of, managers_above
from training.choices import Ending, EnrolmentState
from training.models import Course, Enrolment
from training.querysets import EnrolmentQuerySet
from training.selectors.required import required_of


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for somebody's answer, oldest first; for HR also what waits with managers."""

    mine: Sequence[Enrolment]
    elsewhere: Sequence[Enrolment]

    @property
    def all(self) -> list[Enrolment]:
        return [*self.mine, *self.elsewhere]


def needs_approval(course: Course, person: Person, *, now: datetime) -> bool:
    """Whether a manager answers before ``person`` gets a seat in this course. At most five queries."""

    if not course.needs_approval(is_required=False):
        return False
    is_required = any(each.is_met_by(course) for each in required_of(person, now=now))
    return course.needs_approval(is_required=is_required)


def next_in_line(person: Person, *, now: datetime, after: Person | None = None) -> Person | None:
    """Return who answers for ``person``: the nearest manager above ``after`` who can; ``None`` when that is HR.

    Who is away is passed over, unless a deputy answers for them.
    """
    day = day_of(now)
    line = managers_above(person, day)
    if after is not None:
        line = line[[each.pk for each in line].index(after.pk) + 1 :] if after in line else line

    def can_answer(manager: Person) -> bool:
        return not manager.is_away_on(day) or deputies_of(manager, day).exclude(pk=person.pk).exists()

    return next((manager for manager in line if can_answer(manager)), None)


def asked_people(enrolment: Enrolment, *, now: datetime) -> list[Person]:
    """Return who hears of a request: the manager whose turn it is and who stands in; nobody when it is with HR."""
    if enrolment.approver is None:
        return []
    deputies = deputies_of(enrolment.approver, day_of(now)).exclude(pk=enrolment.person_id)
    return [enrolment.approver, *deputies.order_by("pk")]


def may_answer(actor: Person, enrolment: Enrolment, *, now: datetime) -> bool:
    """Whether ``actor`` is in the line above the person, stands in for who is, or is HR; never for themselves."""
    if actor.pk == enrolment.person_id:
        return False
    return actor.has_role(Role.HR) or is_in_line(actor, enrolment.person, now=now)


def is_in_line(actor: Person, person: Person, *, now: datetime) -> bool:
    """Whether ``actor`` manages ``person``, at any height, or stands in for who does."""
    day = day_of(now)
    covered = answers_for(actor, day)
    return actor.pk != person.pk and any(each.pk in covered for each in managers_above(person, day))


def requests_of(actor: Person, *, now: datetime, only_mine: bool = False) -> Requests:
    """Return the requests that wait for ``actor``; for HR also those with managers, unless ``only_mine``.

    Two queries, three for HR.
    """
    mine = list(_with_all(_asked_of(actor, now=now), now=now))
    elsewhere: list[Enrolment] = []
    if actor.has_role(Role.HR) and not only_mine:
        rest = Enrolment.objects.requested().exclude(pk__in=[row.pk for row in mine]).exclude(person=actor)
        elsewhere = list(_with_all(rest, now=now))
    return Requests(mine, elsewhere)


def count_of_requests(actor: Person, *, now: datetime) -> int:
    """How many requests wait for ``actor``. Two queries."""
    return _asked_of(actor, now=now).count()


def requests_to_pass_on(now: datetime) -> list[int]:
    """Requests that were not answered in time. One query."""
    due = Enrolment.objects.requested().filter(passes_on_at__lte=now, session__starts_at__gt=now)
    return sorted(due.values_list("pk", flat=True))


def request_by_id(actor: Person, enrolment_id: UUID, *, now: datetime) -> Enrolment | None:
    """The request with this public id, if ``actor`` may answer it; also when it was answered meanwhile."""
    rows = _with_all(Enrolment.objects.filter(public_id=enrolment_id), now=now)
    row = rows.first()
    if row is None or not may_answer(actor, row, now=now):
        return None
    ended = row.ending in (Ending.TAKEN_BACK, Ending.UNANSWERED)
    return row if row.state == EnrolmentState.REQUESTED or row.decided_by_id is not None or ended else None


def _asked_of(actor: Person, *, now: datetime) -> EnrolmentQuerySet:
    turn = Q(approver__in=answers_for(actor, day_of(now)))
    if actor.has_role(Role.HR):
        turn |= Q(approver__isnull=True)
    return Enrolment.objects.requested().filter(turn).exclude(person=actor)


def _with_all(rows: EnrolmentQuerySet, *, now: datetime) -> EnrolmentQuerySet:
    related = rows.with_unit(day_of(now)).select_related("person", "approver", "decided_by", "session__course")
    return related.order_by("joined_at", "pk")
