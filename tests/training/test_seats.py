"""Seats are given out fairly: who enrols, who waits, who is offered what, and until when."""

from datetime import timedelta

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.messages import render
from outbox.models import Message
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, full_session, session
from training import selectors, services
from training.choices import Ending, EnrolmentState, Priority
from training.models import Enrolment, Session

S = EnrolmentState
pytestmark = pytest.mark.django_db


def enrol(person: Person, in_session: Session, *, actor: Person | None = None, **fields: object) -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=actor or person, now=NOW, **fields)  # type: ignore[arg-type]


def waiting_list(of: Session) -> list[Enrolment]:
    return list(of.enrolments.waiting_in_order())


def codes_sent_to(person: Person) -> list[str]:
    rows = Message.objects.filter(recipient=person, channel="inbox").order_by("pk")
    return [row.code for row in rows]


def test_free_seat_is_booked_and_confirmed() -> None:
    person, course_session = employee(), session()
    booked = enrol(person, course_session)
    assert booked.state == S.BOOKED
    assert codes_sent_to(person) == ["training.seat_booked"]
    assert AuditEvent.objects.filter(action="enrolment.booked", object_id=str(booked.public_id)).count() == 1


def test_full_session_puts_employee_on_waiting_list() -> None:
    person, course_session = employee(), full_session()
    assert enrol(person, course_session).state == S.WAITING
    assert codes_sent_to(person) == ["training.waiting_list_joined"]


def test_enrolling_again_changes_nothing() -> None:
    person, course_session = employee(), session()
    first = enrol(person, course_session)
    assert enrol(person, course_session) == first
    assert Enrolment.objects.count() == 1
    assert codes_sent_to(person) == ["training.seat_booked"]


def test_newcomer_does_not_pass_who_waits_when_a_seat_is_free() -> None:
    course_session = full_session(capacity=1, waiting=1)
    Session.objects.filter(pk=course_session.pk).update(capacity=2)
    newcomer = enrol(employee(), course_session)
    assert newcomer.state == S.WAITING
    assert course_session.enrolments.get(state=S.OFFERED).joined_at < newcomer.joined_at


def test_order_of_the_list_is_that_of_the_lock_not_of_the_clock() -> None:
    """Two join at once: whose request came in first may wait for the lock longest, and is told the later place."""
    course_session = full_session(capacity=1)
    first, second = (
        services.enrol(session_id=course_session.pk, person=person, actor=person, now=moment)
        for person, moment in ((employee(), NOW), (employee(), NOW - timedelta(seconds=1)))
    )
    assert waiting_list(course_session) == [first, second]
    placed = course_session.enrolments.filter(state=S.WAITING).with_position()
    assert dict(placed.values_list("pk", "position")) == {first.pk: 1, second.pk: 2}
    assert selectors.why_passed(second, first) is None


def test_cancelled_seat_is_offered_to_who_waits_longest() -> None:
    course_session = full_session(capacity=1, waiting=2)
    first, second = waiting_list(course_session)
    seat = course_session.enrolments.get(state=S.BOOKED)
    services.cancel_enrolment(enrolment_id=seat.pk, actor=seat.person, now=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.OFFERED, S.WAITING)
    assert first.offer_expires_at == NOW + timedelta(days=4)
    assert codes_sent_to(first.person) == ["training.seat_offered"]
    assert codes_sent_to(second.person) == []


def test_offer_holds_its_seat_against_newcomers() -> None:
    course_session = session(capacity=1)
    enrolment(session=course_session, state=S.OFFERED)
    assert enrol(employee(), course_session).state == S.WAITING


def test_priority_goes_before_time_of_joining(hr: Person) -> None:
    course_session = full_session(capacity=1, waiting=2)
    special = enrol(
        employee(), course_session, actor=hr, priority=Priority.HIGH, priority_reason="Begint volgende week als trainer"
    )
    assert waiting_list(course_session)[0] == special


def test_priority_needs_a_reason(hr: Person) -> None:
    with pytest.raises(RuleBroken) as broken:
        enrol(employee(), full_session(), actor=hr, priority=Priority.HIGH, priority_reason=" ")
    assert broken.value.field == "priority_reason"


def test_employee_enrols_nobody_else() -> None:
    with pytest.raises(RuleBroken):
        enrol(employee(), session(), actor=employee())


def test_accepted_offer_becomes_a_booking() -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    services.accept_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW)
    offered.refresh_from_db()
    assert (offered.state, offered.offer_expires_at) == (S.BOOKED, None)
    assert codes_sent_to(offered.person) == ["training.seat_booked"]


def test_accepting_twice_books_once() -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    for _click in range(2):
        services.accept_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW)
    assert codes_sent_to(offered.person) == ["training.seat_booked"]


def test_offer_that_ran_out_cannot_be_accepted() -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED, offer_expires_at=NOW)
    with pytest.raises(RuleBroken):
        services.accept_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW)


def test_somebody_elses_offer_cannot_be_accepted() -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    with pytest.raises(RuleBroken):
        services.accept_offer(enrolment_id=offered.pk, actor=employee(), now=NOW)


def test_declined_offer_goes_to_the_next() -> None:
    course_session = full_session(capacity=1, waiting=1)
    seat = course_session.enrolments.get(state=S.BOOKED)
    Enrolment.objects.filter(pk=seat.pk).delete()
    offered = enrolment(session=course_session, state=S.OFFERED)
    services.decline_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW)
    offered.refresh_from_db()
    assert (offered.state, offered.ending) == (S.CANCELLED, Ending.OFFER_DECLINED)
    assert course_session.enrolments.filter(state=S.OFFERED).count() == 1


def test_expired_offer_goes_to_the_next_by_the_sweep() -> None:
    course_session = session(capacity=1)
    late = enrolment(session=course_session, state=S.OFFERED, offer_expires_at=NOW)
    next_one = enrolment(session=course_session, state=S.WAITING)
    assert services.sweep(now=NOW) == {"sessions": 1, "offered": 1, "passed_on": 0, "completed": 0}
    late.refresh_from_db()
    next_one.refresh_from_db()
    assert (late.state, late.ending) == (S.CANCELLED, Ending.OFFER_EXPIRED)
    assert next_one.state == S.OFFERED
    assert codes_sent_to(late.person) == ["training.enrolment_cancelled"]


def test_sweep_again_changes_nothing() -> None:
    enrolment(session=session(capacity=1), state=S.WAITING)
    services.sweep(now=NOW)
    assert services.sweep(now=NOW) == {"sessions": 0, "offered": 0, "passed_on": 0, "completed": 0}


def test_who_is_temporarily_away_keeps_the_place_and_is_not_offered_a_seat() -> None:
    course_session = session(capacity=1)
    away = enrolment(
        session=course_session,
        person=employee(away_from=NOW.date()),
        state=S.WAITING,
        joined_at=NOW - timedelta(days=9),
    )
    here = enrolment(session=course_session, state=S.WAITING)
    services.settle(session_id=course_session.pk, now=NOW)
    away.refresh_from_db()
    here.refresh_from_db()
    assert (away.state, here.state) == (S.WAITING, S.OFFERED)


def test_start_of_the_session_ends_its_waiting_list() -> None:
    course_session = full_session(capacity=1, waiting=1)
    (waiting,) = waiting_list(course_session)
    services.settle(session_id=course_session.pk, now=course_session.starts_at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ending) == (S.CANCELLED, Ending.SESSION_STARTED)


def test_raised_capacity_offers_the_new_seats(hr: Person) -> None:
    course_session = full_session(capacity=1, waiting=3)
    services.change_capacity(session_id=course_session.pk, capacity=3, actor=hr, now=NOW)
    assert course_session.enrolments.filter(state=S.OFFERED).count() == 2


def test_capacity_below_the_bookings_removes_nobody(hr: Person) -> None:
    course_session = full_session(capacity=3, waiting=1)
    services.change_capacity(session_id=course_session.pk, capacity=1, actor=hr, now=NOW)
    seat = course_session.enrolments.filter(state=S.BOOKED).first()
    assert seat is not None
    services.cancel_enrolment(enrolment_id=seat.pk, actor=seat.person, now=NOW)
    assert course_session.enrolments.filter(state=S.BOOKED).count() == 2
    assert course_session.enrolments.filter(state=S.WAITING).count() == 1


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"starts_at": NOW - timedelta(minutes=1)}, "begonnen"),
        ({"enrol_from": NOW + timedelta(days=1)}, "nog niet open"),
        ({"enrol_until": NOW}, "gesloten"),
        ({"cancelled_at": NOW, "cancel_reason": "Trainer ziek"}, "afgezegd"),
    ],
)
def test_closed_session_says_why(fields: dict[str, object], word: str) -> None:
    with pytest.raises(RuleBroken, match=word):
        enrol(employee(), session(**fields))  # type: ignore[arg-type]


def test_hr_is_not_bound_by_the_window(hr: Person) -> None:
    assert enrol(employee(), session(enrol_until=NOW), actor=hr).state == S.BOOKED


def test_draft_course_takes_nobody() -> None:
    with pytest.raises(RuleBroken):
        enrol(employee(), session(of=course(published=False)))


def test_nobody_holds_two_seats_in_one_course() -> None:
    person, the_course = employee(), course()
    enrol(person, session(of=the_course))
    with pytest.raises(RuleBroken):
        enrol(person, session(of=the_course, starts_at=IN_TWO_WEEKS + timedelta(days=1)))


def test_who_cancelled_can_enrol_again_at_the_end_of_the_list() -> None:
    course_session = full_session(capacity=1, waiting=2)
    first = waiting_list(course_session)[0]
    services.cancel_enrolment(enrolment_id=first.pk, actor=first.person, now=NOW)
    again = enrol(first.person, course_session)
    assert waiting_list(course_session)[-1] == again


def test_hr_cancels_with_a_reason_that_the_person_reads(hr: Person) -> None:
    seat = enrolment(session=session())
    with pytest.raises(RuleBroken):
        services.cancel_enrolment(enrolment_id=seat.pk, actor=hr, now=NOW)
    services.cancel_enrolment(enrolment_id=seat.pk, actor=hr, now=NOW, reason="Dubbel ingeschreven")
    message = Message.objects.get(recipient=seat.person, channel="inbox")
    assert message.context["reason"] == "Dubbel ingeschreven"


def test_colleague_cancels_nobody_else() -> None:
    seat = enrolment(session=session())
    with pytest.raises(RuleBroken):
        services.cancel_enrolment(enrolment_id=seat.pk, actor=employee(), now=NOW)


def test_leaver_frees_the_seat_for_who_waits() -> None:
    course_session = full_session(capacity=1, waiting=1)
    seat = course_session.enrolments.get(state=S.BOOKED)
    consequences = selectors.preview_departure(person_ids=[seat.person_id], on=NOW.date())
    assert [each.count for each in consequences] == [1]
    for _time in range(2):
        services.apply_departure(person_id=seat.person_id, on=NOW.date(), actor=None, now=NOW)
    seat.refresh_from_db()
    assert (seat.state, seat.ending) == (S.CANCELLED, Ending.LEFT)
    assert course_session.enrolments.filter(state=S.OFFERED).count() == 1
    assert codes_sent_to(seat.person) == []


def test_seat_before_the_last_day_stays() -> None:
    seat = enrolment(session=session())
    services.apply_departure(
        person_id=seat.person_id, on=(IN_TWO_WEEKS + timedelta(days=1)).date(), actor=None, now=NOW
    )
    seat.refresh_from_db()
    assert seat.state == S.BOOKED


def test_position_counts_who_goes_first() -> None:
    course_session = full_session(capacity=1, waiting=2)
    enrolment(session=course_session, state=S.WAITING, priority=Priority.HIGH, priority_reason="Trainer in opleiding")
    positions = {
        row.pk: row.position
        for row in Enrolment.objects.filter(session=course_session, state=S.WAITING).with_position()
    }
    assert [positions[row.pk] for row in waiting_list(course_session)] == [1, 2, 3]


def test_hr_enrols_several_and_hears_who_got_a_seat_and_who_waits(hr: Person) -> None:
    course_session = session(capacity=2)
    already = enrolment(session=course_session)
    people = [already.person, employee(), employee()]
    enrolled = services.enrol_others(session_id=course_session.pk, people=people, actor=hr, now=NOW)
    assert [row.person for row in enrolled.already] == [already.person]
    assert [row.person for row in enrolled.seated] == [people[1]]
    assert [(row.person, row.position) for row in enrolled.waiting] == [(people[2], 1)]


def test_one_who_cannot_take_part_stops_all_by_name(hr: Person) -> None:
    course_session, gone = session(), employee(first_name="Gerrit", left_on=NOW.date())
    with pytest.raises(RuleBroken, match="Gerrit"):
        services.enrol_others(session_id=course_session.pk, people=[employee(), gone], actor=hr, now=NOW)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("state", "own", "ending", "words"),
    [
        (S.WAITING, True, Ending.LEFT_LIST, "Je bent van de wachtlijst af"),
        (S.WAITING, False, Ending.TAKEN_OFF, "Je bent van de wachtlijst af"),
        (S.BOOKED, True, Ending.BY_PERSON, "Je inschrijving is geannuleerd"),
        (S.BOOKED, False, Ending.BY_HR, "Je inschrijving is geannuleerd"),
    ],
)
def test_leaving_a_list_is_not_called_cancelling(hr: Person, state: str, own: bool, ending: str, words: str) -> None:
    row = enrolment(session=session(), state=state)
    actor = row.person if own else hr
    services.cancel_enrolment(enrolment_id=row.pk, actor=actor, now=NOW, reason="Dubbel")
    row.refresh_from_db()
    assert row.ending == ending
    message = Message.objects.get(recipient=row.person, channel="inbox")
    letter = render(message, language="nl")
    assert words in letter.subject
    assert ("Dubbel" in letter.text) is not own


def test_letter_leaves_the_greeting_to_the_mail_around_it() -> None:
    person, course_session = employee(first_name="Anouk"), session()
    enrol(person, course_session)
    assert "Anouk" not in render(Message.objects.get(recipient=person, channel="inbox"), language="nl").text
