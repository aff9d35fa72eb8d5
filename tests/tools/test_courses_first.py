"""Courses that come before tools, told where people look for training: on the course, to themselves, and to HR."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from people.choices import FunctionGroup, Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.tools.builders import tool
from tests.training.builders import completion, course
from tools import selectors
from tools.choices import ToolStatus

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def needed(person: Person) -> list[tuple[str, list[str]]]:
    rows = selectors.courses_needed_by(person)
    return [(str(each.course.title), [one.name for one in each.tools]) for each in rows]


def test_course_is_needed_by_who_may_use_its_tools_until_they_completed_it(colleague: Person) -> None:
    first = course(title="Veilig werken")
    tool(name="Copilot", required_course=first)
    tool(name="Vertaler", required_course=first)
    tool(name="Zonder cursus")
    assert needed(colleague) == [("Veilig werken", ["Copilot", "Vertaler"])]
    completion(of=first, person=colleague)
    assert needed(colleague) == []


def test_course_is_not_needed_for_a_tool_that_is_not_for_the_reader_or_that_nobody_may_use() -> None:
    person = employee(function_group=FunctionGroup.CUSTOMER_CONTACT)
    tool(required_course=course(), function_groups=[FunctionGroup.DIRECTOR])
    tool(required_course=course(), status=ToolStatus.REVIEW)
    tool(required_course=course(), archived_at=NOW)
    assert needed(person) == []


def test_overview_holds_every_course_that_a_usable_tool_asks_for(hr: Person) -> None:
    first = course(title="Voor bestuurders")
    tool(name="Copilot", required_course=first, function_groups=[FunctionGroup.DIRECTOR])
    tool(required_course=course(), status=ToolStatus.NOT_ALLOWED)
    (row,) = selectors.courses_required(hr)
    assert (row.course, [one.name for one in row.tools]) == (first, ["Copilot"])


@pytest.mark.parametrize(("language", "words"), [("nl", "Geeft toegang tot"), ("en", "Gives access to")])
def test_page_of_a_course_asks_for_the_tools_that_it_opens(sign_in: SignIn, language: str, words: str) -> None:
    first = course(title="Veilig werken")
    tool(name="Copilot", required_course=first)
    client = sign_in(employee(language=language))
    url = reverse("tools:tools_of_course", kwargs={"course_id": first.public_id})
    page = client.get(reverse("training:course_detail", kwargs={"course_id": first.public_id})).content.decode()
    assert f'hx-get="{url}"' in page
    assert f'<a href="{url}">' in page
    part = client.get(url, headers=HTMX).content.decode()
    assert ("<html" in part, words in part, "Copilot" in part) == (False, True, True)
    assert "<html" in client.get(url).content.decode()


def test_course_opens_no_tool_of_the_archive_not_even_for_the_office() -> None:
    first = course()
    tool(name="Copilot", required_course=first)
    tool(name="Oude vertaler", required_course=first, archived_at=NOW)
    for person in (employee(), employee(roles=[Role.PROGRAMME_OFFICE])):
        assert [row.tool.name for row in selectors.tools_opened_by(first, person)] == ["Copilot"]


def test_course_that_opens_nothing_leaves_nothing_on_its_page(sign_in: SignIn, colleague: Person) -> None:
    url = reverse("tools:tools_of_course", kwargs={"course_id": course().public_id})
    client = sign_in(colleague)
    assert client.get(url, headers=HTMX).content.decode().strip() == ""
    assert "Geen AI-tool vraagt om deze cursus." in client.get(url).content.decode()


def test_tools_of_a_course_that_the_reader_does_not_see_are_no_page(sign_in: SignIn, colleague: Person) -> None:
    draft = course(published=False)
    url = reverse("tools:tools_of_course", kwargs={"course_id": draft.public_id})
    assert sign_in(colleague).get(url).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("nl", "Nodig voor <a"), ("en", "Needed for <a")])
def test_my_training_says_for_which_tools_a_course_is_needed(sign_in: SignIn, language: str, words: str) -> None:
    first = course(title="Veilig werken")
    tool(name="Copilot", required_course=first)
    tool(name="Vertaler", required_course=first)
    client, url = sign_in(employee(language=language)), reverse("tools:courses_needed")
    assert f'hx-get="{url}"' in client.get(reverse("training:my_training")).content.decode()
    part = client.get(url, headers=HTMX).content.decode()
    assert (words in part, "Copilot</a>, <a" in part) == (True, True)


def test_hr_sees_beside_what_is_required_what_tools_ask(sign_in: SignIn, hr: Person) -> None:
    tool(name="Copilot", required_course=course(title="Veilig werken"))
    client, url = sign_in(hr), reverse("tools:courses_required")
    assert f'hx-get="{url}"' in client.get(reverse("training:requirement_list")).content.decode()
    part = client.get(url, headers=HTMX).content.decode()
    assert ("Veilig werken" in part, "Copilot" in part) == (True, True)


@pytest.mark.parametrize("rows", [3, 30])
def test_query_counts(sign_in: SignIn, colleague: Person, rows: int) -> None:
    first = course()
    for _number in range(rows):
        tool(required_course=first)
        tool(required_course=course())
    client = sign_in(colleague)
    addresses = {
        "tools:tools_of_course": reverse("tools:tools_of_course", kwargs={"course_id": first.public_id}),
        "tools:courses_needed": reverse("tools:courses_needed"),
        "tools:courses_required": reverse("tools:courses_required"),
    }
    for name, url in addresses.items():
        client.get(url)
        with query_count(__file__, name):
            client.get(url)
