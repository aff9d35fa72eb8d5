"""A line of the log says what broke and where, and nothing about anybody."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from celery import shared_task
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from people.models import Person
from portal.celery import app
from tests.people.builders import employee

SECRET = "sanne.boer@houtwijk.example"


def breaks(request: HttpRequest, who: str) -> HttpResponse:
    try:
        return HttpResponse({}[SECRET])
    except KeyError as error:
        raise RuntimeError(f"no such person: {SECRET}") from error


def doubles(request: HttpRequest, who: str) -> HttpResponse:
    Person.objects.update(email=SECRET)
    return HttpResponse()


class WithFaults:
    """The addresses of the portal, and two that break."""

    urlpatterns = [
        path("breaks/<str:who>/", breaks, name="breaks"),
        path("doubles/<str:who>/", doubles, name="doubles"),
        path("", include("portal.urls")),
    ]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handler of the portal writes, through its own formatter."""
    (handler,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    written, before = StringIO(), handler.stream
    handler.setStream(written)
    yield written
    handler.setStream(before)


def lines(log: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.fixture
def visitor(client: Client, colleague: Person) -> Client:
    client.force_login(colleague)
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=WithFaults)
def test_fault_in_a_page_is_traced_without_its_words_and_address(visitor: Client, log: StringIO) -> None:
    assert visitor.get(f"/breaks/{SECRET}/").status_code == 500
    (line,) = lines(log)
    assert line["error"] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert (line["event"], line["status"], line["level"]) == ("django.request", 500, "error")
    frames = line["frames"]
    assert isinstance(frames, list)
    assert any(frame.startswith("tests/portal/test_logs.py:") and frame.endswith(" breaks") for frame in frames)
    assert SECRET not in log.getvalue()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=WithFaults)
def test_fault_of_the_database_names_the_truth_and_no_row(visitor: Client, log: StringIO) -> None:
    employee()
    assert visitor.get("/doubles/x/").status_code == 500
    (line,) = lines(log)
    assert "psycopg.errors.UniqueViolation people_person_email_key" in str(line["error"])
    assert SECRET not in log.getvalue()


@pytest.mark.django_db
def test_refused_form_and_strange_host_are_counted_without_address(colleague: Person, log: StringIO) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"referer": f"http://testserver/{SECRET}"})
    browser.force_login(colleague)
    browser.post(f"/people/{colleague.public_id}/roles/", {"role": SECRET})
    browser.get(f"/{SECRET}", headers={"host": "evil.example"})
    assert {line["event"] for line in lines(log)} <= {"django.security.csrf", "django.security.DisallowedHost"}
    for secret in (SECRET, str(colleague.public_id), "evil.example"):
        assert secret not in log.getvalue()


@shared_task(name="tests.breaks")
def breaks_in_the_worker() -> None:
    raise RuntimeError(SECRET)


def test_fault_in_a_task_is_traced_without_its_words(log: StringIO) -> None:
    app.tasks["tests.breaks"].apply()
    written = [line for line in lines(log) if line.get("error")]
    assert [line["error"] for line in written] == [["builtins.RuntimeError"]]
    assert SECRET not in log.getvalue()


def test_own_line_with_an_exception_says_where(log: StringIO) -> None:

    try:
        int(SECRET)
    except ValueError:
        structlog.get_logger("houvast.test").exception("the mail server hung up")
    (line,) = lines(log)
    assert (line["event"], line["error"]) == ("the mail server hung up", ["builtins.ValueError"])
    assert SECRET not in log.getvalue()
