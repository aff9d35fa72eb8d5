"""The tabs of training: four at most, one marked, on each page; every list is two clicks away."""

import re
from datetime import date

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from pytest_django.fixtures import Settings

from people.choices import Role
from people.models import Deputy, Person
from portal import tabs
from tests.people.builders import employee
from tests.portal.test_access import ADDRESSES
from tests.training.builders import session

pytestmark = pytest.mark.django_db
ROUTES = sorted(name for name in ADDRESSES if name.startswith("training:"))
SOME = {"secret": "x", "token": "x", "code": "x", "number": 1}
"""Parts of an address that are no id."""

OF_HR = {
    "": "Cursussen", "courses": "Cursussen", "lessons": "Cursussen", "scenarios": "Cursussen", "paths": "Cursussen",
    "objectives": "Cursussen", "mine": "Cursussen", "here": "Cursussen", "offers": "Cursussen",
    "accreditations": "Cursussen", "calendar": "Cursussen",
    "sessions": "Sessies", "kept-seats": "Sessies", "requests": "Sessies", "enrolments": "Sessies", "demand": "Sessies",
    "requirements": "Verplicht", "team": "Verplicht",
    "evidence": "Resultaten", "certificates": "Resultaten", "points": "Resultaten", "verify": "Resultaten",
    "evaluations": "Resultaten", "completions": "Resultaten", "keys": "Resultaten", "badges": "Cursussen",
}  # fmt: skip
"""Under which tab HR finds the pages whose address begins so."""
OTHERWISE = {"training:session_create": "Sessies", "training:demand_detail": "Sessies"}
OF_EMPLOYEES = {"mine": "Mijn leren", "here": "Mijn leren", "offers": "Mijn leren", "enrolments": "Mijn leren"} | {
    "certificates": "Mijn leren", "verify": "Mijn leren"
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def person_with(*roles: Role, leads: bool = False) -> Person:
    made = employee(roles=[str(role) for role in roles])
    if leads:
        employee(manager=made)
    return made


def bar_at(person: Person, route: str) -> tabs.Bar:
    parts = {part: SOME.get(part, "0f3e8f6e-0f5b-4a55-9f5a-2a1d0c9e4b11") for part in ADDRESSES[route]}
    request = RequestFactory().get(reverse(route, kwargs=parts))
    request.resolver_match = resolve(request.path)
    found = tabs.bar_for(person, request)
    assert found is not None
    return found


def marked(bar: tabs.Bar) -> list[str]:
    return [str(each.label) for each in bar.tabs if each.current]


def first_part(route: str) -> str:
    parts = {part: SOME.get(part, "0f3e8f6e-0f5b-4a55-9f5a-2a1d0c9e4b11") for part in ADDRESSES[route]}
    return reverse(route, kwargs=parts).removeprefix("/training/").split("/")[0]


def test_each_page_stands_under_the_tab_where_hr_looks_for_it() -> None:
    hr = person_with(Role.HR, Role.ADMINISTRATOR, leads=True)
    wrong = {
        route: marked(bar_at(hr, route))
        for route in ROUTES
        if marked(bar_at(hr, route)) != [OTHERWISE.get(route, OF_HR[first_part(route)])]
    }
    assert wrong == {}


def test_own_pages_of_an_employee_stand_under_my_training() -> None:
    person = person_with()
    of_sessions = {"training:enrol": "Mijn leren"}
    wrong = {
        route: marked(bar_at(person, route))
        for route in ROUTES
        if marked(bar_at(person, route)) != [of_sessions.get(route, OF_EMPLOYEES.get(first_part(route), "Cursussen"))]
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("roles", "leads", "labels"),
    [
        ((), False, ["Cursussen", "Mijn leren"]),
        ((), True, ["Cursussen", "Mijn leren", "Je team"]),
        ((Role.TRAINER,), False, ["Cursussen", "Mijn leren", "Sessies"]),
        ((Role.TRAINER, Role.ADMINISTRATOR), True, ["Cursussen", "Mijn leren", "Sessies", "Je team"]),
        ((Role.PROGRAMME_OFFICE,), False, ["Cursussen", "Mijn leren"]),
        ((Role.HR,), False, ["Cursussen", "Sessies", "Verplicht", "Resultaten"]),
        (tuple(Role), True, ["Cursussen", "Sessies", "Verplicht", "Resultaten"]),
    ],
)
def test_each_reader_has_at_most_four_tabs_and_one_is_marked(
    roles: tuple[Role, ...], leads: bool, labels: list[str]
) -> None:
    person = person_with(*roles, leads=leads)
    for route in ROUTES:
        bar = bar_at(person, route)
        assert [str(each.label) for each in bar.tabs] == labels
        assert len(marked(bar)) == 1, route
        assert sum(bool(each.current) for each in bar.places) == bool(bar.places), route


def test_who_stands_in_for_a_manager_has_the_tab_of_the_team() -> None:
    manager, colleague = person_with(leads=True), person_with()
    Deputy.objects.create(manager=manager, deputy=colleague, starts_on=date(2026, 1, 1))
    assert "Je team" in [str(each.label) for each in bar_at(colleague, "training:course_list").tabs]


def test_list_page_is_the_current_page_and_a_page_below_it_is_not() -> None:
    hr = person_with(Role.HR)
    here, below = bar_at(hr, "training:session_list"), bar_at(hr, "training:session_edit")
    assert [each.current for each in here.tabs] == ["", "page", "", ""]
    assert [each.current for each in below.tabs] == ["", "true", "", ""]
    assert [each.current for each in below.places] == ["true", "", ""]


@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.HR,), (Role.HR, Role.ADMINISTRATOR)])
def test_every_list_of_a_reader_is_two_clicks_away_and_opens(roles: tuple[Role, ...], client: Client) -> None:
    person = person_with(*roles, leads=True)
    client.force_login(person)
    links = {each.url for each in bar_at(person, "training:course_list").tabs}
    for url in list(links):
        page = client.get(url)
        assert page.status_code == 200, url
        links |= set(re.findall(r'href="(/training/[^"]*)"', area_of(page.content.decode())))
    expected = {
        reverse(place.route)
        for tab in tabs.TRAINING.tabs
        if tab.seen_by(person)
        for place in tab.places
        if place.seen_by(person)
    }
    assert expected <= links
    assert {client.get(url).status_code for url in links} == {200}


def test_page_of_one_session_shows_the_tabs(client: Client) -> None:
    client.force_login(person_with(Role.HR))
    page = client.get(reverse("training:session_detail", kwargs={"session_id": session().public_id}))
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', area_of(page.content.decode())) == [
        ("true", "Sessies"), ("true", "Alle sessies"),
    ]  # fmt: skip


def test_administrator_finds_the_signing_key_under_its_name() -> None:
    for roles in ((Role.ADMINISTRATOR,), (Role.ADMINISTRATOR, Role.HR)):
        bar = bar_at(person_with(*roles), "training:key_list")
        assert [str(each.label) for each in bar.places if each.current] == ["Ondertekensleutel"]


def test_other_areas_and_strangers_see_no_tabs_of_training(client: Client) -> None:
    assert b"hv-area" not in client.get(reverse("training:certificate_find")).content
    client.force_login(person_with(Role.HR))
    assert b"hv-area" not in client.get(reverse("pilots:pilot_list")).content


def area_of(page: str) -> str:
    found = re.search(r'<div class="hv-area">.*?</div>', page, re.DOTALL)
    assert found, "no tabs"
    return found[0]
