"""Saying with a name what one uses: what is kept, who sees it, and how it goes; and the answer that everybody gets."""

from datetime import timedelta

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee
from tests.tools.builders import NOW, declare_named, declaring, licensed, promise, say, tool
from tests.training.builders import completion, course
from tools import selectors, services
from tools.choices import DataClass, Task, ToolStatus, Verdict
from tools.models import Declaration
from training.choices import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


# --- what is said -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "tool"),
        ({"name": "   "}, "tool"),
        ({"name": "x"}, "other_name"),
        ({"name": "..."}, "other_name"),
        ({"name": "jan@houtwijk.example"}, "other_name"),
        ({"name": "a" * 41}, "other_name"),
        ({"name": "Chat\x00GPT"}, "other_name"),
        ({"name": "聊天"}, "other_name"),
        ({"tasks": ()}, "tasks"),
        ({"tasks": ("sing",)}, "tasks"),
        ({"data": "secret"}, "data_class"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(given: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        say(**given)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_name_of_a_tool_of_the_catalogue_is_that_tool() -> None:
    made = tool(name="DeepL Pro")
    assert say(name="deepl  pro").tool == made
    assert say(name="DeepL Gratis").tool is None


# --- keeping it -------------------------------------------------------------------------------------------------------
def test_same_tool_counts_once_and_adds_its_tasks(colleague: Person) -> None:
    promise()
    first = declare_named(colleague, say(name="ChatGPT"))
    again = declare_named(colleague, say(name="chat gpt", tasks=(Task.TRANSLATE, Task.WRITE), data=DataClass.PUBLIC))
    assert first.pk == again.pk
    row = Declaration.objects.get()
    assert (row.other_name, row.tasks, row.data_class) == ("ChatGPT", [Task.WRITE, Task.TRANSLATE], "public")
    made = tool()
    assert declare_named(colleague, say(of=made)).pk == declare_named(colleague, say(of=made)).pk
    assert Declaration.objects.count() == 2


def test_nothing_is_kept_before_the_board_stands_by_the_promise(colleague: Person) -> None:
    with pytest.raises(RuleBroken):
        declare_named(colleague)
    assert not Declaration.objects.exists()
    assert selectors.declaration_ticket(colleague, now=NOW) is None


def test_only_who_said_it_takes_it_back(colleague: Person, programme_lead: Person) -> None:
    promise()
    row = declare_named(colleague)
    with pytest.raises(RuleBroken):
        services.take_back_declaration(declaration_id=row.pk, actor=programme_lead, now=NOW)
    services.take_back_declaration(declaration_id=row.pk, actor=colleague, now=NOW)
    services.take_back_declaration(declaration_id=row.pk, actor=colleague, now=NOW)
    assert not Declaration.objects.exists()
    events = AuditEvent.objects.filter(object_type="tools.declaration").order_by("pk")
    assert [event.action for event in events] == ["declaration.made", "declaration.taken_back"]
    assert "ChatGPT" not in "".join(f"{event.fields}{event.reason}" for event in events)


def test_office_ticks_off_whom_it_helped_and_more_said_asks_anew(colleague: Person, programme_lead: Person) -> None:
    promise()
    row = declare_named(colleague)
    with pytest.raises(RuleBroken):
        services.help_given(declaration_id=row.pk, actor=colleague, now=NOW)
    assert [pile.count for pile in selectors.waiting_for(programme_lead, now=NOW)] == [1]
    services.help_given(declaration_id=row.pk, actor=programme_lead, now=NOW)
    assert selectors.waiting_for(programme_lead, now=NOW) == []
    declare_named(colleague, say(tasks=(Task.PLAN,)))
    assert [pile.count for pile in selectors.waiting_for(programme_lead, now=NOW)] == [1]


def test_person_sees_it_and_who_looked_among_their_own_data(colleague: Person, programme_lead: Person) -> None:
    promise()
    row = declare_named(colleague)
    for _time in range(2):
        services.note_declarations_seen([row], actor=programme_lead, now=NOW)
    held = {str(kind.title): kind.rows for kind in selectors.data_about(colleague) if kind.rows}
    mine = [rows for title, rows in held.items() if rows and rows[0].label == "ChatGPT"]
    looks = [rows for title, rows in held.items() if rows and rows[0].value == "ChatGPT"]
    assert [len(rows) for rows in (*mine, *looks)] == [1, 1]
    assert AuditEvent.objects.filter(action="declaration.seen_by_programme_office", actor=programme_lead).count() == 1


def test_it_goes_when_the_person_leaves_and_after_a_year(colleague: Person) -> None:
    promise()
    stays, other = employee(), employee()
    for person in (colleague, stays, other):
        declare_named(person)
    # HR reads what somebody's going means, and was promised not to learn of this.
    assert selectors.preview_departure(person_ids=[colleague.pk], on=NOW.date()) == []
    services.apply_departure(person_id=colleague.pk, on=NOW.date(), actor=None, now=NOW)
    assert Declaration.objects.count() == 2
    services.apply_departure(person_id=other.pk, on=NOW.date() + timedelta(days=3), actor=None, now=NOW)
    assert Declaration.objects.count() == 2
    Person.objects.filter(pk=other.pk).update(left_on=NOW.date() + timedelta(days=3))
    assert services.enforce_terms(now=NOW)["tools.declaration"] == 0
    assert services.enforce_terms(now=NOW + timedelta(days=4))["tools.declaration"] == 1
    assert services.enforce_terms(now=NOW + timedelta(days=365))["tools.declaration"] == 0
    assert services.enforce_terms(now=NOW + timedelta(days=366))["tools.declaration"] == 1


# --- the answer -------------------------------------------------------------------------------------------------------
def test_tool_that_is_allowed_for_it_is_said_to_be_with_its_conditions(colleague: Person) -> None:
    made = tool(status=ToolStatus.CONDITIONS, tasks=[Task.WRITE])
    advice = selectors.advice_for(colleague, say(of=made, data=DataClass.INTERNAL))
    assert advice.allowed is not None
    assert (advice.allowed.verdict, list(advice.alternatives)) == (Verdict.CONDITIONS, [])
    assert (advice.has_leaked, advice.may_have_leaked) == (False, False)


@pytest.mark.parametrize(("tasks", "data"), [((Task.PLAN,), DataClass.PUBLIC), ((Task.WRITE,), DataClass.PERSONAL)])
def test_allowed_tool_is_not_allowed_for_other_work_or_other_data(
    colleague: Person, tasks: tuple[str, ...], data: str
) -> None:
    made = tool(tasks=[Task.WRITE])
    assert selectors.advice_for(colleague, say(of=made, tasks=tasks, data=data)).allowed is None


def test_alternatives_do_the_task_take_the_data_and_the_readiest_comes_first(colleague: Person) -> None:
    banned = tool(status=ToolStatus.NOT_ALLOWED, tasks=[Task.WRITE])
    takes_all = [*DataClass.values]
    after_course = tool(tasks=[Task.WRITE], data_classes=takes_all, required_course=course())
    seat = licensed(tasks=[Task.WRITE], data_classes=takes_all)
    ready = tool(tasks=[Task.WRITE, Task.PLAN], data_classes=takes_all)
    tool(tasks=[Task.WRITE])
    tool(tasks=[Task.TRANSLATE], data_classes=takes_all)
    tool(status=ToolStatus.REVIEW, tasks=[Task.WRITE], data_classes=takes_all)
    tool(tasks=[Task.WRITE], data_classes=takes_all, function_groups=[FunctionGroup.DIRECTOR])
    advice = selectors.advice_for(colleague, say(of=banned, data=DataClass.PERSONAL))
    assert advice.allowed is None
    assert [row.tool for row in advice.alternatives] == [ready, seat, after_course]


def test_answer_without_a_name_knows_the_group_of_the_form_only() -> None:
    everybody, staff = tool(tasks=[Task.WRITE]), FunctionGroup.CUSTOMER_CONTACT
    for_staff = tool(tasks=[Task.WRITE], function_groups=[staff])
    advice = selectors.advice_for_anyone("", say())
    assert [row.tool for row in advice.alternatives] == [everybody]
    advice = selectors.advice_for_anyone(staff, say())
    assert {row.tool for row in advice.alternatives} == {everybody, for_staff}


@pytest.mark.parametrize(
    ("data", "leaked", "may_have"),
    [
        (DataClass.PERSONAL, True, False),
        (DataClass.SPECIAL, True, False),
        (DataClass.INTERNAL, False, False),
        ("", False, True),
    ],
)
def test_data_about_people_in_the_wrong_place_is_a_leak(
    colleague: Person, data: str, leaked: bool, may_have: bool
) -> None:
    for advice in (selectors.advice_for(colleague, say(data=data)), selectors.advice_for_anyone("", say(data=data))):
        assert (advice.has_leaked, advice.may_have_leaked) == (leaked, may_have)


def test_data_about_people_where_it_may_go_in_is_no_leak(colleague: Person) -> None:
    made = tool(tasks=[Task.WRITE], data_classes=[DataClass.PERSONAL])
    assert not selectors.advice_for(colleague, say(of=made, data=DataClass.PERSONAL)).has_leaked


def test_lesson_comes_before_the_tool_or_is_about_working_safely(colleague: Person) -> None:
    safe, first = course(theme=Theme.SAFE), course()
    assert selectors.advice_for(colleague, say()).course == safe
    assert selectors.advice_for_anyone("", say()).course == safe
    completion(of=safe, person=colleague)
    assert selectors.advice_for(colleague, say()).course is None
    tool(tasks=[Task.WRITE], required_course=first)
    assert selectors.advice_for(colleague, say()).course == first


def test_named_and_unnamed_say_the_same_promise() -> None:
    current = declaring()
    assert declare_named(employee()).promise == current.promise
