"""What training puts into people's own calendars: by mail, and behind a secret address."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from outbox.models import Message
from outbox.services import send_due
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, session
from tests.training.pages import SignIn, address
from training import selectors, services
from training.choices import EnrolmentState
from training.models import CalendarFeed, Enrolment, Session

S = EnrolmentState


def enrol(person: Person, in_session: Session) -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=person, now=NOW)


def invitations(recipient: Person) -> list[tuple[str, Any]]:
    """Send what waits; return method and event of each mail to somebody that has one, in the order of sending."""
    mail.outbox.clear()
    Message.objects.filter(channel="mail").update(not_before=NOW, planned_for=NOW)
    send_due(now=NOW + timedelta(minutes=1))
    found = []
    for each in mail.outbox:
        if each.to != [recipient.email]:
            continue
        for content, mimetype in each.alternatives:
            if mimetype.startswith("text/calendar"):
                calendar = Calendar.from_ical(content)
                assert f"method={calendar['method']}" in mimetype
                found.append((str(calendar["method"]), calendar.walk("VEVENT")[0]))
    return found


@pytest.mark.django_db(transaction=True)
def test_seat_comes_into_the_calendar_moves_there_and_is_taken_out(hr: Person) -> None:
    person, the_session = employee(language="en"), session(link="https://vergaderen.example/1", place="")
    row = enrol(person, the_session)
    ((method, event),) = invitations(person)
    assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", str(row.calendar_uid), 0)
    assert str(event["summary"]) == str(the_session.course.title_en)
    assert event["dtstart"].dt == IN_TWO_WEEKS

    later = IN_TWO_WEEKS + timedelta(hours=3)
    services.edit_session(
        session_id=the_session.pk, starts_at=later, ends_at=later + timedelta(hours=1), place="", trainers=[],
        link=the_session.link, capacity=2, enrol_from=None, enrol_until=None, actor=hr, now=NOW,
    )  # fmt: skip
    ((method, event),) = invitations(person)
    assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", str(row.calendar_uid), 1)
    assert event["dtstart"].dt == later

    services.cancel_session(session_id=the_session.pk, reason="Ziek", actor=hr, now=NOW)
    ((method, event),) = invitations(person)
    assert (method, str(event["uid"]), event["sequence"]) == ("CANCEL", str(row.calendar_uid), 2)


@pytest.mark.django_db(transaction=True)
def test_who_enrols_again_gets_another_entry() -> None:
    person, the_session = employee(), session()
    first = enrol(person, the_session)
    said = invitations(person)
    services.cancel_enrolment(enrolment_id=first.pk, actor=person, now=NOW)
    said += invitations(person)
    again = enrol(person, the_session)
    said += invitations(person)
    assert [(method, str(event["uid"]), event["sequence"]) for method, event in said] == [
        ("REQUEST", str(first.calendar_uid), 0),
        ("CANCEL", str(first.calendar_uid), 1),
        ("REQUEST", str(again.calendar_uid), 0),
    ]
    assert first.calendar_uid != again.calendar_uid


@pytest.mark.django_db(transaction=True)
def test_who_waits_or_asks_has_nothing_in_the_calendar(hr: Person) -> None:
    waits, asks = employee(), employee()
    full = session(capacity=1)
    enrolment(session=full)
    enrol(waits, full)
    enrol(asks, session(of=course(cost_cents=9_500)))
    services.cancel_session(session_id=full.pk, reason="Ziek", actor=hr, now=NOW)
    assert invitations(waits) == []
    assert invitations(asks) == []


@pytest.mark.django_db(transaction=True)
def test_mail_with_an_entry_is_well_formed() -> None:
    person = employee(first_name="Zoë")
    enrol(person, session())
    invitations(person)
    message = mail.outbox[-1].message()
    parts = [(part.get_content_type(), part.get_param("method")) for part in message.walk()]
    assert ("text/calendar", "REQUEST") in parts
    assert [part.get_filename() for part in message.walk() if part.get_filename()] == ["invite.ics"]


# --- the address ------------------------------------------------------------------------------------------------------
def read(client: Client, secret: str) -> Any:
    return client.get(address("calendar_feed", secret=secret))


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_address_gives_own_sessions_to_a_calendar_program_without_a_password(client: Client) -> None:
    person, trainer = employee(), employee()
    mine = enrolment(session=session(trainers=[trainer]), person=person)
    offered = enrolment(session=session(link="https://geheim.example/1"), person=person, state=S.OFFERED)
    enrolment(session=session(), person=person, state=S.WAITING)
    enrolment(session=session(), person=employee())
    secret = services.make_calendar_feed(person=person, now=NOW)
    answer = read(client, secret)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    stands = {str(event["uid"]): str(event["status"]) for event in events}
    assert stands == {str(mine.calendar_uid): "CONFIRMED", str(offered.calendar_uid): "TENTATIVE"}
    assert b"geheim.example" not in answer.content, "the link is for who has a seat"
    given = read(client, services.make_calendar_feed(person=trainer, now=NOW))
    assert len(Calendar.from_ical(given.content).walk("VEVENT")) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_address_that_is_renewed_ended_or_guessed_opens_nothing(client: Client, hr: Person) -> None:
    person = employee()
    first = services.make_calendar_feed(person=person, now=NOW)
    second = services.make_calendar_feed(person=person, now=NOW)
    assert [read(client, each).status_code for each in (first, second, "geraden")] == [404, 200, 404]
    assert not CalendarFeed.objects.filter(token_hash__in=[first, second]).exists(), "only a hash is kept"
    services.end_calendar_feed(person=person, now=NOW)
    services.end_calendar_feed(person=person, now=NOW)
    assert read(client, second).status_code == 404
    third = services.make_calendar_feed(person=person, now=NOW)
    services.apply_departure(person_id=person.pk, on=NOW.date() + timedelta(days=30), actor=hr, now=NOW)
    assert read(client, third).status_code == 200, "who leaves next month still works here"
    Person.objects.filter(pk=person.pk).update(left_on=NOW.date())
    assert read(client, third).status_code == 404
    services.enforce_terms(now=NOW)
    assert not CalendarFeed.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(("language", "once"), [("nl", "maar één keer"), ("en", "shown this once")])
def test_address_is_shown_once(sign_in: SignIn, language: str, once: str) -> None:
    person = employee(language=language)
    client = sign_in(person)
    assert address("calendar") in client.get(address("my_training")).content.decode()
    made = client.post(address("calendar_make"), {"upon": ""})
    page = made.content.decode()
    assert client.post(address("calendar_make"), {"upon": ""}).status_code == 302, "sent again by a reload"
    assert once in page
    assert made.context["address"] in page
    assert read(Client(), made.context["address"].rsplit("/", 1)[1].removesuffix(".ics")).status_code == 200
    assert made.context["address"] not in client.get(address("calendar")).content.decode()
    held = [each.rows for each in selectors.data_about(person) if "agenda" in str(each.title)]
    assert len(held[0]) == 1
    assert client.post(address("calendar_end")).status_code == 302
    assert not CalendarFeed.objects.exists()


@pytest.mark.django_db
def test_feed_looks_back_three_months() -> None:
    person = employee()
    long_ago, lately = (session(starts_at=NOW - timedelta(days=days)) for days in (95, 80))
    for each in (long_ago, lately):
        enrolment(session=each, person=person, state=S.ATTENDED)
    found = [entry.starts_at for entry in selectors.entries_of(person, now=NOW)]
    assert found == [lately.starts_at]
    assert all(isinstance(each, datetime) for each in found)
