"""What must never be false of seats stands in the database: each test goes round the service and meets it."""

from typing import Any

import pytest

from tests.people.builders import employee
from tests.tools.builders import NOW, licensed, request, tool
from tests.truths import refused
from tools.choices import RequestState
from tools.models import AccessRequest, Tool

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
