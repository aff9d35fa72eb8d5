"""What must never be false stands in the database: each test goes round the service and meets it."""

from typing import Any

import pytest

from people.models import Person
from tests.people.builders import employee
from tests.tools.builders import NOW, declare_named, declaring, licensed, promise, request, say, tool
from tests.truths import refused
from tools.choices import RequestState
from tools.choices.declarations import promise_hash
from tools.models import AccessRequest, Declaration, DeclarationRound, DeclaredCount, Need, PromiseStep, Tool

S = RequestState
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "change", "name"),
    [
        (S.WAITING, {"state": "somewhere"}, "tools_accessrequest_allowed_moves"),
        (S.ASKED, {"passes_on_at": NOW}, "tools_accessrequest_office_is_last"),
        (S.DECLINED, {"decision_reason": ""}, "tools_accessrequest_declined_with_reason"),
        (S.DECLINED, {"decided_by": None}, "tools_accessrequest_declined_with_reason"),
        (S.RETURNED, {"ending": ""}, "tools_accessrequest_ended_has_ending"),
        (S.WAITING, {"ending": "left"}, "tools_accessrequest_ended_has_ending"),
        (S.RETURNED, {"ending": "by_office"}, "tools_accessrequest_office_says_why"),
        (S.GIVEN, {"given_at": None}, "tools_accessrequest_given_has_moment"),
        (S.WAITING, {"given_at": NOW}, "tools_accessrequest_given_has_moment"),
        (S.RETURNED, {"state": S.GIVEN, "ending": ""}, "tools_accessrequest_allowed_moves"),
        (S.DECLINED, {"state": S.WAITING}, "tools_accessrequest_allowed_moves"),
        (S.GIVEN, {"state": S.WAITING, "given_at": None}, "tools_accessrequest_allowed_moves"),
    ],
)
def test_database_refuses_a_request_that_cannot_be(state: str, change: dict[str, Any], name: str) -> None:
    row = request(of=licensed(), state=state)
    with refused(name):
        AccessRequest.objects.filter(pk=row.pk).update(**change)


def test_database_refuses_a_state_that_nobody_knows() -> None:
    with refused("tools_accessrequest_state_known"):
        request(of=licensed(), state="somewhere")


def test_database_refuses_a_turn_of_somebody_when_nothing_is_asked() -> None:
    row = request(of=licensed(), state=S.WAITING)
    with refused("tools_accessrequest_only_asked_waits"):
        AccessRequest.objects.filter(pk=row.pk).update(approver=employee())


@pytest.mark.parametrize("field", ["approver", "decided_by"])
def test_database_refuses_who_answers_for_themselves(field: str) -> None:
    row = request(of=licensed(), state=S.ASKED)
    with refused("tools_accessrequest_no_self_approval"):
        AccessRequest.objects.filter(pk=row.pk).update(**{field: row.person_id})


def test_database_refuses_a_second_live_request_of_one_person() -> None:
    row = request(of=licensed(seats=2))
    with refused("tools_accessrequest_one_live"):
        request(of=row.tool, person=row.person, state=S.WAITING)


def test_database_refuses_one_seat_more_than_there_are() -> None:
    made = licensed(seats=1)
    request(of=made)
    with refused("tools_accessrequest_seats_within"):
        request(of=made)
    waits = request(of=made, state=S.WAITING)
    with refused("tools_accessrequest_seats_within"):
        AccessRequest.objects.filter(pk=waits.pk).update(state=S.GIVEN, given_at=NOW)


def test_database_refuses_a_request_that_moves_to_another_tool() -> None:
    row, other = request(of=licensed()), licensed()
    with refused("tools_accessrequest_seats_within"):
        AccessRequest.objects.filter(pk=row.pk).update(tool=other)


def test_database_lets_fewer_seats_than_people_stand() -> None:
    made = licensed(seats=2)
    rows = [request(of=made), request(of=made)]
    Tool.objects.filter(pk=made.pk).update(seats=1)
    AccessRequest.objects.filter(pk=rows[0].pk).update(purpose="Brieven")
    assert made.requests.given().count() == 2


def test_database_refuses_a_rule_of_approval_that_nobody_knows() -> None:
    made = tool(author=employee())
    with refused("tools_tool_approval_known"):
        Tool.objects.filter(pk=made.pk).update(approval="maybe")


# --- what people use already ------------------------------------------------------------------------------------------
def test_database_refuses_a_declaration_while_the_board_does_not_stand_by_its_words(colleague: Person) -> None:
    fields: dict[str, Any] = {
        "person": colleague, "promise": promise_hash(), "other_name": "ChatGPT", "other_key": "chatgpt",
        "tasks": ["write"], "declared_on": NOW.date(),
    }  # fmt: skip
    with refused("tools_declaration_promise_stands"):
        Declaration.objects.create(**fields)
    promise("asked")
    with refused("tools_declaration_promise_stands"):
        Declaration.objects.create(**fields)
    promise("given", words="a" * 64)
    with refused("tools_declaration_promise_stands"):
        Declaration.objects.create(**fields)
    promise()
    Declaration.objects.create(**fields)
    promise("withdrawn", reason="Er is een zaak.")
    with refused("tools_declaration_promise_stands"):
        Declaration.objects.create(**fields | {"person": employee()})


def test_database_refuses_a_round_and_what_goes_into_it_while_the_board_does_not_stand_by_its_words() -> None:
    fields: dict[str, Any] = {
        "promise": promise_hash(), "opened_on": NOW.date(), "ends_on": NOW.date(), "smallest_group": 10,
        "seal_key": b"key", "contents": b"box",
    }  # fmt: skip
    with refused("tools_declarationround_promise_stands"):
        DeclarationRound.objects.create(**fields)
    promise()
    made = DeclarationRound.objects.create(**fields)
    DeclarationRound.objects.filter(pk=made.pk).update(contents=b"more")
    promise("refused", reason="Te ruim.")
    with refused("tools_declarationround_promise_stands"):
        DeclarationRound.objects.filter(pk=made.pk).update(contents=b"even more")
    DeclarationRound.objects.filter(pk=made.pk).update(contents=None, state="unread", closed_on=NOW.date())


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "lost", "contents": None, "closed_on": NOW.date()}, "tools_declarationround_state_known"),
        ({"smallest_group": 4}, "tools_declarationround_terms_stay"),
        ({"ends_on": NOW.date()}, "tools_declarationround_terms_stay"),
        ({"promise": "b" * 64}, "tools_declarationround_terms_stay"),
        ({"seal_key": b"other"}, "tools_declarationround_terms_stay"),
        ({"contents": None}, "tools_declarationround_box_while_open"),
        ({"state": "closed"}, "tools_declarationround_box_while_open"),
    ],
)
def test_database_refuses_a_round_that_cannot_be(change: dict[str, Any], name: str) -> None:
    current = declaring()
    with refused(name):
        DeclarationRound.objects.filter(pk=current.pk).update(**change)


def test_database_refuses_a_round_that_opens_again_a_second_open_one_and_a_group_below_five() -> None:
    current = declaring()
    copy = {"promise": current.promise, "opened_on": NOW.date(), "ends_on": NOW.date(), "contents": b"box"}
    with refused("tools_declarationround_one_open"):
        DeclarationRound.objects.create(**copy, smallest_group=10, seal_key=b"key")
    closed = {"state": "closed", "contents": None, "closed_on": NOW.date()}
    with refused("tools_declarationround_group_never_below_five"):
        DeclarationRound.objects.create(**copy | closed, smallest_group=4, seal_key=b"key")
    DeclarationRound.objects.filter(pk=current.pk).update(**closed)
    with refused("tools_declarationround_terms_stay"):
        DeclarationRound.objects.filter(pk=current.pk).update(state="open", contents=b"box", closed_on=None)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"other_name": ""}, "tools_declaration_one_tool"),
        ({"other_key": ""}, "tools_declaration_one_tool"),
        ({"tasks": []}, "tools_declaration_tasks_known"),
        ({"tasks": ["sing"]}, "tools_declaration_tasks_known"),
        ({"data_class": "secret"}, "tools_declaration_data_known"),
    ],
)
def test_database_refuses_a_declaration_that_cannot_be(change: dict[str, Any], name: str, colleague: Person) -> None:
    promise()
    row = declare_named(colleague)
    with refused(name):
        Declaration.objects.filter(pk=row.pk).update(**change)


def test_database_refuses_the_same_tool_of_one_person_twice(colleague: Person) -> None:
    promise()
    made = tool()
    fields: dict[str, Any] = {
        "person": colleague, "promise": promise_hash(), "tasks": ["write"], "declared_on": NOW.date(),
    }  # fmt: skip
    declare_named(colleague, say(of=made))
    declare_named(colleague)
    with refused("tools_declaration_tool_once"):
        Declaration.objects.create(**fields, tool=made)
    with refused("tools_declaration_name_once"):
        Declaration.objects.create(**fields, other_name="CHATGPT", other_key="chatgpt")


def test_database_refuses_a_step_of_the_promise_that_cannot_be_or_that_changes() -> None:
    with refused("tools_promisestep_move_known"):
        promise("perhaps")
    with refused("tools_promisestep_no_has_reason"):
        promise("withdrawn")
    with refused("tools_promisestep_about_words"):
        promise(words="x")
    made = promise()
    with refused("tools_promisestep_append_only"):
        PromiseStep.objects.filter(pk=made.pk).update(move="refused", reason="Toch niet.")
    with refused("tools_promisestep_append_only"):
        PromiseStep.objects.filter(pk=made.pk).delete()


def test_database_refuses_counts_that_cannot_be_or_that_change() -> None:
    current = declaring()
    fields: dict[str, Any] = {"round": current, "task": "write", "number": 3, "people": 10, "population": 90}
    made = DeclaredCount.objects.create(**fields)
    for change, name in (
        ({}, "tools_declaredcount_once"),
        ({"task": "sing"}, "tools_declaredcount_task_known"),
        ({"group": "team_1"}, "tools_declaredcount_group_known"),
        ({"group": "executing", "people": 4}, "tools_declaredcount_group_large_enough"),
        ({"group": "executing", "number": 11}, "tools_declaredcount_group_large_enough"),
    ):
        with refused(name):
            DeclaredCount.objects.create(**fields | change)
    with refused("tools_declaredcount_never_changes"):
        DeclaredCount.objects.filter(pk=made.pk).update(number=4)


def test_database_refuses_a_need_that_cannot_be_or_that_changes() -> None:
    fields: dict[str, Any] = {"round": declaring(), "task": "write", "other_name": "ChatGPT", "low": 10, "high": 24}
    made = Need.objects.create(**fields)
    for change, name in (
        ({"task": "sing"}, "tools_need_task_known"),
        ({"other_name": ""}, "tools_need_one_tool"),
        ({"tool": tool()}, "tools_need_one_tool"),
        ({"low": 4}, "tools_need_is_a_band"),
        ({"high": 10}, "tools_need_is_a_band"),
    ):
        with refused(name):
            Need.objects.create(**fields | change)
    with refused("tools_need_never_changes"):
        Need.objects.filter(pk=made.pk).update(low=5)
