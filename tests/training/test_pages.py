"""Pages of training: who sees what, in both languages, as a page and as a fragment."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries as AssertQueries

from common.models import AuditEvent
from outbox.messages import MessageKind, render_kind
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import (
    NOW,
    completion,
    course,
    enrolment,
    full_session,
    requirement,
    session,
)
from training import selectors, services
from training.choices import SEEN_BY, EnrolmentState, NamesOn
from training.errors import _in_words
from training.messages import EnrolmentCancelled, SeatBooked, SeatOffered, WaitingListJoined, facts_of
from training.models import Course, Enrolment, Requirement, Session

KINDS: dict[str, type[MessageKind]] = {
    "seat_booked": SeatBooked,
    "waiting_list_joined": WaitingListJoined,
    "seat_offered": SeatOffered,
    "enrolment_cancelled": EnrolmentCancelled,
}
S = EnrolmentState
SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_work")]


@pytest.fixture
def _at_work(settings: pytest.FixtureRequest) -> object:
    """It is the morning of 2 November 2026, and the second factor is somebody else's test."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW, tick=False):
        yield


def address(name: str, **kwargs: object) -> str:
    return reverse(f"training:{name}", kwargs=kwargs)


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(address("course_list")).status_code == 302


def test_catalogue_shows_published_courses_with_free_seats(sign_in: SignIn, colleague: Person) -> None:
    session(of=course(title="AI in mijn werk"), capacity=4)
    course(title="Nog niet klaar", published=False)
    page = sign_in(colleague).get(address("course_list")).content.decode()
    assert "AI in mijn werk" in page
    assert "4 plaatsen vrij" in page
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


def course_fields(**fields: object) -> dict[str, object]:
    return {
        "title_nl": "AI in mijn werk",
        "title_en": "AI in my work",
        "summary_nl": "Wat AI kan.",
        "outcomes_nl": "Je weet wat AI is",
        "kind": "in_class",
        "level": "start",
        "theme": "understand",
        "language": "nl",
        "duration_minutes": "90",
        **fields,
    }


def test_hr_writes_and_publishes_a_course_with_a_session(sign_in: SignIn, hr: Person) -> None:
    client = sign_in(hr)
    client.post(address("course_create"), course_fields(cost="12.50"))
    made = Course.objects.get()
    assert (made.cost_cents, made.is_published) == (1250, False)
    client.post(address("course_publish", course_id=made.public_id))
    made.refresh_from_db()
    assert made.is_published
    moments = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:30"}
    client.post(
        address("session_create", course_id=made.public_id), {**moments, "place": "Leslokaal 1", "capacity": "12"}
    )
    planned = Session.objects.get()
    assert planned.starts_at.isoformat() == "2026-12-01T09:00:00+00:00"


def test_course_elsewhere_without_an_address_comes_back_with_what_was_typed(sign_in: SignIn, hr: Person) -> None:
    answer = sign_in(hr).post(address("course_create"), course_fields(kind="elsewhere"))
    assert answer.status_code == 422
    assert "AI in my work" in answer.content.decode()
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "2026-10-01T10:00", "ends_at": "2026-10-01T11:00"},
        {"ends_at": "2026-12-01T09:00"},
        {"capacity": "0"},
        {"capacity": "-3"},
        {"capacity": "999999999999"},
        {"place": ""},
        {"starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T04:00"},
        {"enrol_until": "2027-01-01T10:00"},
    ],
)
def test_session_that_cannot_be_comes_back_and_is_not_planned(
    sign_in: SignIn, hr: Person, wrong: dict[str, str]
) -> None:
    moments = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:30"}
    fields = {**moments, "place": "Leslokaal 1", "capacity": "12", **wrong}
    answer = sign_in(hr).post(address("session_create", course_id=course().public_id), fields)
    assert answer.status_code == 422
    assert not Session.objects.exists()


def test_editing_a_session_keeps_what_it_was(sign_in: SignIn, hr: Person) -> None:
    the_session = session(trainers=[employee(roles=[Role.TRAINER])])
    client, url = sign_in(hr), address("session_edit", session_id=the_session.public_id)
    form = client.get(url).context["form"]
    assert form.initial["capacity"] == 2
    assert "2026-11-16" in client.get(url).content.decode()


def test_hr_cancels_a_session_with_a_reason(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(waiting=1)
    url = address("session_cancel", session_id=the_session.public_id)
    client = sign_in(hr)
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "De trainer is ziek"})
    assert set(the_session.enrolments.values_list("state", flat=True)) == {S.CANCELLED}


def test_hr_changes_the_seats(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(waiting=1)
    url = address("session_capacity", session_id=the_session.public_id)
    client = sign_in(hr)
    assert client.post(url, {"capacity": "veel"}).status_code == 422
    assert 'value="0"' in client.post(url, {"capacity": "0"}).content.decode()
    client.post(url, {"capacity": "2"})
    assert the_session.enrolments.filter(state=S.OFFERED).count() == 1


def test_hr_looks_somebody_up_and_enrols_them(sign_in: SignIn, hr: Person) -> None:
    the_session, wanted = session(), employee(first_name="Zoë", last_name="Bakker")
    client, url = sign_in(hr), address("enrol_other", session_id=the_session.public_id)
    assert "Zoë de Bakker" in client.get(url, {"text": "bakker"}).content.decode()
    client.post(url, {"person": str(wanted.public_id)})
    assert Enrolment.objects.get().person == wanted


def test_hr_enrols_several_and_reads_who_waits(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=1)
    first, second = employee(last_name="Aalbers"), employee(last_name="Zwart")
    url = address("enrol_other", session_id=the_session.public_id)
    page = sign_in(hr).post(url, {"person": [first.public_id, second.public_id]}, follow=True).content.decode()
    assert f"{first.full_name} is ingeschreven" in page
    assert f"{second.full_name} staat op nummer 1" in page


def test_who_was_ticked_stays_ticked_when_a_rule_stops_it(sign_in: SignIn, hr: Person) -> None:
    the_session, wanted = session(), employee(last_name="Bakker")
    enrolment(session=session(of=the_session.course), person=wanted)
    url = address("enrol_other", session_id=the_session.public_id)
    fields = {"person": str(wanted.public_id), "text": "bakker", "goes_first": "on", "priority_reason": "Nodig"}
    answer = sign_in(hr).post(url, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{wanted.public_id}" checked' in page
    assert "Nodig" in page
    assert f"{wanted.full_name}: " in page


def test_who_is_here_without_a_seat_is_added(sign_in: SignIn) -> None:
    trainer, guest = employee(roles=[Role.TRAINER]), employee(last_name="Bakker")
    the_session = session(starts_at=NOW - timedelta(hours=1), trainers=[trainer])
    client, url = sign_in(trainer), address("walk_in", session_id=the_session.public_id)
    assert guest.full_name in client.get(url, {"text": "bakker"}).content.decode()
    assert client.post(url, {"text": "bakker"}).status_code == 422
    page = client.post(url, {"person": str(guest.public_id)}, follow=True).content.decode()
    assert "zonder plek" in page
    assert Enrolment.objects.get().walked_in


def test_trainer_marks_own_session_and_no_other(sign_in: SignIn) -> None:
    trainer = employee(roles=[Role.TRAINER])
    mine = session(starts_at=NOW - timedelta(hours=1), trainers=[trainer])
    other = session(starts_at=NOW - timedelta(hours=1))
    seat = enrolment(session=mine)
    client = sign_in(trainer)
    assert client.get(address("attendance_mark", session_id=other.public_id)).status_code == 403
    client.post(address("attendance_mark", session_id=mine.public_id), {f"mark-{seat.public_id}": "present"})
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED


def test_attendance_list_that_is_no_list_is_refused(sign_in: SignIn, hr: Person) -> None:
    the_session = session(starts_at=NOW - timedelta(hours=1))
    answer = sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), {"mark-x": "present"})
    assert answer.status_code == 422


def test_all_others_are_marked_with_one_button(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=3, starts_at=NOW - timedelta(hours=1))
    first = the_session.enrolments.first()
    assert first is not None
    fields = {f"mark-{first.public_id}": "absent", "rest": "present"}
    sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), fields)
    assert sorted(the_session.enrolments.values_list("state", flat=True)) == [S.COMPLETED, S.COMPLETED, S.NO_SHOW]


def test_marks_stay_when_somebody_lost_the_seat_meanwhile(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=2, starts_at=NOW - timedelta(hours=1))
    stays, goes = the_session.enrolments.all()
    Enrolment.objects.filter(pk=goes.pk).update(state=S.CANCELLED, ending="by_hr")
    fields = {f"mark-{stays.public_id}": "absent", f"mark-{goes.public_id}": "present"}
    answer = sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), fields)
    assert answer.status_code == 422
    assert answer.context["form"][f"mark-{stays.public_id}"].value() == "absent"
    assert set(the_session.enrolments.values_list("state", flat=True)) == {S.BOOKED, S.CANCELLED}


def test_hr_requires_a_course_and_stops(sign_in: SignIn, hr: Person) -> None:
    client, the_course = sign_in(hr), course()
    other = {"course": str(course().public_id)}
    fields = {
        "course": str(the_course.public_id),
        "due_on": "2026-12-31",
        "newcomer_days": "60",
        "why_nl": "Het staat in de wet.",
    }
    asked = client.post(address("requirement_create"), fields)
    people = asked.context["reach"].people
    assert f"Dit geldt voor {people} " in asked.content.decode()
    assert not Requirement.objects.exists()
    seen = asked.context["holds_for"]
    for changed in ({**fields, **other, "holds_for": seen}, {**fields, "holds_for": f"{seen}0"}):
        assert "Dit geldt voor" in client.post(address("requirement_create"), changed).content.decode()
        assert not Requirement.objects.exists()
    client.post(address("requirement_create"), {**fields, "holds_for": seen})
    made = Requirement.objects.get()
    assert "Het staat in de wet." in client.get(address("requirement_list")).content.decode()
    change = address("requirement_edit", requirement_id=made.public_id)
    assert "Het staat in de wet." in client.get(change).content.decode()
    assert client.post(change, {"due_on": "2026-11-02", "why_nl": "Nog steeds."}).status_code == 422
    client.post(change, {"due_on": "2027-01-31", "why_nl": "Nog steeds."})
    made.refresh_from_db()
    assert (made.due_on.isoformat(), made.why_nl) == ("2027-01-31", "Nog steeds.")
    client.post(address("requirement_end", requirement_id=made.public_id))
    made.refresh_from_db()
    assert made.ends_on == NOW.date()


@pytest.mark.parametrize("name", ["course_create", "session_list", "requirement_list", "requirement_create"])
def test_pages_of_hr_are_closed_to_employees(sign_in: SignIn, colleague: Person, name: str) -> None:
    assert sign_in(colleague).get(address(name)).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["session_detail", "session_edit", "session_cancel", "attendance_mark", "walk_in", "enrol_other"],
)
def test_lists_of_names_are_closed_to_employees(sign_in: SignIn, colleague: Person, name: str) -> None:
    assert sign_in(colleague).get(address(name, session_id=session().public_id)).status_code == 403


def fill_catalogue(rows: int, reader: Person) -> None:
    for number in range(rows):
        the_course = course()
        full_session(of=the_course, waiting=2)
        enrolment(session=session(of=the_course), person=reader)
        completion(of=the_course, person=reader, at=NOW - timedelta(days=30 + number))
        requirement(of=the_course)


@pytest.mark.parametrize("rows", [3, 30])
def test_catalogue_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    fill_catalogue(rows, colleague)
    client = sign_in(colleague)
    client.get(address("course_list"))
    with query_count(__file__, "training:course_list"):
        client.get(address("course_list"))


@pytest.mark.parametrize("rows", [3, 30])
def test_course_page_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_course = course()
    for number in range(rows):
        full_session(of=the_course, waiting=1, starts_at=NOW + timedelta(days=3 + number))
    client, url = sign_in(colleague), address("course_detail", course_id=the_course.public_id)
    client.get(url)
    with query_count(__file__, "training:course_detail"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_my_training_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    fill_catalogue(rows, colleague)
    client = sign_in(colleague)
    client.get(address("my_training"))
    with query_count(__file__, "training:my_training"):
        client.get(address("my_training"))


@pytest.mark.parametrize("rows", [3, 30])
def test_list_of_participants_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    the_session = full_session(capacity=rows, waiting=rows)
    client, url = sign_in(hr), address("session_detail", session_id=the_session.public_id)
    client.get(url)
    with query_count(__file__, "training:session_detail"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_list_of_sessions_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    for _number in range(rows):
        full_session(waiting=1)
    client = sign_in(hr)
    client.get(address("session_list"))
    with query_count(__file__, "training:session_list"):
        client.get(address("session_list"))


@pytest.mark.parametrize("rows", [3, 30])
def test_list_of_requirements_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    for _number in range(rows):
        requirement(of=course())
    client = sign_in(hr)
    client.get(address("requirement_list"))
    with query_count(__file__, "training:requirement_list"):
        client.get(address("requirement_list"))


def test_numbers_of_queries_are_checked_in() -> None:
    assert Path(__file__).with_name("query_counts.json").exists()


# --- buttons that would only refuse -----------------------------------------------------------------------------------
def page_of(client: Client, the_course: Course) -> str:
    return client.get(address("course_detail", course_id=the_course.public_id)).content.decode()


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


@pytest.mark.parametrize("state", [S.BOOKED, S.OFFERED])
def test_who_has_a_seat_gets_no_button_for_another_session(sign_in: SignIn, colleague: Person, state: str) -> None:
    the_course = course()
    enrolment(session=session(of=the_course), person=colleague, state=state)
    other = session(of=the_course, starts_at=NOW + timedelta(days=20))
    page = page_of(sign_in(colleague), the_course)
    assert "Je hebt een plek in een andere sessie" in page
    assert address("enrol", session_id=other.public_id) not in page


def test_who_waits_may_still_enrol_in_another_session(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    enrolment(session=full_session(of=the_course), person=colleague, state=S.WAITING)
    other = session(of=the_course, starts_at=NOW + timedelta(days=20))
    assert address("enrol", session_id=other.public_id) in page_of(sign_in(colleague), the_course)


def test_draft_has_no_button_to_enrol_and_none_to_publish_until_it_is_whole(sign_in: SignIn, hr: Person) -> None:
    draft = course(published=False, outcomes_nl="")
    planned = session(of=draft)
    client = sign_in(hr)
    page = page_of(client, draft)
    assert address("enrol", session_id=planned.public_id) not in page
    assert address("course_publish", course_id=draft.public_id) not in page
    Course.objects.filter(pk=draft.pk).update(outcomes_nl="Je weet het")
    assert address("course_publish", course_id=draft.public_id) in page_of(client, draft)


def test_course_with_sessions_ahead_says_why_it_stays_in_the_catalogue(sign_in: SignIn, hr: Person) -> None:
    planned = session()
    client, archive = sign_in(hr), address("course_archive", course_id=planned.course.public_id)
    page = page_of(client, planned.course)
    assert archive not in page
    assert "Deze cursus heeft nog sessies" in page
    Session.objects.filter(pk=planned.pk).update(cancelled_at=NOW, cancel_reason="Ziek")
    assert archive in page_of(client, planned.course)


@pytest.mark.parametrize("name", ["my_training", "course_detail", "enrolment_detail"])
def test_offer_says_which_day_and_time_and_until_when(sign_in: SignIn, name: str) -> None:
    offered = enrolment(session=session(capacity=1), state=S.OFFERED)
    ids = {"course_detail": {"course_id": offered.session.course.public_id}, "my_training": {}}
    url = address(name, **ids.get(name, {"enrolment_id": offered.public_id}))
    page = sign_in(offered.person).get(url).content.decode()
    for words in (str(offered.session.course.title), "16 november", "10.00", "5 november"):
        assert words in page


# --- what a reader sees of a rule -------------------------------------------------------------------------------------
WRONG: dict[str, list[dict[str, object]]] = {
    "course_create": [{}, course_fields(duration_minutes="1"), course_fields(kind="x", theme="x", cost="-1")],
    "course_edit": [{}, course_fields(title_nl=""), course_fields(outcomes_nl=""), course_fields(kind="elsewhere")],
    "session_create": [
        {"place": "x"},
        {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-02T10:00", "capacity": "3000", "place": ""},
        {"starts_at": "2026-12-01T10:00", "capacity": "3", "place": "x", "enrol_from": "2026-12-05T10:00"},
    ],
    "session_edit": [{"place": "x"}, {"starts_at": "2026-10-01T10:00", "capacity": "0", "trainers": "x"}],
    "session_cancel": [{"reason": " "}],
    "session_capacity": [{"capacity": ""}, {"capacity": "5000"}],
    "enrol_other": [{"person": "x"}, {"goes_first": "on"}],
    "requirement_create": [{"due_on": "2020-01-01", "why_nl": "x"}, {"role": "x", "valid_months": "999"}],
    "requirement_edit": [{"why_en": "x"}, {"due_on": "2020-01-01", "why_nl": "Omdat"}],
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", WRONG)
def test_refused_form_says_so_in_words_and_keeps_what_was_typed(sign_in: SignIn, name: str, language: str) -> None:
    client = sign_in(employee(roles=[Role.HR], language=language))
    of = session()
    ids = {
        "course_id": of.course.public_id,
        "session_id": of.public_id,
        "requirement_id": requirement(of=of.course).public_id,
    }
    wanted = name.partition("_")[0] + "_id" if name not in ("enrol_other", "session_create") else "session_id"
    wanted = "course_id" if name == "session_create" else wanted
    url = address(name) if name in ("course_create", "requirement_create") else address(name, **{wanted: ids[wanted]})
    for fields in WRONG[name]:
        answer = client.post(url, {"text": "bakker", **fields})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "error-summary" in page
        assert not re.search(r"training_[a-z]+_[a-z]+", page)
        form = answer.context["form"]
        assert all(form.data[field] == typed for field, typed in fields.items())


@pytest.mark.parametrize("model", [Course, Session, Requirement])
def test_constraint_without_words_of_its_own_is_still_said_in_words(model: type[Model]) -> None:
    for constraint in model._meta.constraints:
        said = _in_words(model(), constraint.get_violation_error_message())
        assert constraint.name not in said


# --- looks at names ---------------------------------------------------------------------------------------------------
def looks() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__startswith=SEEN_BY).order_by("pk")
    return [(event.action.removeprefix(SEEN_BY), event.reason) for event in events]


def told(person: Person) -> list[tuple[str, str]]:
    kind = selectors.data_about(person)[1]
    return [(str(row.label), str(row.value)) for row in kind.rows]


def test_look_at_names_is_kept_once_a_day_and_list(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1)))
    client = sign_in(hr)
    for name in ("session_detail", "session_detail", "attendance_mark", "attendance_mark"):
        client.get(address(name, session_id=seat.session.public_id))
    assert looks() == [("hr", "participants"), ("hr", "attendance")]
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        sign_in(hr).get(address("session_detail", session_id=seat.session.public_id))
    assert len(looks()) == 3


def test_person_sees_in_which_role_and_on_which_day_somebody_looked(sign_in: SignIn) -> None:
    trainer = employee(roles=[Role.TRAINER])
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1), trainers=[trainer]))
    sign_in(trainer).get(address("attendance_mark", session_id=seat.session.public_id))
    with translation.override("nl"):
        assert told(seat.person) == [("Trainer, aanwezigheidslijst", str(seat.session.course.title))]
        assert told(employee()) == []
        assert told(trainer) == []


def test_who_came_later_or_only_waited_is_told_of_no_look_at_a_list_without_them(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1), capacity=9))
    waited = enrolment(session=seat.session, state=S.WAITING)
    late = enrolment(session=seat.session, joined_at=NOW + timedelta(hours=1))
    sign_in(hr).get(address("attendance_mark", session_id=seat.session.public_id))
    assert [len(told(row.person)) for row in (seat, waited, late)] == [1, 0, 0]


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}])
def test_page_that_is_fetched_ahead_is_no_look(sign_in: SignIn, hr: Person, headers: dict[str, str]) -> None:
    seat = enrolment(session=session())
    client, url = sign_in(hr), address("session_detail", session_id=seat.session.public_id)
    client.get(url, headers=headers)
    client.head(url)
    assert looks() == []


def test_own_name_or_no_name_is_no_look_at_others(sign_in: SignIn, hr: Person) -> None:
    client, mine = sign_in(hr), enrolment(session=session(), person=hr)
    for of in (mine.session, session()):
        client.get(address("session_detail", session_id=of.public_id))
    assert looks() == []


def test_look_costs_two_queries_and_one_when_it_is_known(hr: Person, django_assert_num_queries: AssertQueries) -> None:
    seat = enrolment(session=session())
    assert hr.role_names
    for queries in (2, 1):
        with django_assert_num_queries(queries):
            services.note_look(seat.session, NamesOn.PARTICIPANTS, [seat], actor=hr, now=NOW)


# --- what is no longer so ---------------------------------------------------------------------------------------------
def test_taking_a_course_out_asks_first_and_its_page_says_so(sign_in: SignIn, hr: Person) -> None:
    the_course, who = course(title="Prompts schrijven"), employee()
    enrolment(session=session(of=the_course, starts_at=NOW - timedelta(days=9)), person=who, state=S.NO_SHOW)
    client, url = sign_in(hr), address("course_archive", course_id=the_course.public_id)
    assert "Prompts schrijven uit het aanbod halen?" in client.get(url).content.decode()
    assert Course.objects.get(pk=the_course.pk).archived_at is None
    client.post(url)
    assert Course.objects.get(pk=the_course.pk).archived_at == NOW
    for reader in (hr, who):
        page = page_of(sign_in(reader), the_course)
        assert "Deze cursus is niet meer in het aanbod" in page
        assert "Nog geen data" not in page


def test_course_with_a_session_ahead_stays_and_the_question_says_why(sign_in: SignIn, hr: Person) -> None:
    the_course = session().course
    answer = sign_in(hr).post(address("course_archive", course_id=the_course.public_id))
    assert answer.status_code == 422
    assert "Deze cursus heeft nog sessies" in answer.content.decode()
    assert Course.objects.get(pk=the_course.pk).archived_at is None


def test_draft_says_exactly_what_is_missing(sign_in: SignIn, hr: Person) -> None:
    page = page_of(sign_in(hr), course(published=False, outcomes_nl=""))
    assert "Zeg in het Nederlands wat mensen daarna kunnen." in page
    assert "Zeg in één zin, in het Nederlands" not in page


def test_cancelled_session_does_not_wait_for_people(sign_in: SignIn, hr: Person) -> None:
    ended = session(cancelled_at=NOW, cancel_reason="Ziek")
    page = sign_in(hr).get(address("session_detail", session_id=ended.public_id)).content.decode()
    assert "nog niemand ingeschreven" not in page
    assert "Niemand doet meer mee: de sessie gaat niet door." in page


def test_page_of_ones_data_promises_managers_nothing(colleague: Person) -> None:
    with translation.override("en"):
        told = {str(held.title): str(held.seen_by) for held in selectors.data_about(colleague)}
    assert told["Courses you completed"] == "HR and the trainers of the session"


def test_audience_and_numbers_of_a_requirement_read_as_a_sentence(sign_in: SignIn, hr: Person) -> None:
    requirement(of=course(), function_group="director")
    page = sign_in(hr).get(address("requirement_list")).content.decode()
    assert "Directie in de hele organisatie" in page


@pytest.mark.parametrize("count", [1, 2])
def test_pile_of_sessions_to_mark_is_named_in_its_number(hr: Person, count: int) -> None:
    for _each in range(count):
        enrolment(session=session(starts_at=NOW - timedelta(days=1)))
    with translation.override("en"):
        titles = [str(each.title) for each in selectors.waiting_for(hr, now=NOW)]
    assert titles == ["Session to mark attendance for" if count == 1 else "Sessions to mark attendance for"]


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


def test_saving_without_a_mark_is_no_success(sign_in: SignIn, hr: Person) -> None:
    past = session(starts_at=NOW - timedelta(days=1))
    enrolment(session=past)
    url = address("attendance_mark", session_id=past.public_id)
    page = sign_in(hr).post(url, {}, follow=True).content.decode()
    assert "Je hebt niemand afgevinkt" in page
    assert "0 personen" not in page
    assert "Wie was er?" in page


def test_filters_are_folded_until_one_is_used(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    assert "Meer filters" in client.get(address("course_list")).content.decode()
    assert "Meer filters" not in client.get(address("course_list"), {"scope": "for_me"}).content.decode()
