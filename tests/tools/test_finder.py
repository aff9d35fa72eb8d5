"""The finder: what somebody wants to do, with which data, and what they may use for it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.services import change_setting
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.tools.builders import NOW, licensed, request, tool
from tests.training.builders import completion, course
from tests.truths import refused
from tools import selectors
from tools.choices import ASK_AT, DataClass, RequestState, Task, ToolStatus, Verdict
from tools.models import Tool
from tools.selectors import Answer, Question

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def ask(person: Person, *, task: str = Task.WRITE, data: str = DataClass.INTERNAL) -> Answer:
    answer = selectors.answer_to(person, Question.of(task=task, data=data))
    assert answer is not None
    return answer


def test_what_may_be_used_for_this_task_with_this_data_is_the_answer() -> None:
    fits = tool(tasks=[Task.WRITE, Task.PLAN])
    tool(tasks=[Task.TRANSLATE])
    tool(tasks=[])
    assert [row.tool for row in ask(employee()).usable] == [fits]


def test_what_may_be_used_at_once_comes_before_what_asks_something_first() -> None:
    basics, reader = course(), employee()
    after = tool(name="A", tasks=[Task.WRITE], required_course=basics)
    conditional = tool(name="B", tasks=[Task.WRITE], status=ToolStatus.CONDITIONS)
    at_once = tool(name="C", tasks=[Task.WRITE])
    assert [row.tool for row in ask(reader).usable] == [at_once, conditional, after]
    completion(of=basics, person=reader)
    assert {row.verdict for row in ask(reader).usable} == {Verdict.YES, Verdict.CONDITIONS}


def test_what_does_not_fit_stands_apart_with_why() -> None:
    tasks = [Task.WRITE]
    public = tool(tasks=tasks, data_classes=[DataClass.PUBLIC])
    others = tool(tasks=tasks, function_groups=[FunctionGroup.DIRECTOR])
    reviewed, refused_tool = tool(tasks=tasks, status=ToolStatus.REVIEW), tool(tasks=tasks, status="not_allowed")
    answer = ask(employee(function_group=FunctionGroup.CUSTOMER_CONTACT))
    assert not answer.usable
    assert (answer.with_other_data, answer.for_other_work) == ([public], [others])
    assert (answer.in_review, answer.not_allowed) == ([reviewed], [refused_tool])


def test_tool_in_the_archive_is_no_answer(programme_lead: Person) -> None:
    tool(tasks=[Task.WRITE], archived_at=NOW)
    assert not ask(programme_lead).usable


@pytest.mark.parametrize(
    ("task", "data", "question"),
    [
        ("", "internal", Question()),
        ("write", "", Question(Task.WRITE)),
        ("write", "secret", Question(Task.WRITE)),
        ("cook", "internal", Question()),
    ],
)
def test_half_a_question_and_unknown_words_are_asked_further(task: str, data: str, question: Question) -> None:
    assert Question.of(task=task, data=data) == question
    assert selectors.answer_to(employee(), question) is None


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_two_taps_lead_to_the_answer(sign_in: SignIn, colleague: Person) -> None:
    basics = course(title="Veilig aan de slag")
    made = tool(tasks=[Task.WRITE], required_course=basics)
    client, here = sign_in(colleague), reverse("tools:find")
    assert f'href="{here}?task=write"' in client.get(here).content.decode()
    second = client.get(here, {"task": "write"}).content.decode()
    assert f'href="{here}?task=write&amp;data=internal"' in second
    answer = client.get(here, {"task": "write", "data": "internal"}).content.decode()
    assert made.name in answer
    assert reverse("training:course_detail", kwargs={"course_id": basics.public_id}) in answer


def test_what_comes_first_and_the_conditions_stand_apart(sign_in: SignIn, colleague: Person) -> None:
    made = tool(status=ToolStatus.CONDITIONS, tasks=[Task.WRITE])
    client = sign_in(colleague)
    asked = {"task": "write", "data": "internal"}
    page = client.get(reverse("tools:find"), asked).content.decode()
    assert "Onder deze voorwaarden:" in page
    assert "Wat je eerst nodig hebt" not in page
    made.required_course = course(title="Veilig aan de slag")
    made.save()
    page = client.get(reverse("tools:find"), asked).content.decode()
    first, conditions = page.partition("Onder deze voorwaarden:")[::2]
    assert "Veilig aan de slag" in first.partition("Wat je eerst nodig hebt")[2]
    assert "Alleen met je werkaccount" in conditions


def test_who_asked_for_a_seat_is_not_told_to_ask_for_one(sign_in: SignIn, colleague: Person) -> None:
    made = licensed(tasks=[Task.WRITE])
    client, asked = sign_in(colleague), {"task": "write", "data": "internal"}
    address = reverse("tools:ask", args=[made.public_id])
    assert address in client.get(reverse("tools:find"), asked).content.decode()
    assert "eerst een plek aanvragen" in client.get("/").content.decode()
    request(of=made, person=colleague, state=RequestState.WAITING)
    page = client.get(reverse("tools:find"), asked).content.decode()
    assert address not in page
    assert "je hebt er een aangevraagd" in page
    home = client.get("/").content.decode()
    assert "eerst een plek aanvragen" not in home
    assert "je hebt een plek aangevraagd" in home
    mine = client.get(reverse("for_me")).content.decode()
    assert "eerst een plek aanvragen" not in mine
    assert "je hebt een plek aangevraagd" in mine


def test_who_has_a_seat_is_not_told_to_ask_for_one_when_a_course_is_asked_since(
    sign_in: SignIn, colleague: Person
) -> None:
    made = licensed(tasks=[Task.WRITE])
    request(of=made, person=colleague)
    made.required_course = course(title="Veilig aan de slag")
    made.save()
    page = sign_in(colleague).get(reverse("tools:find"), {"task": "write", "data": "internal"}).content.decode()
    assert "Veilig aan de slag" in page
    assert reverse("tools:ask", args=[made.public_id]) not in page


def test_without_an_answer_it_says_whom_to_ask(sign_in: SignIn, colleague: Person, administrator: Person) -> None:
    change_setting(key=ASK_AT.key, value="ai@voorbeeld.example", actor=administrator, now=NOW)
    client = sign_in(colleague)
    page = client.get(reverse("tools:find"), {"task": "plan", "data": "special"}).content.decode()
    assert "mailto:ai@voorbeeld.example" in page


def test_finder_speaks_english_and_takes_no_post(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    colleague.language = "en"
    colleague.save(update_fields=["language"])
    with translation.override("en"):
        assert "I want to …" in client.get(reverse("tools:find")).content.decode()
    assert client.post(reverse("tools:find")).status_code == 405


def test_home_and_the_catalogue_lead_to_the_finder(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    for page in ("home", "tools:tool_list"):
        assert reverse("tools:find") in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_finder_has_the_same_number_of_queries_for_any_number(sign_in: SignIn, colleague: Person, rows: int) -> None:
    basics = course()
    for _number in range(rows):
        tool(tasks=[Task.WRITE], required_course=basics)
    client = sign_in(colleague)
    with query_count(__file__, "tools:find"):
        client.get(reverse("tools:find"), {"task": "write", "data": "internal"})


# --- in the database --------------------------------------------------------------------------------------------------
def test_database_refuses_a_task_that_nobody_knows() -> None:
    made = tool()
    with refused("tools_tool_tasks_known"):
        Tool.objects.filter(pk=made.pk).update(tasks=["cook"])
