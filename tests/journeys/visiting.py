"""Somebody with a browser: they read words in their own language, and every page they see is looked over."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from people.models import Person
from tests import overlap

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDE, PHONE = 1280, 360
MOST_TABS = 150
PATIENCE = 15.0
REPORT_VIOLATIONS = """document.addEventListener('securitypolicyviolation',
    event => console.error('against the policy: ' + event.violatedDirective + ' ' + event.blockedURI))"""
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


class Visitor:
    """One browser window of one person (or of a stranger), in one language."""

    def __init__(self, context: BrowserContext, *, language: str, person: Person | None, axe: bool) -> None:
        self.context = context
        self.language = language
        self.person = person
        self.axe = axe
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _hear(self, message: Any) -> None:
        if "was preloaded using link preload but not used within" in message.text:
            return  # says how slow this machine is, not what the page does
        if message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            return  # what was asked while typing gave way to what was asked after it; a failed answer has its own event
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    # --- words --------------------------------------------------------------------------------------------------------
    def words(self, text: str, **values: object) -> str:
        """Return what the screen says for an English source text."""
        with translation.override(self.language):
            said = gettext(text)
        return said % values if values else said

    def starting_with(self, text: str) -> re.Pattern[str]:
        return re.compile(r"^\s*" + re.escape(self.words(text)))

    # --- moving about -------------------------------------------------------------------------------------------------
    def open(self, route: str, *, lands_on: str = "", **parts: object) -> None:
        """Go to an address by its name, and see that it opens, or that it leads to another page."""
        self.go_to(reverse(route, kwargs=parts))
        assert self.route == (lands_on or route)

    def go_to(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def follow(self, text: str, *, within: str = "main") -> None:
        """Click the link that says this."""
        self.click(self.page.locator(within).get_by_role("link", name=self.starting_with(text)).first)

    def press(self, text: str, *, within: str = "main") -> None:
        """Click the button that says this, which sends a form."""
        self.click(self.button(text, within=within))

    def button(self, text: str, *, within: str = "main") -> Locator:
        return self.page.locator(within).get_by_role("button", name=self.starting_with(text)).first

    def click(self, target: Locator) -> None:
        """Click something that leads to a page."""
        with self.page.expect_navigation():
            target.click()
        self.look()

    def press_by_keyboard(self, text: str) -> None:
        """Reach a button with the tab key only, and press it with Enter."""
        self.tab_to(self.button(text))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def tab_to(self, wanted: Locator) -> None:
        """Press the tab key until something has the focus, and see that it shows it."""
        for _step in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"the tab key does not reach {wanted} on {self.page.url}")
        ring = wanted.evaluate(
            "element => { const s = getComputedStyle(element); return s.outlineStyle + s.boxShadow }"
        )
        assert ring != "nonenone", f"{wanted} does not show that it has the focus"

    def fill(self, **values: str) -> None:
        """Fill in fields by the names that the form gives them; radio buttons and lists by their value."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name='{name}']")
            kind = fields.first.evaluate("element => element.tagName + ' ' + (element.type || '')")
            if kind.startswith("SELECT"):
                fields.select_option(value)
            elif kind in {"INPUT radio", "INPUT checkbox"}:
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            else:
                fields.fill(value)

    # --- seeing -------------------------------------------------------------------------------------------------------
    def sees(self, text: str, **values: object) -> bool:
        """Whether the page says this somewhere."""
        return self.words(text, **values) in self.text

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    @property
    def width(self) -> int:
        size = self.page.viewport_size
        return size["width"] if size else 0

    @property
    def route(self) -> str:
        """The name of the address that shows."""
        return resolve(urlsplit(self.page.url).path).view_name

    def look(self) -> None:
        """Look a page over: its language, nothing that sticks out or lies over other text, nothing that axe finds."""
        path = urlsplit(self.page.url).path
        assert self.page.locator("html").get_attribute("lang") == self.language, path
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            self.complaints.append(f"{self.route} is {wider} px too wide")
        self.complaints += [f"{self.route}, {self.width} px wide: {pair}" for pair in overlap.on_screen(self.page)]
        if self.axe:
            self.complaints += [f"{self.route}: {finding}" for finding in findings(self.page)]

    def close(self) -> None:
        self.context.close()


def findings(page: Page) -> list[str]:
    """Return what axe finds on a page: the rule, and where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']} {[node['html'][:200] for node in rule['nodes'][:5]]}" for rule in found]


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    person: Person | None,
    *,
    language: str,
    width: int = WIDE,
    theme: str = "light",
    axe: bool = True,
) -> Iterator[Visitor]:
    """Open a browser for a person who is signed in, or for a stranger; what its console complains about is a fault."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        locale=LOCALES[language],
        has_touch=width == PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(REPORT_VIOLATIONS)
    cookies: list[Mapping[str, str]] = [
        {"name": "theme", "value": theme, "url": address},
        {"name": "houvast_language", "value": language, "url": address},
    ]
    if person is not None:
        client = Client()
        client.force_login(person)
        cookies += [{"name": name, "value": one.value, "url": address} for name, one in client.cookies.items()]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    visitor = Visitor(context, language=language, person=person, axe=axe)
    try:
        yield visitor
        assert visitor.complaints == []
    except Exception as error:
        error.add_note(f"{visitor.page.url}\n{visitor.page.locator('body').inner_text()}\n{visitor.complaints}")
        raise
    finally:
        visitor.close()
