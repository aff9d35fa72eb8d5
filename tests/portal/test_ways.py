"""Where a reader is, and the way back from an address that only takes a form."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.choices import Role
from people.models import Person
from portal.middleware import nearest_page
from portal.navigation import GROUPS, groups_for, phone_bar_for
from tests.access import SIGNED_IN
from tests.governance.builders import asked
from tests.people.builders import employee
from tests.portal.test_access import access_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize(
    ("route", "here"),
    [
        ("home", "home"),
        ("adoption:overview", "adoption:overview"),
        ("adoption:usage_list", "adoption:usage_list"),
        ("adoption:usage_new", "adoption:usage_list"),
        ("outbox:preferences", "outbox:inbox"),
        ("outbox:delivery", "outbox:inbox"),
        ("strategy:objective_list", "strategy:overview"),
    ],
)
def test_one_place_is_lit_and_it_is_the_nearest(programme_lead: Person, route: str, here: str) -> None:
    lit = [item.url for group in groups_for(programme_lead, reverse(route)) for item in group.items if item.current]
    assert lit == [reverse(here)]


def test_place_that_somebody_does_not_see_lights_the_one_above(colleague: Person) -> None:
    lit = [i.url for group in groups_for(colleague, reverse("outbox:delivery")) for i in group.items if i.current]
    assert lit == [reverse("outbox:inbox")]


@pytest.mark.parametrize("persona", ["employee", *(role for role in Role.values if role in SIGNED_IN)])
def test_navigation_leads_nobody_where_the_answer_is_no(persona: str) -> None:
    person = employee(first_name="Noor", last_name="Bos", roles=[persona])
    table = access_table()
    shown = [item.url for group in groups_for(person, "/") for item in group.items]
    routes = [place.route for _label, places in GROUPS for place in places if reverse(place.route) in shown]
    assert [route for route in routes if table[route].answers[persona] != 200] == []


def test_phone_has_five_places_and_tells_what_is_new(colleague: Person) -> None:
    bar = phone_bar_for(colleague, "/", unread=3)
    assert len(bar) == 5
    assert [item.badge for item in bar if item.url == reverse("outbox:inbox")] == [3]
    assert [item.url for item in bar if item.current] == ["/"]


@pytest.mark.parametrize("role", [Role.BOARD, Role.PROGRAMME_OFFICE, Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER])
def test_phone_of_who_steers_has_the_figures_and_only_pages_they_see(role: Role) -> None:
    person = employee(first_name="Noor", last_name="Bos", roles=[role])
    bar = phone_bar_for(person, reverse("adoption:overview"), unread=0)
    assert len({item.url for item in bar}) == 5
    assert [item.url for item in bar if item.current] == [reverse("adoption:overview")]
    assert {item.url for item in bar} <= {item.url for group in groups_for(person, "/") for item in group.items}


def test_phone_of_a_colleague_has_tools_and_training(colleague: Person) -> None:
    addresses = [item.url for item in phone_bar_for(colleague, "/", unread=0)]
    assert {reverse("tools:tool_list"), reverse("training:course_list")} <= set(addresses)


@pytest.mark.parametrize(("language", "title"), [("nl", "Hier valt niets te lezen"), ("en", "Nothing to read here")])
def test_address_that_only_takes_a_form_leads_back_to_the_page_of_the_form(
    client: Client, works_council_member: Person, language: str, title: str
) -> None:
    proposal = asked()
    Person.objects.filter(pk=works_council_member.pk).update(language=language)
    client.force_login(works_council_member)
    answer = client.get(reverse("governance:proposal_answer", args=[proposal.public_id]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert title in answer.content.decode()
    assert f'href="{reverse("governance:proposal_detail", args=[proposal.public_id])}"' in answer.content.decode()


def test_way_up_ends_at_home() -> None:
    assert nearest_page("/no/such/thing/") == "/"
    assert nearest_page("/") == "/"


def test_language_switch_after_a_refused_form_leads_to_the_page_of_the_form(
    client: Client, works_council_member: Person
) -> None:
    proposal = asked()
    page = reverse("governance:proposal_detail", args=[proposal.public_id])
    client.force_login(works_council_member)
    refused = client.post(
        reverse("governance:proposal_answer", args=[proposal.public_id]),
        {},
        headers={"referer": f"http://testserver{page}?x=1"},
    )
    assert refused.status_code == 422
    assert f'name="next" value="{page}?x=1"' in refused.content.decode()


def test_referer_of_another_site_is_no_way_back(client: Client, works_council_member: Person) -> None:
    address = reverse("governance:proposal_answer", args=[asked().public_id])
    client.force_login(works_council_member)
    refused = client.post(address, {}, headers={"referer": "http://evil.example/"})
    assert f'name="next" value="{address}"' in refused.content.decode()
    assert "evil.example" not in refused.content.decode()
