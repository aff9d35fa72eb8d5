"""What goes around every answer: headers, cookies, one line of log, language and theme, pages for what went wrong."""

from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from structlog.testing import LogCapture

from people.models import Person
from portal.views.errors import csrf_failure


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("sanne.boer@houtwijk.example")


class WithAFault:
    """The addresses of the portal, and one that breaks."""

    urlpatterns = [path("breaks/", boom, name="breaks"), path("", include("portal.urls"))]
    handler403, handler404 = "django.views.defaults.permission_denied", "django.views.defaults.page_not_found"


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """What the portal writes in its log during a test."""
    before = structlog.get_config()["processors"]
    capture = LogCapture()
    before_now, before[:] = list(before), [structlog.contextvars.merge_contextvars, capture]
    yield capture.entries  # type: ignore[misc]
    before[:] = before_now


# --- headers and cookies ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    headers = client.get("/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_page_made_for_a_person_is_never_kept_by_a_shared_cache(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    assert "Cookie" in client.get("/").headers["Vary"]


@pytest.mark.django_db
@override_settings(SESSION_COOKIE_SECURE=True)
def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    from_paper = {"login": "nobody@houtwijk.example", "password": "wrong-password-17"}
    client.post(reverse("account_login"), from_paper, secure=True)
    for cookie in client.cookies.values():
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
        assert cookie["httponly"] or cookie.key == django_settings.LANGUAGE_COOKIE_NAME, cookie.key


# --- the log ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_log_has_one_line_a_request_without_person_path_or_address(
    client: Client, colleague: Person, lines: list[dict[str, object]]
) -> None:
    client.force_login(colleague)
    client.get(f"{reverse('people:person_detail', args=[colleague.public_id])}?q=geheim", REMOTE_ADDR="10.1.2.3")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert {key: line[key] for key in ("method", "view", "status")} == {
        "method": "GET", "view": "people:person_detail", "status": 403,
    }  # fmt: skip
    assert set(line) == {"event", "method", "view", "status", "ms", "request_id", "log_level"}
    said = repr(lines)
    for secret in (str(colleague.public_id), colleague.email or "", colleague.last_name, "geheim", "10.1.2.3"):
        assert secret not in said


@pytest.mark.django_db
def test_sending_a_survey_leaves_no_line(client: Client, lines: list[dict[str, object]]) -> None:
    client.post(reverse("surveys:ballot_send", args=["00000000-0000-4000-8000-000000000000"]), {"ticket": "x"})
    assert [line for line in lines if line["event"] == "request"] == []


# --- language and theme -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_language_is_kept_in_the_browser_and_with_the_person(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/strategy/"})
    assert answer.headers["Location"] == "/strategy/"
    colleague.refresh_from_db()
    assert colleague.language == "en"
    page = client.get("/")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()


@pytest.mark.django_db
def test_language_that_is_not_spoken_changes_nothing(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    client.post(reverse("set_language"), {"language": "fr"})
    colleague.refresh_from_db()
    assert colleague.language == "nl"
    assert client.get("/").headers["Content-Language"] == "nl"


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
@pytest.mark.parametrize("route", ["set_language", "set_theme"])
def test_switch_leads_back_into_the_portal_only(client: Client, route: str, elsewhere: str) -> None:
    answer = client.post(reverse(route), {"language": "en", "theme": "dark", "next": elsewhere})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_theme_is_on_the_page_before_any_script_runs(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    client.post(reverse("set_theme"), {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post(reverse("set_theme"), {"theme": "blink"})
    assert 'data-theme="dark"' in client.get("/").content.decode()


# --- what went wrong --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("nl", "Deze pagina is er niet"), ("en", "This page is not here")])
def test_address_that_is_not_here_says_what_to_do(client: Client, colleague: Person, language: str, title: str) -> None:
    colleague.language = language
    colleague.save(update_fields=["language"])
    client.force_login(colleague)
    answer = client.get("/geen-pagina/")
    assert answer.status_code == 404
    assert title in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("nl", "Er ging bij ons iets mis"), ("en", "went wrong on our side")])
@override_settings(ROOT_URLCONF=WithAFault)
def test_fault_of_ours_says_so_and_tells_nothing_about_anybody(
    client: Client, colleague: Person, language: str, said: str
) -> None:
    colleague.language = language
    colleague.save(update_fields=["language"])
    client.force_login(colleague)
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert said in answer.content.decode()
    assert "houtwijk.example" not in answer.content.decode()


@pytest.mark.django_db
def test_form_without_its_token_is_refused_with_the_way_on(colleague: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)
    answer = browser.post(reverse("set_theme"), {"theme": "dark"})
    assert answer.status_code == 403
    assert "theme" not in browser.cookies
    assert django_settings.CSRF_FAILURE_VIEW.endswith(csrf_failure.__name__)
