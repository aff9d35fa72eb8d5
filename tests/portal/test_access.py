"""Every address, requested by every role and by a stranger, on an empty and on a full installation."""

import re
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from common.clock import now
from people.choices import Role
from people.models import ExternalIdentity, Person
from portal.version import VERSION
from tests import overlap, passive_scan
from tests.access import PERSONAS, Entry
from tests.people.builders import employee
from tests.worklists import wrong_items

HERE = Path(__file__).parent.parent
FEW = ("stranger", "employee", "hr", "programme_office")
"""Who asks for objects of an empty installation: where nothing is, there is little to tell apart."""
FOOT = f"<li>Houvast {VERSION}</li>".encode()
NOBODY = uuid.UUID(int=0)
"""The id of an object that is not there."""


def access_table() -> dict[str, Entry]:
    """Return the parts of all apps as one table; an address stands in one part only."""
    table: dict[str, Entry] = {}
    for path in sorted(HERE.glob("*/access.py")):
        part: dict[str, Entry] = import_module(f"tests.{path.parent.name}.access").ACCESS
        assert not table.keys() & part.keys()
        table |= part
    return table


def parts_of(pattern: URLPattern | URLResolver) -> list[str]:
    """Return the names of the parts that this piece of an address takes."""
    return list(pattern.pattern.converters) or list(re.compile(pattern.pattern.regex).groupindex)


def addresses(
    patterns: list[URLPattern | URLResolver], namespace: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of every address with the names of its parts."""
    for pattern in patterns:
        parts = (*before, *parts_of(pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, parts)
        else:
            yield f"{namespace}{pattern.name}", list(parts)


ADDRESSES = dict(addresses(get_resolver().url_patterns))


def test_every_address_stands_in_the_access_table() -> None:
    table = access_table()
    assert sorted(set(ADDRESSES) - set(table)) == []
    assert sorted(set(table) - set(ADDRESSES)) == []


def test_every_entry_says_what_its_parts_are() -> None:
    wrong = [name for name, entry in access_table().items() if set(entry.kwargs) != set(ADDRESSES.get(name, []))]
    assert wrong == []


def clients(people: dict[str, Person]) -> dict[str, Client]:
    """Return a browser per persona, signed in but for the stranger."""
    browsers = {"stranger": Client()}
    for persona, person in people.items():
        browsers[persona] = Client()
        browsers[persona].force_login(person)
    return browsers


def value_of(part: str) -> object:
    """Return what to put in a part of an address: a literal, or the id of an object of the model named."""
    if part.startswith("="):
        return part[1:]
    model, _at, which = part.partition("@")
    rows = apps.get_model(model)._default_manager.order_by("-pk" if which == "last" else "pk")
    if which not in {"", "last"}:
        rows = getattr(rows, which)()
    found = rows.first()
    return found.public_id if found is not None else NOBODY


def wrong_answers(browsers: dict[str, Client], *, empty: bool) -> list[str]:
    """Return each answer that differs from the table or is not safe, and texts that lie over each other in a PDF."""
    wrong: list[str] = []
    papers: dict[str, bytes] = {}
    for name, entry in access_table().items():
        values = {key: value_of(part) for key, part in entry.kwargs.items()}
        path = reverse(name, kwargs=values)
        for persona in FEW if empty and entry.kwargs else PERSONAS:
            expected = entry.answers[persona]
            if NOBODY in values.values() and entry.when_missing is not None and persona != "stranger":
                expected = entry.when_missing
            elif expected == 200 and NOBODY in values.values():
                expected = 404
            elif expected == 200 and empty and entry.when_empty is not None:
                alone = entry.when_empty
                expected = alone if isinstance(alone, int) else alone[persona]
            browsers[persona].raise_request_exception = False
            answer = browsers[persona].get(path, secure=True)
            is_public = entry.answers["stranger"] == 200
            seen = passive_scan.findings(answer, signed_in=persona != "stranger", is_public=is_public)
            wrong += [f"{name} as {persona}: {found}" for found in seen]
            if answer.status_code != expected:
                wrong.append(f"{name} as {persona}: {answer.status_code}, documented {expected}")
            elif answer.headers.get("Content-Type") == "application/pdf" and name not in papers:
                papers[name] = answer.getvalue()
            elif not answer.streaming and b"<li>Houvast " in answer.content and FOOT not in answer.content:
                wrong.append(f"{name} as {persona}: what the page calls its own hides the version in the footer")
            elif misses_tabs(name, persona, answer):
                wrong.append(f"{name} as {persona}: not one tab is marked as the one where this page stands")
    return wrong + [f"{name}: {pair}" for name, paper in papers.items() for pair in overlap.in_pdf(paper)]


def misses_tabs(name: str, persona: str, answer: HttpResponse) -> bool:
    """Whether this is a page of training without its tabs, or with more than one of them marked, or none.

    The code at the door is for a screen that everybody sees: it has no navigation.
    """
    page = b"" if answer.streaming else answer.content
    if not name.startswith("training:") or persona == "stranger" or b'id="main"' not in page or b"hv-door" in page:
        return False
    found = re.search(rb'<div class="hv-area">\s*<nav class="hv-tabs".*?</nav>', page, re.DOTALL)
    return found is None or found[0].count(b"aria-current") != 1


def assert_documented(wrong: list[str]) -> None:
    if wrong:
        pytest.fail(
            "\n".join([f"{len(wrong)} answers differ from the access table or are not safe:", *wrong]), pytrace=False
        )


@pytest.mark.usefixtures("demo")
def test_full_installation_answers_as_documented(settings: Settings) -> None:
    people = {
        identity.value: identity.person
        for identity in ExternalIdentity.objects.filter(source="demo").select_related("person")
        if identity.value in PERSONAS
    }
    assert set(people) == set(PERSONAS) - {"stranger"}
    browsers = clients(people)
    assert [wrong for role, person in people.items() for wrong in wrong_items(person, browsers[role], now=now())] == []
    passive_scan.as_in_production(settings)
    assert_documented(wrong_answers(clients(people), empty=False))


@pytest.mark.django_db
def test_empty_installation_answers_as_documented(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    passive_scan.as_in_production(settings)
    call_command("sync_reference")
    people = {role: employee(roles=[role]) for role in Role.values}
    people["manager"] = employee()
    employee(manager=people["manager"])
    assert_documented(wrong_answers(clients(people), empty=True))
