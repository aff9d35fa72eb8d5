"""Which course comes before another: no circles, held when somebody enrols, and said before."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, completion, course, enrolment, portal_course, requirement, session
from tests.training.pages import SignIn, address, page_of
from tests.training.test_office_pages import course_fields
from training import rules, selectors, services
from training.choices import EnrolmentState
from training.models import Course, Enrolment, Prerequisite, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture(autouse=True)
def _in_english(colleague: Person, hr: Person) -> Iterator[None]:
    for person in (colleague, hr):
        person.language = "en"
        person.save()
    with translation.override("en"):
        yield


@pytest.fixture
def basics(hr: Person) -> Course:
    return course(title="Basis")


@pytest.fixture
def ahead(basics: Course) -> Session:
    """A session of a course before which the basics come."""
    made = session(of=course(title="Verdieping"), capacity=5)
    Prerequisite.objects.create(course=made.course, first=basics)
    return made


def enrol(person: Person, in_session: Session, *, actor: Person | None = None, despite: str = "") -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=actor or person, now=NOW, despite=despite)


# --- enrolling --------------------------------------------------------------------------------------------------------
def test_who_misses_what_comes_first_cannot_enrol(colleague: Person, ahead: Session) -> None:
    with pytest.raises(RuleBroken, match=r"Basis \(English\) comes first"):
        enrol(colleague, ahead)
    assert not Enrolment.objects.exists()


def test_who_did_it_can_enrol(colleague: Person, ahead: Session, basics: Course) -> None:
    completion(of=basics, person=colleague)
    assert enrol(colleague, ahead).state == EnrolmentState.BOOKED


def test_what_counts_no_longer_stops_somebody_again(colleague: Person, ahead: Session, basics: Course) -> None:
    requirement(of=basics, valid_months=12)
    completion(of=basics, person=colleague, at=NOW - timedelta(days=400))
    with pytest.raises(RuleBroken, match="comes first"):
        enrol(colleague, ahead)
    completion(of=basics, person=colleague, at=NOW - timedelta(days=3))
    assert enrol(colleague, ahead).state == EnrolmentState.BOOKED


def test_a_course_out_of_the_catalogue_stops_nobody(colleague: Person, ahead: Session, basics: Course) -> None:
    Course.objects.filter(pk=basics.pk).update(archived_at=NOW)
    assert enrol(colleague, ahead).state == EnrolmentState.BOOKED


def test_hr_lets_somebody_in_with_a_reason_that_is_kept(colleague: Person, hr: Person, ahead: Session) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        enrol(colleague, ahead, actor=hr)
    row = enrol(colleague, ahead, actor=hr, despite="Deed dit elders. ")
    assert (row.state, row.despite_reason) == (EnrolmentState.BOOKED, "Deed dit elders.")
    assert AuditEvent.objects.get(action="enrolment.booked").reason == "Deed dit elders."


def test_a_reason_that_was_not_needed_is_not_kept(
    hr: Person, colleague: Person, ahead: Session, basics: Course
) -> None:
    completion(of=basics, person=colleague)
    assert enrol(colleague, ahead, actor=hr, despite="Zomaar").despite_reason == ""


def test_hr_and_managers_are_bound_for_themselves_and_their_team(hr: Person, ahead: Session) -> None:
    with pytest.raises(RuleBroken, match="Take that course"):
        enrol(hr, ahead, despite="Ik ben HR")
    manager = employee()
    with pytest.raises(RuleBroken, match="Only HR can enrol them"):
        enrol(employee(manager=manager), ahead, actor=manager, despite="Mag wel")


# --- answering who asked ----------------------------------------------------------------------------------------------
def asks(person: Person, in_session: Session, manager: Person) -> Enrolment:
    return enrolment(
        session=in_session, person=person, state=EnrolmentState.REQUESTED, approver=manager, asked_at=NOW,
        passes_on_at=NOW + timedelta(days=3),
    )  # fmt: skip


def test_yes_of_a_manager_does_not_pass_over_what_comes_first(sign_in: SignIn, ahead: Session, basics: Course) -> None:
    manager = employee(language="en")
    row = asks(employee(manager=manager), ahead, manager)
    client, url = sign_in(manager), address("request_answer", enrolment_id=row.public_id)
    assert "Misses what comes first" in client.get(url).content.decode()
    answer = client.post(url, {"answer": "approve", "reason": "Mag wel"})
    assert (answer.status_code, "Only HR can enrol them" in answer.content.decode()) == (422, True)
    row.refresh_from_db()
    assert row.state == EnrolmentState.REQUESTED
    completion(of=basics, person=row.person)
    assert "Misses what comes first" not in client.get(url).content.decode()
    assert client.post(url, {"answer": "approve"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.despite_reason) == (EnrolmentState.BOOKED, "")


def test_hr_says_yes_with_a_reason_to_who_misses_what_comes_first(hr: Person, ahead: Session) -> None:
    row = enrolment(session=ahead, person=employee(), state=EnrolmentState.REQUESTED, asked_at=NOW)
    with pytest.raises(RuleBroken, match="Say why") as met:
        services.approve_request(enrolment_id=row.pk, actor=hr, now=NOW)
    assert met.value.field == "reason"
    made = services.approve_request(enrolment_id=row.pk, actor=hr, now=NOW, reason=" Deed dit elders.")
    assert (made.state, made.despite_reason) == (EnrolmentState.BOOKED, "Deed dit elders.")


# --- circles ----------------------------------------------------------------------------------------------------------
def test_circle_is_found_and_named(hr: Person, ahead: Session, basics: Course) -> None:
    third = course(title="Derde")
    Prerequisite.objects.create(course=third, first=ahead.course)
    with pytest.raises(RuleBroken, match="would make a circle") as met:
        services.edit_course(course_id=basics.pk, fields={"prerequisites": [third]}, actor=hr, now=NOW)
    assert met.value.field == "prerequisites"
    named = [name for name in ("Basis", "Derde", "Verdieping", "Basis") if name in str(met.value)]
    assert len(named) == 4
    assert not basics.needs.exists()


def test_no_circle_without_a_way_back() -> None:
    assert rules.circle({1: [2, 3], 2: [4], 3: [4]}, 1) == []
    assert rules.circle({1: [2], 2: [3], 3: [1]}, 1) == [1, 2, 3, 1]
    assert rules.circle({1: [2], 2: [3], 3: [2]}, 1) == []
    assert rules.circle({1: [1]}, 1) == [1, 1]


def test_hr_says_what_comes_first_in_the_form_of_the_course(sign_in: SignIn, hr: Person, basics: Course) -> None:
    made = course(author=hr)
    client, url = sign_in(hr), address("course_edit", course_id=made.public_id)
    page = client.get(url).content.decode()
    assert "Basis (English) (in class)" in page
    client.post(url, course_fields(prerequisites=[str(basics.public_id)]))
    assert list(made.prerequisites.all()) == [basics]
    made.refresh_from_db()
    assert made.edition == 2
    client.post(url, course_fields())
    assert list(made.prerequisites.all()) == []
    answer = client.post(url, course_fields(prerequisites=[str(made.public_id)]))
    assert answer.status_code == 422


def test_a_new_course_keeps_what_comes_first(sign_in: SignIn, hr: Person, basics: Course) -> None:
    sign_in(hr).post(address("course_create"), course_fields(prerequisites=[str(basics.public_id)]))
    assert Prerequisite.objects.get().first == basics


# --- said before ------------------------------------------------------------------------------------------------------
def test_course_page_says_what_comes_first_instead_of_a_button(
    sign_in: SignIn, colleague: Person, ahead: Session, basics: Course
) -> None:
    client, button = sign_in(colleague), address("enrol", session_id=ahead.public_id)
    other = address("enrol", session_id=session(of=ahead.course).public_id)
    page = page_of(client, ahead.course)
    assert "Another course comes first" in page
    assert address("course_detail", course_id=basics.public_id) in page
    assert button not in page
    assert other not in page
    completion(of=basics, person=colleague)
    page = page_of(client, ahead.course)
    assert "you completed it" in page
    assert button in page


def test_course_in_the_portal_only_advises(sign_in: SignIn, colleague: Person, basics: Course) -> None:
    made = portal_course()
    Prerequisite.objects.create(course=made, first=basics)
    assert "You learn most here when you did this before:" in page_of(sign_in(colleague), made)


def test_home_leads_to_no_course_that_somebody_cannot_enrol_in(
    colleague: Person, ahead: Session, basics: Course
) -> None:
    step = selectors.next_for(colleague, NOW)
    assert step is not None
    assert step.course == basics
    completion(of=basics, person=colleague)
    step = selectors.next_for(colleague, NOW)
    assert step is not None
    assert step.course == ahead.course


def test_manager_sees_who_misses_it_and_who_did_the_course_and_the_look_is_kept(
    sign_in: SignIn, ahead: Session, basics: Course
) -> None:
    manager = employee(language="en")
    misses, did = employee(manager=manager, last_name="Mist"), employee(manager=manager, last_name="Deed")
    completion(of=basics, person=did)
    completion(of=ahead.course, person=did)
    client, url = sign_in(manager), address("enrol_team", session_id=ahead.public_id)
    page = client.get(url).content.decode()
    assert page.count("Misses what comes first") == 1
    assert page.count("Completed this course on") == 1
    assert page.count("checkbox") == 1
    assert "1 person misses a course that comes first" in page
    client.get(url)
    assert AuditEvent.objects.filter(action="names.seen_by_manager", reason="team").count() == 2
    held = {str(each.title): each.rows for each in selectors.data_about(misses)}
    (look,) = held["Who looked at lists with your name"]
    assert look.label == "Manager, who of the team can be enrolled"
    assert look.value == "Verdieping (English)"


def test_hr_sees_who_misses_it_and_gives_the_reason(sign_in: SignIn, hr: Person, ahead: Session) -> None:
    person = employee(last_name="Zonderling")
    client, url = sign_in(hr), address("enrol_other", session_id=ahead.public_id)
    page = client.get(url, {"text": "zonderling"}).content.decode()
    assert "Misses what comes first" in page
    sent = {"text": "zonderling", "person": [str(person.public_id)]}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Say why they may take part" in answer.content.decode()
    client.post(url, {**sent, "despite": "Deed dit elders."})
    row = Enrolment.objects.get()
    assert row.despite_reason == "Deed dit elders."
    page = client.get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert "Deed dit elders." in page


def test_reason_is_not_asked_where_nothing_comes_first(sign_in: SignIn, hr: Person) -> None:
    employee(last_name="Zonderling")
    url = address("enrol_other", session_id=session().public_id)
    page = sign_in(hr).get(url, {"text": "zonderling"}).content.decode()
    assert "Why without the course that comes first" not in page


def test_what_comes_first_says_whether_it_was_never_done_or_counts_no_longer(
    sign_in: SignIn, colleague: Person, ahead: Session, basics: Course
) -> None:
    client = sign_in(colleague)
    page = page_of(client, ahead.course)
    assert ("you did not do it yet" in page, "what you did counts no longer" in page) == (True, False)
    requirement(of=basics, valid_months=12)
    completion(of=basics, person=colleague, at=NOW - timedelta(days=400))
    page = page_of(client, ahead.course)
    assert ("you did not do it yet" in page, "what you did counts no longer" in page) == (False, True)


def test_manager_sees_every_meeting_before_they_enrol_or_answer(sign_in: SignIn) -> None:
    manager = employee(language="en")
    person = employee(manager=manager)
    series = session(of=course(), place="Zaal De Linde")
    client = sign_in(manager)
    page = client.get(address("enrol_team", session_id=series.public_id)).content.decode()
    assert "Zaal De Linde" in page
    row = asks(person, series, manager)
    page = client.get(address("request_answer", enrolment_id=row.public_id)).content.decode()
    assert ("Zaal De Linde" in page, "Back without answering" in page) == (True, True)
