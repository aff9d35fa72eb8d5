"""Are there enough seats, in time, for who must still take a required course: in the list, on its page and on home."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from people.choices import FunctionGroup as G
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
from training.models import Course, Requirement
from training.selectors.seats_in_time import Free, Need, _short

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
DUE = date(2026, 12, 31)
ON_THE_DAY = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
PILE = {
    "nl": ("Verplichte cursus met te weinig plekken op tijd", "Verplichte cursussen met te weinig plekken op tijd"),
    "en": ("Required course with too few seats in time", "Required courses with too few seats in time"),
}


@pytest.fixture
def must(hr: Person) -> Requirement:
    """Required of trainers, of whom there are none yet."""
    return requirement(of=course(title="AI in mijn werk"), due_on=DUE, role=Role.TRAINER)


def trainer(**fields: object) -> Person:
    return employee(roles=[Role.TRAINER], **fields)  # type: ignore[arg-type]


def needs(of: Requirement) -> list[Need]:
    (row,) = selectors.requirement_rows([of], now=NOW)
    return list(row.needs)


def counted(of: Requirement) -> tuple[int, int, int, int]:
    """People without a seat, free seats in time, sessions with one, and how many too few."""
    (need,) = needs(of)
    return need.people, need.free, need.sessions, need.short


def piles(person: Person, language: str = "nl") -> dict[str, int]:
    with translation.override(language):
        return {str(pile.title): pile.count for pile in selectors.waiting_for(person, now=NOW)}


# --- who needs a seat -------------------------------------------------------------------------------------------------
def test_only_who_must_still_do_it_is_here_and_has_no_seat_is_counted(must: Requirement) -> None:
    _new, done, away, booked, offered, waits = (trainer() for _each in range(6))
    employee()
    completion(of=must.course, person=done)
    Person.objects.filter(pk=away.pk).update(away_from=NOW.date())
    ahead = session(of=must.course, capacity=9)
    enrolment(session=ahead, person=booked)
    enrolment(session=ahead, person=offered, state=S.OFFERED)
    enrolment(session=ahead, person=waits, state=S.WAITING)
    assert counted(must) == (2, 7, 1, 0)


def test_nothing_is_said_where_nobody_needs_a_seat(sign_in: SignIn, hr: Person, must: Requirement) -> None:
    completion(of=must.course, person=trainer())
    assert needs(must) == []
    page = sign_in(hr).get(address("requirement_detail", requirement_id=must.public_id)).content.decode()
    assert 'id="seats"' not in page


def test_seat_in_a_session_that_is_over_or_cancelled_is_no_seat(must: Requirement) -> None:
    person = trainer()
    enrolment(session=session(of=must.course, starts_at=NOW - timedelta(days=2)), person=person)
    gone = session(of=must.course, cancelled_at=NOW, cancel_reason="Ziek.")
    enrolment(session=gone, person=person, state=S.CANCELLED, ending="session_cancelled")
    assert counted(must) == (1, 0, 0, 1)


def test_seat_in_a_series_that_goes_on_is_a_seat_and_its_free_seats_are_none(must: Requirement) -> None:
    going_on = series(-1, 1, of=must.course, capacity=5)
    enrolment(session=going_on, person=trainer())
    trainer()
    assert counted(must) == (1, 0, 0, 1)


def test_who_can_renew_needs_a_seat_in_the_short_course(hr: Person) -> None:
    short = course(title="Opfrissen")
    both = requirement(of=course(title="Heel"), renewal_course=short, valid_months=12, role=Role.TRAINER, due_on=DUE)
    trainer()
    for at in (NOW - timedelta(days=1_000), NOW - timedelta(days=900)):
        completion(of=both.course, person=trainer(), at=at)
    session(of=short, capacity=1)
    session(of=both.course, capacity=1)
    assert [(each.courses[0], each.people, each.free, each.short) for each in needs(both)] == [
        (both.course, 1, 1, 0), (short, 2, 1, 1),
    ]  # fmt: skip
    moved_into_portal(short)
    both.refresh_from_db()
    assert [each.courses[0] for each in needs(both)] == [both.course], "what is followed in the portal needs no seat"


def test_seat_in_the_whole_course_is_enough_for_who_can_renew(hr: Person) -> None:
    both = requirement(of=course(), renewal_course=course(), valid_months=12, role=Role.TRAINER, due_on=DUE)
    person = trainer()
    completion(of=both.course, person=person, at=NOW - timedelta(days=1_000))
    enrolment(session=session(of=both.course), person=person)
    assert needs(both) == []


def moved_elsewhere(of: Course) -> None:
    Course.objects.filter(pk=of.pk).update(kind=CourseKind.ELSEWHERE, external_url="https://www.example.nl/cursus")


@pytest.mark.parametrize("move", [moved_elsewhere, moved_into_portal])
def test_course_without_sessions_needs_no_seats(must: Requirement, move: Callable[[Course], object]) -> None:
    trainer()
    move(must.course)
    must.refresh_from_db()
    assert needs(must) == []
    assert selectors.count_of_courses_short(now=NOW) == 0


# --- which seats ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "free"), [(-15 * 60, 2), (0, 2), (13 * 60, 2), (14 * 60, 0), (24 * 60, 0)],
    ids=["the evening before", "in the morning of the day", "that night until 23:30", "past midnight", "a day later"],
)  # fmt: skip
def test_seat_is_in_time_when_its_session_ends_on_or_before_the_day_in_amsterdam(
    must: Requirement, minutes: int, free: int
) -> None:
    trainer()
    session(of=must.course, starts_at=ON_THE_DAY + timedelta(minutes=minutes - 60))
    assert counted(must) == (1, free, int(free > 0), int(free == 0))


def test_series_counts_by_its_last_meeting(must: Requirement) -> None:
    trainer()
    series(1, 20, of=must.course)
    assert counted(must)[1:] == (0, 0, 1)


def test_for_who_is_late_every_session_ahead_counts(hr: Person) -> None:
    late = requirement(of=course(), due_on=date(2026, 10, 1), role=Role.TRAINER)
    trainer()
    session(of=late.course, starts_at=NOW + timedelta(days=300), capacity=1)
    assert counted(late) == (1, 1, 1, 0)
    trainer()
    assert counted(late) == (2, 1, 1, 1)


def test_newcomer_has_a_later_day_than_the_others(must: Requirement) -> None:
    _old, new = trainer(), trainer()
    Person.objects.filter(pk=new.pk).update(hired_on=date(2026, 12, 1))
    Person.objects.filter(pk=new.pk).update(hired_on=NOW.date())
    Requirement.objects.filter(pk=must.pk).update(newcomer_days=90)
    must.refresh_from_db()
    session(of=must.course, starts_at=NOW + timedelta(days=80), capacity=9)
    assert counted(must) == (2, 9, 1, 1), "the seats are in time for the newcomer only"


def test_offers_and_others_who_wait_take_seats(must: Requirement) -> None:
    for _each in range(2):
        trainer()
    ahead = session(of=must.course, capacity=4)
    enrolment(session=ahead)
    enrolment(session=ahead, state=S.OFFERED)
    assert counted(must) == (2, 2, 1, 0)
    enrolment(session=ahead, state=S.WAITING)
    assert counted(must) == (2, 1, 1, 1)


def test_who_must_do_it_and_waits_takes_no_seat_from_themselves(must: Requirement) -> None:
    person = trainer()
    ahead = session(of=must.course, capacity=1)
    kept(ahead, 1, [G.MANAGER], until=NOW + timedelta(days=3))
    enrolment(session=ahead, person=person, state=S.WAITING)
    assert counted(must) == (1, 1, 1, 0)


def test_who_waits_while_away_takes_no_seat(must: Requirement) -> None:
    trainer()
    away = employee(away_from=NOW.date())
    ahead = session(of=must.course, capacity=1)
    enrolment(session=ahead, person=away, state=S.WAITING)
    assert counted(must) == (1, 1, 1, 0)


def test_full_session_is_not_among_those_with_free_seats(must: Requirement) -> None:
    trainer()
    full_session(of=must.course)
    session(of=must.course, capacity=3)
    assert counted(must) == (1, 3, 1, 0)


def test_people_of_whom_another_requirement_asks_the_same_course_need_seats_too(must: Requirement, hr: Person) -> None:
    trainer()
    boss = employee(function_group=G.MANAGER)
    session(of=must.course, capacity=1)
    assert counted(must) == (1, 1, 1, 0)
    other = requirement(of=must.course, due_on=DUE, function_group=G.MANAGER)
    (need,) = needs(must)
    assert (need.people, need.others, need.short) == (1, 1, 1)
    assert selectors.count_of_courses_short(now=NOW) == 1, "one course, whoever asks for it"
    Requirement.objects.filter(pk=other.pk).update(due_on=date(2027, 12, 31))
    (need,) = needs(must)
    assert (need.others, need.short) == (0, 0), "who is due later comes later"
    assert selectors.count_of_courses_short(now=NOW) == 1
    completion(of=must.course, person=boss)
    assert selectors.count_of_courses_short(now=NOW) == 0


def test_somebody_of_whom_two_requirements_ask_it_needs_one_seat(must: Requirement) -> None:
    trainer(function_group=G.MANAGER)
    requirement(of=must.course, due_on=DUE, function_group=G.MANAGER)
    session(of=must.course, capacity=1)
    assert counted(must) == (1, 1, 1, 0)
    assert selectors.count_of_courses_short(now=NOW) == 0


def test_of_two_requirements_the_earliest_day_counts(must: Requirement) -> None:
    trainer(function_group=G.MANAGER)
    later = requirement(of=must.course, due_on=date(2027, 12, 31), function_group=G.MANAGER)
    session(of=must.course, starts_at=ON_THE_DAY + timedelta(days=30), capacity=1)
    assert (counted(must), counted(later)) == ((1, 0, 0, 1), (1, 1, 1, 0)), "each by its own day"
    assert selectors.count_of_courses_short(now=NOW) == 1


def _seated(due: list[date], seats: list[Free]) -> int:
    """Seat people one by one, who is due first in the session that ends first."""
    left = [[each.ends_on, each.free] for each in sorted(seats, key=lambda each: each.ends_on)]
    seated = 0
    for day in sorted(due):
        fits = [each for each in left if each[1] and each[0] <= day]
        if fits:
            fits[0][1] -= 1
            seated += 1
    return seated


DAYS = st.integers(0, 6).map(lambda number: DUE + timedelta(days=number))


@settings(deadline=None)
@given(st.lists(DAYS, max_size=12), st.lists(st.builds(Free, DAYS, st.integers(0, 4)), max_size=5))
def test_so_many_are_short_as_cannot_be_seated_one_by_one(due: list[date], seats: list[Free]) -> None:
    assert _short(due, seats) == len(due) - _seated(due, seats)


# --- where it stands --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ["3 mensen moeten hem nog doen en hebben geen plek.", "Er is 1 plek op tijd vrij, in 1 sessie.",
             "Te weinig plekken", "Voor 2 mensen is er geen plek op tijd."],
        ),
        (
            "en",
            ["3 people must still do it and have no seat.", "1 seat is free in time, in 1 session.", "Too few seats",
             "For 2 people there is no seat in time."],
        ),
    ],
)  # fmt: skip
def test_list_and_page_say_in_words_how_many_are_short_and_lead_to_planning(
    sign_in: SignIn, must: Requirement, language: str, words: list[str]
) -> None:
    for _each in range(3):
        trainer()
    ahead = session(of=must.course, capacity=1)
    client = sign_in(employee(roles=[Role.HR], language=language))
    plan = address("session_create", course_id=must.course.public_id)
    urls = [address("requirement_list"), address("requirement_detail", requirement_id=must.public_id)]
    for url in urls:
        page = client.get(url).content.decode()
        assert ([each for each in words if each not in page], plan in page) == ([], True)
    ahead.capacity = 3
    ahead.save()
    for url in urls:
        page = client.get(url).content.decode()
        assert (words[0] in page, words[2] in page, plan in page) == (True, False, False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Dezelfde cursus is ook voor 1 ander verplicht.", "Samen komen ze 2 plekken tekort."]),
        ("en", ["The same course is required of 1 other person too.", "Together they are 2 seats short."]),
    ],
)
def test_others_who_need_the_same_seats_are_said(
    sign_in: SignIn, must: Requirement, language: str, words: list[str]
) -> None:
    trainer()
    employee(function_group=G.MANAGER)
    requirement(of=must.course, due_on=DUE, function_group=G.MANAGER)
    client = sign_in(employee(roles=[Role.HR], language=language))
    page = client.get(address("requirement_detail", requirement_id=must.public_id)).content.decode()
    assert [each for each in words if each not in page] == []


def test_requirement_that_ended_says_nothing_of_seats(must: Requirement) -> None:
    trainer()
    Requirement.objects.filter(pk=must.pk).update(ends_on=NOW.date())
    must.refresh_from_db()
    assert needs(must) == []
    assert selectors.count_of_courses_short(now=NOW) == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_home_of_hr_counts_courses_with_too_few_seats_and_of_nobody_else(
    hr: Person, must: Requirement, language: str
) -> None:
    one, more = PILE[language]
    assert not {one, more} & set(piles(hr, language))
    giver = trainer()
    assert piles(hr, language)[one] == 1
    second = requirement(of=course(), due_on=DUE, role=Role.TRAINER)
    assert piles(hr, language)[more] == 2
    assert not {one, more} & set(piles(giver, language))
    for each in (must, second):
        session(of=each.course, capacity=1)
    assert not {one, more} & set(piles(hr, language))


@pytest.mark.parametrize("rows", [3, 30])
def test_seats_in_time_cost_the_same_for_any_number(sign_in: SignIn, hr: Person, rows: int) -> None:
    for _number in range(rows):
        trainer()
        must = requirement(
            of=course(), renewal_course=course(), valid_months=12, due_on=DUE, role=Role.TRAINER
        )  # fmt: skip
        ahead = full_session(of=must.course, waiting=1)
        kept(ahead, 1, [G.MANAGER], until=NOW + timedelta(days=3))
        completion(of=must.course, person=hr)
    client = sign_in(hr)
    for name, url in {
        "requirement_list with sessions": address("requirement_list"),
        "requirement_detail": address("requirement_detail", requirement_id=must.public_id),
    }.items():
        client.get(url)
        with query_count(__file__, f"training:{name}"):
            client.get(url)
    with query_count(__file__, "training:count_of_courses_short"):
        assert selectors.count_of_courses_short(now=NOW) == rows
