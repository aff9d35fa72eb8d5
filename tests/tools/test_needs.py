"""What the programme office does with what people use already; and the figures that everybody may see."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from adoption.metrics import Metric
from adoption.models import Figure
from adoption.services.releasing import release_figures
from common.held import HeldRow
from common.periods import Period
from people.models import Person
from tests.governance.builders import refused
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.tools.builders import NOW, declare, declare_named, declaring, say, tool
from tools import selectors, services
from tools.choices import Task
from tools.choices.declarations import DECLARED_FIGURES
from tools.models import Need

SignIn = Callable[[Person], Client]
OVER = NOW.replace(year=2027, month=1, day=2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def needed(*, people: int = 12, names: tuple[str, ...] = ("ChatGPT",)) -> Need:
    """Return a need after a quarter in which so many people named each of these tools."""
    declaring()
    for _number in range(people):
        person = employee(email=None)
        for name in names:
            declare(person, say(name=name))
    services.tend_declarations(now=OVER)
    return Need.objects.order_by("pk")[0]


def looks_at(person: Person) -> list[HeldRow]:
    """What somebody reads of who looked at what they said that they use."""
    return [row for kind in selectors.data_about(person) for row in kind.rows if row.value == "ChatGPT"]


def test_office_sees_needs_and_others_do_not(sign_in: SignIn, programme_lead: Person, board_member: Person) -> None:
    need = needed()
    page = sign_in(programme_lead).get(reverse("tools:need_list")).content.decode()
    assert "ChatGPT" in page
    assert "10 tot 24" in page
    assert str(need.public_id) in page
    assert sign_in(board_member).get(reverse("tools:need_list")).status_code == 403
    assert selectors.need_by_id(board_member, str(need.public_id)) is None


@pytest.mark.parametrize(("language", "why"), [("nl", "stemt niet meer in"), ("en", "no longer agrees")])
def test_nothing_is_told_once_the_works_council_comes_back_on_it(
    sign_in: SignIn, programme_lead: Person, language: str, why: str
) -> None:
    need = needed()
    refused(DECLARED_FIGURES, now=OVER)
    client = sign_in(programme_lead)
    client.cookies["houvast_language"] = language
    page = client.get(reverse("tools:need_list")).content.decode()
    assert ("ChatGPT" in page, why in page) == (False, True)
    assert ("Dit kwartaal wordt na" if language == "nl" else "This quarter is counted") not in page
    assert selectors.need_by_id(programme_lead, str(need.public_id)) is None
    assert Need.objects.exists()


def test_needs_take_the_same_number_of_queries_however_many_there_are(sign_in: SignIn, programme_lead: Person) -> None:
    need = needed(names=("ChatGPT", "Claude", "Gemini"))
    client = sign_in(programme_lead)
    client.get(reverse("tools:need_list"))
    with query_count(__file__, "tools:need_list"):
        client.get(reverse("tools:need_list"))
    for number in range(30):
        Need.objects.create(round=need.round, task=Task.PLAN, other_name=f"Tool {number}", low=10, high=24)
    with query_count(__file__, "tools:need_list"):
        client.get(reverse("tools:need_list"))


def test_need_becomes_a_tool_under_review(sign_in: SignIn, programme_lead: Person) -> None:
    need = needed()
    address = f"{reverse('tools:tool_create')}?need={need.public_id}"
    form = sign_in(programme_lead).get(address).context["form"]
    assert (form["name"].value(), form["tasks"].value(), form["status"].value()) == ("ChatGPT", ["write"], "review")
    made = tool(name="ChatGPT", status="review")
    (row,) = selectors.needs_page().rows
    assert row.tool == made


def test_need_is_found_under_the_longer_name_of_a_tool_unless_one_has_just_that_name() -> None:
    need = needed()
    free = tool(name="ChatGPT (gratis versie)")
    (row,) = selectors.needs_page().rows
    assert row.tool == free
    tool(name="ChatGPT (team)")
    (row,) = selectors.needs_page().rows
    assert row.tool is None, "either could be meant"
    exact = tool(name="chatGPT")
    (row,) = selectors.needs_page().rows
    assert row.tool == exact
    whole = Need.objects.create(round=need.round, task=Task.PLAN, other_name="chatgpt (GRATIS versie)", low=10, high=24)
    assert {row.need: row.tool for row in selectors.needs_page().rows} == {need: exact, whole: free}


@pytest.mark.parametrize("given", ["", "nonsense", "00000000-0000-4000-8000-000000000000", "<script>"])
def test_form_of_a_tool_begins_empty_for_what_is_no_need(sign_in: SignIn, programme_lead: Person, given: str) -> None:
    response = sign_in(programme_lead).get(reverse("tools:tool_create"), {"need": given})
    assert response.status_code == 200
    assert not response.context["form"]["name"].value()


def test_need_becomes_a_pilot_idea_for_the_office_only(
    sign_in: SignIn, programme_lead: Person, colleague: Person
) -> None:
    need = needed()
    address = reverse("pilots:pilot_create")
    form = sign_in(programme_lead).get(address, {"need": need.public_id}).context["form"]
    assert "ChatGPT" in form["title"].value()
    assert "ChatGPT" in form["question"].value()
    form = sign_in(colleague).get(address, {"need": need.public_id}).context["form"]
    assert not form["title"].value()
    assert not sign_in(programme_lead).get(address, {"need": "x"}).context["form"]["title"].value()


def test_figures_by_kind_of_task_come_with_the_last_month_of_the_quarter() -> None:
    needed(people=30)
    december = Period(2026, 12)
    outcome = release_figures(period=december, now=datetime(2027, 1, 2, 5, 10, tzinfo=UTC))
    assert {f"declared_{task}" for task in Task.values} <= set(outcome.released)
    shown = Figure.objects.get(released__metric="declared_write", group="all")
    assert (shown.status, shown.low, shown.high) == ("range", 90, 100)
    assert not set(release_figures(period=Period(2026, 11), now=OVER).released) & {"declared_write"}


def test_figures_wait_for_an_agreement_of_their_own() -> None:
    assert {metric.subject for code, metric in Metric.REGISTRY.items() if code.startswith("declared_")} == {
        "tools:declarations"
    }


def test_office_sees_who_gave_their_name_and_the_look_is_kept_once_a_day(
    sign_in: SignIn, programme_lead: Person, colleague: Person, hr: Person, board_member: Person
) -> None:
    declaring()
    row = declare_named(colleague)
    address = reverse("tools:declaration_list")
    for person in (hr, board_member, colleague):
        assert sign_in(person).get(address).status_code == 403
    office = sign_in(programme_lead)
    office.head(address)
    office.get(address, headers={"Sec-Purpose": "prefetch"})
    assert looks_at(colleague) == []
    for _time in range(2):
        assert colleague.full_name in office.get(address).content.decode()
    assert len(looks_at(colleague)) == 1
    helped = reverse("tools:declaration_helped", kwargs={"declaration_id": row.public_id})
    assert sign_in(colleague).post(helped).status_code == 403
    assert sign_in(programme_lead).post(helped).status_code == 302
    row.refresh_from_db()
    assert row.helped_on is not None


def test_list_of_names_takes_the_same_number_of_queries(sign_in: SignIn, programme_lead: Person) -> None:
    declaring()
    client, address = sign_in(programme_lead), reverse("tools:declaration_list")
    for person in [employee() for _number in range(3)]:
        declare_named(person)
    client.get(address)
    with query_count(__file__, "tools:declaration_list"):
        client.get(address)
    for person in [employee() for _number in range(20)]:
        declare_named(person)
    client.get(address)
    with query_count(__file__, "tools:declaration_list"):
        client.get(address)
