"""The home page: at most three things asked, what has a date first; the worklist of a role above it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import now, today
from common.services import set_up_installation
from governance.choices import ProposalKind
from people.choices import Role
from people.models import Person
from portal.home import home_of
from tests.governance.builders import asked
from tests.people.builders import employee
from tests.people.builders import unit as unit_of
from tests.pilots.builders import idea, running
from tests.query_counts import query_count
from tests.strategy.builders import published
from tests.tools.builders import licensed, request, tool
from tests.training.builders import course, requirement
from tools.choices import RequestState

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


def required(number: int) -> None:
    for place in range(number):
        requirement(of=course(title_nl=f"Cursus {place}"), due_on=today() + timedelta(days=30 - place))


def test_at_most_three_things_are_asked_at_once_and_the_rest_is_not_lost(hr: Person, colleague: Person) -> None:
    required(5)
    home = home_of(colleague, now=now())
    assert (len(home.asked), len(home.asked_later)) == (3, 2)


@pytest.mark.parametrize("number", [2, 9])
def test_home_costs_the_same_for_any_number_of_things(
    sign_in: SignIn, colleague: Person, hr: Person, number: int
) -> None:
    required(number)
    client = sign_in(colleague)
    client.get("/")
    with query_count(__file__, "home"):
        client.get("/")


def test_what_is_due_first_stands_first_and_what_has_no_date_last(
    programme_lead: Person, hr: Person, colleague: Person
) -> None:
    published(actor=programme_lead)
    required(2)
    asked_of_me = home_of(colleague, now=now()).asked
    dates = [one.due_on for one in asked_of_me if one.due_on is not None]
    assert dates == sorted(dates)
    assert [one.due_on is None for one in asked_of_me] == [False, False, True]


def test_every_pile_begins_with_a_capital(sign_in: SignIn, colleague: Person) -> None:
    request(of=licensed(), state=RequestState.ASKED, approver=colleague)
    page = sign_in(colleague).get("/").content.decode()
    titles = re.findall(r"<strong>\d+</strong> <span>(.*?)</span>", page)
    assert titles == ["Aanvraag voor een AI-tool"]


def test_worklist_is_for_who_must_act(programme_lead: Person, works_council_member: Person, colleague: Person) -> None:
    asked("figures:class_b", kind=ProposalKind.CONSENT, actor=programme_lead)
    waiting = home_of(works_council_member, now=now()).waiting
    mine = home_of(works_council_member, now=now()).asked
    assert waiting or [one for one in mine if "/governance/" in one.url]
    assert home_of(colleague, now=now()).waiting == []


def test_own_pilots_stand_apart_from_those_nearby(colleague: Person, programme_lead: Person) -> None:
    """Who takes part sees their own pilots, what is decided first on top; they are not said again as nearby."""
    unit = colleague.placement.unit
    in_use = idea(owner=colleague, is_in_use=True)
    later, mine = idea(owner=colleague, unit=unit), running(owner=colleague, actor=programme_lead)
    nearby = idea(owner=programme_lead, unit=unit)
    idea(owner=programme_lead, unit=unit_of("900", "Elders"))
    home = home_of(colleague, now=now())
    assert list(home.own_pilots) == [mine, later, in_use]
    assert list(home.pilots) == [nearby]


def test_tool_that_asks_for_a_course_first_says_so_and_stands_behind_the_others(
    sign_in: SignIn, colleague: Person
) -> None:
    after, free = tool(name="Aantekenaar", required_course=course()), tool(name="Vertaler")
    assert [row.tool for row in home_of(colleague, now=now()).tools] == [free, after]
    page = sign_in(colleague).get("/").content.decode()
    assert page.count("na een cursus") == 1
    assert page.index("Vertaler") < page.index("Aantekenaar") < page.index("na een cursus")


def test_home_says_nothing_of_own_pilots_to_who_has_none(sign_in: SignIn, colleague: Person) -> None:
    idea(owner=employee())
    page = sign_in(colleague).get("/").content.decode()
    assert 'id="own-pilots"' not in page
    idea(owner=colleague)
    assert 'id="own-pilots"' in sign_in(colleague).get("/").content.decode()


def test_office_is_led_to_writing_where_no_strategy_is_in_force(
    client: Client, programme_lead: Person, colleague: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    way = f'href="{reverse("strategy:overview")}">Schrijf de strategie</a>'
    for person, is_led in ((programme_lead, True), (colleague, False)):
        client.force_login(person)
        assert (way in client.get("/").content.decode()) is is_led


@pytest.mark.parametrize("role", Role.values)
def test_home_of_nobody_in_an_empty_installation_says_what_it_waits_for(client: Client, role: str) -> None:
    person = employee(roles=[role])
    home = home_of(person, now=now())
    assert (home.asked, home.strategy, home.next_course) == ([], None, None)


@pytest.mark.parametrize(("language", "said"), [("nl", "Er is nog geen strategie"), ("en", "There is no strategy yet")])
def test_page_of_an_empty_installation_is_not_empty(
    client: Client, colleague: Person, language: str, said: str
) -> None:
    Person.objects.filter(pk=colleague.pk).update(language=language)
    client.force_login(colleague)
    assert said in client.get("/").content.decode()


@pytest.mark.django_db
def test_name_of_the_organisation_stands_beside_the_mark_once_it_is_known(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    assert "<small>" not in client.get("/").content.decode()
    set_up_installation(name="Zorggroep <Linde>", is_demo=False, now=now())
    assert "<small>Zorggroep &lt;Linde&gt;</small>" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("reads", "written", "sign"),
    [("en", "nl", "in Dutch"), ("nl", "en", "in het Engels"), ("nl", "nl", ""), ("en", "en", "")],
)
@pytest.mark.parametrize("where", ["/", "/pilots/"])
def test_what_people_wrote_in_another_language_says_so(  # noqa: PLR0917
    sign_in: SignIn, colleague: Person, where: str, reads: str, written: str, sign: str
) -> None:
    pilot = idea(owner=employee(), unit=colleague.placement.unit, language=written)
    Person.objects.filter(pk=colleague.pk).update(language=reads)

    page = sign_in(colleague).get(where).content.decode()

    shown = re.findall(rf'<h3( lang="{written}")?><a href="[^"]*{pilot.public_id}[^"]*">', page)
    assert len(shown) == (1 if where == "/" else 2)
    assert set(shown) == {f' lang="{written}"'}
    signs = re.findall(r'<span class="hv-in-language">.*?</svg>([^<]*)</span>', page, re.DOTALL)
    assert signs == ([sign] * len(shown) if sign else [])
