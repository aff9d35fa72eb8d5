"""Any text in any field and any address: an answer in words, never an error; each page can be opened afterwards."""

import os
import random
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]

from people.models import ExternalIdentity
from tests.characters import HOSTILE
from tests.portal.test_access import access_table, clients, value_of

PAGES = int(os.environ.get("FUZZ_PAGES", "8"))
"""So many pages of each role."""
TRIES = int(os.environ.get("FUZZ_TRIES", "1"))
"""So many texts for each form and each address."""
TEXTS = [
    *HOSTILE.values(),
    "a\0b",
    "\ud800",
    "> " * 4_000 + "x",
    "w" * 20_000,
    "99999999999999999999",
    "-1",
    "²",
    "2026-99-99",
    "9999-12-31",
    "0001-01-01",
    "00000000-0000-0000-0000-00000000000g",
]


def forms_of(page: bytes) -> Iterator[html.FormElement]:
    if page.strip().startswith(b"<"):
        yield from html.fromstring(page).forms


def text_fields(form: html.FormElement) -> list[str]:
    """Return the names of the fields in which somebody types."""
    kinds = {"hidden", "text", "search", "email", "url", "number", "date", "month", "tel", "password", "textarea"}
    return [
        name
        for name, field in ((field.name, field) for field in form.inputs if field.name)
        if (field.tag if field.tag != "input" else field.get("type", "text")) in kinds and name != "csrfmiddlewaretoken"
    ]


def pages(browser: Client, chance: random.Random) -> Iterator[str]:
    """Yield each address that has a page for this reader, in any order."""
    table = access_table()
    for name, entry in chance.sample(sorted(table.items(), key=itemgetter(0)), len(table)):
        path = reverse(name, kwargs={key: value_of(part) for key, part in entry.kwargs.items()})
        if "logout" not in path and browser.get(path).status_code == 200:
            yield path


def broken_by_addresses(browser: Client, path: str, chance: random.Random) -> Iterator[str]:
    """Ask a page with texts in each part of its address that its own form or links fill."""
    page = browser.get(path)
    if page.streaming:
        return
    asked = {name for form in forms_of(page.content) if form.method == "GET" for name in text_and_choices(form)}
    for text in chance.sample(TEXTS, TRIES):
        query = urlencode(dict.fromkeys([*asked, "page", "q", "next"], text.encode("utf-8", "surrogatepass")))
        if (status := browser.get(f"{path}?{query}").status_code) >= 500:
            yield f"GET {path}?{query[:300]}: {status}"


def text_and_choices(form: html.FormElement) -> set[str]:
    return {field.name for field in form.inputs if field.name}


def broken_by_forms(browser: Client, path: str, chance: random.Random) -> Iterator[str]:
    """Send each form of a page with a text in every field, open what comes of it, and undo it."""
    page = browser.get(path)
    if page.streaming:
        return
    for form in forms_of(page.content):
        target = form.action or path
        if form.method != "POST" or not target.startswith("/") or "logout" in target:
            continue
        for text in chance.sample(TEXTS, TRIES):
            typed = dict(form.form_values())
            # Either every field or one of them: a first one that is refused hides the others.
            fields = text_fields(form)
            hostile = chance.sample(fields, chance.choice([min(1, len(fields)), len(fields)]))
            typed |= dict.fromkeys(hostile, text.encode("utf-8", "surrogatepass"))
            before = transaction.savepoint_create()
            answer = browser.post(target, urlencode(typed), content_type="application/x-www-form-urlencoded")
            if answer.status_code >= 500:
                yield f"POST {target} with {text[:40]!r} in {hostile}: {answer.status_code}"
            elif answer.status_code == 302 and not transaction.get_connection().needs_rollback:
                for after in {answer.headers["Location"], path}:
                    if after.startswith("/") and (status := browser.get(after).status_code) >= 500:
                        yield f"GET {after} after POST {target} with {text[:40]!r} in {hostile}: {status}"
            transaction.savepoint_rollback(before)


@pytest.mark.usefixtures("demo")
def test_any_text_in_any_field_and_address_is_answered() -> None:
    """A few pages and texts; FUZZ_PAGES=1000 and FUZZ_TRIES=5 take all pages, for an hour."""
    people = {one.value: one.person for one in ExternalIdentity.objects.filter(source="demo").select_related("person")}
    broken: list[str] = []
    seen: set[str] = set()
    for role in (
        "programme_office",
        "hr",
        "administrator",
        "privacy_officer",
        "board",
        "trainer",
        "manager",
        "employee",
    ):
        browser = clients({role: people[role]})[role]
        browser.raise_request_exception = False
        chance = random.Random(role)
        new = (path for path in pages(browser, chance) if path not in seen)
        for path in islice(new, PAGES):
            seen.add(path)
            broken += broken_by_addresses(browser, path, chance)
            broken += broken_by_forms(browser, path, chance)
    assert len(seen) >= min(8 * PAGES, 100)
    assert broken == []
