"""Pages of training as an employee sees them: catalogue, course, seat, in both languages."""

from datetime import timedelta

import pytest
from django.test import Client

from outbox.messages import MessageKind, render, render_kind
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    course,
    enrolment,
    full_session,
    requirement,
    session,
)
from tests.training.pages import SignIn, address, page_of
from training.choices import EnrolmentState
from training.messages import EnrolmentCancelled, SeatBooked, SeatOffered, WaitingListJoined, facts_of
from training.models import Enrolment

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


KINDS: dict[str, type[MessageKind]] = {
    "seat_booked": SeatBooked,
    "waiting_list_joined": WaitingListJoined,
    "seat_offered": SeatOffered,
    "enrolment_cancelled": EnrolmentCancelled,
}


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(address("course_list")).status_code == 302


def test_catalogue_shows_published_courses_with_free_seats(sign_in: SignIn, colleague: Person) -> None:
    session(of=course(title="AI in mijn werk"), capacity=4)
    course(title="Nog niet klaar", published=False)
    page = sign_in(colleague).get(address("course_list")).content.decode()
    assert "AI in mijn werk" in page
    assert "4 plekken vrij" in page
    assert "Nog niet klaar" not in page


def test_catalogue_speaks_english(sign_in: SignIn) -> None:
    session(of=course(title="AI in mijn werk"), capacity=4)
    page = sign_in(employee(language="en")).get(address("course_list")).content.decode()
    assert "AI in mijn werk (English)" in page
    assert "4 seats free" in page


def test_search_answers_as_a_fragment(sign_in: SignIn, colleague: Person) -> None:
    course(title="Brieven schrijven")
    course(title="Veilig werken")
    answer = sign_in(colleague).get(address("course_list"), {"text": "brief"}, headers={"HX-Request": "true"})
    fragment = answer.content.decode()
    assert "<html" not in fragment
    assert "Veilig werken" not in fragment
    assert "HX-Request" in answer["Vary"]


def test_filters_that_do_not_exist_ask_nothing(sign_in: SignIn, colleague: Person) -> None:
    course(title="Brieven schrijven")
    asked = {"theme": "x", "scope": "'", "sort": "-", "page": "0", "text": "\x00"}
    page = sign_in(colleague).get(address("course_list"), asked)
    assert page.status_code == 200


def test_required_course_says_why_and_by_when(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    requirement(of=the_course)
    page = sign_in(colleague).get(address("course_detail", course_id=the_course.public_id)).content.decode()
    assert "Iedereen die met AI werkt" in page
    assert "31 december 2026" in page


def test_draft_is_not_found_by_an_employee_and_found_by_hr(sign_in: SignIn, colleague: Person, hr: Person) -> None:
    url = address("course_detail", course_id=course(published=False).public_id)
    assert sign_in(colleague).get(url).status_code == 404
    assert sign_in(hr).get(url).status_code == 200


def test_employee_enrols_and_sees_the_seat(sign_in: SignIn, colleague: Person) -> None:
    the_session = session()
    answer = sign_in(colleague).post(address("enrol", session_id=the_session.public_id), follow=True)
    assert answer.status_code == 200
    assert "Je hebt een plek" in answer.content.decode()
    assert Enrolment.objects.get().state == S.BOOKED


def test_broken_rule_is_said_in_words(sign_in: SignIn, colleague: Person) -> None:
    the_session = session(enrol_until=NOW)
    answer = sign_in(colleague).post(address("enrol", session_id=the_session.public_id))
    assert answer.status_code == 422


def test_page_of_who_waits_shows_the_place(sign_in: SignIn) -> None:
    the_session = full_session(waiting=2)
    last = list(the_session.enrolments.waiting_in_order())[-1]
    page = sign_in(last.person).get(address("enrolment_detail", enrolment_id=last.public_id)).content.decode()
    assert "nummer <strong>2</strong>" in page


def test_offer_is_accepted_on_its_page(sign_in: SignIn) -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    client = sign_in(offered.person)
    assert "Ja" in client.get(address("enrolment_detail", enrolment_id=offered.public_id)).content.decode()
    assert client.get(address("accept_offer", enrolment_id=offered.public_id)).status_code == 405
    client.post(address("accept_offer", enrolment_id=offered.public_id))
    offered.refresh_from_db()
    assert offered.state == S.BOOKED


@pytest.mark.parametrize(
    ("language", "waits", "means"),
    [
        ("nl", True, "aangeboden aan wie nu aan de beurt is"),
        ("nl", False, "Je plek komt vrij"),
        ("en", True, "offered to who waits next"),
        ("en", False, "Your seat comes free"),
    ],
)
def test_offer_is_left_only_after_it_was_asked_once_more(
    sign_in: SignIn, language: str, waits: bool, means: str
) -> None:
    of = session(capacity=1)
    offered = enrolment(session=of, person=employee(language=language), state=S.OFFERED)
    if waits:
        enrolment(session=of, state=S.WAITING)
    client, url = sign_in(offered.person), address("decline_offer", enrolment_id=offered.public_id)
    page = client.get(address("enrolment_detail", enrolment_id=offered.public_id)).content.decode()
    assert f'href="{url}"' in page
    assert f'action="{url}"' not in page
    assert means in client.get(url).content.decode()
    offered.refresh_from_db()
    assert offered.state == S.OFFERED
    assert client.post(url).status_code == 302
    offered.refresh_from_db()
    assert offered.ending == "offer_declined"
    assert client.get(url).status_code == 302


def test_offer_that_has_ended_asks_nothing_more(sign_in: SignIn) -> None:
    late = enrolment(session=session(), state=S.OFFERED, offer_expires_at=NOW)
    answer = sign_in(late.person).get(address("decline_offer", enrolment_id=late.public_id))
    assert answer.headers["Location"] == address("enrolment_detail", enrolment_id=late.public_id)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_of_a_course_shows_a_request_that_was_declined_until_one_asks_anew(sign_in: SignIn, language: str) -> None:
    of = session(of=course(approval="always"))
    row = enrolment(session=of, person=employee(language=language), state=S.DECLINED, decision_reason="Geen budget.")
    client, url = sign_in(row.person), address("enrolment_detail", enrolment_id=row.public_id)
    page = page_of(client, of.course)
    says_no = {"nl": "zei nee: Geen budget.", "en": "said no: Geen budget."}[language]
    assert f"{row.decided_by.full_name} {says_no}" in page  # type: ignore[union-attr]
    assert url in page
    assert address("enrol", session_id=of.public_id) in page
    assert says_no not in page_of(sign_in(employee(language=language)), of.course)
    enrolment(session=session(of=of.course), person=row.person, state=S.WAITING, joined_at=NOW)
    assert says_no not in page_of(client, of.course)


def test_page_of_a_course_forgets_what_was_declined_once_the_day_is_over(sign_in: SignIn) -> None:
    past = session(starts_at=NOW - timedelta(days=1))
    row = enrolment(session=past, state=S.DECLINED)
    assert "zei nee" not in page_of(sign_in(row.person), past.course)


@pytest.mark.parametrize("name", ["enrolment_detail", "cancel_enrolment"])
def test_enrolment_of_somebody_else_is_not_found(sign_in: SignIn, colleague: Person, name: str) -> None:
    seat = enrolment(session=session())
    assert sign_in(colleague).get(address(name, enrolment_id=seat.public_id)).status_code == 404


@pytest.mark.parametrize("name", ["accept_offer", "decline_offer", "cancel_enrolment"])
def test_enrolment_of_somebody_else_is_not_answered(sign_in: SignIn, colleague: Person, name: str) -> None:
    offered = enrolment(session=session(), state=S.OFFERED)
    assert sign_in(colleague).post(address(name, enrolment_id=offered.public_id)).status_code == 404
    offered.refresh_from_db()
    assert offered.state == S.OFFERED


def test_own_enrolment_is_cancelled_after_a_question(sign_in: SignIn) -> None:
    seat = enrolment(session=session())
    client, url = sign_in(seat.person), address("cancel_enrolment", enrolment_id=seat.public_id)
    assert client.get(url).status_code == 200
    client.post(url)
    seat.refresh_from_db()
    assert seat.state == S.CANCELLED


@pytest.mark.parametrize(
    ("language", "waits", "comes_free"),
    [
        ("nl", "gaat naar wie erop wacht", "komt vrij"),
        ("en", "goes to who waits for it", "comes free"),
    ],
)
def test_giving_up_a_seat_says_who_gets_it_only_when_somebody_waits(
    sign_in: SignIn, language: str, waits: str, comes_free: str
) -> None:
    with_list = enrolment(session=session(capacity=1), person=employee(language=language))
    enrolment(session=with_list.session, state=S.WAITING)
    without = enrolment(session=session(capacity=1), person=employee(language=language))
    hr = employee(language=language, roles=[Role.HR])
    for seat, said in ((with_list, waits), (without, comes_free)):
        for reader in (seat.person, hr):
            page = sign_in(reader).get(address("cancel_enrolment", enrolment_id=seat.public_id)).content.decode()
            assert [each for each in (waits, comes_free) if each in page] == [said]


@pytest.mark.parametrize(
    ("list_is", "words"), [(1, "de plek gaat naar wie nu aan de beurt is"), (0, "de plek is weer vrij")]
)
def test_message_after_giving_up_a_seat_says_who_gets_it_only_when_somebody_waits(
    sign_in: SignIn, list_is: int, words: str
) -> None:
    held = full_session(waiting=list_is)
    seat = held.enrolments.get(state=S.BOOKED)
    sign_in(seat.person).post(address("cancel_enrolment", enrolment_id=seat.public_id))
    told = Message.objects.get(recipient=seat.person, code="training.enrolment_cancelled", channel="inbox")
    assert words in render(told, language="nl").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"enrol_until": NOW}, "De inschrijving is gesloten"),
        ({"enrol_from": NOW + timedelta(days=1)}, "Je kunt je inschrijven vanaf"),
    ],
)
def test_closed_session_has_no_button_and_says_why(
    sign_in: SignIn, colleague: Person, fields: dict[str, object], words: str
) -> None:
    closed = session(**fields)  # type: ignore[arg-type]
    page = page_of(sign_in(colleague), closed.course)
    assert words in page
    assert address("enrol", session_id=closed.public_id) not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [(S.BOOKED, "Verplaats je plek hierheen"), (S.OFFERED, "Je hebt een plek in een andere sessie")],
)
def test_who_has_a_seat_gets_no_second_one_in_another_session(
    sign_in: SignIn, colleague: Person, state: str, words: str
) -> None:
    the_course = course()
    enrolment(session=session(of=the_course), person=colleague, state=state)
    other = session(of=the_course, starts_at=NOW + timedelta(days=20))
    page = page_of(sign_in(colleague), the_course)
    assert words in page
    assert address("enrol", session_id=other.public_id) not in page


def test_who_waits_may_still_enrol_in_another_session(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    enrolment(session=full_session(of=the_course), person=colleague, state=S.WAITING)
    other = session(of=the_course, starts_at=NOW + timedelta(days=20))
    assert address("enrol", session_id=other.public_id) in page_of(sign_in(colleague), the_course)


@pytest.mark.parametrize("name", ["my_training", "course_detail", "enrolment_detail"])
def test_offer_says_which_day_and_time_and_until_when(sign_in: SignIn, name: str) -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    ids = {"course_detail": {"course_id": offered.session.course.public_id}, "my_training": {}}
    url = address(name, **ids.get(name, {"enrolment_id": offered.public_id}))
    page = sign_in(offered.person).get(url).content.decode()
    for words in (str(offered.session.course.title), "16 november", "10.00", "5 november"):
        assert words in page


def test_waiting_row_on_my_training_shows_the_time(sign_in: SignIn) -> None:
    waiting = enrolment(session=full_session(), state=S.WAITING)
    page = sign_in(waiting.person).get(address("my_training")).content.decode()
    assert ">10.00</time> tot " in page


@pytest.mark.parametrize(
    ("kind", "has_link"),
    [("seat_booked", True), ("waiting_list_joined", False), ("seat_offered", False), ("enrolment_cancelled", False)],
)
def test_only_who_has_a_seat_reads_the_link(kind: str, has_link: bool) -> None:
    planned = session(link="https://houtwijk.example/meedoen", place="")
    known = facts_of(planned, has_seat=True) | {"expires_at": NOW, "ending": "by_person", "reason": ""}
    letter = render_kind(KINDS[kind], known, language="nl")
    assert ("houtwijk.example/meedoen" in letter.text) == has_link


@pytest.mark.parametrize("kind", ["seat_booked", "waiting_list_joined"])
def test_first_sentence_of_a_confirmation_says_the_day_and_the_time(kind: str) -> None:
    letter = render_kind(KINDS[kind], facts_of(session(), has_seat=True), language="nl")
    assert "maandag 16 november, 10.00" in letter.text.splitlines()[0]


@pytest.mark.parametrize(("state", "shown"), [(S.BOOKED, True), (S.WAITING, True), (S.CANCELLED, False)])
def test_page_says_before_enrolling_what_one_has_at_that_time(
    sign_in: SignIn, colleague: Person, state: str, shown: bool
) -> None:
    other, asked = session(of=course(title="Prompts schrijven")), session()
    enrolment(session=other, person=colleague, state=state)
    client = sign_in(colleague)
    said = "Je hebt dan al Prompts schrijven: maandag 16 november, 10.00 tot 11.30."
    page = page_of(client, asked.course)
    assert (said in page) is shown
    assert ("Je staat daar op de wachtlijst." in page) is (state == S.WAITING)
    assert address("enrol", session_id=asked.public_id) in page


def test_session_that_begins_when_another_ends_is_no_clash(sign_in: SignIn, colleague: Person) -> None:
    other = session()
    enrolment(session=other, person=colleague)
    assert "Je hebt dan al" not in page_of(sign_in(colleague), session(starts_at=other.ends_at).course)


def test_filters_are_folded_until_one_is_used(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    assert "Meer filters" in client.get(address("course_list")).content.decode()
    assert "Meer filters" not in client.get(address("course_list"), {"scope": "for_me"}).content.decode()
