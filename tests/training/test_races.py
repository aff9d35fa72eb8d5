"""Many people at the same seats at once: real threads, each with its own connection, let go at one moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections

from common.errors import RuleBroken
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from tests.drill import tries
from tests.people.builders import employee
from tests.training.builders import NOW, course, enrolment, kept, session
from training import querysets, services
from training.choices import EnrolmentState
from training.models import Enrolment, Session

S = EnrolmentState
THREADS = 64
whole = pytest.param(tries(8, 50), id="whole", marks=pytest.mark.long)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

GUARD = """
    SELECT tgname FROM pg_trigger WHERE tgrelid = 'training_enrolment'::regclass
    AND tgname LIKE 'pgtrigger_training_enrolment_seats_within%'
"""


def all_at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each of ``works`` in a thread with a connection of its own, all let go together; return what they say.

    A ``RuleBroken`` or a database error is an answer too. Every thread has its connection before the barrier opens, so
    that all are really at the database together.
    """
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return work()
        except (RuleBroken, DatabaseError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(run, works))


def enrolling(person: Person, in_session: Session) -> Callable[[], object]:
    return lambda: services.enrol(session_id=in_session.pk, person=person, actor=person, now=NOW)


def people(number: int) -> list[Person]:
    return [employee(email=None) for _number in range(number)]


@pytest.mark.parametrize("rounds", [pytest.param(6, id="short"), whole])
def test_last_seat_is_never_given_twice(rounds: int) -> None:
    """64 people at one seat, round after round; each thread keeps its connection and all start each round together."""
    crowd = people(THREADS)
    sessions = [session(of=course(author=crowd[0]), capacity=1) for _number in range(rounds)]
    barrier = Barrier(THREADS)

    def try_each(person: Person) -> Counter[str]:
        def one(last_seat: Session) -> str:
            barrier.wait(timeout=120)
            return str(enrolling(person, last_seat)().state)  # type: ignore[attr-defined]

        try:
            connection.ensure_connection()
            return Counter(one(last_seat) for last_seat in sessions)
        except BaseException:
            barrier.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        answers = sum(pool.map(try_each, crowd), Counter())
    assert answers == {S.BOOKED: rounds, S.WAITING: rounds * (THREADS - 1)}
    for last_seat in sessions:
        seats = last_seat.enrolments
        assert (seats.filter(state=S.BOOKED).count(), seats.filter(state=S.WAITING).count()) == (1, THREADS - 1)


def test_without_the_lock_the_last_seat_is_oversold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with neither the row lock nor the database's guard, the same race does oversell."""
    monkeypatch.setattr(querysets, "ROW_LOCK", False)
    crowd, the_course = people(16), course()
    with connection.cursor() as cursor:
        cursor.execute(GUARD)
        (guard,) = (name for (name,) in cursor.fetchall())
        cursor.execute(f'ALTER TABLE training_enrolment DISABLE TRIGGER "{guard}"')
    try:
        most = 0
        for number in range(20):
            last_seat = session(of=the_course, capacity=1, starts_at=NOW + timedelta(days=2, hours=number))
            all_at_once([enrolling(person, last_seat) for person in crowd])
            most = max(most, last_seat.enrolments.holding().count())
            if most > 1:
                break
            Enrolment.objects.all().delete()
        assert most > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE training_enrolment ENABLE TRIGGER "{guard}"')


def test_without_the_lock_the_database_still_refuses_to_oversell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "ROW_LOCK", False)
    crowd, the_course = people(32), course()
    refusals = 0
    for number in range(10):
        last_seat = session(of=the_course, capacity=1, starts_at=NOW + timedelta(days=2, hours=number))
        answers = all_at_once([enrolling(person, last_seat) for person in crowd])
        assert last_seat.enrolments.holding().count() == 1
        refusals += sum(isinstance(answer, IntegrityError) for answer in answers)
        assert not [answer for answer in answers if "deadlock" in str(answer)]
        Enrolment.objects.all().delete()
    assert refusals


def test_enrolling_sixteen_times_at_once_enrols_once() -> None:
    the_course = course()
    for number in range(10):
        person = employee()
        the_session = session(of=the_course, capacity=5, starts_at=NOW + timedelta(days=2, hours=number))
        answers = all_at_once([enrolling(person, the_session)] * 16)
        assert {type(answer) for answer in answers} == {Enrolment}
        assert Enrolment.objects.filter(person=person).count() == 1
        assert Message.objects.filter(recipient=person, channel="inbox").count() == 1


def test_enrolling_in_two_sessions_of_one_course_at_once_gives_one_seat() -> None:
    the_course = course()
    for number in range(10):
        person = employee()
        starts = [NOW + timedelta(days=day, hours=number) for day in (2, 3)]
        all_at_once([enrolling(person, session(of=the_course, starts_at=moment)) for moment in starts] * 4)
        assert Enrolment.objects.filter(person=person).count() == 1


def test_accepting_and_cancelling_at_once_ends_in_one_of_the_two() -> None:
    the_course = course()
    for number in range(10):
        the_session = session(of=the_course, capacity=1, starts_at=NOW + timedelta(days=2, hours=number))
        offered = enrolment(session=the_session, state=S.OFFERED)
        next_one = enrolment(session=the_session, state=S.WAITING)
        who = {"enrolment_id": offered.pk, "actor": offered.person, "now": NOW}
        all_at_once([lambda w=who: services.accept_offer(**w), lambda w=who: services.decline_offer(**w)] * 4)  # type: ignore[misc]
        offered.refresh_from_db()
        next_one.refresh_from_db()
        assert (offered.state, next_one.state) in {(S.BOOKED, S.WAITING), (S.CANCELLED, S.OFFERED)}


def test_request_is_answered_once_whoever_answers() -> None:
    """Manager, director and HR answer, the person takes it back, silence passes it on: one of them counts."""
    director = employee()
    manager, hr = employee(manager=director), employee(roles=["hr"])
    paid = course(cost_cents=9_500)
    for _round in range(6):
        row = services.enrol(
            session_id=session(of=paid).pk, person=(asker := employee(manager=manager)), actor=asker, now=NOW
        )
        asked = {"enrolment_id": row.pk, "now": NOW}
        works: list[Callable[[], object]] = [
            lambda asked=asked: services.approve_request(actor=manager, **asked),  # type: ignore[misc]
            lambda asked=asked: services.decline_request(actor=director, reason="Nee.", **asked),  # type: ignore[misc]
            lambda asked=asked: services.approve_request(actor=hr, reason="Ja.", **asked),  # type: ignore[misc]
            lambda asked=asked, asker=asker: services.cancel_enrolment(actor=asker, **asked),  # type: ignore[misc]
            lambda row=row: services.pass_on(enrolment_id=row.pk, now=NOW + timedelta(days=9)),  # type: ignore[misc]
        ]
        answers = all_at_once(works)
        assert not [answer for answer in answers if isinstance(answer, DatabaseError)]
        row.refresh_from_db()
        assert row.state != S.REQUESTED
        codes = ("training.seat_booked", "training.request_declined")
        told = Message.objects.filter(recipient=asker, channel="inbox", code__in=codes)
        assert told.count() <= 1, "one answer, told once"


def test_last_seat_is_not_given_twice_by_two_managers() -> None:
    paid, seats = course(cost_cents=9_500), 2
    the_session = session(of=paid, capacity=seats)
    rows = []
    for _number in range(8):
        manager = employee(email=None)
        asker = employee(email=None, manager=manager)
        rows.append((manager, services.enrol(session_id=the_session.pk, person=asker, actor=asker, now=NOW)))
    works: list[Callable[[], object]] = [
        lambda manager=manager, row=row: services.approve_request(enrolment_id=row.pk, actor=manager, now=NOW)  # type: ignore[misc]
        for manager, row in rows
    ]
    answers = all_at_once(works)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    states = Counter(the_session.enrolments.values_list("state", flat=True))
    assert states == {S.BOOKED: seats, S.WAITING: len(rows) - seats}


def test_kept_seats_go_to_nobody_else_when_all_come_at_once() -> None:
    """Directors and the work floor at one session, with the sweep before and at the release in between."""
    the_course, release = course(), NOW + timedelta(hours=1)
    for number in range(6):
        the_session = session(of=the_course, capacity=6, starts_at=NOW + timedelta(days=2, hours=number))
        share = kept(the_session, 4, [FunctionGroup.CUSTOMER_CONTACT], until=release)
        directors = [employee(email=None, function_group=FunctionGroup.DIRECTOR) for _number in range(12)]
        floor = people(3)
        works = [enrolling(person, the_session) for pair in zip(directors, floor * 4, strict=True) for person in pair]
        answers = all_at_once([*works, *[lambda s=the_session: services.settle(session_id=s.pk, now=NOW)] * 4])  # type: ignore[misc]
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        seats = the_session.enrolments.holding()
        assert seats.filter(share=share).count() == 3, "each of them got a seat"
        assert seats.filter(share=None).count() == 2, "one seat stays kept and empty"
        all_at_once([lambda s=the_session: services.settle(session_id=s.pk, now=release)] * 8)  # type: ignore[misc]
        assert seats.count() == 6
        offered = the_session.enrolments.get(state=S.OFFERED)
        assert offered == the_session.enrolments.filter(share=None).exclude(state=S.BOOKED).earliest("joined_at", "pk")


def test_without_the_lock_the_database_still_keeps_the_kept_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "ROW_LOCK", False)
    the_course, refusals = course(), 0
    for number in range(10):
        the_session = session(of=the_course, capacity=3, starts_at=NOW + timedelta(days=2, hours=number))
        kept(the_session, 2, [FunctionGroup.CUSTOMER_CONTACT], until=NOW + timedelta(days=1))
        directors = [employee(email=None, function_group=FunctionGroup.DIRECTOR) for _number in range(16)]
        answers = all_at_once([enrolling(person, the_session) for person in directors])
        assert the_session.enrolments.holding().count() == 1
        refusals += sum(isinstance(answer, IntegrityError) for answer in answers)
    assert refusals


def test_keeping_overlapping_audiences_at_once_keeps_one() -> None:
    manager, the_course = employee(roles=["hr"]), course()
    for number in range(5):
        the_session = session(of=the_course, capacity=4, starts_at=NOW + timedelta(days=2, hours=number))
        wish = {"session_id": the_session.pk, "seats": 3, "release_at": NOW + timedelta(days=1), "actor": manager}
        groups = [FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT]
        works: list[Callable[[], object]] = [
            lambda wish=wish, one=one: services.keep_seats(function_groups=one, now=NOW, **wish)  # type: ignore[misc]
            for one in ([groups[0]], groups, [groups[1]], [FunctionGroup.DIRECTOR])
        ]
        answers = all_at_once(works)
        assert sum(isinstance(answer, RuleBroken) for answer in answers) == 3
        assert the_session.shares.count() == 1


def switching(seat: Enrolment, to: Session) -> Callable[[], object]:
    return lambda: services.switch_session(enrolment_id=seat.pk, session_id=to.pk, actor=seat.person, now=NOW)


def assert_one_seat_each(rows: list[Enrolment]) -> None:
    """Everybody who had a seat has exactly one, and no session has more people than seats."""
    for row in rows:
        assert Enrolment.objects.filter(person=row.person, state=S.BOOKED).count() == 1
    for each in Session.objects.all():
        assert each.enrolments.holding().count() <= each.capacity


def test_last_seat_goes_to_one_of_those_who_switch_into_it() -> None:
    the_course = course()
    for number in range(8):
        first, second, last = (
            session(of=the_course, capacity=4, starts_at=NOW + timedelta(days=day, hours=number)) for day in (2, 3, 4)
        )
        Session.objects.filter(pk=last.pk).update(capacity=1)
        rows = [enrolment(session=each) for each in (first, second) for _seat in range(4)]
        answers = all_at_once([switching(row, last) for row in rows])
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert last.enrolments.filter(state=S.BOOKED).count() == 1
        assert last.enrolments.filter(state=S.WAITING).count() == 7
        assert_one_seat_each(rows)
        Enrolment.objects.all().delete()


def test_people_who_change_places_do_not_wait_for_each_other() -> None:
    """Half of each session goes to the other at one moment, with a free seat in each, and somebody enrols as well."""
    the_course = course()
    for number in range(10):
        first, second = (
            session(of=the_course, capacity=5, starts_at=NOW + timedelta(days=day, hours=number)) for day in (2, 3)
        )
        here, there = ([enrolment(session=each) for _seat in range(4)] for each in (first, second))
        works = [work for a, b in zip(here, there, strict=True) for work in (switching(a, second), switching(b, first))]
        newcomers = people(2)
        works += [enrolling(newcomers[0], first), enrolling(newcomers[1], second)]
        answers = all_at_once(works)
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert_one_seat_each([*here, *there])
        Enrolment.objects.all().delete()


def test_taking_an_offer_while_going_the_other_way_leaves_one_seat() -> None:
    """The person takes the offered seat, moves to a third session and is moved by HR, all at one moment."""
    the_course, hr = course(), employee(roles=["hr"])
    for number in range(8):
        first, second, third = (
            session(of=the_course, capacity=2, starts_at=NOW + timedelta(days=day, hours=number)) for day in (2, 3, 4)
        )
        row = enrolment(session=second)
        offered = enrolment(session=first, person=row.person, state=S.OFFERED)
        by_hr = {"enrolment_id": row.pk, "actor": hr, "now": NOW, "reason": "Op verzoek."}
        answers = all_at_once([
            lambda offered=offered: services.accept_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW),  # type: ignore[misc]
            switching(row, third),
            lambda by_hr=by_hr, to=first: services.switch_session(session_id=to.pk, **by_hr),  # type: ignore[misc]
        ] * 3)  # fmt: skip
        assert not [answer for answer in answers if isinstance(answer, DatabaseError)]
        assert_one_seat_each([row])
        Enrolment.objects.all().delete()
