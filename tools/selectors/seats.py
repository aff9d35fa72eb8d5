"""Seats of tools and requests for them: what the giving out reads, and what pages say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from common.charts import people_in_words
from common.clock import day_of
from governance.selectors import smallest_group
from people.models import Person
from people.selectors import answers_for, deputies_of
from tools import policies, rules
from tools.choices import RequestState
from tools.models import AccessRequest, Tool
from tools.querysets import AccessRequestQuerySet
from training import selectors as training
from training.models import Completion

S = RequestState


@dataclass(frozen=True, slots=True)
class Standing:
    """How many seats of a tool there are, how many are given, and how many people wait for one."""

    seats: int | None
    given: int
    waiting: int

    @property
    def free(self) -> int | None:
        return rules.free_seats(seats=self.seats, given=self.given)


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for somebody's answer, oldest first; for the office also what waits with managers."""

    mine: Sequence[AccessRequest]
    elsewhere: Sequence[AccessRequest]

    @property
    def all(self) -> list[AccessRequest]:
        return [*self.mine, *self.elsewhere]


@dataclass(frozen=True, slots=True)
class SeatList:
    """Everybody with a seat of one tool, and everybody who may get one: for the programme office."""

    standing: Standing
    given: Sequence[AccessRequest]
    waiting: Sequence[AccessRequest]
    before: Sequence[AccessRequest]
    """Who waits for an answer or for the course."""

    @property
    def all(self) -> list[AccessRequest]:
        return [*self.given, *self.waiting, *self.before]


def standing_of(tool: Tool) -> Standing:
    """How one tool stands now. One query."""
    counted = tool.requests.aggregate(
        given=Count("pk", filter=Q(state=S.GIVEN)), waiting=Count("pk", filter=Q(state=S.WAITING))
    )
    return Standing(tool.seats, counted["given"], counted["waiting"])


def seats_in_words(standing: Standing) -> str:
    """Return how it stands with the seats of a tool, for who does not give them: no exact number of people. One query.

    How many have a seat is the total of a figure about use, which a release may hide.
    """
    if standing.seats is None:
        return _("No seat is needed")
    if standing.free:
        return _("Seats are free")
    waiting = people_in_words(standing.waiting, smallest=smallest_group())
    return _("All seats are given; waiting: %(number)s") % {"number": waiting}


def states_of(person: Person) -> dict[int, str]:
    """Return where somebody stands with each tool of which they have a seat or asked for one. One query."""
    return dict(AccessRequest.objects.live().filter(person=person).values_list("tool_id", "state"))


def who_completed(tool: Tool, people: Iterable[int]) -> set[int]:
    """Who of ``people`` did the course that comes first; everybody where none does. One query."""
    wanted = set(people)
    if tool.required_course_id is None:
        return wanted
    done = Completion.objects.filter(course_id=tool.required_course_id, person__in=wanted)
    return set(done.values_list("person_id", flat=True))


def live_request(tool: Tool, person: Person) -> AccessRequest | None:
    """The request of somebody for a tool that has not ended, with its place on the list. One query."""
    return tool.requests.live().with_position().filter(person=person).select_related("approver").first()


def last_declined(tool: Tool, person: Person) -> AccessRequest | None:
    """The no that somebody got at last, with its reason, while nothing came after it. One query."""
    row = tool.requests.filter(person=person).select_related("decided_by").order_by("-asked_at", "-pk").first()
    return row if row is not None and row.state == S.DECLINED else None


def my_requests(person: Person) -> list[AccessRequest]:
    """Every seat and request of somebody that has not ended, oldest first. One query."""
    rows = AccessRequest.objects.live().with_position().filter(person=person)
    return list(rows.select_related("tool__required_course", "approver").order_by("asked_at", "pk"))


def seat_list(tool: Tool, *, now: datetime) -> SeatList:
    """Who has a seat of a tool and who asked for one. Two queries."""
    rows = list(
        tool.requests.live().with_unit(day_of(now)).with_position().select_related("person", "approver", "tool")
        .order_by("pk")
    )  # fmt: skip
    return SeatList(
        standing=standing_of(tool),
        given=sorted((row for row in rows if row.state == S.GIVEN), key=lambda row: row.person.sort_key),
        waiting=[row for row in rows if row.state == S.WAITING],
        before=[row for row in rows if row.state in (S.ASKED, S.COURSE)],
    )


def may_answer(actor: Person, request: AccessRequest, *, now: datetime) -> bool:
    """Whether ``actor`` is in the line above the person, stands in for who is, or is the office; never themselves."""
    if actor.pk == request.person_id:
        return False
    return policies.can_edit(actor) or training.is_in_line(actor, request.person, now=now)


def asked_people(request: AccessRequest, *, now: datetime) -> list[Person]:
    """Who hears of a request: the manager whose turn it is and who stands in; nobody when it is with the office."""
    if request.approver is None:
        return []
    deputies = deputies_of(request.approver, day_of(now)).exclude(pk=request.person_id)
    return [request.approver, *deputies.order_by("pk")]


def requests_of(actor: Person, *, now: datetime, only_mine: bool = False) -> Requests:
    """Return the requests that wait for ``actor``; for the office also those with managers, unless ``only_mine``.

    Two queries, three for the office.
    """
    mine = list(_with_all(_asked_of(actor, now=now), day_of(now)))
    elsewhere: list[AccessRequest] = []
    if policies.can_edit(actor) and not only_mine:
        rest = AccessRequest.objects.asked().exclude(pk__in=[row.pk for row in mine]).exclude(person=actor)
        elsewhere = list(_with_all(rest, day_of(now)))
    return Requests(mine, elsewhere)


def requests_asked(actor: Person, *, now: datetime) -> AccessRequestQuerySet:
    """The requests whose turn it is with ``actor``. One query for whom ``actor`` answers."""
    return _asked_of(actor, now=now)


def request_by_id(actor: Person, request_id: UUID, *, now: datetime) -> AccessRequest | None:
    """The request with this public id, if ``actor`` may answer it; also when it was answered meanwhile."""
    row = _with_all(AccessRequest.objects.filter(public_id=request_id), day_of(now)).first()
    return row if row is not None and may_answer(actor, row, now=now) else None


def request_to_end(actor: Person, request_id: UUID) -> AccessRequest | None:
    """A request that is ``actor``'s to end: their own, or anybody's for the programme office; it may have ended."""
    rows = AccessRequest.objects.select_related("tool", "person").filter(public_id=request_id)
    return (rows if policies.can_edit(actor) else rows.filter(person=actor)).first()


def requests_to_pass_on(now: datetime) -> list[int]:
    """Requests that nobody answered in time. One query."""
    return sorted(AccessRequest.objects.asked().filter(passes_on_at__lte=now).values_list("pk", flat=True))


def tools_to_settle() -> list[int]:
    """Tools for which somebody waits for a seat or for the course. One query."""
    waits = AccessRequest.objects.filter(state__in=[S.COURSE, S.WAITING])
    return sorted(set(waits.order_by().values_list("tool_id", flat=True)))


def held_by_leavers(day: date) -> list[int]:
    """People who do not work here any more and still have something of a tool. One query."""
    live = AccessRequest.objects.live().filter(person__left_on__lte=day)
    return sorted(set(live.order_by().values_list("person_id", flat=True)))


def _asked_of(actor: Person, *, now: datetime) -> AccessRequestQuerySet:
    turn = Q(approver__in=answers_for(actor, day_of(now)))
    if policies.can_edit(actor):
        turn |= Q(approver__isnull=True)
    return AccessRequest.objects.asked().filter(turn).exclude(person=actor)


def _with_all(rows: AccessRequestQuerySet, day: date) -> AccessRequestQuerySet:
    related = rows.with_unit(day).select_related("person", "approver", "decided_by", "tool__required_course")
    return related.order_by("asked_at", "pk")
