"""Going from one session of a course to another without losing the seat, and without ever having two."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.messages import render
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, full_session, kept, series, session
from tests.training.pages import SignIn, address, page_of
from tests.training.test_calendars import invitations
from tests.truths import refused
from training import selectors, services
from training.choices import Ending, EnrolmentState
from training.models import Course, Enrolment, Session

S = EnrolmentState
LATER = IN_TWO_WEEKS + timedelta(days=7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def hr() -> Person:
    return employee(first_name="Hanneke", roles=["hr"], language="en")


@pytest.fixture
def the_course() -> Course:
    return course()


@pytest.fixture
def first(the_course: Course) -> Session:
    return session(of=the_course, capacity=1)


@pytest.fixture
def second(the_course: Course) -> Session:
    return session(of=the_course, capacity=1, starts_at=LATER, link="https://vergaderen.example/2")


@pytest.fixture
def person() -> Person:
    return employee(first_name="Fatima", last_name="Vos", language="en")


@pytest.fixture
def seat(first: Session, person: Person) -> Enrolment:
    return services.enrol(session_id=first.pk, person=person, actor=person, now=NOW)


def switch(seat: Enrolment, to: Session, *, actor: Person | None = None, reason: str = "") -> Enrolment:
    return services.switch_session(
        enrolment_id=seat.pk, session_id=to.pk, actor=actor or seat.person, now=NOW, reason=reason
    )


def told(person: Person, *, since: int = 0) -> list[str]:
    """The codes of what somebody found in the inbox."""
    mine = Message.objects.filter(recipient=person, channel="inbox", pk__gt=since)
    return list(mine.order_by("pk").values_list("code", flat=True))


def text_of(person: Person, code: str) -> str:
    message = Message.objects.get(recipient=person, channel="inbox", code=code)
    rendered = render(message, language="en")
    return f"{rendered.subject} {rendered.text}"


# --- a seat is free ---------------------------------------------------------------------------------------------------
def test_seat_moves_and_who_waits_for_the_old_one_moves_up(seat: Enrolment, first: Session, second: Session) -> None:
    waits = enrolment(session=first, state=S.WAITING)
    moved = switch(seat, second)
    seat.refresh_from_db()
    waits.refresh_from_db()
    assert (moved.state, moved.session) == (S.BOOKED, second)
    assert (seat.state, seat.ending) == (S.CANCELLED, Ending.SWITCHED)
    assert waits.state == S.OFFERED
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["enrolment.switched", "enrolment.booked", "enrolment.offered"]


def test_one_message_says_that_the_seat_moved(seat: Enrolment, second: Session, person: Person) -> None:
    before = Message.objects.latest("pk").pk
    switch(seat, second)
    assert told(person, since=before) == ["training.seat_moved"]
    text = text_of(person, "training.seat_moved")
    assert "Your seat moved to 23 November" in text
    assert "from Monday 16 November, 10:00, to Monday 23 November, 10:00" in text
    assert "https://vergaderen.example/2" in text


@pytest.mark.django_db(transaction=True)
def test_entry_in_the_calendar_moves_along(seat: Enrolment, second: Session, person: Person) -> None:
    ((_method, entry),) = invitations(person)
    moved = switch(seat, second)
    ((method, event),) = invitations(person)
    assert (method, event["uid"], event["sequence"]) == ("REQUEST", entry["uid"], entry["sequence"] + 1)
    assert event["dtstart"].dt == LATER
    assert len(mail.outbox) == 1
    (in_feed,) = selectors.entries_of(person, now=NOW)
    assert (str(in_feed.uid), in_feed.starts_at) == (str(entry["uid"]), LATER)
    moved.refresh_from_db()
    assert str(moved.calendar_uid) == entry["uid"]


@pytest.mark.django_db(transaction=True)
def test_meetings_that_have_no_place_in_the_other_session_leave_the_calendar(
    the_course: Course, second: Session, person: Person
) -> None:
    in_series = services.enrol(session_id=series(2, 3, 4, of=the_course).pk, person=person, actor=person, now=NOW)
    entries = {event["uid"] for _method, event in invitations(person)}
    assert len(entries) == 3
    switch(in_series, second)
    said = invitations(person)
    assert [method for method, _event in said] == ["REQUEST", "CANCEL", "CANCEL"]
    assert {event["uid"] for _method, event in said} == entries


def test_sent_twice_it_moves_once(seat: Enrolment, second: Session, person: Person) -> None:
    before = Message.objects.latest("pk").pk
    assert switch(seat, second) == switch(seat, second)
    assert told(person, since=before) == ["training.seat_moved"]
    assert Enrolment.objects.filter(person=person).count() == 2


def test_somebody_goes_back_and_forth(seat: Enrolment, first: Session, second: Session) -> None:
    back = switch(switch(seat, second), first)
    assert (back.state, back.session) == (S.BOOKED, first)
    assert Enrolment.objects.filter(person=seat.person, state=S.BOOKED).count() == 1


def test_what_a_manager_said_yes_to_stays_so(person: Person) -> None:
    manager = employee(first_name="Mieke")
    paid = course(cost_cents=9_500)
    approved = enrolment(
        session=session(of=paid), person=person, decided_by=manager, decision_reason="Goed voor het team."
    )
    moved = switch(approved, session(of=paid, starts_at=LATER))
    assert (moved.state, moved.decided_by, moved.decision_reason) == (S.BOOKED, manager, "Goed voor het team.")
    assert "training.request_asked" not in told(manager)


def test_request_for_the_other_session_becomes_the_seat(person: Person) -> None:
    manager = employee()
    person = employee(manager=manager)
    paid = course(cost_cents=9_500)
    other = session(of=paid, starts_at=LATER)
    asked = services.enrol(session_id=other.pk, person=person, actor=person, now=NOW)
    assert asked.state == S.REQUESTED
    approved = enrolment(session=session(of=paid), person=person, decided_by=manager)
    moved = switch(approved, other)
    assert (moved.pk, moved.state, moved.approver) == (asked.pk, S.BOOKED, None)


def test_newcomer_from_another_session_passes_nobody_who_waits(seat: Enrolment, second: Session) -> None:
    waits = enrolment(session=second, state=S.WAITING)
    moved = switch(seat, second)
    seat.refresh_from_db()
    waits.refresh_from_db()
    assert (moved.state, waits.state, seat.state) == (S.WAITING, S.OFFERED, S.BOOKED)


def test_seats_that_are_kept_for_others_are_not_taken(
    seat: Enrolment, first: Session, second: Session, the_course: Course
) -> None:
    kept(second, 1, [FunctionGroup.DIRECTOR], until=NOW + timedelta(days=2))
    assert switch(seat, second).state == S.WAITING
    director = employee(function_group=FunctionGroup.DIRECTOR)
    third = session(of=the_course, starts_at=LATER + timedelta(days=1))
    theirs = services.enrol(session_id=third.pk, person=director, actor=director, now=NOW)
    assert switch(theirs, second).state == S.BOOKED


# --- all seats are taken ----------------------------------------------------------------------------------------------
@pytest.fixture
def taken(second: Session) -> Enrolment:
    """The last seat of the second session, in the hands of somebody else."""
    return enrolment(session=second)


def test_seat_stays_while_somebody_waits_for_another(
    seat: Enrolment, second: Session, taken: Enrolment, person: Person
) -> None:
    waits = switch(seat, second)
    seat.refresh_from_db()
    assert (waits.state, seat.state) == (S.WAITING, S.BOOKED)
    assert "You keep your seat of Monday 16 November" in text_of(person, "training.waiting_list_joined")
    assert switch(seat, second) == waits


def test_taking_the_offered_seat_gives_up_the_old_one(
    seat: Enrolment, first: Session, second: Session, taken: Enrolment, person: Person
) -> None:
    waits = switch(seat, second)
    behind = enrolment(session=first, state=S.WAITING)
    services.cancel_enrolment(enrolment_id=taken.pk, actor=taken.person, now=NOW)
    seat.refresh_from_db()
    assert seat.state == S.BOOKED, "an offer is no seat yet"
    assert "If you say yes, your seat of Monday 16 November goes to somebody else" in text_of(
        person, "training.seat_offered"
    )
    before = Message.objects.latest("pk").pk
    moved = services.accept_offer(enrolment_id=waits.pk, actor=person, now=NOW)
    seat.refresh_from_db()
    behind.refresh_from_db()
    assert (moved.state, seat.ending, behind.state) == (S.BOOKED, Ending.SWITCHED, S.OFFERED)
    assert told(person, since=before) == ["training.seat_moved"]


@pytest.mark.parametrize("answers", [True, False], ids=["says no", "says nothing"])
def test_who_does_not_take_the_offer_keeps_the_old_seat(
    seat: Enrolment, second: Session, taken: Enrolment, person: Person, answers: bool
) -> None:
    waits = switch(seat, second)
    services.cancel_enrolment(enrolment_id=taken.pk, actor=taken.person, now=NOW)
    if answers:
        services.decline_offer(enrolment_id=waits.pk, actor=person, now=NOW)
    else:
        services.settle(session_id=second.pk, now=NOW + timedelta(days=5))
    seat.refresh_from_db()
    waits.refresh_from_db()
    assert (waits.state, seat.state) == (S.CANCELLED, S.BOOKED)
    assert "You keep your seat of Monday 16 November" in text_of(person, "training.enrolment_cancelled")


def test_who_took_a_seat_while_waiting_elsewhere_does_not_get_a_second_one(the_course: Course, person: Person) -> None:
    """Waiting came first here, and the seat later: what is offered then moves that seat too."""
    full = full_session(of=the_course)
    waits = services.enrol(session_id=full.pk, person=person, actor=person, now=NOW)
    seat = services.enrol(session_id=session(of=the_course, starts_at=LATER).pk, person=person, actor=person, now=NOW)
    holder = full.enrolments.get(state=S.BOOKED)
    services.cancel_enrolment(enrolment_id=holder.pk, actor=holder.person, now=NOW)
    services.accept_offer(enrolment_id=waits.pk, actor=person, now=NOW)
    seat.refresh_from_db()
    assert (seat.state, seat.ending) == (S.CANCELLED, Ending.SWITCHED)


def test_offer_is_taken_at_once_by_who_switches_to_it(seat: Enrolment, second: Session, person: Person) -> None:
    offered = enrolment(session=second, person=person, state=S.OFFERED)
    moved = switch(seat, second)
    assert (moved.pk, moved.state, moved.offer_expires_at) == (offered.pk, S.BOOKED, None)


def test_seat_in_a_session_that_has_begun_is_not_given_up(the_course: Course, second: Session, person: Person) -> None:
    running = series(-1, 1, of=the_course)
    enrolment(session=running, person=person)
    offered = enrolment(session=second, person=person, state=S.OFFERED)
    with pytest.raises(RuleBroken, match="has begun"):
        services.accept_offer(enrolment_id=offered.pk, actor=person, now=NOW)
    offered.refresh_from_db()
    assert offered.state == S.OFFERED


# --- who may, and what stops it ---------------------------------------------------------------------------------------
def test_hr_moves_somebody_and_says_why(seat: Enrolment, second: Session, hr: Person, person: Person) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        switch(seat, second, actor=hr)
    moved = switch(seat, second, actor=hr, reason="Dan is je hele team er.")
    seat.refresh_from_db()
    assert (moved.state, moved.enrolled_by, seat.ending_reason) == (S.BOOKED, hr, "Dan is je hele team er.")
    assert f"{hr.full_name} did this for you. The reason: Dan is je hele team er." in text_of(
        person, "training.seat_moved"
    )


def test_nobody_moves_the_seat_of_a_colleague(seat: Enrolment, second: Session) -> None:
    with pytest.raises(RuleBroken, match="only move your own"):
        switch(seat, second, actor=employee())


def test_hr_is_not_bound_by_the_window(seat: Enrolment, the_course: Course, hr: Person) -> None:
    closed = session(of=the_course, starts_at=LATER, enrol_until=NOW - timedelta(days=1))
    with pytest.raises(RuleBroken, match="has closed"):
        switch(seat, closed)
    assert switch(seat, closed, actor=hr, reason="Op verzoek.").state == S.BOOKED


def test_session_of_another_course_is_refused(seat: Enrolment) -> None:
    with pytest.raises(RuleBroken, match="same course"):
        switch(seat, session())
    with pytest.raises(RuleBroken, match="same course"):
        switch(seat, seat.session)


def test_nothing_moves_out_of_a_session_that_has_begun(the_course: Course, second: Session, person: Person) -> None:
    seat = enrolment(session=session(of=the_course, starts_at=NOW - timedelta(hours=1)), person=person)
    with pytest.raises(RuleBroken, match="has begun"):
        switch(seat, second)


def test_refused_switch_leaves_the_seat(seat: Enrolment, second: Session, hr: Person, person: Person) -> None:
    services.cancel_session(session_id=second.pk, reason="Ziek", actor=hr, now=NOW)
    with pytest.raises(RuleBroken, match="cancelled"):
        switch(seat, second)
    seat.refresh_from_db()
    assert seat.state == S.BOOKED


def test_trainer_of_the_other_session_does_not_move_into_it(seat: Enrolment, second: Session, person: Person) -> None:
    second.trainers.add(person)
    with pytest.raises(RuleBroken, match="does not take part"):
        switch(seat, second)


# --- what the database holds ------------------------------------------------------------------------------------------
def test_database_refuses_a_second_seat_in_a_course(seat: Enrolment, second: Session, person: Person) -> None:
    with refused("training_enrolment_one_seat_of_a_course"):
        enrolment(session=second, person=person)


def test_database_refuses_to_give_up_a_seat_for_none(seat: Enrolment) -> None:
    def give_up() -> None:
        with transaction.atomic():
            Enrolment.objects.filter(pk=seat.pk).update(state=S.CANCELLED, ending=Ending.SWITCHED)
            connection.check_constraints()

    with pytest.raises(DatabaseError, match="training_enrolment_switched_has_another_seat"):
        give_up()


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_work")
def test_course_page_leads_to_moving_the_seat(
    sign_in: SignIn, seat: Enrolment, second: Session, the_course: Course, person: Person
) -> None:
    client = sign_in(person)
    url = address("session_switch", enrolment_id=seat.public_id)
    assert f"{url}?to={second.public_id}" in page_of(client, the_course)
    page = client.get(f"{url}?to={second.public_id}").content.decode()
    assert "Monday 23 November 2026, 10:00 to 11:30" in page
    assert "The last seat" in page
    assert page.count(" checked") == 1
    answer = client.post(url, {"session": second.public_id}, follow=True)
    assert "Your seat moved from 16 November to 23 November" in answer.content.decode()
    again = client.post(url, {"session": second.public_id}, follow=True)
    assert again.status_code == 200
    assert "You have a seat on" in again.content.decode()


@pytest.mark.usefixtures("at_work")
def test_page_says_that_the_seat_stays_while_one_waits(
    sign_in: SignIn, seat: Enrolment, second: Session, taken: Enrolment, person: Person
) -> None:
    client, url = sign_in(person), address("session_switch", enrolment_id=seat.public_id)
    assert "the present seat stays" in client.get(url).content.decode()
    answer = client.post(url, {"session": second.public_id}, follow=True).content.decode()
    assert "You are on the waiting list for 23 November and keep your seat of 16 November." in answer
    assert "You keep your seat of Monday 16 November until you take a seat in this session." in answer


@pytest.mark.usefixtures("at_work")
def test_hr_moves_somebody_from_the_list_of_participants(
    sign_in: SignIn, seat: Enrolment, first: Session, second: Session, hr: Person
) -> None:
    client, url = sign_in(hr), address("session_switch", enrolment_id=seat.public_id)
    assert url in client.get(address("session_detail", session_id=first.public_id)).content.decode()
    refused_page = client.post(url, {"session": second.public_id})
    assert refused_page.status_code == 422
    assert "Say why you move this seat" in refused_page.content.decode()
    client.post(url, {"session": second.public_id, "reason": "Op verzoek."})
    seat.refresh_from_db()
    assert seat.ending == Ending.SWITCHED


@pytest.mark.usefixtures("at_work")
def test_session_that_is_not_offered_is_refused_in_words(sign_in: SignIn, seat: Enrolment, second: Session) -> None:
    answer = sign_in(seat.person).post(
        address("session_switch", enrolment_id=seat.public_id), {"session": seat.session.public_id}
    )
    assert answer.status_code == 422
    assert "That session cannot be chosen any more" in answer.content.decode()


@pytest.mark.usefixtures("at_work")
def test_trainer_sees_the_seat_and_does_not_move_it(sign_in: SignIn, seat: Enrolment, second: Session) -> None:
    trainer = employee(roles=["trainer"])
    seat.session.trainers.add(trainer)
    url = address("session_switch", enrolment_id=seat.public_id)
    assert sign_in(trainer).get(url).status_code == 403
    assert sign_in(employee()).get(url).status_code == 404


@pytest.mark.usefixtures("at_work")
def test_hr_sees_who_waits_with_a_seat_elsewhere(
    sign_in: SignIn, seat: Enrolment, second: Session, taken: Enrolment, hr: Person
) -> None:
    switch(seat, second)
    page = sign_in(hr).get(address("session_detail", session_id=second.public_id)).content.decode()
    assert "and gives it up for one here" in page


@pytest.mark.usefixtures("at_work")
def test_words_of_a_choice_say_what_speaks_against_it(seat: Enrolment, second: Session, taken: Enrolment) -> None:
    with time_machine.travel(NOW, tick=False):
        (choice,) = selectors.sessions_to_switch_to(seat, by_hr=False, now=NOW)
    assert choice.is_full
    assert choice.in_words.startswith("Leslokaal 1. Full.")
