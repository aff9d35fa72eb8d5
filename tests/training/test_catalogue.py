"""Finding a course: for whom it is meant, what is chosen most, and which of two with one name counts."""

from datetime import timedelta

import pytest
from django.db import connection

from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import NOW, completion, course, enrolment, interest, requirement, session
from tests.training.pages import SignIn, address, page_of
from tests.training.test_office_pages import course_fields
from training import rules, selectors
from training.choices import EnrolmentState
from training.models import Completion, Course
from training.selectors import CatalogueFilter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def found(person: Person, **asked: str) -> list[Course]:
    return [row.course for row in selectors.catalogue(person, CatalogueFilter(**asked), now=NOW).rows]


def test_for_me_respects_units_with_all_below_and_function_groups() -> None:
    top = unit()
    care = unit("200", "Zorg", top)
    team = unit("201", "Wijkteam", care)
    for_all, for_care = course(title="Alle"), course(title="Zorg")
    for_care.units.add(care)
    for_managers_there = course(title="Leiding", function_groups=[FunctionGroup.MANAGER.value])
    for_managers_there.units.add(care)
    carer, manager = employee(unit=team), employee(unit=team, function_group=FunctionGroup.MANAGER)
    other = employee(unit=unit("300", "Inkoop", top))
    assert found(carer, scope="for_me") == [for_all, for_care]
    assert found(manager, scope="for_me") == [for_all, for_managers_there, for_care]
    assert found(other, scope="for_me") == [for_all]
    assert len(found(other)) == 3


def test_what_is_required_is_for_me_whatever_the_unit() -> None:
    made = course()
    made.units.add(unit("200", "Zorg", unit()))
    requirement(of=made)
    assert found(employee(unit=unit("300", "Inkoop", unit())), scope="for_me") == [made]


def test_home_leads_to_no_course_of_another_unit() -> None:
    made = course()
    made.units.add(unit("200", "Zorg", unit()))
    assert selectors.next_for(employee(unit=unit("300", "Inkoop", unit())), NOW) is None
    assert selectors.next_for(employee(unit=unit("200")), NOW) is not None


def test_most_chosen_comes_first_in_steps_of_ten(colleague: Person) -> None:
    few, many, here = course(title="A"), course(title="B"), course(title="C")
    the_session = session(of=many, capacity=30)
    for number in range(6):
        enrolment(session=the_session, person=employee(), state=EnrolmentState.BOOKED)
        interest(of=many)
        completion_here = completion(of=here, person=employee(), at=NOW - timedelta(days=number + 1))
        Completion.objects.filter(pk=completion_here.pk).update(source="portal")
    for _number in range(3):
        interest(of=few)
    assert found(colleague, sort="popular") == [many, few, here]
    interest(of=here)
    assert found(colleague, sort="popular") == [many, few, here]


def test_what_was_chosen_long_ago_or_cancelled_does_not_count(colleague: Person) -> None:
    old, recent = course(title="A"), course(title="B")
    long_ago, cancelled = session(of=old, capacity=30), session(of=old, capacity=30)
    now = session(of=recent, capacity=30)
    for _number in range(10):
        enrolment(session=long_ago, joined_at=NOW - timedelta(days=366))
        enrolment(session=cancelled, state=EnrolmentState.CANCELLED)
        enrolment(session=now)
    assert found(colleague, sort="popular") == [recent, old]


def test_page_of_a_course_says_for_which_units(sign_in: SignIn) -> None:
    made = course()
    made.units.add(unit("200", "Zorg thuis", unit()))
    assert "In Zorg thuis, with all that is below" in page_of(sign_in(employee(language="en")), made)


def test_hr_says_for_which_units_a_course_is(sign_in: SignIn, hr: Person) -> None:
    care, made = unit("200", "Zorg", unit()), course(author=hr)
    url = address("course_edit", course_id=made.public_id)
    sign_in(hr).post(url, course_fields(units=[str(care.public_id)]))
    assert list(made.units.all()) == [care]


def test_search_can_use_the_index_of_parts_of_words() -> None:
    """Of 3,000 courses PostgreSQL rather reads all, so it is told not to."""
    Course.objects.bulk_create(
        Course(
            title_nl=f"Cursus {number}", summary_nl="Over AI", outcomes_nl="Je weet het", duration_minutes=60,
            created_at=NOW, created_by=employee() if number == 0 else None, published_at=NOW, key=f"c-{number}",
        )
        for number in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE training_course")
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, values = Course.objects.matching("cursus 2999").query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "training_course_search" in plan


# --- which of two counts ----------------------------------------------------------------------------------------------
def test_course_with_nearly_the_name_of_what_is_required_says_which_counts(sign_in: SignIn) -> None:
    counts, looks_like = course(title="Veilig werken met AI: live"), course(title="Veilig werken met AI")
    requirement(of=counts)
    client = sign_in(employee(language="en"))
    page = page_of(client, looks_like)
    assert "This course does not count for what is required of you" in page
    assert address("course_detail", course_id=counts.public_id) in page
    page = page_of(client, counts)
    assert "What counts is this course:" in page
    assert "does not count" not in page


def test_hr_reads_on_the_requirement_which_course_counts(sign_in: SignIn, hr: Person) -> None:
    made = requirement(of=course(title="Veilig werken"))
    page = sign_in(hr).get(address("requirement_detail", requirement_id=made.public_id)).content.decode()
    assert "Verplicht is:" in page
    assert "in de klas" in page


@pytest.mark.parametrize(
    ("title", "other", "near"),
    [
        ("Veilig werken met AI", "Veilig werken met AI: opfrissen", True),
        ("Veilig werken met AI", "AI in mijn werk", False),
        ("AI", "AI", False),
        ("Goed vragen", "Goed vragen en controleren", True),
    ],
)
def test_near_names(title: str, other: str, near: bool) -> None:
    assert rules.is_near(title, other) is near
