"""The pages of seats: asking, answering, returning, and what the office sees."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.tools.builders import NOW, licensed, request, tool
from tests.training.builders import completion, course
from tools.choices import SEEN_BY, Approval, RequestState
from tools.models import AccessRequest

S = RequestState
SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def manager() -> Person:
    return employee(first_name="Marit")


@pytest.fixture
def person(manager: Person) -> Person:
    return employee(first_name="Sanne", manager=manager)


def page_of(client: Client, route: str, **kwargs: object) -> str:
    return client.get(reverse(f"tools:{route}", kwargs=kwargs)).content.decode()


def test_somebody_asks_at_the_tool_and_returns_the_seat(sign_in: SignIn, colleague: Person) -> None:
    made, client = licensed(), sign_in(colleague)
    ask = reverse("tools:ask", kwargs={"tool_id": made.public_id})
    assert ask in page_of(client, "tool_detail", tool_id=made.public_id)
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"purpose": "Brieven"}).status_code == 302
    (row,) = AccessRequest.objects.filter(person=colleague)
    assert (row.state, row.purpose) == (S.GIVEN, "Brieven")
    end = reverse("tools:request_end", kwargs={"request_id": row.public_id})
    assert end in page_of(client, "my_access")
    assert end in page_of(client, "tool_detail", tool_id=made.public_id)
    assert client.get(end).status_code == 200
    assert client.post(end)["Location"] == reverse("tools:my_access")
    row.refresh_from_db()
    assert row.state == S.RETURNED
    assert client.get(end)["Location"] == reverse("tools:my_access")


def test_asking_where_none_can_be_had_says_why(sign_in: SignIn, colleague: Person) -> None:
    made = tool()
    answer = sign_in(colleague).post(reverse("tools:ask", kwargs={"tool_id": made.public_id}), {"purpose": ""})
    assert answer.status_code == 422
    assert "geen plek nodig" in answer.content.decode()


def test_opening_the_tool_after_the_course_gives_the_seat(sign_in: SignIn, colleague: Person) -> None:
    basics = course()
    made = licensed(required_course=basics)
    row = request(of=made, person=colleague, state=S.COURSE)
    client = sign_in(colleague)
    page_of(client, "tool_detail", tool_id=made.public_id)
    row.refresh_from_db()
    assert row.state == S.COURSE
    completion(of=basics, person=colleague)
    assert "Je hebt een plek sinds" in page_of(client, "tool_detail", tool_id=made.public_id)


def test_who_waits_sees_the_place_on_the_list(sign_in: SignIn, colleague: Person) -> None:
    made = licensed(seats=1)
    request(of=made)
    request(of=made, state=S.WAITING, minutes=1)
    request(of=made, person=colleague, state=S.WAITING, minutes=2)
    assert "als nummer 2" in page_of(sign_in(colleague), "my_access")


def test_manager_answers_and_the_look_is_kept(sign_in: SignIn, person: Person, manager: Person) -> None:
    row = request(of=licensed(approval=Approval.ALWAYS), person=person, state=S.ASKED, approver=manager)
    client = sign_in(manager)
    answer = reverse("tools:request_answer", kwargs={"request_id": row.public_id})
    assert answer in page_of(client, "request_list")
    assert client.get(answer).status_code == 200
    assert AuditEvent.objects.filter(action=f"{SEEN_BY}manager", object_id=str(row.public_id)).count() == 1
    assert client.post(answer, {"answer": "decline", "reason": ""}).status_code == 422
    assert client.post(answer, {"answer": "approve", "reason": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (S.GIVEN, manager)
    again = client.post(answer, {"answer": "decline", "reason": "Toch niet."})
    assert again.status_code == 422


def test_request_is_there_for_the_line_and_the_office_only(
    sign_in: SignIn, person: Person, manager: Person, programme_lead: Person
) -> None:
    row = request(of=licensed(approval=Approval.ALWAYS), person=person, state=S.ASKED, approver=manager)
    answer = reverse("tools:request_answer", kwargs={"request_id": row.public_id})
    statuses = [sign_in(each).get(answer).status_code for each in (manager, programme_lead, employee(), person)]
    assert statuses == [200, 200, 404, 404]


def test_request_of_somebody_else_cannot_be_ended(sign_in: SignIn, colleague: Person) -> None:
    row = request(of=licensed())
    end = reverse("tools:request_end", kwargs={"request_id": row.public_id})
    assert [sign_in(colleague).get(end).status_code, sign_in(colleague).post(end).status_code] == [404, 404]


def test_office_sees_who_has_a_seat_and_takes_it_back_with_a_reason(sign_in: SignIn, programme_lead: Person) -> None:
    made = licensed(seats=2)
    row = request(of=made, person=employee(first_name="Gijs"))
    client = sign_in(programme_lead)
    assert "Gijs" in page_of(client, "seat_list", tool_id=made.public_id)
    assert AuditEvent.objects.filter(action=f"{SEEN_BY}programme_office").count() == 1
    end = reverse("tools:request_end", kwargs={"request_id": row.public_id})
    assert client.post(end, {"reason": " "}).status_code == 422
    assert client.post(end, {"reason": "Al maanden stil."}).status_code == 302
    row.refresh_from_db()
    assert row.ending_reason == "Al maanden stil."


def test_office_gives_a_seat_by_mail_address_or_number(sign_in: SignIn, programme_lead: Person) -> None:
    made, first, second = licensed(seats=1), employee(), employee()
    client, give = sign_in(programme_lead), reverse("tools:seat_give", kwargs={"tool_id": made.public_id})
    assert client.post(give, {"who": "niemand@houtwijk.example", "reason": "Start."}).status_code == 422
    assert client.post(give, {"who": programme_lead.email, "reason": "Voor mij."}).status_code == 422
    assert client.post(give, {"who": str(first.email).upper(), "reason": "Start."}).status_code == 302
    assert client.post(give, {"who": second.employee_number, "reason": "Ook."}).status_code == 302
    assert [row.state for row in made.requests.order_by("pk")] == [S.GIVEN, S.WAITING]


@pytest.mark.parametrize("route", ["seat_list", "seat_give"])
def test_seats_of_others_are_for_the_office(sign_in: SignIn, colleague: Person, route: str) -> None:
    made = licensed()
    address = reverse(f"tools:{route}", kwargs={"tool_id": made.public_id})
    assert sign_in(colleague).get(address).status_code == 403


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("route", ["my_access", "request_list", "seat_list"])
def test_pages_have_the_same_number_of_queries_for_any_number(
    sign_in: SignIn, programme_lead: Person, route: str, rows: int
) -> None:
    made, author, boss = licensed(seats=100), employee(), employee()
    for number in range(rows):
        request(of=licensed(author=author), person=programme_lead)
        request(of=made, state=(S.GIVEN, S.WAITING, S.ASKED)[number % 3], minutes=number)
    AccessRequest.objects.asked().update(approver=boss)
    address = reverse(f"tools:{route}", kwargs={"tool_id": made.public_id} if route == "seat_list" else {})
    client = sign_in(programme_lead)
    client.head(address)
    with query_count(__file__, f"tools:{route}"):
        client.head(address)


def test_home_of_a_manager_shows_what_waits(sign_in: SignIn, person: Person, manager: Person) -> None:
    request(of=licensed(approval=Approval.ALWAYS), person=person, state=S.ASKED, approver=manager, passes_on_at=NOW)
    assert reverse("tools:request_list") in sign_in(manager).get(reverse("home")).content.decode()


def test_request_that_ended_in_another_window_says_so(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    row = request(of=licensed(), person=colleague, state=S.WITHDRAWN)
    end = reverse("tools:request_end", kwargs={"request_id": row.public_id})
    seats = reverse("tools:seat_list", args=[row.tool.public_id])
    for person, to in ((colleague, reverse("tools:my_access")), (programme_lead, seats)):
        answer = sign_in(person).post(end, {"reason": "Te laat."}, follow=True)
        assert answer.redirect_chain == [(to, 302)]
        assert "Dit is al geëindigd: “aanvraag beëindigd”." in answer.content.decode()
        assert "Je schreef: Te laat." in answer.content.decode()
    assert sign_in(employee()).post(end).status_code == 404
    row.refresh_from_db()
    assert row.ending_reason == ""
