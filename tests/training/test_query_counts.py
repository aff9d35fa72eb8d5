"""Pages cost the same number of queries for few and many rows."""

from datetime import timedelta
from pathlib import Path

import pytest

from people.models import Person
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
from tests.training.pages import SignIn, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


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
