"""What a passive scanner looks at, beside the pages of the access table: errors, cookies, files and health."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django.fixtures import Settings

from people.models import Person
from portal.urls import handler403, handler500
from portal.urls import urlpatterns as of_the_portal
from tests.passive_scan import as_in_production, findings
from tests.people.builders import employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_production")]
PASSWORD = "een-heel-lang-wachtwoord"


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("psycopg: secret of the house")


urlpatterns = [*of_the_portal, path("breaks/", breaks), path("api/v1/breaks/", breaks)]
__all__ = ["handler403", "handler500"]


@pytest.fixture
def _production(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    as_in_production(settings)


def browser(person: Person | None = None, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    if person is not None:
        client.force_login(person)
    return client


ERRORS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "not there": (404, lambda client: client.get("/tools/nothing/", secure=True)),
    "not in the API": (404, lambda client: client.get("/api/v1/nothing", secure=True)),
    "not for this reader": (403, lambda client: client.get(reverse("people:person_list"), secure=True)),
    "without a token of the form": (403, lambda client: client.post(reverse("account_login"), secure=True)),
    "wrong verb": (405, lambda client: client.get(reverse("set_theme"), secure=True)),
    "wrong verb of the API": (405, lambda client: client.delete("/api/v1/metrics", secure=True)),
    "foreign host": (400, lambda client: client.get("/", secure=True, headers={"host": "elsewhere.example"})),
    "broken": (500, lambda client: client.get("/breaks/", secure=True)),
    "broken in the API": (500, lambda client: client.get("/api/v1/breaks/", secure=True)),
}


@pytest.mark.parametrize("what", ERRORS)
@pytest.mark.parametrize("signed_in", [False, True])
def test_error_is_as_safe_as_a_page_and_tells_nothing_of_the_software(
    settings: Settings, what: str, signed_in: bool
) -> None:
    settings.ROOT_URLCONF = __name__
    status, ask = ERRORS[what]
    client = browser(employee() if signed_in else None, enforce_csrf_checks=what == "without a token of the form")
    answer = ask(client)
    is_sent_to_sign_in = what == "not for this reader" and not signed_in
    assert answer.status_code == (302 if is_sent_to_sign_in else status)
    # Who asks for a foreign host is refused before anybody looks who they are.
    assert findings(answer, signed_in=signed_in and what != "foreign host") == []


def test_every_cookie_is_kept_to_this_host_and_from_scripts() -> None:
    person = employee(email="iemand@example.org")
    person.set_password(PASSWORD)
    person.save()
    client = browser()
    answers = [
        client.get(reverse("account_login"), secure=True),
        client.post(
            reverse("account_login"), {"login": "iemand@example.org", "password": PASSWORD}, secure=True
        ),
        client.post(reverse("set_theme"), {"theme": "dark"}, secure=True),
        client.post(reverse("set_language"), {"language": "en"}, secure=True),
    ]  # fmt: skip
    assert {name for answer in answers for name in answer.cookies} == {
        "__Host-csrftoken", "__Host-houvast_session", "__Secure-houvast_device", "__Host-theme",
        "__Host-houvast_language",
    }  # fmt: skip
    assert [found for answer in answers for found in findings(answer, signed_in=False)] == []


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/static/build/app.css", "/static/build/app.js"])
def test_health_and_files_have_the_same_headers(address: str) -> None:
    answer = browser().get(address, secure=True)
    assert answer.status_code == 200
    assert findings(answer, signed_in=False) == []


def test_address_without_https_leads_to_the_same_one_with_it() -> None:
    answer = browser().get("/accessibility/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/accessibility/")


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<script>go()</script>", "<script> in the page"),
        ("<style>p {}</style>", "<style> in the page"),
        ('<p style="color: red">', "style of <p> in the page"),
        ('<p onclick="go()">', "onclick of <p> in the page"),
        ('<a href="JavaScript:go()">', "a script in href of <a>"),
        ('<img src="//elsewhere.example/a.png">', "<img> loads from elsewhere: //elsewhere.example/a.png"),
        (
            '<link href="http://testserver.example/a.css">',
            "<link> loads from elsewhere: http://testserver.example/a.css",
        ),
        ("<!-- to do: check rights -->", "a comment: to do: check rights"),
    ],
)
def test_scan_sees_what_no_page_may_hold(page: str, found: str) -> None:
    answer = browser().get("/accessibility/", secure=True)
    assert findings(answer, signed_in=False) == []
    answer.content = page.encode()
    assert findings(answer, signed_in=False) == [found]


@pytest.mark.parametrize(
    ("header", "value", "found"),
    [
        ("Content-Security-Policy", "default-src 'self'", "default-src is"),
        ("X-Content-Type-Options", "", "X-Content-Type-Options is"),
        ("Referrer-Policy", "unsafe-url", "Referrer-Policy lets"),
        ("Strict-Transport-Security", "max-age=60", "no Strict-Transport-Security"),
        ("Server", "gunicorn/27", "Server is sent"),
        ("Content-Type", "text/html", "Content-Type is"),
        ("Cache-Control", "private", "may be stored"),
        ("Location", "https://elsewhere.example/", "leads to another host"),
    ],
)
def test_scan_sees_a_header_that_is_missing_or_weak(header: str, value: str, found: str) -> None:
    answer = browser(employee()).get("/accessibility/", secure=True)
    assert findings(answer, signed_in=True) == []
    answer.headers[header] = value
    assert [said for said in findings(answer, signed_in=True) if found in said] != []
