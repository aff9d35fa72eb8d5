"""The pages on which HR or a trainer writes to the people of a session: form, preview, one button."""

import html
import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from outbox.models import Message
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, course, enrolment, session
from tests.training.pages import SignIn, address
from training.choices import EnrolmentState
from training.models import Session, SessionMessage
from training.rules.messages import MOST_SUBJECT, MOST_TEXT

S = EnrolmentState
TYPED = {"sent_to": "seats", "subject": "Neem je laptop mee", "text": "Er zijn er te weinig.\r\nTot dan!"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Teun", roles=["trainer"], language="en")


@pytest.fixture
def the_session(trainer: Person) -> Session:
    made = session(of=course(title="Prompts schrijven"), trainers=[trainer])
    enrolment(session=made)
    enrolment(session=made, person=employee(email=None))
    enrolment(session=made, state=S.WAITING)
    return made


def url_of(the_session: Session) -> str:
    return address("session_write", session_id=the_session.public_id)


def hidden(page: str) -> dict[str, str]:
    """Return what the preview sends on, as a browser does."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def page_of(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def previewed(client: Client, the_session: Session, **typed: str) -> HttpResponse:
    return client.post(url_of(the_session), {**TYPED, "step": "preview", **typed})


def sent(client: Client, the_session: Session, preview: HttpResponse) -> HttpResponse:
    return client.post(url_of(the_session), {**hidden(preview.content.decode()), "step": "send"}, follow=True)


def test_form_says_to_whom_and_in_which_language(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    page = page_of(sign_in(trainer).get(url_of(the_session)))
    assert "Everyone with a seat (2 people)" in page
    assert "Everyone waiting for a seat or offered one (1 person)" in page
    assert "your text stays as you write it. Up to 4000 characters." in page
    # A browser that cuts what is pasted would lose it without a word.
    assert "maxlength" not in page
    assert "data-leave" in page


def test_form_is_dutch_for_who_reads_dutch(sign_in: SignIn, the_session: Session, hr: Person) -> None:
    page = page_of(sign_in(hr).get(url_of(the_session)))
    assert "Schrijf aan de deelnemers" in page
    assert "Iedereen met een plek (2 mensen)" in page


def test_preview_shows_the_message_and_sends_nothing(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    answer = previewed(sign_in(trainer), the_session)
    page = page_of(answer)
    assert answer.status_code == 200
    assert "It goes to 2 people." in page
    assert "1 person has no e-mail address, and finds it in the portal." in page
    assert "<p>Er zijn er te weinig.</p>" in page
    assert "Teun" in page
    assert "You get this message because you have a seat in this session:" in page
    assert "Je krijgt dit bericht omdat je een plek hebt in deze sessie:" in page
    assert "Dag [voornaam]," in page
    assert not SessionMessage.objects.exists()
    assert not Message.objects.exists()


def test_one_button_sends_what_the_preview_showed(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    page = page_of(sent(client, the_session, previewed(client, the_session)))
    kept = SessionMessage.objects.get()
    assert (kept.text, kept.subject, kept.sent_by) == ("Er zijn er te weinig.\nTot dan!", "Neem je laptop mee", trainer)
    assert "Your message went to 2 people. 1 person has no e-mail address, and finds it in the portal." in page
    assert "Everyone with a seat: 2 people, of whom 1 in the portal only." in page
    assert f"2 November 2026, 10:00, by {trainer.full_name}" in page


def test_second_press_says_that_it_was_sent_already(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    preview = previewed(client, the_session)
    sent(client, the_session, preview)
    assert "It was not sent again." in page_of(sent(client, the_session, preview))
    assert SessionMessage.objects.count() == 1
    assert Message.objects.filter(channel="inbox").count() == 2


def test_same_text_from_a_new_preview_is_another_message(
    sign_in: SignIn, the_session: Session, trainer: Person
) -> None:
    client = sign_in(trainer)
    for _time in range(2):
        sent(client, the_session, previewed(client, the_session))
    assert SessionMessage.objects.count() == 2


def test_preview_says_that_the_same_message_was_sent(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    first = previewed(client, the_session)
    assert "This same message was sent" not in page_of(first)
    sent(client, the_session, first)
    again = page_of(previewed(client, the_session))
    assert "This same message was sent on" in again
    assert "2 November 2026, 10:00" in again
    assert "This same message was sent" not in page_of(previewed(client, the_session, text="Iets anders"))


def test_what_was_typed_is_there_again_to_change(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    fields = hidden(previewed(client, the_session).content.decode())
    answer = client.post(url_of(the_session), {**fields, "step": "change"})
    page = page_of(answer)
    assert answer.status_code == 200
    assert 'value="Neem je laptop mee"' in page
    assert "Er zijn er te weinig.\r\nTot dan!</textarea>" in page


@pytest.mark.parametrize("token", ["", "x", "\x00"], ids=["none", "made-up", "null"])
def test_without_a_preview_nothing_is_sent(sign_in: SignIn, the_session: Session, trainer: Person, token: str) -> None:
    answer = sign_in(trainer).post(url_of(the_session), {**TYPED, "step": "send", "token": token})
    assert answer.status_code == 200
    assert "It goes to 2 people." in page_of(answer)
    assert not SessionMessage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"subject": " "}, "Say what it is about."),
        ({"text": "\r\n"}, "Write your message."),
        ({"sent_to": ""}, "Choose who to write to."),
        ({"sent_to": "cancelled"}, "Nobody is in that group any more."),
        ({"subject": "x" * (MOST_SUBJECT + 1)}, "This has 121 characters. Make it 120 or fewer."),
        ({"text": "x" * (MOST_TEXT + 1)}, "This has 4001 characters. Make it 4000 or fewer."),
        ({"text": "a\x00b"}, "Null characters"),
    ],
    ids=["no-subject", "no-text", "no-group", "other-group", "long-subject", "long-text", "null"],
)
def test_what_is_wrong_is_said_before_and_after_the_preview(
    sign_in: SignIn, the_session: Session, trainer: Person, typed: dict[str, str], words: str
) -> None:
    client = sign_in(trainer)
    for step in ("preview", "send"):
        answer = client.post(url_of(the_session), {**TYPED, "step": step, **typed})
        assert answer.status_code == 422
        assert words in page_of(answer)
    assert not SessionMessage.objects.exists()


def test_ends_of_lines_count_once(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    text = "\r\n".join(["x" * 39] * (MOST_TEXT // 40))
    assert len(text) > MOST_TEXT
    assert previewed(sign_in(trainer), the_session, text=text).status_code == 200


def test_markup_stays_text(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    preview = previewed(client, the_session, text="<script>alert(1)</script>", subject="<b>Let op</b>")
    assert "<script>alert" not in preview.content.decode()
    page = sent(client, the_session, preview).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>Let op" not in page


def test_group_that_is_empty_by_now_is_said(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client = sign_in(trainer)
    preview = previewed(client, the_session, sent_to="waiting")
    the_session.enrolments.filter(state=S.WAITING).update(state=S.CANCELLED, ending="left_list")
    answer = sent(client, the_session, preview)
    assert answer.status_code == 422
    assert "Nobody is in that group any more." in page_of(answer)


def test_both_groups_are_told_apart_in_the_preview(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    page = page_of(previewed(sign_in(trainer), the_session, sent_to="both"))
    assert "It goes to 3 people." in page
    assert "Every message says why its reader gets it." in page


def test_session_without_people_says_why_nobody_can_be_written_to(sign_in: SignIn, trainer: Person) -> None:
    client, empty = sign_in(trainer), session(trainers=[trainer])
    words = "Nobody has a seat or waits for one, so there is nobody to write to."
    assert words in page_of(client.get(url_of(empty)))
    page = page_of(client.get(address("session_detail", session_id=empty.public_id)))
    assert words in page
    assert url_of(empty) not in page
    assert client.post(url_of(empty), {**TYPED, "step": "preview"}).status_code == 422


def test_session_long_over_takes_no_more_messages(sign_in: SignIn, trainer: Person) -> None:
    over = session(trainers=[trainer], starts_at=NOW - timedelta(days=40))
    enrolment(session=over, state=S.ATTENDED)
    client = sign_in(trainer)
    assert "more than 30 days ago" in page_of(client.get(url_of(over)))
    assert previewed(client, over).status_code == 422


def test_page_of_the_session_leads_there(sign_in: SignIn, the_session: Session, hr: Person) -> None:
    page = page_of(sign_in(hr).get(address("session_detail", session_id=the_session.public_id)))
    assert url_of(the_session) in page


def test_nobody_else_writes_or_finds_the_page(sign_in: SignIn, the_session: Session) -> None:
    for other in (employee(), employee(roles=["trainer"]), employee(roles=["programme_office"])):
        client = sign_in(other)
        assert client.get(url_of(the_session)).status_code == 403
        assert client.post(url_of(the_session), {**TYPED, "step": "send"}).status_code == 403
    draft = session(of=course(published=False))
    assert sign_in(employee()).get(url_of(draft)).status_code == 404
