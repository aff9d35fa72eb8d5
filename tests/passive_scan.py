"""Look at one answer of the portal as a scanner for weaknesses does, which sends nothing of its own."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import django
from pytest_django.fixtures import Settings

from portal.version import VERSION
from tests.portal.test_environment import WHOLE, read

HOST = "testserver"
OF_PRODUCTION = (
    "CSRF_COOKIE_NAME",
    "DEVICE_COOKIE_NAME",
    "LANGUAGE_COOKIE_NAME",
    "MESSAGES_COOKIE_NAME",
    "SESSION_COOKIE_NAME",
    "THEME_COOKIE_NAME",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_CSP",
    "SECURE_HSTS_SECONDS",
    "SECURE_REFERRER_POLICY",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "X_FRAME_OPTIONS",
)
SOURCES = {"'none'", "'self'"}
"""Where a page may load from. Pictures may stand in the page itself (``data:``)."""
RESOURCES = {"src", "srcset", "poster", "data", "action", "formaction", "background"}
TELLS = (b"Traceback (most recent call last)", b'File "/', b"site-packages", b"django.", b"psycopg", b"Exception")
"""What an error page shows of the software behind it."""


def as_in_production(settings: Settings) -> None:
    """Answer with the headers and cookies of production; ask over HTTPS (``secure=True``) from then on."""
    for name, value in read(WHOLE, *OF_PRODUCTION).items():
        setattr(settings, name, value)


def findings(answer: Any, *, signed_in: bool, is_public: bool = False) -> list[str]:
    """Return what is wrong with an answer. What is public may be kept by caches, whoever asks."""
    found = [*_headers(answer), *_cookies(answer)]
    cache = answer.headers.get("Cache-Control", "")
    if signed_in and "no-store" not in cache and not (is_public and "public" in cache):
        found.append(f"may be stored: Cache-Control {cache!r}")
    if answer.streaming:
        return found
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        found += Elements(answer.content.decode()).found
    if answer.status_code >= 400:
        found += [f"an error tells {words!r}" for words in _told(answer.content, signed_in=signed_in)]
    return found


def _headers(answer: Any) -> Iterator[str]:
    yield from _policy(answer.headers.get("Content-Security-Policy", ""))
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    for name, value in expected.items():
        if answer.headers.get(name) != value:
            yield f"{name} is {answer.headers.get(name)!r}"
    if answer.headers.get("Referrer-Policy") not in {"same-origin", "strict-origin", "no-referrer"}:
        yield "Referrer-Policy lets other hosts know the address"
    if "max-age=31536000" not in answer.headers.get("Strict-Transport-Security", ""):
        yield "no Strict-Transport-Security of a year"
    for name in ("Server", "X-Powered-By", "X-Runtime", "Access-Control-Allow-Origin"):
        if name in answer.headers:
            yield f"{name} is sent: {answer.headers[name]}"
    kind = answer.headers.get("Content-Type", "")
    has_body = answer.streaming or bool(answer.content)
    if has_body and (not kind or (kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', ""))):
        yield f"Content-Type is {kind!r}"
    to = urlsplit(answer.headers.get("Location", ""))
    if to.scheme == "http" or to.netloc not in {"", HOST}:
        yield f"leads to another host, or to one without HTTPS: {to.geturl()}"


def _policy(sent: str) -> Iterator[str]:
    policy = {name: sources for name, *sources in (part.split() for part in sent.split(";") if part.strip())}
    for name in ("default-src", "frame-ancestors", "base-uri"):
        if policy.get(name) != ["'none'"]:
            yield f"Content-Security-Policy: {name} is {policy.get(name)}"
    if policy.get("form-action") != ["'self'"]:
        yield "Content-Security-Policy: forms may lead elsewhere"
    for name, sources in policy.items():
        foreign = set(sources) - SOURCES - ({"data:"} if name == "img-src" else set())
        if foreign:
            yield f"Content-Security-Policy: {name} allows {sorted(foreign)}"


def _cookies(answer: Any) -> Iterator[str]:
    kept = {name: cookie for name, cookie in answer.cookies.items() if cookie["max-age"] != 0}
    for name, cookie in kept.items():
        for flag in ("secure", "httponly"):
            if not cookie[flag]:
                yield f"cookie {name} is not {flag}"
        wanted = "__Host-" if cookie["path"] == "/" else "__Secure-"
        if not name.startswith(wanted):
            yield f"cookie {name} is not named {wanted}"
        if cookie["samesite"] not in {"Lax", "Strict"}:
            yield f"cookie {name} goes with what other sites send"
        if cookie["domain"]:
            yield f"cookie {name} goes to other hosts"


def _told(body: bytes, *, signed_in: bool) -> list[bytes]:
    versions = [django.get_version().encode()] if signed_in else [django.get_version().encode(), VERSION.encode()]
    return [words for words in (*TELLS, *versions) if words in body]


class Elements(HTMLParser):
    """What no page may hold: inline scripts and styles, foreign resources, comments."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        is_data = tag == "script" and (at.get("type") or "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in at and not is_data):
            self.found.append(f"<{tag}> in the page")
        for name, value in at.items():
            address = (value or "").strip()
            if name == "style" or name.startswith("on"):
                self.found.append(f"{name} of <{tag}> in the page")
            if re.match(r"(javascript|vbscript):", address, re.IGNORECASE):
                self.found.append(f"a script in {name} of <{tag}>")
            is_loaded = name in RESOURCES or name.startswith("hx-") or (tag == "link" and name == "href")
            if is_loaded and re.match(r"(https?:)?//", address) and urlsplit(address).netloc != HOST:
                self.found.append(f"<{tag}> loads from elsewhere: {address}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"a comment: {data.strip()[:60]}")
