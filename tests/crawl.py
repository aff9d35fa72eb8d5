"""Go over the portal as a reader does: follow what a page links to, and send the forms that it shows."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

HOST = "http://testserver"
REFUSED = frozenset({403, 404, 405, 410})
LEAVES = frozenset({"account_logout", "demo_sign_in"})
"""Forms after which the reader is somebody else."""


@dataclass
class Form:
    """A form that posts, with what a browser would send if the reader fills in what is required and no more."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    takes_file: bool = False

    def sendings(self) -> Iterator[dict[str, list[str]]]:
        """Yield what is sent by each of its buttons."""
        for button in self.buttons or [("", "")]:
            sent: dict[str, list[str]] = {}
            for name, value in [*self.fields, button]:
                if name:
                    sent.setdefault(name, []).append(value)
            yield sent


class Page(HTMLParser):
    """The links and forms of one page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.inside: Form | None = None
        self.select: dict[str, str | None] | None = None
        self.options: list[tuple[str, bool]] = []
        self.textarea: dict[str, str | None] | None = None
        self.written = ""
        self.radios: dict[tuple[int, str], tuple[str, bool]] = {}
        self.feed(text)
        self.close()
        for (form, name), (value, _is_checked) in self.radios.items():
            self.forms[form].fields.append((name, value))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "a" and at.get("href") and "download" not in at:
            self.links.append(str(at["href"]))
        elif tag == "form":
            self._form(at)
        form = self.by_id.get(str(at.get("form"))) or self.inside
        if form is not None and "disabled" not in at:
            self._field(form, tag, at)

    def _form(self, at: dict[str, str | None]) -> None:
        self.inside = None
        if (at.get("method") or "").lower() == "post":
            self.inside = Form(urljoin(self.address, at.get("action") or ""))
            self.forms.append(self.inside)
            if at.get("id"):
                self.by_id[str(at["id"])] = self.inside

    def _field(self, form: Form, tag: str, at: dict[str, str | None]) -> None:
        if tag == "input":
            self._input(form, at)
        elif tag == "button" and at.get("type", "submit") == "submit":
            form.buttons.append((at.get("name") or "", at.get("value") or ""))
        elif tag == "select":
            self.select, self.options = at, []
        elif tag == "option" and self.select is not None:
            self.options.append((at.get("value") or "", "selected" in at))
        elif tag == "textarea":
            self.textarea, self.written = at, ""

    def _input(self, form: Form, at: dict[str, str | None]) -> None:
        kind, name, value = at.get("type") or "text", at.get("name") or "", at.get("value") or ""
        if kind == "file":
            form.takes_file = True
        elif kind == "radio":
            key = (self.forms.index(form), name)
            if key not in self.radios or "checked" in at:
                self.radios[key] = (value, "checked" in at)
        elif kind == "checkbox":
            if "checked" in at or "required" in at:
                form.fields.append((name, value or "on"))
        elif kind == "submit":
            form.buttons.append((name, value))
        else:
            form.fields.append((name, value or (made_up(kind, at) if "required" in at else "")))

    def handle_data(self, data: str) -> None:
        self.written += data

    def handle_endtag(self, tag: str) -> None:
        form = self.inside
        if tag == "form":
            self.inside = None
        elif tag == "select" and self.select is not None:
            can_be_empty = "required" not in self.select
            options = [(value, is_selected) for value, is_selected in self.options if value or can_be_empty]
            chosen = [value for value, is_selected in options if is_selected]
            if not chosen and ("multiple" not in self.select or not can_be_empty):
                chosen = [value for value, _selected in options][:1]
            if form is not None:
                form.fields += [(self.select.get("name") or "", value) for value in chosen]
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            text = self.written.removeprefix("\n") or "Een zin die zegt waarom."
            if form is not None:
                form.fields.append((self.textarea.get("name") or "", text))
            self.textarea = None


def made_up(kind: str, at: dict[str, str | None]) -> str:
    """Return something that fits a field which must be filled in."""
    examples = {"email": "iemand@elders.example", "date": "2027-01-15", "time": "10:00", "url": "https://a.example/"}
    examples |= {
        "number": at.get("min") or "1",
        "datetime-local": "2027-01-15T10:00",
        "password": "een-heel-lang-woord",
    }
    return examples.get(kind, "Iets")


def route_of(address: str) -> str:
    """Return the name of the route of an address; empty where the portal has none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@dataclass
class Walk:
    """What one reader met: how much, and what was offered to them and then refused."""

    reader: str
    browser: Client
    of_a_route: int
    """How many addresses of one route are opened, and how many forms to one route are sent."""
    pages: int = 0
    sent: int = 0
    refused: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)

    def go(self, start: str = "/") -> "Walk":
        """Follow links from ``start``, the first of each route as they come, and send each page's forms."""
        self.browser.raise_request_exception = False
        waiting = deque([(start, "")])
        known, opened = {start}, Counter[str]()
        submitted: Counter[tuple[str, str]] = Counter()
        while waiting:
            address, came_from = waiting.popleft()
            answer: Any = self.browser.get(address)
            self.pages += 1
            self.routes.add(route_of(address))
            if answer.status_code in REFUSED or answer.status_code >= 500:
                self.refused.append(f"{self.reader}: {came_from} links to {address}: {answer.status_code}")
            if answer.status_code in {301, 302}:
                links, forms = [answer.headers["Location"]], []
            elif answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            else:
                page = Page(HOST + address, answer.content.decode())
                links, forms = page.links, page.forms
            for link in links:
                target = urldefrag(urljoin(HOST + address, link)).url
                route = route_of(target) if target.startswith(HOST) else ""
                path = target.removeprefix(HOST)
                if not route or path in known or opened[route] >= self.of_a_route:
                    continue
                known.add(path)
                opened[route] += 1
                waiting.append((path, address))
            for form in forms:
                self._send(form, address, submitted)
        return self

    def _send(self, form: Form, address: str, submitted: Counter[tuple[str, str]]) -> None:
        route = route_of(form.action)
        if route in LEAVES or not form.action.startswith(HOST):
            return
        path = form.action.removeprefix(HOST)
        for sent in form.sendings():
            key = (route, re.sub(r"[0-9a-f-]{36}", "", str(sorted(sent))))
            if submitted[key] >= self.of_a_route:
                continue
            submitted[key] += 1
            self.sent += 1
            self.submit(route, path, sent, address)

    def submit(self, route: str, path: str, sent: dict[str, list[str]], address: str) -> None:
        """Send a form, and note where it is refused."""
        answer = self._answer(path, sent, address)
        if is_refusal(answer):
            said = f"{answer.status_code} {words_of(answer)}"
            self.refused.append(f"{self.reader}: {address} has a form to {path} ({route}): {said}")

    def _answer(self, path: str, sent: dict[str, list[str]], address: str) -> Any:
        """Send a form, and undo what it changed: rows, and whose browser this is."""
        cookies = self.browser.cookies.copy()
        with transaction.atomic():
            answer = self.browser.post(path, sent, headers={"referer": HOST + address})
            transaction.set_rollback(True)
        self.browser.cookies = cookies
        return answer


def is_refusal(answer: Any) -> bool:
    """Whether the portal refuses what it offered, whatever the reader fills in."""
    if answer.status_code in REFUSED or answer.status_code >= 500:
        return True
    return b'<div data-focus data-say="' in getattr(answer, "content", b"") and answer.status_code == 422


def words_of(answer: HttpResponse) -> str:
    """Return the words in which a rule refuses."""
    found = re.search(r'data-say="([^"]*)"', answer.content.decode())
    return found[1] if found else ""
