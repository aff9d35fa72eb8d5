"""Completions to and from other learning systems, as statements of xAPI 1.0.3.

In: statements that somebody completed or passed a course become completions; of other statements only the id and a
fingerprint are kept, to know them again. Out: what was completed in this portal, never what another system reported.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.urls import reverse
from ninja import Router, Schema
from ninja.throttling import AuthRateThrottle

from common.api import refusals
from common.clock import now
from common.text import is_uuid
from training import selectors, services
from training.documents import exchange
from training.errors import StatementRefused
from training.readers.statements import read_statements

VERSION = "1.0.3"
VERSION_HEADER = "X-Experience-API-Version"
MOST = 500
"""Statements in one answer, at most."""
ASKED = frozenset({"statementId", "since", "until", "limit", "ascending", "cursor", "format", "attachments"})

router = Router(tags=["xapi"])
limit = AuthRateThrottle("600/m")

REFUSALS = refusals(400, 401, 403, 429)


def _asked(name: str, about: str, *, place: str = "query", required: bool = False, **kind: str) -> dict[str, Any]:
    """Describe something that is asked with a request, and that the operation reads itself."""
    schema = {"type": "string", **kind}
    return {"name": name, "in": place, "required": required, "description": about, "schema": schema}


SPEAKS = _asked(VERSION_HEADER, "1.0 or a version that begins with it", place="header", required=True)
SENT = {
    "parameters": [SPEAKS],
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": ["object", "array"]}}}},
}
PUT = {**SENT, "parameters": [SPEAKS, _asked("statementId", "the id of the statement", required=True, format="uuid")]}
READ = {
    "parameters": [
        SPEAKS,
        _asked("statementId", "one statement", format="uuid"),
        _asked("since", "recorded after", format="date-time"),
        _asked("until", "recorded at or before", format="date-time"),
        _asked("limit", f"at most; 0 for as many as fit, {MOST}", type="integer"),
        _asked("ascending", "the oldest first", type="boolean"),
        _asked("cursor", "taken from more", format="uuid"),
    ]
}

type View = Callable[..., HttpResponseBase]


class About(Schema):
    """Which versions of xAPI are spoken here."""

    version: list[str]


class StatementResult(Schema):
    """A page of statements; ``more`` is the address of the next one, empty on the last."""

    statements: list[dict[str, Any]]
    more: str


def says_version(view: View) -> View:
    """Let every answer say which version of xAPI it is, refusals too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers[VERSION_HEADER] = VERSION
        return response

    return answer


def _in_turn(operation: View) -> View:
    """Ask for the version first, and say what is wrong with what was sent."""

    @wraps(operation)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _assert_version(request)
            return operation(request, *args, **kwargs)
        except StatementRefused as refused:
            return JsonResponse({"detail": str(refused)}, status=refused.status)

    return answer


@router.get("xapi/about", url_name="xapi_about", auth=None, response=About)
def about(request: HttpRequest) -> dict[str, list[str]]:
    """Say which versions of xAPI are spoken here."""
    return {"version": [VERSION]}


@router.post(
    "xapi/statements",
    url_name="xapi_statements",
    response={200: list[UUID], **REFUSALS, **refusals(409, 413)},
    throttle=[limit],
    openapi_extra=SENT,
)
@_in_turn
def send_statements(request: HttpRequest) -> HttpResponse:
    """Take one statement or a list of at most 500, all or none; answer with their ids.

    The same statement again changes nothing; the same id with another statement is 409. Who or what does not fit
    anything here is no error, so that one unknown course holds up nothing: HR sees it, and sending it again tries anew.
    """
    moment = now()
    statements = read_statements(_body(request), now=moment)
    ids = services.take_statements(statements=statements, token=request.auth, now=moment)  # type: ignore[attr-defined]
    return JsonResponse([str(each) for each in ids], safe=False)


@router.put(
    "xapi/statements",
    url_name="xapi_statements",
    response={204: None, **REFUSALS, **refusals(409, 413)},
    throttle=[limit],
    openapi_extra=PUT,
)
@_in_turn
def put_statement(request: HttpRequest) -> HttpResponse:
    """Take the statement with the id ``statementId`` in the address."""
    moment = now()
    asked = request.GET.get("statementId", "")
    statements = read_statements(_body(request), now=moment, statement_id=asked)
    services.take_statements(statements=statements, token=request.auth, now=moment)  # type: ignore[attr-defined]
    return HttpResponse(status=204)


@router.get(
    "xapi/statements",
    url_name="xapi_statements",
    response={200: StatementResult, **REFUSALS, **refusals(404)},
    throttle=[limit],
    openapi_extra=READ,
)
@_in_turn
def statements(request: HttpRequest) -> HttpResponse:
    """List what was completed in this portal, the newest first; ``since``, ``until``, ``limit``, ``ascending``.

    What was taken back is not in it any more: a statement that voids it is, with an id of its own.
    ``statementId`` gives one. Follow ``more`` for the next page. Ask with some overlap: known ids come again unchanged.
    """
    moment, asked = now(), request.GET
    unknown = sorted(set(asked) - ASKED)
    if unknown:
        raise StatementRefused(f"{unknown[0][:60]} cannot be asked here.")
    found = _one(asked) if "statementId" in asked else _page(asked)
    services.note_sent(token=request.auth, now=moment)  # type: ignore[attr-defined]
    response = JsonResponse(found)
    response.headers["X-Experience-API-Consistent-Through"] = moment.astimezone(UTC).isoformat()
    return response


def _one(asked: QueryDict) -> dict[str, Any]:
    wanted = str(asked["statementId"])
    sent = selectors.completion_sent(UUID(wanted)) if is_uuid(wanted) else None
    if sent is None:
        raise StatementRefused("No statement has this id.", status=404)
    return exchange.statement_of(sent)


def _page(asked: QueryDict) -> dict[str, Any]:
    size = asked.get("limit", "0")
    if not size.isdecimal() or len(size) > 9:
        raise StatementRefused("limit must be a number, 0 for as many as fit.")
    wanted = min(int(size) or MOST, MOST)
    cursor = asked.get("cursor", "")
    if cursor and not is_uuid(cursor):
        raise StatementRefused("cursor must be taken from more.")
    rows = selectors.completions_sent(
        since=_moment(asked, "since"), until=_moment(asked, "until"), ascending=asked.get("ascending") == "true",
        after=UUID(cursor) if cursor else None, limit=wanted + 1,
    )  # fmt: skip
    shown = rows[:wanted]
    return {"statements": [exchange.statement_of(row) for row in shown], "more": _more(asked, rows, wanted)}


def _more(asked: QueryDict, rows: list[Any], wanted: int) -> str:
    if len(rows) <= wanted:
        return ""
    query = asked.copy()
    query["cursor"] = str(rows[wanted - 1].public_id)
    return f"{reverse('api:xapi_statements')}?{query.urlencode()}"


def _moment(asked: QueryDict, name: str) -> datetime | None:
    if name not in asked:
        return None
    try:
        moment = datetime.fromisoformat(str(asked[name]).replace(" ", "+"))
        if moment.tzinfo is None:
            raise StatementRefused(f"{name} needs a time zone, such as Z or +01:00.")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise StatementRefused(f"{name} must be a moment of ISO 8601, such as 2026-11-20T14:05:00Z.") from error


def _assert_version(request: HttpRequest) -> None:
    version = request.headers.get(VERSION_HEADER, "")
    if version != "1.0" and not version.startswith("1.0."):
        raise StatementRefused(f"Send the header {VERSION_HEADER}: {VERSION}.")


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise StatementRefused("Send application/json. Statements with attachments are not taken.")
    try:
        return request.body
    except RequestDataTooBig as error:
        raise StatementRefused("The body is too large. Send fewer statements at a time.", status=413) from error
