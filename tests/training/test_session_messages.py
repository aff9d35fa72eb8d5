"""HR or a trainer writes to the people of a session: whom it reaches, what they read, and that it goes once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox import services as outbox
from outbox.messages import Kind, render
from outbox.models import Message, Preference
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, course, enrolment, series, session
from tests.truths import refused
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Session, SessionMessage
from training.rules.messages import in_paragraphs
from training.selectors.session_messages import messages_of
from training.services.session_messages import Written, write_to_participants

S = EnrolmentState
KIND = "training.written_to_participants"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def hr() -> Person:
    return employee(first_name="Hanneke", last_name="Smit", roles=["hr"])


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Teun", roles=["trainer"])


@pytest.fixture
def the_session(trainer: Person) -> Session:
    made = session(
        of=course(title="Prompts schrijven"), capacity=9, trainers=[trainer], link="https://vergaderen.example/1"
    )
    enrolment(session=made, person=employee(first_name="Fatima", language="nl"))
    enrolment(session=made, person=employee(first_name="Bram", language="en"))
    enrolment(session=made, person=employee(first_name="Wil"), state=S.WAITING)
    enrolment(session=made, person=employee(first_name="Olga"), state=S.OFFERED)
    enrolment(session=made, person=employee(first_name="Rik"), state=S.REQUESTED)
    enrolment(session=made, person=employee(first_name="Kees"), state=S.CANCELLED)
    return made


def write(
    to: Session,
    actor: Person,
    *,
    sent_to: str = "seats",
    subject: str = "Neem je laptop mee",
    text: str = "Er zijn er te weinig.",
    token: UUID | None = None,
    now: datetime = NOW,
) -> Written:
    return write_to_participants(
        session_id=to.pk, sent_to=sent_to, subject=subject, text=text, form_token=token or uuid4(), actor=actor, now=now
    )


def readers() -> list[str]:
    """First names of who found the message in the portal."""
    rows = Message.objects.filter(code=KIND, channel="inbox", state="sent")
    return sorted(rows.values_list("recipient__first_name", flat=True))


def text_for(name: str, language: str) -> str:
    message = Message.objects.get(code=KIND, channel="inbox", recipient__first_name=name)
    rendered = render(message, language=language)
    return f"{rendered.subject}\n\n{rendered.text}"


# --- whom it reaches --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent_to", "names"),
    [
        ("seats", ["Bram", "Fatima"]),
        ("waiting", ["Olga", "Wil"]),
        ("both", ["Bram", "Fatima", "Olga", "Wil"]),
    ],
)
def test_message_reaches_the_chosen_group_and_nobody_else(
    the_session: Session, hr: Person, sent_to: str, names: list[str]
) -> None:
    written = write(the_session, hr, sent_to=sent_to)
    assert readers() == names
    assert written.message.people == len(names)


def test_trainer_writes_too(the_session: Session, trainer: Person) -> None:
    assert write(the_session, trainer).message.sent_by == trainer


def test_colleague_and_trainer_of_another_session_cannot(the_session: Session) -> None:
    for other in (employee(), employee(roles=["trainer"])):
        with pytest.raises(RuleBroken, match="Only HR and the trainers of this session"):
            write(the_session, other)
    assert not SessionMessage.objects.exists()


def test_each_gets_a_mail_of_their_own(the_session: Session, hr: Person) -> None:
    write(the_session, hr)
    outbox.send_all_due(now=NOW)
    assert sorted(len(each.recipients()) for each in mail.outbox) == [1, 1]
    assert {each.subject for each in mail.outbox} == {"Neem je laptop mee"}
    assert not any("fatima" in str(each.message()).lower() for each in mail.outbox if "Bram" in str(each.body))


def test_message_goes_out_at_night(the_session: Session, hr: Person) -> None:
    """Like that a session moved: it is no reminder, so quiet hours do not hold it."""
    night = NOW.replace(hour=23)
    assert outbox.is_quiet(night)
    write(the_session, hr, now=night)
    mails = Message.objects.filter(code=KIND, channel="mail")
    assert {(each.kind, each.not_before) for each in mails} == {(Kind.CONFIRMATION, night)}
    outbox.send_all_due(now=night)
    assert len(mail.outbox) == 2


def test_who_gets_no_mail_is_counted_and_finds_it_in_the_portal(the_session: Session, hr: Person) -> None:
    enrolment(session=the_session, person=employee(first_name="Geen", email=None))
    off = employee(first_name="Uit")
    Preference.objects.create(person=off, topic="confirmation", channel="mail", switched_off_at=NOW)
    away = employee(first_name="Weg", away_from=NOW.date() - timedelta(days=1))
    gone = employee(first_name="Vertrokken", left_on=NOW.date() - timedelta(days=1))
    for person in (off, away, gone):
        enrolment(session=the_session, person=person, walked_in=True, state=S.ATTENDED)
    written = write(the_session, hr)
    assert readers() == ["Bram", "Fatima", "Geen", "Uit", "Weg"]
    assert (written.message.people, written.message.portal_only) == (5, 2)
    assert written.reach is not None
    said = " ".join(written.reach.in_words)
    assert "1 person has no e-mail address" in said
    assert "1 person has switched off e-mail like this" in said
    assert "1 person is away" in said
    assert "1 person no longer works here" in said
    outbox.send_all_due(now=NOW)
    assert {each.recipients()[0].partition("@")[0] for each in mail.outbox} == {
        str(row.person.email).partition("@")[0]
        for row in the_session.enrolments.select_related("person")
        if row.person.first_name in ("Bram", "Fatima")
    }


def test_reach_says_that_there_is_no_mail_server(the_session: Session, hr: Person, settings: object) -> None:
    setattr(settings, "MAIL_IS_SET_UP", False)  # noqa: B010 - the fixture has no types
    reach = write(the_session, hr).reach
    assert reach is not None
    assert reach.in_words == ["This portal sends no e-mail yet."]


def test_nobody_of_the_group_works_here_any_more(hr: Person) -> None:
    made = session(starts_at=NOW - timedelta(days=3))
    gone = employee(left_on=NOW.date() - timedelta(days=1))
    enrolment(session=made, person=gone, state=S.ATTENDED)
    with pytest.raises(RuleBroken, match="None of these people"):
        write(made, hr)


# --- what they read ---------------------------------------------------------------------------------------------------
def test_text_stays_as_written_and_the_rest_is_in_the_language_of_the_reader(the_session: Session, hr: Person) -> None:
    write(the_session, hr, text="Hallo,\r\nDit neem je mee:\r\n- laptop\r\n- pas\r\nTot dan!")
    assert text_for("Fatima", "nl") == (
        "Neem je laptop mee\n\n"
        "Hanneke de Smit schrijft je over Prompts schrijven op maandag 16 november:\n\n"
        "Hallo,\n\nDit neem je mee:\n\n- laptop\n- pas\n\nTot dan!\n\n"
        "Je krijgt dit bericht omdat je een plek hebt in deze sessie:\n\n"
        "- maandag 16 november 2026\n- van 10.00 tot 11.30\n- Leslokaal 1\n- https://vergaderen.example/1"
    )
    english = text_for("Bram", "en")
    assert "Hanneke de Smit writes to you about Prompts schrijven (English) on Monday 16 November:" in english
    assert "- laptop\n- pas\n\nTot dan!" in english
    assert "You get this message because you have a seat in this session:" in english


@pytest.mark.parametrize(
    ("name", "reason"),
    [("Wil", "on the waiting list of this session"), ("Olga", "a seat in this session is held for you")],
)
def test_who_waits_reads_why_and_gets_no_link(the_session: Session, hr: Person, name: str, reason: str) -> None:
    write(the_session, hr, sent_to="both")
    text = text_for(name, "en")
    assert reason in text
    assert "vergaderen.example" not in text


def test_excerpt_in_the_inbox_is_what_was_written(the_session: Session, hr: Person) -> None:
    write(the_session, hr)
    message = Message.objects.get(code=KIND, channel="inbox", recipient__first_name="Bram")
    assert render(message, language="en").excerpt == "Er zijn er te weinig."


def test_nothing_that_somebody_types_becomes_markup(the_session: Session, hr: Person) -> None:
    write(
        the_session,
        hr,
        subject="<b>Let op</b>\r\nBcc: iedereen@kwaad.example",
        text='<script>alert(1)</script> {{ first_name }} {% include "base.html" %} https://voorbeeld.example/les',
    )
    outbox.send_all_due(now=NOW)
    (first, *_others) = mail.outbox
    assert first.subject == "<b>Let op</b> Bcc: iedereen@kwaad.example"
    assert len(first.recipients()) == 1
    page = str(first.alternatives[0][0])  # type: ignore[attr-defined]
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ first_name }} {% include" in page
    assert 'href="https://voorbeeld.example/les"' in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Een\nTwee", "Een\n\nTwee"),
        ("Een\n\n\nTwee", "Een\n\nTwee"),
        ("Neem mee:\n- laptop\n- pas\nTot dan", "Neem mee:\n\n- laptop\n- pas\n\nTot dan"),
        ("- laptop\n\n- pas", "- laptop\n- pas"),
        ("  Een  ", "Een"),
    ],
    ids=["lines", "empty-lines", "list", "list-with-room", "white"],
)
def test_lines_stay_lines(typed: str, kept: str) -> None:
    assert in_paragraphs(typed) == kept


# --- cancelled, over, nobody ------------------------------------------------------------------------------------------
def test_who_lost_a_seat_with_the_session_can_be_written_to(the_session: Session, hr: Person) -> None:
    services.cancel_session(session_id=the_session.pk, reason="Ziek", actor=hr, now=NOW)
    write(the_session, hr, sent_to="cancelled")
    assert readers() == ["Bram", "Fatima", "Olga", "Rik", "Wil"]
    assert "The session is cancelled:" in text_for("Bram", "en")
    with pytest.raises(RuleBroken, match="Nobody is in that group"):
        write(the_session, hr, sent_to="seats")


def test_who_had_a_seat_can_be_written_to_for_thirty_days(hr: Person) -> None:
    over = session(starts_at=NOW - timedelta(days=20))
    enrolment(session=over, person=employee(first_name="Anna"), state=S.ATTENDED)
    enrolment(session=over, person=employee(first_name="Noor"), state=S.NO_SHOW)
    write(over, hr)
    assert readers() == ["Anna", "Noor"]
    assert "because you had a seat in this session:" in text_for("Anna", "en")
    long_over = session(starts_at=NOW - timedelta(days=31))
    enrolment(session=long_over, state=S.ATTENDED)
    with pytest.raises(RuleBroken, match="more than 30 days ago"):
        write(long_over, hr)


def test_between_two_meetings_people_still_have_their_seat(hr: Person) -> None:
    under_way = series(-1, 1)
    enrolment(session=under_way, person=employee(first_name="Anna"))
    write(under_way, hr)
    text = text_for("Anna", "en")
    assert "because you have a seat" in text
    assert "Meeting 2: Monday 9 November 2026" in text


def test_nobody_to_write_to_is_said(hr: Person) -> None:
    with pytest.raises(RuleBroken, match="Nobody has a seat or waits for one"):
        write(session(), hr)


@pytest.mark.parametrize(
    ("subject", "text", "field"), [("", "Iets", "subject"), (" ", "Iets", "subject"), ("Iets", "\n", "text")]
)
def test_message_says_something(the_session: Session, hr: Person, subject: str, text: str, field: str) -> None:
    with pytest.raises(RuleBroken) as met:
        write(the_session, hr, subject=subject, text=text)
    assert met.value.field == field


# --- once, and kept ---------------------------------------------------------------------------------------------------
def test_second_press_of_the_button_sends_nothing(the_session: Session, hr: Person) -> None:
    token = uuid4()
    first, second = write(the_session, hr, token=token), write(the_session, hr, token=token)
    assert (second.message, second.reach) == (first.message, None)
    assert readers() == ["Bram", "Fatima"]
    assert AuditEvent.objects.filter(action="session.participants_written_to").count() == 1


def test_two_people_who_write_at_once_both_reach_everybody(the_session: Session, hr: Person, trainer: Person) -> None:
    token = uuid4()
    write(the_session, hr, token=token)
    write(the_session, trainer, token=token)
    assert readers() == ["Bram", "Bram", "Fatima", "Fatima"]


def test_log_says_who_wrote_and_nothing_of_what(the_session: Session, hr: Person) -> None:
    write(the_session, hr, subject="Geheim", text="Geheim")
    event = AuditEvent.objects.get(action="session.participants_written_to")
    assert (event.actor, event.object_id, event.fields, event.reason) == (hr, str(the_session.public_id), [], "")


def test_page_of_the_session_reads_what_was_written(the_session: Session, hr: Person) -> None:
    enrolment(session=the_session, person=employee(email=None))
    write(the_session, hr)
    (sent,) = messages_of(the_session)
    assert sent.by_whom == "2 November 2026, 10:00, by Hanneke de Smit"
    assert sent.in_words == "Everyone with a seat: 3 people, of whom 1 in the portal only."


def test_writer_finds_it_among_what_is_held_about_them(the_session: Session, hr: Person) -> None:
    write(the_session, hr)
    held = {str(each.title): each.rows for each in selectors.data_about(hr)}
    assert [row.value for row in held["What you wrote to participants"]] == ["Neem je laptop mee"]


def test_four_hundred_people_cost_no_more_queries_than_four(hr: Person) -> None:
    assert hr.has_role("hr")
    counts = []
    for number in (4, 400):
        made = session(capacity=number)
        for _person in range(number):
            enrolment(session=made)
        with CaptureQueriesContext(connection) as captured:
            assert write(made, hr).message.people == number
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] < 20


# --- truths of the database -------------------------------------------------------------------------------------------
def made(the_session: Session, hr: Person, **fields: object) -> SessionMessage:
    values: dict[str, object] = {
        "session": the_session, "sent_to": "seats", "subject": "Iets", "text": "Iets", "people": 1, "sent_by": hr,
        "sent_at": NOW, "form_token": uuid4(),
    }  # fmt: skip
    return SessionMessage.objects.create(**{**values, **fields})


@pytest.mark.parametrize(
    ("truth", "fields"),
    [
        ("training_sessionmessage_group_known", {"sent_to": "all"}),
        ("training_sessionmessage_says_something", {"text": ""}),
        ("training_sessionmessage_says_something", {"subject": ""}),
        ("training_sessionmessage_reaches_somebody", {"people": 0}),
        ("training_sessionmessage_reaches_somebody", {"portal_only": 2}),
    ],
)
def test_database_refuses_what_is_no_message(
    the_session: Session, hr: Person, truth: str, fields: dict[str, object]
) -> None:
    with refused(truth):
        made(the_session, hr, **fields)


def test_database_keeps_one_message_for_a_preview(the_session: Session, hr: Person) -> None:
    kept = made(the_session, hr)
    with refused("training_sessionmessage_once"):
        made(the_session, hr, form_token=kept.form_token)


def test_what_was_sent_cannot_be_changed_or_taken_away(the_session: Session, hr: Person) -> None:
    kept = made(the_session, hr)
    with refused("training_sessionmessage_append_only"):
        SessionMessage.objects.filter(pk=kept.pk).update(text="Iets anders")
    with refused("training_sessionmessage_append_only"):
        SessionMessage.objects.filter(pk=kept.pk).delete()


def test_message_goes_after_thirteen_months_and_no_sooner(the_session: Session, hr: Person) -> None:
    old = made(the_session, hr, sent_at=NOW - timedelta(days=500))
    young = made(the_session, hr, sent_at=NOW - timedelta(days=390))
    assert services.enforce_terms(now=NOW)["training.session_message"] == 1
    assert list(SessionMessage.objects.all()) == [young]
    assert old.pk != young.pk
