"""Who enrols people or answers a request sees that somebody has something else at that time; only HR sees what."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from outbox.messages import render
from outbox.models import Message
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import NOW, course, enrolment, series, session
from tests.training.pages import SignIn, address
from training import services
from training.choices import EnrolmentState
from training.messages import offer_token
from training.models import Enrolment, Presence, Session
from training.selectors.clashes import at_the_time_of, busy_at, meeting_at_the_time_of, own_clash

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
TITLE = "Rouwverwerking voor naasten"
WORDS = {"nl": "Heeft iets anders op dit tijdstip", "en": "Has something else at this time"}


@pytest.fixture
def the_session() -> Session:
    return session(of=course(title="AI in mijn werk"))


def at_the_same_time(as_this: Session, **fields: object) -> Session:
    """A session of a course that nobody's manager need know of, half an hour into this one."""
    return session(of=course(title=TITLE), starts_at=as_this.starts_at + timedelta(minutes=30), **fields)


def managed_by(manager: Person) -> Person:
    return employee(manager=manager, unit=unit("110", "Team West"))


def enrol_page(client, the_session: Session) -> str:
    return client.get(address("enrol_team", session_id=the_session.public_id)).content.decode()


def asks(person: Person, the_session: Session, manager: Person) -> Enrolment:
    return enrolment(
        session=the_session, person=person, state=S.REQUESTED, approver=manager, asked_at=NOW,
        passes_on_at=NOW + timedelta(days=3),
    )  # fmt: skip


# --- what a manager sees ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
def test_manager_who_enrols_sees_that_somebody_is_busy_and_never_with_what(
    sign_in: SignIn, the_session: Session, language: str
) -> None:
    manager = employee(language=language)
    busy, free = managed_by(manager), managed_by(manager)
    there = at_the_same_time(the_session, place="Locatie De Meander")
    enrolment(session=there, person=busy)
    page = enrol_page(sign_in(manager), the_session)
    assert page.count(WORDS[language]) == 1
    assert page.index(WORDS[language]) > page.index(f"person-{busy.public_id}")
    assert f"person-{free.public_id}" in page
    assert (TITLE in page, "De Meander" in page, str(there.public_id) in page) == (False, False, False)


def test_manager_who_answers_sees_that_somebody_is_busy_and_never_with_what(
    sign_in: SignIn, the_session: Session
) -> None:
    manager = employee()
    person = managed_by(manager)
    row = asks(person, the_session, manager)
    url, client = address("request_answer", enrolment_id=row.public_id), sign_in(manager)
    assert WORDS["nl"] not in client.get(url).content.decode()
    enrolment(session=at_the_same_time(the_session), person=person)
    page = client.get(url).content.decode()
    assert (WORDS["nl"] in page, TITLE in page) == (True, False)
    page = client.post(url, {}).content.decode()
    assert (WORDS["nl"] in page, TITLE in page) == (True, False)


def test_manager_who_is_of_hr_too_enrols_the_team_as_a_manager(sign_in: SignIn, the_session: Session) -> None:
    both = employee(roles=["hr"])
    enrolment(session=at_the_same_time(the_session), person=managed_by(both))
    page = enrol_page(sign_in(both), the_session)
    assert (WORDS["nl"] in page, TITLE in page) == (True, False)


def test_nothing_is_told_of_people_of_another_team(sign_in: SignIn, the_session: Session) -> None:
    manager, other = employee(), employee()
    managed_by(manager)
    theirs = managed_by(other)
    enrolment(session=at_the_same_time(the_session), person=theirs)
    client = sign_in(manager)
    assert WORDS["nl"] not in enrol_page(client, the_session)
    row = asks(theirs, the_session, other)
    assert client.get(address("request_answer", enrolment_id=row.public_id)).status_code == 404


# --- what HR sees -----------------------------------------------------------------------------------------------------
def test_hr_sees_with_which_course_somebody_is_busy(sign_in: SignIn, hr: Person, the_session: Session) -> None:
    person, manager = employee(last_name="Zonneveld"), employee()
    enrolment(session=at_the_same_time(the_session), person=person)
    client = sign_in(hr)
    url = address("enrol_other", session_id=the_session.public_id)
    page = client.get(url, {"text": "Zonneveld"}).content.decode()
    assert (WORDS["nl"] in page, TITLE in page) == (True, True)
    row = asks(person, the_session, manager)
    page = client.get(address("request_answer", enrolment_id=row.public_id)).content.decode()
    assert (WORDS["nl"] in page, TITLE in page) == (True, True)


# --- what counts ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", EnrolmentState)
def test_seat_or_offer_counts_and_a_wish_does_not(the_session: Session, state: EnrolmentState) -> None:
    person = employee()
    fields = {"offer_expires_at": NOW + timedelta(days=2)} if state == S.OFFERED else {}
    if state == S.REQUESTED:
        asks(person, at_the_same_time(the_session), employee())
    else:
        enrolment(session=at_the_same_time(the_session), person=person, state=state, **fields)
    counts = state in (S.BOOKED, S.OFFERED, S.ATTENDED, S.NO_SHOW, S.COMPLETED)
    assert (person.pk in busy_at(the_session, [person.pk], tells_what=False)) is counts


def test_session_that_somebody_gives_counts(the_session: Session) -> None:
    trainer = employee(roles=["trainer"])
    at_the_same_time(the_session).trainers.add(trainer)
    told = busy_at(the_session, [trainer.pk], tells_what=True)
    assert [str(each.title) for each in told[trainer.pk].courses] == [TITLE]
    assert busy_at(the_session, [trainer.pk], tells_what=False)[trainer.pk].courses == ()


def test_cancelled_session_and_the_session_itself_do_not_count(the_session: Session) -> None:
    person = employee()
    enrolment(session=the_session, person=person)
    other = at_the_same_time(the_session)
    enrolment(session=other, person=person)
    Session.objects.filter(pk=other.pk).update(cancelled_at=NOW, cancel_reason="Ziek")
    assert busy_at(the_session, [person.pk], tells_what=False) == {}


def test_session_that_begins_when_the_other_ends_does_not_count(the_session: Session) -> None:
    person = employee()
    for start in (the_session.ends_at, the_session.starts_at - (the_session.ends_at - the_session.starts_at)):
        enrolment(session=session(of=course(), starts_at=start), person=person)
    assert busy_at(the_session, [person.pk], tells_what=False) == {}


@pytest.mark.parametrize("people", [3, 30])
def test_any_number_of_people_costs_two_queries(the_session: Session, people: int, django_assert_num_queries) -> None:
    team = [employee() for _each in range(people)]
    other = at_the_same_time(the_session, capacity=people)
    for person in team:
        enrolment(session=other, person=person)
    with django_assert_num_queries(2):
        assert len(busy_at(the_session, [each.pk for each in team], tells_what=True)) == people


def test_what_is_at_the_same_time_is_the_same_in_the_database_and_in_memory(the_session: Session) -> None:
    others = [session(of=course(), starts_at=NOW + timedelta(days=14, minutes=each)) for each in range(-180, 181, 30)]
    asked = set(at_the_time_of(the_session))
    assert asked == {each for each in [the_session, *others] if meeting_at_the_time_of(each, the_session)}
    assert 1 < len(asked) < len(others)


@given(moments=st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_being_at_the_same_time_is_mutual(moments: list[int]) -> None:
    one, other = Session(pk=1), Session(pk=2)
    for each, (start, length) in zip((one, other), (moments[:2], moments[2:]), strict=True):
        each.starts_at, each.ends_at = NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + 1 + length)
    assert bool(meeting_at_the_time_of(one, other)) == bool(meeting_at_the_time_of(other, one))
    assert not meeting_at_the_time_of(one, one)


# --- what somebody sees of themselves ---------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [S.OFFERED, S.BOOKED, S.WAITING, S.REQUESTED])
def test_own_enrolment_says_what_is_at_the_same_time(sign_in: SignIn, the_session: Session, state: str) -> None:
    person = employee()
    if state == S.REQUESTED:
        row = asks(person, the_session, employee())
    else:
        expires = NOW + timedelta(days=2) if state == S.OFFERED else None
        row = enrolment(session=the_session, person=person, state=state, offer_expires_at=expires)
    client, url = sign_in(person), address("enrolment_detail", enrolment_id=row.public_id)
    ended = NOW - timedelta(minutes=1)
    enrolment(session=at_the_same_time(the_session), person=person, state=S.WAITING)
    enrolment(session=at_the_same_time(the_session), person=person, state=S.OFFERED, offer_expires_at=ended)
    assert TITLE not in client.get(url).content.decode(), "no seat: a place on a list, an offer that has ended"
    enrolment(session=at_the_same_time(the_session), person=person)
    assert TITLE in client.get(url).content.decode()


def test_own_clash_is_over_once_the_session_began(the_session: Session) -> None:
    row = enrolment(session=the_session, person=employee())
    enrolment(session=at_the_same_time(the_session), person=row.person)
    assert own_clash(row, NOW) is not None
    assert own_clash(row, the_session.starts_at) is None


def test_link_of_an_offer_says_what_is_at_the_same_time(the_session: Session) -> None:
    until = NOW + timedelta(days=2)
    row = enrolment(session=the_session, person=employee(), state=S.OFFERED, offer_expires_at=until)
    url = address("offer_answer", token=offer_token(str(row.public_id), until.isoformat()))
    assert TITLE not in Client().get(url).content.decode()
    enrolment(session=at_the_same_time(the_session), person=row.person)
    assert TITLE in Client().get(url).content.decode()


def test_what_others_have_is_not_told_on_the_page_of_an_enrolment(
    sign_in: SignIn, hr: Person, the_session: Session
) -> None:
    row = enrolment(session=the_session, person=employee())
    enrolment(session=at_the_same_time(the_session), person=row.person)
    assert TITLE not in sign_in(hr).get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()


@pytest.mark.parametrize("is_busy", [True, False])
def test_who_was_enrolled_by_another_hears_what_they_have_then(
    sign_in: SignIn, hr: Person, the_session: Session, is_busy: bool
) -> None:
    person = employee(language="nl")
    if is_busy:
        enrolment(session=at_the_same_time(the_session), person=person)
    row = services.enrol(session_id=the_session.pk, person=person, actor=hr, now=NOW)
    told = render(Message.objects.get(code="training.seat_booked", channel="inbox"), language="nl")
    assert (TITLE in told.text, hr.full_name in told.text) == (is_busy, True)
    page = sign_in(person).get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert f"{hr.full_name} schreef je in" in page


def test_who_enrolled_themselves_is_not_told_by_whom(sign_in: SignIn, the_session: Session) -> None:
    person = employee()
    enrolment(session=at_the_same_time(the_session), person=person)
    row = services.enrol(session_id=the_session.pk, person=person, actor=person, now=NOW)
    assert TITLE not in render(Message.objects.get(code="training.seat_booked", channel="inbox"), language="nl").text
    page = sign_in(person).get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert f"{person.full_name} schreef je in" not in page


# --- an own enrolment -------------------------------------------------------------------------------------------------
def test_cancelling_names_the_day_and_says_at_once_when_it_is_too_late(sign_in: SignIn, the_session: Session) -> None:
    row = enrolment(session=the_session, person=employee())
    client, url = sign_in(row.person), address("cancel_enrolment", enrolment_id=row.public_id)
    page = client.get(url).content.decode()
    assert ("hv-facts" in page, 'class="hv-form"' in page) == (True, True)
    begun = enrolment(session=session(of=course(), starts_at=NOW - timedelta(minutes=5)), person=row.person)
    page = client.get(address("cancel_enrolment", enrolment_id=begun.public_id)).content.decode()
    assert 'class="hv-form"' not in page
    services.cancel_enrolment(enrolment_id=row.pk, actor=row.person, now=NOW)
    assert 'class="hv-form"' not in client.get(url).content.decode()


def test_who_is_marked_at_the_meeting_that_is_on_is_not_asked_to_check_in(sign_in: SignIn) -> None:
    row = enrolment(session=series(-1, 0), person=employee())
    client, url = sign_in(row.person), address("enrolment_detail", enrolment_id=row.public_id)
    first, second = row.session.meetings.order_by("number")
    Presence.objects.create(meeting=first, enrolment=row, was_there=True)
    assert address("check_in") in client.get(url).content.decode(), "marked at an earlier meeting only"
    Presence.objects.create(meeting=second, enrolment=row, was_there=True)
    page = client.get(url).content.decode()
    assert (address("check_in") in page, "Je staat als aanwezig op de lijst" in page) == (False, True)
