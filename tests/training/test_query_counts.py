"""Pages cost the same number of queries for few and many rows."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from people.models import Person
from tests.people.builders import employee, unit
from tests.query_counts import query_count
from tests.training.builders import (
    NOW,
    all_read,
    answered,
    completion,
    course,
    enrolment,
    full_session,
    interest,
    learning_path,
    portal_course,
    requirement,
    session,
)
from tests.training.pages import SignIn, address
from training import services
from training.models import Course, HeadStart
from training.services.session_messages import write_to_participants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def fill_catalogue(rows: int, reader: Person) -> None:
    for number in range(rows):
        the_course = course()
        full_session(of=the_course, waiting=2)
        enrolment(session=session(of=the_course), person=reader)
        completion(of=the_course, person=reader, at=NOW - timedelta(days=30 + number))
        requirement(of=the_course)
        interest(of=course(), person=reader)
        all_read(of=portal_course(lessons=number % 3 + 1), by=reader)


@pytest.mark.parametrize("rows", [3, 30])
def test_catalogue_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    fill_catalogue(rows, colleague)
    client = sign_in(colleague)
    client.get(address("course_list"))
    with query_count(__file__, "training:course_list"):
        client.get(address("course_list"))


@pytest.mark.parametrize("rows", [3, 3000])
def test_most_chosen_courses_for_somebody_cost_the_same_for_any_length(
    sign_in: SignIn, colleague: Person, rows: int
) -> None:
    Course.objects.bulk_create(
        Course(
            key=f"course-{number}", title_nl=f"Cursus {number}", summary_nl="Over AI", outcomes_nl="Je weet het",
            duration_minutes=60, created_at=NOW, published_at=NOW,
        )
        for number in range(rows)
    )  # fmt: skip
    fill_catalogue(3, colleague)
    client, url = sign_in(colleague), address("course_list") + "?text=cursus&scope=for_me&sort=popular"
    client.get(url)
    with query_count(__file__, "training:course_list, most chosen"):
        client.get(url)


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
    for _message in range(rows):
        write_to_participants(
            session_id=the_session.pk, sent_to="both", subject="Neem je laptop mee", text="Er zijn er te weinig.",
            form_token=uuid4(), actor=employee(roles=["hr"]), now=NOW,
        )  # fmt: skip
    client, url = sign_in(hr), address("session_detail", session_id=the_session.public_id)
    client.get(url)
    with query_count(__file__, "training:session_detail"):
        client.get(url)
    write = address("session_write", session_id=the_session.public_id)
    typed = {"sent_to": "both", "subject": "Neem je laptop mee", "text": "Er zijn er te weinig.", "step": "preview"}
    with query_count(__file__, "training:session_write"):
        client.get(write)
    with query_count(__file__, "training:session_write, preview"):
        client.post(write, typed)
    with query_count(__file__, "training:session_write, sent"):
        client.post(write, {**typed, "step": "send", "token": str(uuid4())})


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


@pytest.mark.parametrize("rows", [3, 30])
def test_course_in_the_portal_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_course = portal_course(lessons=rows, questions=rows)
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=1)
    client, url = sign_in(colleague), address("course_detail", course_id=the_course.public_id)
    client.get(url)
    with query_count(__file__, "training:course_detail in the portal"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_lesson_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_course = portal_course(lessons=rows)
    all_read(of=the_course, by=colleague)
    lesson = the_course.lessons.order_by("position")[1]
    client, url = sign_in(colleague), address("lesson_detail", lesson_id=lesson.public_id)
    client.get(url)
    with query_count(__file__, "training:lesson_detail"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_writing_a_course_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    the_course = portal_course(lessons=rows, questions=rows)
    client = sign_in(hr)
    for name, kwargs in (
        ("course_pages", {"course_id": the_course.public_id}),
        ("lesson_edit", {"lesson_id": the_course.lessons.order_by("position")[1].public_id}),
        ("question_edit", {"scenario_id": the_course.scenarios.order_by("position")[1].public_id}),
    ):
        client.get(address(name, **kwargs))
        with query_count(__file__, f"training:{name}"):
            client.get(address(name, **kwargs))


@pytest.mark.parametrize("rows", [3, 30])
def test_question_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_course = portal_course(questions=rows)
    answered(of=the_course, by=colleague, right=1)
    scenario = the_course.scenarios.order_by("position")[1]
    client, url = sign_in(colleague), address("scenario_detail", scenario_id=scenario.public_id)
    client.get(url)
    with query_count(__file__, "training:scenario_detail"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_questions_for_hr_cost_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    client, url = sign_in(hr), address("quiz_review", course_id=portal_course(questions=rows).public_id)
    client.get(url)
    with query_count(__file__, "training:quiz_review"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_result_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    the_course = portal_course(lessons=rows, questions=rows)
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=1)
    services.finish_quiz(course_id=the_course.pk, person=colleague, now=NOW)
    client, url = sign_in(colleague), address("quiz_result", course_id=the_course.public_id)
    client.get(url)
    with query_count(__file__, "training:quiz_result"):
        client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_demand_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    wanted = course()
    for number in range(rows):
        interest(of=course())
        interest(of=wanted, person=employee(unit=unit(f"u{number}", f"Team {number}")), moments=["evening"])
        told = session(of=wanted, starts_at=NOW + timedelta(days=3 + number))
        HeadStart.objects.create(session=told, person=hr, told_at=NOW)
    client = sign_in(hr)
    client.get(address("demand_list"))
    with query_count(__file__, "training:demand_list"):
        client.get(address("demand_list"))
    with query_count(__file__, "training:demand_detail"):
        client.get(address("demand_detail", course_id=wanted.public_id))


def test_numbers_of_queries_are_checked_in() -> None:
    assert Path(__file__).with_name("query_counts.json").exists()


@pytest.mark.parametrize("rows", [3, 30])
def test_learning_paths_cost_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    for number in range(rows):
        made = learning_path([course() for _step in range(number % 4 + 1)])
        enrolment(session=session(of=made.steps.all()[0].course), person=colleague)
    client = sign_in(colleague)
    for name, url in {
        "path_list": address("path_list"),
        "path_detail": address("path_detail", path_id=made.public_id),
        "course_list with paths": address("course_list"),
        "my_training with paths": address("my_training"),
    }.items():
        client.get(url)
        with query_count(__file__, f"training:{name}"):
            client.get(url)


@pytest.mark.parametrize("rows", [3, 30])
def test_courses_of_a_path_cost_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    made = learning_path([course() for _step in range(rows)])
    client, url = sign_in(hr), address("path_steps", path_id=made.public_id)
    client.get(url)
    with query_count(__file__, "training:path_steps"):
        client.get(url)
