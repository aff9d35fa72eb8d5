"""Many people at the same seats of a tool at once: real threads, each with its own connection."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from people.models import Person
from surveys.services import AlreadySent
from tests.people.builders import employee
from tests.tools.builders import NOW, declare_named, declaring, licensed, promise, request, say
from tests.training.test_races import all_at_once
from tools import querysets, selectors, services
from tools.choices import RequestState
from tools.models import AccessRequest, Declaration, DeclaredCount, Tool

S = RequestState
THREADS = 64
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

GUARD = """
    SELECT tgname FROM pg_trigger WHERE tgrelid = 'tools_accessrequest'::regclass
    AND tgname LIKE 'pgtrigger_tools_accessrequest_seats_within%'
"""


def people(number: int) -> list[Person]:
    return [employee(email=None) for _number in range(number)]


def asking(person: Person, of: Tool, minutes: int = 0) -> Callable[[], object]:
    return lambda: services.ask_access(tool_id=of.pk, person=person, now=NOW + timedelta(minutes=minutes))


def returning(row: AccessRequest) -> Callable[[], object]:
    return lambda: services.end_request(request_id=row.pk, actor=row.person, now=NOW)


def assert_fair(made: Tool) -> None:
    """Nobody waits while a seat is free, no seat is given twice, and who waits asked no earlier than who got one."""
    seats = Tool.objects.values_list("seats", flat=True).get(pk=made.pk)
    given, waiting = made.requests.given(), made.requests.waiting_in_order()
    assert seats is not None
    assert given.count() <= seats
    assert given.count() == seats or not waiting.exists()


@pytest.mark.parametrize("seats", [1, 3, 10])
def test_as_many_seats_are_given_as_there_are(seats: int) -> None:
    made = licensed(seats=seats)
    all_at_once([asking(person, made) for person in people(THREADS)])
    assert made.requests.given().count() == seats
    assert made.requests.waiting_in_order().count() == THREADS - seats
    # The order of asking is the order in which the lock was had: everybody with a seat came before who waits.
    last_given = max(made.requests.given().values_list("pk", flat=True))
    assert last_given < min(made.requests.waiting_in_order().values_list("pk", flat=True))


def test_without_the_lock_the_database_still_refuses_to_give_a_seat_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "ROW_LOCK", False)
    crowd = people(32)
    for _number in range(5):
        made = licensed(seats=1)
        all_at_once([asking(person, made) for person in crowd])
        assert made.requests.given().count() == 1


def test_without_lock_and_guard_the_last_seat_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same race does go wrong when nothing holds it."""
    monkeypatch.setattr(querysets, "ROW_LOCK", False)
    crowd = people(16)
    with connection.cursor() as cursor:
        cursor.execute(GUARD)
        (guard,) = (name for (name,) in cursor.fetchall())
        cursor.execute(f'ALTER TABLE tools_accessrequest DISABLE TRIGGER "{guard}"')
    try:
        most = 0
        for _number in range(20):
            made = licensed(seats=1)
            all_at_once([asking(person, made) for person in crowd])
            most = max(most, made.requests.given().count())
            if most > 1:
                break
        assert most > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE tools_accessrequest ENABLE TRIGGER "{guard}"')


@pytest.mark.parametrize("seats", [1, 4, 10])
def test_everything_at_once_passes_nobody(seats: int) -> None:
    """Return, ask, sweep and come with more seats together; afterwards the seats are with who asked first."""
    made, chance = licensed(seats=seats), Random(seats)
    holders = [request(of=made) for _number in range(seats)]
    waiting = [request(of=made, state=S.WAITING, minutes=number) for number in range(1, 21)]
    newcomers = people(20)
    works: list[Callable[[], object]] = [
        *(returning(row) for row in holders),
        *(returning(row) for row in waiting[5:10]),
        *(asking(person, made, minutes=60) for person in newcomers),
        *[lambda: services.sweep(now=NOW)] * 4,
    ]
    chance.shuffle(works)
    answers = all_at_once(works)
    assert not [answer for answer in answers if "deadlock" in str(answer)]
    services.sweep(now=NOW)
    assert_fair(made)
    still = [*waiting[:5], *waiting[10:]]
    states = list(
        made.requests.filter(pk__in=[row.pk for row in still]).order_by("asked_at").values_list("state", flat=True)
    )
    assert states == [S.GIVEN] * min(seats, 15) + [S.WAITING] * (15 - min(seats, 15))
    newest = made.requests.given().filter(person__in=newcomers).count()
    assert newest == max(0, seats - 15)


def test_asking_sixteen_times_at_once_asks_once() -> None:
    person, made = employee(), licensed(seats=5)
    all_at_once([asking(person, made)] * 16)
    assert AccessRequest.objects.filter(person=person).count() == 1


def test_settling_at_once_gives_each_seat_once() -> None:
    made = licensed(seats=3)
    rows = [request(of=made, state=S.WAITING, minutes=number) for number in range(8)]
    all_at_once([lambda: services.settle(tool_id=made.pk, now=NOW)] * 16)
    given = set(made.requests.given().values_list("pk", flat=True))
    assert given == {row.pk for row in rows[:3]}


# --- what people use already ------------------------------------------------------------------------------------------
def test_many_at_once_are_all_taken_and_each_once(box_keys: object) -> None:
    current = declaring()
    tickets = [selectors.declaration_ticket(person, now=NOW) or "" for person in people(12)]

    def sending(ticket: str) -> Callable[[], object]:
        return lambda: services.declare_unnamed(ticket=ticket, said=say())

    # Each form is sent twice: a double tap.
    said = all_at_once([sending(ticket) for ticket in tickets * 2])
    assert [type(each) for each in said if each is not None] == [AlreadySent] * 12
    current.refresh_from_db()
    services.tend_declarations(now=NOW.replace(year=2027, month=1, day=2))
    assert {(row.number, row.people) for row in DeclaredCount.objects.filter(task="write")} == {(12, 12)}


def test_double_tap_with_a_name_is_one_declaration(box_keys: object) -> None:
    promise()
    (person,) = people(1)
    said = all_at_once([lambda: declare_named(person) for _time in range(16)])
    assert said == [Declaration.objects.get()] * 16
