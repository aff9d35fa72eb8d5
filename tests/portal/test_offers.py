"""What a page offers is not refused: every reader follows the links and sends the forms that they are shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from common.clock import today
from people.choices import Role
from people.models import Deputy, ExternalIdentity, Person, RoleAssignment
from tests.access import SIGNED_IN
from tests.crawl import Page, Walk, is_refusal
from tests.people.builders import employee

OF_A_ROUTE = 2
"""How many addresses of one route each reader opens; with 40 it takes minutes and finds the same."""


def demo_person(role: str) -> Person:
    return ExternalIdentity.objects.get(source="demo", value=role).person


def deputy_of_the_manager() -> Person:
    person = employee(first_name="Vera")
    Deputy.objects.create(manager=demo_person("manager"), deputy=person, starts_on=today())
    return person


def whose_role_ended() -> Person:
    person = employee(roles=[Role.HR, Role.PROGRAMME_OFFICE])
    RoleAssignment.objects.filter(person=person).update(
        starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1)
    )
    return Person.objects.get(pk=person.pk)


OTHERS: dict[str, Callable[[], Person]] = {
    "team": lambda: demo_person("team"),
    "deputy": deputy_of_the_manager,
    "former": whose_role_ended,
}


@pytest.mark.usefixtures("demo")
def test_nothing_that_a_page_offers_is_refused() -> None:
    readers = {role: demo_person(role) for role in SIGNED_IN} | {name: make() for name, make in OTHERS.items()}
    walks = []
    for name, person in readers.items():
        browser = Client()
        browser.force_login(person)
        walks.append(Walk(name, browser, OF_A_ROUTE).go())
    refused = [line for walk in walks for line in walk.refused]
    if refused:
        pytest.fail("\n".join(["Offered and then refused:", *refused]), pytrace=False)
    assert sum(walk.pages for walk in walks) > 1_200
    assert sum(walk.sent for walk in walks) > 400
    assert len(set[str]().union(*(walk.routes for walk in walks))) > 170


# --- the walk itself sees what it must see ----------------------------------------------------------------------------
def test_walk_fills_in_what_a_browser_asks_for() -> None:
    page = Page(
        "http://testserver/a/",
        """<a href="/b/">b</a><form method="post" id="one" action="/send/"><input type="hidden" name="h" value="1">
        <input type="radio" name="r" value="x"><input type="radio" name="r" value="y" checked>
        <input type="checkbox" name="c" required><input type="checkbox" name="d"><input name="off" value="1" disabled>
        <select name="s" required><option value="">-</option><option value="2">two</option></select>
        <textarea name="t">&lt;b&gt;</textarea><input type="number" name="n" min="3" required>
        <button name="do" value="save">go</button></form><button form="one" name="do" value="drop">drop</button>""",
    )
    assert page.links == ["/b/"]
    kept, dropped = page.forms[0].sendings()
    filled = {"h": ["1"], "r": ["y"], "c": ["on"], "s": ["2"], "t": ["<b>"], "n": ["3"]}
    assert kept == {**filled, "do": ["save"]}
    assert dropped == {**filled, "do": ["drop"]}


@pytest.mark.django_db
def test_walk_notices_what_a_rule_or_a_right_refuses(client: Client, hr: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(hr)
    assert is_refusal(client.post(f"/people/{hr.public_id}/roles/", {"role": "hr"})), "a right that is missing"
    assert is_refusal(client.post(f"/people/{hr.public_id}/activation-code/")), "a rule of the house"
    assert not is_refusal(client.post("/people/new/", {})), "a form that is not filled in yet"
