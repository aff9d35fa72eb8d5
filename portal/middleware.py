"""What happens around every request: health answers first, one line of log, no address or person in it."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from portal import health

log = structlog.get_logger("houvast.request")

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer ``/healthz`` and ``/readyz`` before hosts and sessions can get in the way, with the headers of every page.

    A web server that must not serve its database ends here, at its start.
    """

    def __init__(self, get_response: GetResponse) -> None:
        health.refuse_demo_data()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return health.alive()
        if request.path == "/readyz":
            return health.ready()
        return self.get_response(request)


class RequestLogMiddleware:
    """Log method, name of the address, status and duration in milliseconds.

    The path itself, the query, the client's address and the person are left out: they are personal data, and an
    answer to a survey must not be found again in a log. A view marked with ``unlogged`` writes nothing at all.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        if not (match and getattr(match.func, "unlogged", False)):
            log.info(
                "request",
                method=request.method,
                view=match.view_name if match else None,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
            )
        return response


class WrongMethodMiddleware:
    """Give a page to who comes by a link, a reload or the language switch to an address that only takes a form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", {"back": nearest_page(request.path)}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def nearest_page(path: str) -> str:
    """Return the nearest address above ``path`` that exists: there stands the form that ``path`` takes."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"
