"""Who is passed on a waiting list reads that it happened and why; what is said of the order is true for them."""

from datetime import timedelta

import pytest

from outbox.messages import render
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, full_session, kept, session
from tests.training.pages import SignIn, address
from training import selectors, services
from training.choices import EnrolmentState, Priority
from training.models import Enrolment, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]

S = EnrolmentState


def order(row: Enrolment) -> str:
    return " ".join(selectors.order_in_words(Enrolment.objects.select_related("session", "person").get(pk=row.pk), NOW))


def told(row: Enrolment) -> list[Message]:
    return list(Message.objects.filter(code="training.passed_on_list", recipient=row.person).order_by("pk"))


def first_waiting(the_session: Session) -> Enrolment:
    return the_session.enrolments.waiting_in_order()[0]


def test_priority_of_a_newcomer_is_told_to_who_waits_and_stands_on_their_page(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(waiting=1)
    row = first_waiting(the_session)
    assert "Wie het eerst kwam, krijgt het eerst een aanbod" in order(row)
    services.enrol(
        session_id=the_session.pk, person=employee(first_name="Vroeg"), actor=hr, now=NOW, priority=Priority.HIGH,
        priority_reason="Begint morgen op de zorgafdeling",
    )  # fmt: skip
    (message,) = told(row)
    assert message.channel == "inbox"
    text = render(message, language="nl")
    assert "HR gaf voorrang aan iemand die later op de lijst kwam" in text.text
    page = sign_in(row.person).get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert "1 persoon die later kwam, gaat voor jou" in page
    assert "Na wie voorrang heeft, krijgt wie het eerst kwam het eerst een aanbod." in page
    assert "nummer <strong>2</strong>" in page
    for private in ("Vroeg", "zorgafdeling"):
        assert private not in page + text.text, "who goes first, and why, is about them"


def test_who_has_priority_reads_their_own_order(hr: Person) -> None:
    the_session = full_session(waiting=1)
    mine = services.enrol(
        session_id=the_session.pk, person=employee(), actor=hr, now=NOW, priority=Priority.HIGH, priority_reason="Nodig"
    )
    assert "Je gaat voor wie eerder kwam, omdat: Nodig" in order(mine)
    assert told(mine) == []


def test_seat_that_was_kept_for_others_is_told_with_for_whom(hr: Person) -> None:
    the_session = session(capacity=2)
    kept(the_session, 1, [FunctionGroup.MANAGER], until=NOW + timedelta(days=7))
    enrolment(session=the_session)
    row = enrolment(session=the_session, state=S.WAITING, joined_at=NOW - timedelta(days=2))
    manager = employee(function_group=FunctionGroup.MANAGER)
    newcomer = services.enrol(session_id=the_session.pk, person=manager, actor=manager, now=NOW)
    assert newcomer.state == S.BOOKED
    (message,) = told(row)
    body = render(message, language="nl").text
    assert "omdat die was gereserveerd voor" in body
    assert "leidinggevende" in body
    assert "1 persoon die later kwam, kreeg eerder een plek, omdat die was gereserveerd voor" in order(row)


def test_offer_of_a_kept_seat_is_told_to_who_waits_longer_once_a_day() -> None:
    the_session = session(capacity=1)
    share = kept(the_session, 1, [FunctionGroup.MANAGER], until=NOW + timedelta(days=7))
    seated = enrolment(session=the_session, share=share, joined_at=NOW - timedelta(days=9))
    row = enrolment(session=the_session, state=S.WAITING, joined_at=NOW - timedelta(days=3))
    managers = [
        enrolment(
            session=the_session, state=S.WAITING, share=share, joined_at=NOW - timedelta(days=2 - place),
            person=employee(function_group=FunctionGroup.MANAGER),
        )
        for place in range(2)
    ]  # fmt: skip
    services.cancel_enrolment(enrolment_id=seated.pk, actor=seated.person, now=NOW)
    offered = Enrolment.objects.get(pk=managers[0].pk)
    assert offered.state == S.OFFERED
    services.decline_offer(enrolment_id=offered.pk, actor=offered.person, now=NOW)
    assert Enrolment.objects.get(pk=managers[1].pk).state == S.OFFERED
    assert len(told(row)) == 1
    assert told(managers[1]) == [], "who comes after it in the order is not passed"


def test_who_belongs_to_whom_seats_are_kept_for_reads_that_they_can_go_first() -> None:
    the_session = session(capacity=1)
    share = kept(the_session, 1, [FunctionGroup.MANAGER], until=NOW + timedelta(days=7))
    enrolment(session=the_session, share=share)
    row = enrolment(session=the_session, state=S.WAITING, share=share, joined_at=NOW - timedelta(days=1))
    assert "Er zijn plekken gereserveerd" in order(row)


def test_who_was_away_reads_that_the_seat_went_on() -> None:
    the_session = full_session(waiting=1)
    row = first_waiting(the_session)
    Person.objects.filter(pk=row.person_id).update(away_from=NOW.date() - timedelta(days=2))
    enrolment(session=the_session, state=S.WAITING, joined_at=NOW - timedelta(days=1))
    seated = the_session.enrolments.filter(state=S.BOOKED)[0]
    services.cancel_enrolment(enrolment_id=seated.pk, actor=seated.person, now=NOW)
    assert "Toen je weg was" in order(row)


def test_nobody_is_told_when_the_first_in_line_gets_the_seat() -> None:
    the_session = full_session(waiting=2)
    seated = the_session.enrolments.get(state=S.BOOKED)
    services.cancel_enrolment(enrolment_id=seated.pk, actor=seated.person, now=NOW)
    assert not Message.objects.filter(code="training.passed_on_list").exists()
    assert "kreeg eerder een plek" not in order(first_waiting(the_session))
