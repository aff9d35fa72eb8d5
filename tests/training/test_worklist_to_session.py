"""From who must still do it to a session: whom HR can tick there, for which sessions, and what stands ticked then."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

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
    kept,
    moved_into_portal,
    requirement,
    series,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import CourseKind
from training.choices import EnrolmentState as S
from training.models import Course, Enrolment, Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
YEARS_AGO = NOW - timedelta(days=1_000)


@pytest.fixture
def needed(hr: Person) -> Requirement:
    """Required of everyone; HR itself did it."""
    made = requirement(of=course(title="AI in mijn werk"))
    completion(of=made.course, person=hr)
    completion(of=made.course, person=made.course.created_by)
    return made


@pytest.fixture
def renewed(hr: Person) -> Requirement:
    """Required of everyone, counts for a year, and a short course renews it."""
    short = course(title="Opfrissen")
    return requirement(of=course(title="AI in mijn werk"), renewal_course=short, valid_months=12, role=Role.TRAINER)


def people_page(client: Client, of: Requirement, **asked: str) -> str:
    url = address("requirement_people", requirement_id=of.public_id)
    return client.get(url, {"why": "plan", **asked}).content.decode()


def ticks(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="person" id="[^"]+" value="([^"]+)"', page)


def buttons(page: str) -> list[str]:
    return re.findall(r'name="look" value="chosen" formaction="([^"]+)"', page)


def trainer(**fields: object) -> Person:
    return employee(roles=[Role.TRAINER], **fields)  # type: ignore[arg-type]


# --- whom -------------------------------------------------------------------------------------------------------------
def test_who_is_away_or_has_a_seat_or_an_offer_cannot_be_ticked(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    free, waits, asked, booked, offered, away = (employee(first_name=name) for name in "ABCDEF")
    Person.objects.filter(pk=away.pk).update(away_from=NOW.date())
    full, later = full_session(of=needed.course), session(of=needed.course, starts_at=NOW + timedelta(days=20))
    for row in full.enrolments.all():
        completion(of=needed.course, person=row.person)
    for person, state in ((waits, S.WAITING), (asked, S.REQUESTED), (booked, S.BOOKED), (offered, S.OFFERED)):
        enrolment(session=later, person=person, state=state)
    page = people_page(sign_in(hr), needed)
    assert set(ticks(page)) == {str(each.public_id) for each in (free, waits, asked)}
    assert all(each.full_name in page for each in (booked, offered, away))
    assert " checked" not in page


def test_seat_in_a_later_session_goes_before_a_place_on_a_list(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    person = employee()
    enrolment(session=session(of=needed.course), person=person, state=S.WAITING)
    seat = enrolment(session=session(of=needed.course, starts_at=NOW + timedelta(days=30)), person=person)
    (row,) = selectors.people_to_go(needed, selectors.Wanted(), now=NOW).object_list
    assert (row.ahead, row.has_seat) == (seat, True)
    assert ticks(people_page(sign_in(hr), needed)) == []


def test_seat_in_the_short_course_is_a_seat_for_whom_that_is_enough(renewed: Requirement) -> None:
    person = trainer()
    completion(of=renewed.course, person=person, at=YEARS_AGO)
    enrolment(session=session(of=renewed.course), person=person, state=S.WAITING)
    enrolment(session=session(of=renewed.renewal_course), person=person)
    (row,) = selectors.people_to_go(renewed, selectors.Wanted(), now=NOW).object_list
    assert (row.has_seat, selectors.courses_for(row)) == (True, [])


def moved_elsewhere(of: Course) -> None:
    Course.objects.filter(pk=of.pk).update(kind=CourseKind.ELSEWHERE, external_url="https://www.example.nl/cursus")


@pytest.mark.parametrize("move", [moved_elsewhere, moved_into_portal])
def test_course_without_sessions_has_no_ticks(
    sign_in: SignIn, hr: Person, needed: Requirement, move: Callable[[Course], object]
) -> None:
    person = employee()
    session(of=needed.course)
    move(needed.course)
    page = people_page(sign_in(hr), needed)
    assert person.full_name in page
    assert (ticks(page), buttons(page), 'id="sessions"' in page) == ([], [], False)


def test_everyone_on_this_page_is_ticked_without_a_script_and_on_no_other_page(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    for _each in range(27):
        employee()
    session(of=needed.course)
    client = sign_in(hr)
    page = people_page(client, needed)
    assert 'href="?why=plan&amp;everyone=1"' in page
    assert "Iedereen op deze bladzijde aanvinken" in page
    page = people_page(client, needed, everyone="1")
    assert page.count(" checked") == len(ticks(page)) == 25
    assert 'href="?why=plan"' in page
    assert "Niemand aanvinken" in page
    page = people_page(client, needed, everyone="1", page="2")
    assert (len(ticks(page)), page.count(" checked")) == (2, 0)


# --- for which session ------------------------------------------------------------------------------------------------
def test_five_soonest_sessions_ahead_of_the_course_can_be_chosen(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    employee()
    listed = [session(of=needed.course, starts_at=NOW + timedelta(days=day)) for day in (9, 3, 7, 5, 1, 11)]
    session(of=needed.course, starts_at=NOW + timedelta(days=2), cancelled_at=NOW, cancel_reason="Ziek.")
    session(of=needed.course, starts_at=NOW - timedelta(days=1))
    session(starts_at=NOW + timedelta(days=1))
    soonest = sorted(listed, key=lambda each: each.starts_at)[:5]
    assert buttons(people_page(sign_in(hr), needed)) == [
        address("enrol_other", session_id=each.public_id) for each in soonest
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ["Kiezen voor 16 november", "Maandag ", "Zaal Beuk", "2 plekken vrij",
             "Vol, 1 wachtende", "De laatste plek", "1 plek is tot 7 november gereserveerd"],
        ),
        (
            "en",
            ["Choose for 16 November", "Monday ", "Zaal Beuk", "2 seats free",
             "Full, 1 person waits", "The last seat", "1 seat is kept for managers until 7 November."],
        ),
    ],
)  # fmt: skip
def test_session_says_when_where_and_how_many_seats_are_free(
    sign_in: SignIn, hr: Person, needed: Requirement, language: str, words: list[str]
) -> None:
    employee()
    roomy = session(of=needed.course, place="Zaal Beuk")
    kept(roomy, 1, ["manager"], until=NOW + timedelta(days=5))
    full_session(of=needed.course, waiting=1)
    one = session(of=needed.course, capacity=3)
    enrolment(session=one)
    enrolment(session=one, state=S.OFFERED)
    page = people_page(sign_in(employee(roles=[Role.HR], language=language)), needed)
    assert [each for each in words if each not in page] == []


def test_window_of_enrolment_binds_a_manager_and_not_hr(sign_in: SignIn, hr: Person, needed: Requirement) -> None:
    manager = employee()
    employee(manager=manager)
    closed = session(of=needed.course, enrol_until=NOW - timedelta(hours=1))
    early = session(of=needed.course, enrol_from=NOW + timedelta(days=2))
    open_now = session(of=needed.course, starts_at=NOW + timedelta(days=30))
    assert len(buttons(people_page(sign_in(hr), needed))) == 3
    page = sign_in(manager).get(address("team_list"), {"why": "help"}).content.decode()
    led = [address("enrol_team", session_id=each.public_id) in page for each in (closed, early, open_now)]
    assert (led, ticks(page)) == ([False, False, True], [])


def test_short_course_stands_among_the_sessions_only_where_it_is_enough_for_somebody(
    sign_in: SignIn, hr: Person, renewed: Requirement
) -> None:
    new, once = trainer(first_name="Nina"), trainer(first_name="Olga")
    whole, short = session(of=renewed.course), session(of=renewed.renewal_course)
    urls = [address("enrol_other", session_id=each.public_id) for each in (whole, short)]
    client = sign_in(hr)
    assert buttons(people_page(client, renewed)) == urls[:1]
    completion(of=renewed.course, person=once, at=YEARS_AGO)
    page = people_page(client, renewed)
    assert buttons(page) == urls
    assert page.count("(korte cursus: alleen voor wie de hele cursus eerder deed)") == 1
    chosen = {"look": "chosen", "person": [new.public_id, once.public_id]}
    said = "Deze cursus is voor deze collega niet genoeg."
    page = client.post(urls[1], chosen).content.decode()
    assert page.count(said) == 1
    assert page.index(f'value="{new.public_id}"') < page.index(said) < page.index(f'value="{once.public_id}"')
    assert said not in client.post(urls[0], chosen).content.decode()


def test_without_a_session_ahead_the_page_leads_to_planning_one(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    employee()
    session(of=needed.course, starts_at=NOW - timedelta(days=1))
    page = people_page(sign_in(hr), needed)
    assert "er komt geen sessie meer." in page
    assert address("session_create", course_id=needed.course.public_id) in page
    assert (ticks(page), buttons(page)) == ([], [])


# --- what becomes of it -----------------------------------------------------------------------------------------------
def test_who_is_chosen_stands_ticked_and_nobody_is_enrolled_yet(
    sign_in: SignIn, hr: Person, needed: Requirement
) -> None:
    people = [employee(last_name=name) for name in ("Aalbers", "Bos", "Cox")]
    client = sign_in(hr)
    session(of=needed.course)
    page = people_page(client, needed)
    (url,) = buttons(page)
    page = client.post(url, {"look": "chosen", "person": [p.public_id for p in people[:2]]}).content.decode()
    assert [f'value="{each.public_id}" checked' in page for each in people] == [True, True, False]
    assert not Enrolment.objects.exists()
    client.post(url, {"person": ticks(page)})
    assert {row.person for row in Enrolment.objects.all()} == set(people[:2])


@pytest.mark.parametrize("sent", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_choosing_nobody_or_somebody_made_up_says_so(
    sign_in: SignIn, hr: Person, needed: Requirement, sent: list[str]
) -> None:
    url = address("enrol_other", session_id=session(of=needed.course).public_id)
    page = sign_in(hr).post(url, {"look": "chosen", "person": sent}).content.decode()
    assert "Je vinkte niemand aan" in page
    assert ticks(page) == []


def test_who_is_not_hr_chooses_nobody(sign_in: SignIn, needed: Requirement) -> None:
    url = address("enrol_other", session_id=session(of=needed.course).public_id)
    mate = employee()
    for person in (employee(), trainer()):
        assert sign_in(person).post(url, {"look": "chosen", "person": str(mate.public_id)}).status_code == 403


@pytest.mark.parametrize("rows", [2, 20])
def test_page_costs_the_same_for_any_number_of_people_and_sessions(sign_in: SignIn, hr: Person, rows: int) -> None:
    must = requirement(
        of=course(), renewal_course=course(), valid_months=12, role=Role.TRAINER, due_on=date(2026, 12, 31)
    )
    for day in range(1, rows + 1):
        completion(of=must.course, person=trainer(), at=YEARS_AGO)
        trainer()
        full_session(of=must.course, starts_at=NOW + timedelta(days=day))
        series(day / 7, day / 7 + 1, of=must.renewal_course)
    client, url = sign_in(hr), address("requirement_people", requirement_id=must.public_id)
    client.get(url, {"why": "plan"})
    with query_count(__file__, "training:requirement_people"):
        client.get(url, {"why": "plan"})
