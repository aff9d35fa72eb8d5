"""A crowd at one session, doing everything that people do with seats while HR changes their number: real threads.

What the crowd did is read back from the audit trail afterwards: its rows are written under the lock of the session, so
their order is the order in which things happened, and each step can be held against the rules, not the outcome only.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.models import Person
from tests.drill import tries
from tests.people.builders import employee
from tests.training.builders import NOW, course, session
from training import services
from training.choices import Ending, EnrolmentState
from training.models import Enrolment, Session

S = EnrolmentState
CROWD, STEPS, MOST_SEATS = 64, 3, 20
AHEAD = timedelta(days=90)
OFFERS_ARE_OVER = timedelta(days=40)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
# Some 40,000 things are done in 200 rounds, which takes a busy machine more than half an hour.
long_form = pytest.param(tries(6, 200), id="whole", marks=pytest.mark.long)


@dataclass
class Round:
    """One session, its seats at the start, and the numbers of seats that HR gave it after that, in order."""

    session: Session
    capacity: int
    sizes: list[int] = field(default_factory=list)


@dataclass
class Crowd:
    """What the threads share: a clock that never stands still, the moment at which all start, what became of it all."""

    barrier: Barrier
    seconds: Iterator[int] = field(default_factory=count)
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=next(self.seconds))

    def ask(self, service: Callable[..., object], **asked: object) -> bool:
        """Call a service; say whether it did it. A broken rule is an answer, an error of the database is not."""
        name = getattr(service, "__name__", "")
        try:
            service(now=self.now(), **asked)
        except RuleBroken:
            self.done[f"{name}, refused"] += 1
            return False
        except DatabaseError as error:
            self.errors.append(f"{name}: {error}")
            return False
        self.done[name] += 1
        return True


@pytest.mark.parametrize("rounds", [pytest.param(3, id="short"), long_form])
def test_everything_at_once_keeps_every_truth(rounds: int) -> None:
    """64 people enrol, cancel, accept and decline while HR changes the seats and the sweep runs, round after round."""
    hr = employee(roles=["hr"])
    people = [employee(email=None) for _number in range(CROWD)]
    sizes = Random(20261102)
    held = [
        Round(session(of=course(author=hr), capacity=seats, starts_at=NOW + AHEAD), capacity=seats)
        for seats in (sizes.randint(1, MOST_SEATS) for _round in range(rounds))
    ]
    crowd = Crowd(Barrier(CROWD + 2))
    works: list[Callable[[Round, Random], object]] = [
        *(lambda each, dice, person=person: live(crowd, each.session, person, dice) for person in people),  # type: ignore[misc]
        lambda each, dice: manage(crowd, each, hr, dice),
        lambda _each, _dice: crowd.ask(services.sweep),
    ]
    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        ends = [pool.submit(round_after_round, crowd, work, held, seed) for seed, work in enumerate(works)]
    for end in ends:
        end.result()
    assert crowd.errors == []
    happened = Counter[str]()
    for each in held:
        settle_and_check(each, crowd.now())
        settle_and_check(each, crowd.now() + OFFERS_ARE_OVER)
        happened += replayed(each)
    told = Message.objects.filter(code="training.seat_offered", channel="inbox").count()
    assert told == happened["enrolment.offered"], "one message for each seat offered"
    assert {"enrolment.booked", "enrolment.waiting", "enrolment.offered", "session.changed"} <= happened.keys()
    print(f"\n{rounds} rounds of {len(works)} threads", dict(crowd.done), dict(happened), sep="\n")  # noqa: T201 - for who runs it alone


def round_after_round(crowd: Crowd, work: Callable[[Round, Random], object], held: list[Round], seed: int) -> None:
    """Do one part in every round, with one connection; each step of a round is begun by all together."""
    try:
        connection.ensure_connection()
        for number, each in enumerate(held):
            dice = Random(1000 * number + seed)
            for _step in range(STEPS):
                crowd.barrier.wait(timeout=300)
                work(each, dice)
    except BaseException:
        crowd.barrier.abort()
        raise
    finally:
        connections.close_all()


def live(crowd: Crowd, wanted: Session, person: Person, dice: Random) -> None:
    """Do what a person of two minds does: enrol, answer an offer, give up a seat or a place, and come back."""
    mine = Enrolment.objects.live().filter(session=wanted, person=person).first()
    if mine is None or (mine.state != S.OFFERED and dice.random() < 0.4):
        crowd.ask(services.enrol, session_id=wanted.pk, person=person, actor=person)
    elif mine.state == S.OFFERED and dice.random() < 0.8:
        answer = dice.choice([services.accept_offer, services.decline_offer])
        crowd.ask(answer, enrolment_id=mine.pk, actor=person)
    else:
        crowd.ask(services.cancel_enrolment, enrolment_id=mine.pk, actor=person)


def manage(crowd: Crowd, each: Round, hr: Person, dice: Random) -> None:
    """Give the session another number of seats, twice; remember each that was a change."""
    for _change in range(2):
        wish, last = dice.randint(1, MOST_SEATS), (each.sizes or [each.capacity])[-1]
        changes = {"session_id": each.session.pk, "capacity": wish, "actor": hr}
        if wish != last and crowd.ask(services.change_capacity, **changes):
            each.sizes.append(wish)


def settle_and_check(each: Round, now: datetime) -> None:
    """After the sweep nobody waits while a seat is free, and nobody is in it twice."""
    services.settle(session_id=each.session.pk, now=now)
    each.session.refresh_from_db()
    taken = each.session.enrolments.holding().count()
    assert taken >= each.session.capacity or not each.session.enrolments.waiting_in_order().exists()
    twice = Counter(each.session.enrolments.live().values_list("person", flat=True))
    assert set(twice.values()) <= {1}


def replayed(each: Round) -> Counter[str]:
    """Hold every step of one session against the rules, in the order in which they happened; count the steps."""
    rows = {str(row.public_id): row for row in each.session.enrolments.all()}
    capacity, sizes = each.capacity, list(each.sizes)
    seats: dict[int, Enrolment] = {}
    waiting: dict[int, Enrolment] = {}
    happened = Counter[str]()
    for action, object_id in steps_of(each.session, rows):
        happened[action] += 1
        if action == "session.changed":
            capacity = sizes.pop(0)
            continue
        row, step = rows[object_id], action.removeprefix("enrolment.")
        if step == S.OFFERED:
            first = min(waiting.values(), key=lambda one: (-one.priority, one.pk))
            assert row == first, "somebody was passed on the list"
            seats[row.person_id] = waiting.pop(row.person_id)
            assert len(seats) <= capacity, "a seat was offered that was not there"
        elif step == S.BOOKED and seats.get(row.person_id) != row:
            assert row.person_id not in seats.keys() | waiting.keys(), "two live enrolments of one person"
            assert not waiting, "a newcomer passed who waited"
            seats[row.person_id] = row
            assert len(seats) <= capacity, "a seat was given twice"
        elif step == S.WAITING:
            assert row.person_id not in seats.keys() | waiting.keys(), "two live enrolments of one person"
            waiting[row.person_id] = row
        elif step in Ending.values:
            assert (seats.pop(row.person_id, None) or waiting.pop(row.person_id)) == row
    assert not sizes
    assert set(seats.values()) == set(each.session.enrolments.holding())
    assert set(waiting.values()) == set(each.session.enrolments.waiting_in_order())
    return happened


def steps_of(held: Session, rows: dict[str, Enrolment]) -> list[tuple[str, str]]:
    """What happened to a session and its enrolments, in order: each action and the id of what it was done to."""
    events = AuditEvent.objects.filter(object_id__in=[str(held.public_id), *rows]).order_by("pk")
    return list(events.values_list("action", "object_id"))
