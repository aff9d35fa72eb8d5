"""What a stranger can read where the organisation says so, and what stays closed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from common.choices import OPEN_WITHOUT_SIGNING_IN
from common.services import change_setting
from people.models import Person
from strategy.choices import DocumentKind
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import published
from tests.tools.builders import NOW, licensed, tool
from tests.training.builders import course
from tools.choices import ToolStatus

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def opened(administrator: Person) -> None:
    change_setting(key=OPEN_WITHOUT_SIGNING_IN.key, value=True, actor=administrator, now=NOW)


@pytest.mark.parametrize("route", ["tools:open_list", "strategy:open_house_rules"])
def test_nothing_is_open_until_the_organisation_says_so(client: Client, route: str) -> None:
    tool()
    assert client.get(reverse(route)).status_code == 404


@pytest.mark.usefixtures("opened")
def test_stranger_reads_what_may_be_used_and_no_name_of_a_person(client: Client) -> None:
    owner = employee(first_name="Ottilie", last_name="Zwanenburg")
    made = licensed(
        status=ToolStatus.CONDITIONS, owner=owner, author=owner, contact="Ottilie Zwanenburg",
        required_course=course(title="Veilig aan de slag"),
    )  # fmt: skip
    refused = tool(status=ToolStatus.NOT_ALLOWED, name="Gratis kletsbot")
    answer = client.get(reverse("tools:open_list"))
    page = answer.content.decode()
    for told in (made.name, "toegestaan met voorwaarden", "Veilig aan de slag", "Een plek", refused.name):
        assert told in page
    assert "Zwanenburg" not in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.usefixtures("opened")
def test_stranger_searches_and_asks_no_more(client: Client) -> None:
    tool(name="Vertaler"), tool(name="Tekenaar")
    page = client.get(reverse("tools:open_list"), {"search": "vertaler"}).content.decode()
    assert "Vertaler" in page
    assert "Tekenaar" not in page
    assert client.post(reverse("tools:open_list")).status_code == 405
    assert client.get(reverse("tools:find")).status_code == 302


@pytest.mark.usefixtures("opened")
def test_each_open_page_leads_to_the_other(client: Client, programme_lead: Person) -> None:
    catalogue, rules = reverse("tools:open_list"), reverse("strategy:open_house_rules")
    assert rules not in client.get(catalogue).content.decode()
    published(DocumentKind.HOUSE_RULES, actor=programme_lead)
    assert f'href="{rules}"' in client.get(catalogue).content.decode()
    assert f'href="{catalogue}"' in client.get(rules).content.decode()


@pytest.mark.usefixtures("opened")
def test_tool_in_the_archive_is_not_open(client: Client) -> None:
    tool(name="Oude hulp", archived_at=NOW)
    assert "Oude hulp" not in client.get(reverse("tools:open_list")).content.decode()


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("rows", [3, 20])
def test_open_page_has_the_same_number_of_queries_for_any_number(client: Client, rows: int) -> None:
    author, basics = employee(), course()
    for _number in range(rows):
        tool(author=author, required_course=basics)
    with query_count(__file__, "tools:open_list"):
        client.get(reverse("tools:open_list"))


def test_poster_has_both_codes_and_says_when_they_lead_nowhere(
    sign_in: SignIn, programme_lead: Person, administrator: Person
) -> None:
    client = sign_in(programme_lead)
    page = client.get(reverse("tools:open_poster")).content.decode()
    assert page.count("<svg") >= 2
    assert reverse("tools:open_list") in page
    assert reverse("strategy:open_house_rules") in page
    assert "Deze pagina’s zijn dicht" in page
    change_setting(key=OPEN_WITHOUT_SIGNING_IN.key, value=True, actor=administrator, now=NOW)
    assert "Deze pagina’s zijn dicht" not in client.get(reverse("tools:open_poster")).content.decode()


def test_poster_is_for_the_office(sign_in: SignIn, colleague: Person) -> None:
    assert sign_in(colleague).get(reverse("tools:open_poster")).status_code == 403
