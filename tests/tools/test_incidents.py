""" "AI got this wrong": counted, never traced, and a reason to look at a tool again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from common.clock import start_of
from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import change_setting
from people.models import Person
from tests.people.builders import employee
from tests.tools.builders import NOW, tool
from tests.tools.test_tools import edit
from tests.truths import refused
from tools import selectors, services
from tools.choices import INCIDENT_FORM, INCIDENTS_REOPEN, TERMS, IncidentKind
from tools.models import Incident, Tool, ToolStatusChange

SignIn = Callable[[Person], Client]
TODAY = NOW.date()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def count(made: Tool, person: Person | None = None, *, kind: str = "", days: int = 0) -> bool:
    return services.count_incident(
        tool_id=made.pk, kind=kind, person=person or employee(), now=NOW + timedelta(days=days)
    )


def numbers(made: Tool) -> dict[tuple[date, str], int]:
    return {(row.day, row.kind): row.number for row in made.incidents.all()}


def test_what_went_wrong_is_a_number_of_the_day() -> None:
    made = tool()
    for kind in ("", IncidentKind.SOURCE, IncidentKind.SOURCE):
        assert count(made, kind=kind)
    assert numbers(made) == {(TODAY, ""): 1, (TODAY, "source"): 2}
    assert [(str(each.label), each.number) for each in selectors.incidents_of(made, day=TODAY)] == [
        ("het verzon een bron", 2), ("niet gezegd", 1),
    ]  # fmt: skip


def test_one_person_counts_once_a_day_for_each_tool() -> None:
    made, other, person = tool(), tool(), employee()
    assert [count(made, person), count(made, person, kind="wrong"), count(other, person)] == [True, False, True]
    assert count(made, person, days=1)
    assert sum(numbers(made).values()) == 2


def test_nothing_that_is_kept_says_who_or_when() -> None:
    made, before = tool(), AuditEvent.objects.count()
    count(made)
    assert {field.name for field in Incident._meta.get_fields()} == {"id", "tool", "day", "kind", "number"}
    assert AuditEvent.objects.count() == before


def test_review_opens_again_at_the_fifth_and_says_why() -> None:
    made = tool()
    for _number in range(4):
        count(made)
    made.refresh_from_db()
    assert made.review_on == date(2027, 3, 1)
    count(made)
    made.refresh_from_db()
    assert made.review_on == TODAY
    last = made.history.order_by("-pk")[0]
    assert (last.from_status, last.to_status, last.changed_by) == (made.status, made.status, None)
    assert "5 keer" in last.reason_nl
    assert "5 times" in last.reason_en
    assert last.changed_at == start_of(TODAY)
    event = AuditEvent.objects.get(action="tool.review_reopened")
    assert (event.actor, event.at) == (None, start_of(TODAY))


def test_review_that_is_open_is_not_opened_twice() -> None:
    made = tool()
    for _number in range(8):
        count(made)
    assert made.history.count() == 2


def test_review_by_the_office_begins_the_count_anew(programme_lead: Person) -> None:
    made = tool()
    for _number in range(5):
        count(made)
    made.refresh_from_db()
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, review_on=TODAY + timedelta(days=90))
    for _number in range(4):
        count(made)
    made.refresh_from_db()
    assert (made.incidents_since_review, made.review_on) == (4, TODAY + timedelta(days=90))
    assert sum(numbers(made).values()) == 9


def test_review_that_was_due_and_is_done_stands_in_the_history(sign_in: SignIn, programme_lead: Person) -> None:
    made = tool()
    for _number in range(5):
        count(made)
    made.refresh_from_db()
    office, page = sign_in(programme_lead), reverse("tools:tool_detail", args=[made.public_id])
    assert "Opnieuw te bekijken sinds" in office.get(page).content.decode()
    assert "Opnieuw te bekijken sinds" not in sign_in(employee()).get(page).content.decode()
    edit(made, programme_lead, status=made.status, reason="De leverancier herstelde het.", review_on=date(2027, 3, 1))
    last = made.history.order_by("-pk")[0]
    assert (last.from_status, last.to_status, last.changed_by) == (made.status, made.status, programme_lead)
    assert last.reason_nl == "De leverancier herstelde het."
    shown = sign_in(programme_lead).get(page).content.decode()
    assert "Opnieuw bekeken, en nog steeds “toegestaan”" in shown
    assert "Opnieuw te bekijken sinds" not in shown


def test_review_that_is_brought_forward_leaves_the_count(programme_lead: Person) -> None:
    made = tool()
    count(made)
    made.refresh_from_db()
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, review_on=TODAY + timedelta(days=7))
    made.refresh_from_db()
    assert (made.incidents_since_review, made.history.count()) == (1, 1)


def test_review_date_that_is_taken_away_is_no_review(programme_lead: Person) -> None:
    made = tool(status="not_allowed", review_on=TODAY)
    count(made)
    made.refresh_from_db()
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, review_on=None)
    made.refresh_from_db()
    assert (made.review_on, made.incidents_since_review, made.history.count()) == (None, 1, 1)


def test_other_changes_leave_the_count(programme_lead: Person) -> None:
    made = tool()
    count(made)
    made.refresh_from_db()
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, supplier="Anders BV")
    made.refresh_from_db()
    assert made.incidents_since_review == 1


def test_organisation_chooses_how_often_opens_a_review(administrator: Person) -> None:
    change_setting(key=INCIDENTS_REOPEN.key, value=2, actor=administrator, now=NOW)
    made = tool()
    assert count(made)
    assert count(made)
    made.refresh_from_db()
    assert made.review_on == TODAY
    for value in (0, 101):
        with pytest.raises(RuleBroken):
            change_setting(key=INCIDENTS_REOPEN.key, value=value, actor=administrator, now=NOW)


def test_tool_that_opens_again_waits_for_the_office(programme_lead: Person) -> None:
    made = tool()
    for _number in range(5):
        count(made)
    assert [tool.pk for tool in selectors.to_review(programme_lead, day=TODAY)] == [made.pk]


def test_counts_go_after_three_years() -> None:
    made = tool()
    count(made)
    (term,) = [term for term in TERMS if term.code == "tools.incident"]
    assert services.enforce_terms(now=NOW + term.keeps)["tools.incident"] == 0
    assert services.enforce_terms(now=NOW + term.keeps + timedelta(days=1))["tools.incident"] == 1


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_every_tool_has_the_button_and_counts_once(sign_in: SignIn, colleague: Person) -> None:
    made, client = tool(status="not_allowed"), sign_in(colleague)
    address = reverse("tools:tool_wrong", kwargs={"tool_id": made.public_id})
    assert address in client.get(reverse("tools:tool_detail", kwargs={"tool_id": made.public_id})).content.decode()
    assert client.get(address).status_code == 200
    assert not made.incidents.exists()
    assert client.post(address, {"kind": "unfair"})["Location"] == f"{address}?counted=yes"
    assert client.post(address, {"kind": ""})["Location"] == f"{address}?counted=already"
    assert numbers(made) == {(TODAY, "unfair"): 1}
    assert client.post(address, {"kind": "nonsense"}).status_code == 422


def test_page_leads_to_the_own_form_or_says_whom_to_tell(
    sign_in: SignIn, colleague: Person, administrator: Person
) -> None:
    made, client = tool(contact="ai@houtwijk.example"), sign_in(colleague)
    address = reverse("tools:tool_wrong", kwargs={"tool_id": made.public_id})
    assert "mailto:ai@houtwijk.example" in client.get(address).content.decode()
    change_setting(key=INCIDENT_FORM.key, value="https://melden.example/ai", actor=administrator, now=NOW)
    page = client.get(address).content.decode()
    assert 'href="https://melden.example/ai"' in page
    assert "mailto:ai@houtwijk.example" not in page


def test_form_needs_a_whole_address(administrator: Person) -> None:
    with pytest.raises(RuleBroken):
        change_setting(key=INCIDENT_FORM.key, value="javascript:alert(1)", actor=administrator, now=NOW)


# --- in the database --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "unknown"}, "tools_incident_kind_known"),
        ({"number": 0}, "tools_incident_counts"),
        ({"kind": ""}, "tools_incident_one_count"),
    ],
)
def test_database_refuses_a_count_that_cannot_be(fields: dict[str, object], name: str) -> None:
    made = tool()
    Incident.objects.create(tool=made, day=TODAY, kind="", number=1)
    with refused(name):
        Incident.objects.create(**({"tool": made, "day": TODAY, "kind": "wrong", "number": 1} | fields))


def test_database_refuses_another_status_that_nobody_decided() -> None:
    made = tool()
    with refused("tools_toolstatuschange_status_is_decided"):
        ToolStatusChange.objects.create(
            tool=made, from_status="allowed", to_status="review", reason_nl="Zomaar.", changed_at=NOW, changed_by=None
        )
