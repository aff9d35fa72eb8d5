"""What happens around every request: health answers first, one line of log, no address or person in it."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal import health

log = structlog.get_logger("houvast.request")

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer ``/healthz`` and ``/readyz`` before hosts, sessions and redirects can get in the way."""

    def __init__(self, get_response: GetResponse) -> None:
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
