"""Sending: once, whole, only with a ticket of one's own, and nothing is written before it."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection, connections

from common.clock import day_of
from common.errors import RuleBroken
from outbox.models import Message
from surveys import selectors, services
from surveys.choices import UsesAi
from surveys.models import Ballot, BallotBox, Wave
from surveys.selectors.keys import box_file
from tests.people.builders import employee
from tests.surveys.builders import LATER, OPENED_AT, office, open_wave, people, send, send_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]
TODAY = day_of(OPENED_AT)


def send_with(wave: Wave, ticket: str | None, **answers: str) -> None:
    services.send_ballot(wave_id=wave.public_id, ticket=ticket or "", answers=answers, today=TODAY)


def test_who_sent_is_known_to_have_sent_and_nobody_else() -> None:
    members = people(12)
    wave = open_wave()
    send(wave, members[3])
    assert [selectors.has_sent(wave, person) for person in members] == [person is members[3] for person in members]
    assert not Ballot.objects.exists()


def test_second_ballot_of_the_same_person_changes_nothing() -> None:
    members = people(12)
    wave = open_wave()
    send(wave, members[0], uses_ai="daily")
    with pytest.raises(RuleBroken, match="al binnen"):
        send(wave, members[0], uses_ai="never")
    send_all(wave, members[1:11], uses_ai="weekly")
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    values = Counter(ballot.answers.get().value for ballot in Ballot.objects.prefetch_related("answers"))
    assert values == {"daily": 1, "weekly": 10}


def test_ticket_is_somebody_elses_to_make_for_nobody() -> None:
    members = people(12)
    other = open_wave()
    foreign = selectors.ticket_for(other, members[0])
    services.void_wave(wave_id=other.pk, reason="Verkeerde vragen.", actor=office(), now=OPENED_AT)
    wave = open_wave()
    for ticket in (foreign, "", "made-up", None):
        with pytest.raises(services.NoTicket):
            send_with(wave, ticket, uses_ai="daily")
    assert not selectors.has_sent(wave, members[0])


def test_who_was_not_invited_gets_no_ticket() -> None:
    people(12)
    wave = open_wave()
    assert selectors.ticket_for(wave, employee(first_name="Later")) is None


def test_skipped_questions_are_left_out_but_an_empty_ballot_is_not_taken() -> None:
    members = people(12)
    wave = open_wave()
    ticket = selectors.ticket_for(wave, members[0])
    with pytest.raises(RuleBroken, match="minstens één"):
        send_with(wave, ticket, uses_ai="", barrier="")
    with pytest.raises(RuleBroken) as caught:
        send_with(wave, ticket, uses_ai="hourly")
    assert caught.value.field == "uses_ai"
    send_with(wave, ticket, barrier="no_time")
    assert selectors.has_sent(wave, members[0])


def test_closed_wave_or_one_past_its_day_takes_no_ballot() -> None:
    members = people(12)
    wave = open_wave()
    ticket = selectors.ticket_for(wave, members[0]) or ""
    late = wave.closes_on + timedelta(days=1)
    with pytest.raises(RuleBroken, match="gesloten"):
        services.send_ballot(wave_id=wave.public_id, ticket=ticket, answers={"uses_ai": "daily"}, today=late)
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    with pytest.raises(RuleBroken, match="gesloten"):
        send_with(wave, ticket, uses_ai="daily")


def test_wave_whose_key_is_gone_says_so_and_takes_nothing() -> None:
    members = people(12)
    wave = open_wave()
    ticket = selectors.ticket_for(wave, members[0])
    box_file(wave).unlink()
    before = bytes(BallotBox.objects.get().contents)
    with pytest.raises(RuleBroken, match="programmabureau"):
        send_with(wave, ticket, uses_ai="daily")
    assert bytes(BallotBox.objects.get().contents) == before
    assert [one.count for one in selectors.waiting_for(office(), now=OPENED_AT)] == [1]


def test_settling_marks_all_who_sent_with_the_same_day_and_nobody_else() -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:11])
    assert services.settle(wave_id=wave.pk, now=OPENED_AT + timedelta(days=1)) == 11
    wave.refresh_from_db()
    sent = wave.participations.filter(sent_on__isnull=False)
    assert {row.person_id for row in sent} == {person.pk for person in members[:11]}
    assert {row.sent_on for row in sent} == {TODAY + timedelta(days=1)}
    assert selectors.reach(wave).sent == 11
    send(wave, members[11])
    assert services.settle(wave_id=wave.pk, now=OPENED_AT + timedelta(days=2)) == 12


def test_how_many_sent_is_not_told_below_the_threshold() -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:4])
    services.settle(wave_id=wave.pk, now=OPENED_AT)
    assert selectors.reach(wave).sent is None


def test_reminder_goes_once_to_who_has_not_sent_and_is_here() -> None:
    members = people(14)
    lead = office()
    wave = open_wave(actor=lead)
    send_all(wave, members[:3])
    members[4].left_on = TODAY
    members[4].save(update_fields=["left_on"])
    members[5].away_from = TODAY
    members[5].save(update_fields=["away_from"])

    services.remind(wave_id=wave.pk, actor=lead, now=OPENED_AT + timedelta(days=7))
    told = set(Message.objects.filter(code="surveys.reminder").values_list("recipient_id", flat=True))
    assert told.isdisjoint({person.pk for person in [*members[:3], members[4], members[5]]})
    assert {person.pk for person in members[6:]} <= told
    with pytest.raises(RuleBroken, match="Eén is genoeg"):
        services.remind(wave_id=wave.pk, actor=lead, now=OPENED_AT + timedelta(days=8))


# --- races ------------------------------------------------------------------------------------------------------------
THREADS = 16


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_person_from_sixteen_threads_at_once_sends_one_ballot() -> None:
    members = people(12)
    wave = open_wave()
    ticket = selectors.ticket_for(wave, members[0])
    outcomes = at_once([lambda: send_with(wave, ticket, uses_ai="daily")] * THREADS)
    assert Counter(outcomes) == {"done": 1, "AlreadySent": THREADS - 1}
    send_all(wave, members[1:11], uses_ai="never")
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    assert Ballot.objects.count() == 11


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_ballot_is_lost_when_many_send_at_once_while_the_box_is_settled() -> None:
    members = people(THREADS)
    wave = open_wave()
    values = UsesAi.values
    tickets = [selectors.ticket_for(wave, person) for person in members]
    work = [
        lambda ticket=ticket, value=values[number % 4]: send_with(wave, ticket, uses_ai=value)
        for number, ticket in enumerate(tickets)
    ]
    settling = [lambda: services.settle(wave_id=wave.pk, now=OPENED_AT)] * 4
    outcomes = at_once([*work, *settling])
    assert Counter(outcomes) == {"done": THREADS + 4}
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    assert Ballot.objects.count() == THREADS
    assert wave.results.get().answered == THREADS


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ballot_that_meets_the_close_is_counted_or_refused_never_half() -> None:
    members = people(THREADS)
    wave = open_wave()
    send_all(wave, members[:11])
    tickets = [selectors.ticket_for(wave, person) for person in members[11:]]
    work = [lambda ticket=ticket: send_with(wave, ticket, uses_ai="weekly") for ticket in tickets]
    outcomes = at_once([*work, lambda: services.close_wave(wave_id=wave.pk, actor=None, now=LATER)])
    done = Counter(outcomes[:-1])["done"]
    assert outcomes[-1] == "done"
    assert Ballot.objects.count() == 11 + done
    assert set(outcomes[:-1]) <= {"done", "RuleBroken"}


def at_once(work: Sequence[Callable[[], object]]) -> list[str]:
    """Run each piece of work in a thread with a connection of its own, all from the same moment."""
    barrier = threading.Barrier(len(work))
    outcomes = [""] * len(work)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            work[number]()
            outcomes[number] = "done"
        except Exception as error:  # noqa: BLE001 - which error is what the test looks at
            outcomes[number] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes
