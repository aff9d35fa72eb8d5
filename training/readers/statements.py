"""Statements of xAPI 1.0.3 as other systems send them: what of each concerns us, or what is wrong and where.

Errors are English, for who maintains the other system, and begin with the place: ``statements[3].actor.mbox``.
"""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID, uuid4

from training.errors import StatementRefused

COMPLETING = frozenset({"http://adlnet.gov/expapi/verbs/completed", "http://adlnet.gov/expapi/verbs/passed"})
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
MOST = 500
"""Statements in one request, at most."""
LONGEST_ADDRESS = 500
DEEPEST = 50
LONGEST_PLACE = 120
NO_TEXT = re.compile("[\0\ud800-\udfff]")
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(minutes=5)
PROPERTIES = frozenset({
    "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments",
})  # fmt: skip
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
SET_BY_RECEIVER = frozenset({"id", "stored", "authority", "version"})
"""What a statement is not about: who passes it on may add or change these."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What of one statement concerns us; the rest is not looked at and not kept."""

    place: str
    statement_id: UUID
    fingerprint: str
    completes: bool
    voids: UUID | None
    email: str
    account: tuple[str, str] | None
    activity: str
    at: datetime


def read_statements(body: bytes, *, now: datetime, statement_id: str | None = None) -> list[Statement]:
    """Return the statements of a request, one or a list; raise ``StatementRefused`` for the first thing that is wrong.

    ``statement_id`` is the id in the address of a PUT: one statement then, of that id.
    """
    try:
        sent = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise StatementRefused("The body is not JSON.") from error
    _assert_can_be_kept(sent, "body", 0)
    if statement_id is not None:
        if not isinstance(sent, dict):
            _refuse("statement", "one statement is needed here, not a list")
        own = _uuid(statement_id, "statementId")
        if "id" in sent and _uuid(sent["id"], "statement.id") != own:
            _refuse("statement.id", "differs from statementId in the address")
        return [_read({**sent, "id": str(own)}, "statement", now)]
    listed = sent if isinstance(sent, list) else [sent]
    if len(listed) > MOST:
        raise StatementRefused(f"At most {MOST} statements can be sent at a time; these are {len(listed)}.", status=413)
    read = [_read(each, f"statements[{number}]", now) for number, each in enumerate(listed)]
    seen: set[UUID] = set()
    for each in read:
        if each.statement_id in seen:
            _refuse(f"{each.place}.id", "stands twice in this request")
        seen.add(each.statement_id)
    return read


def _assert_can_be_kept(sent: Any, place: str, depth: int) -> None:
    """Refuse what no database and no other system can hold: half a character, a NUL, lists in lists without end."""
    if depth > DEEPEST:
        _refuse(place[:LONGEST_PLACE], f"lies more than {DEEPEST} levels deep")
    if isinstance(sent, str) and NO_TEXT.search(sent):
        _refuse(place[:LONGEST_PLACE], "holds a NUL or half a character (\\u0000, \\ud800 to \\udfff)")
    if isinstance(sent, dict):
        for name, value in sent.items():
            _assert_can_be_kept(name, f"{place}: a name", depth)
            _assert_can_be_kept(value, f"{place}.{name}", depth + 1)
    elif isinstance(sent, list):
        for number, value in enumerate(sent):
            _assert_can_be_kept(value, f"{place}[{number}]", depth + 1)


def fingerprint_of(statement: dict[str, Any]) -> str:
    """Return the same text for the same statement, whatever the order of its parts and how its words are translated."""
    bare = {name: value for name, value in statement.items() if name not in SET_BY_RECEIVER}
    for name, of_words in (("verb", "display"), ("object", "definition")):
        if isinstance(bare.get(name), dict):
            bare[name] = {key: value for key, value in bare[name].items() if key != of_words}
    plain = json.dumps(_plain(bare), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """Return numbers that are the same as the same number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def _read(sent: Any, place: str, now: datetime) -> Statement:
    if not isinstance(sent, dict):
        _refuse(place, "is not an object")
    for name in sent:
        if name not in PROPERTIES:
            _refuse(f"{place}.{name[:60]}", "is no property of a statement")
    email, account = _actor(sent.get("actor"), f"{place}.actor")
    verb = _address(_object(sent.get("verb"), f"{place}.verb").get("id"), f"{place}.verb.id")
    what = _object(sent.get("object"), f"{place}.object")
    kind = what.get("objectType", "Activity")
    if kind not in ("Activity", "Agent", "Group", "SubStatement", "StatementRef"):
        _refuse(f"{place}.object.objectType", "is not known")
    if not str(sent.get("version", "1.0.0")).startswith("1.0"):
        _refuse(f"{place}.version", "is not 1.0.x")
    voids = None
    if verb == VOIDED:
        if kind != "StatementRef":
            _refuse(f"{place}.object.objectType", "must be StatementRef in a statement that voids another")
        voids = _uuid(what.get("id"), f"{place}.object.id")
    activity = _address(what.get("id"), f"{place}.object.id") if kind == "Activity" else ""
    completes = verb in COMPLETING and kind == "Activity" and _succeeded(sent.get("result"), f"{place}.result")
    at = _moment(sent["timestamp"], f"{place}.timestamp") if "timestamp" in sent else now
    if completes and at > now + CLOCKS_DIFFER:
        _refuse(f"{place}.timestamp", "lies in the future")
    if completes and at < FIRST_MOMENT:
        _refuse(f"{place}.timestamp", "lies before the year 2000")
    return Statement(
        place=place,
        statement_id=_uuid(sent["id"], f"{place}.id") if "id" in sent else uuid4(),
        fingerprint=fingerprint_of(sent),
        completes=completes,
        voids=voids,
        email=email,
        account=account,
        activity=activity if completes else "",
        at=min(at, now),
    )


def _actor(sent: Any, place: str) -> tuple[str, tuple[str, str] | None]:
    """Return the address or the account of who did it; both empty for a group and for names that we do not know."""
    actor = _object(sent, place)
    kind = actor.get("objectType", "Agent")
    if kind not in ("Agent", "Group"):
        _refuse(f"{place}.objectType", "must be Agent or Group")
    given = [name for name in IDENTIFIERS if name in actor]
    if len(given) > 1 or (not given and (kind == "Agent" or not isinstance(actor.get("member"), list))):
        _refuse(place, "needs one of mbox, mbox_sha1sum, openid and account")
    if kind == "Group" or not given:
        return "", None
    name, value = given[0], actor[given[0]]
    if name == "mbox":
        if not isinstance(value, str) or not value.lower().startswith("mailto:") or "@" not in value:
            _refuse(f"{place}.mbox", "must be mailto: with an e-mail address")
        return value[len("mailto:") :].strip().lower(), None
    if name == "account":
        account = _object(value, f"{place}.account")
        home, known_as = account.get("homePage"), account.get("name")
        if not isinstance(known_as, str) or not known_as:
            _refuse(f"{place}.account.name", "must be a text")
        return "", (_address(home, f"{place}.account.homePage"), known_as)
    if not isinstance(value, str) or not value:
        _refuse(f"{place}.{name}", "must be a text")
    return "", None


def _succeeded(sent: Any, place: str) -> bool:
    """Whether nothing in the result says that it was not completed or not passed."""
    if sent is None:
        return True
    result = _object(sent, place)
    for name in ("completion", "success"):
        if name in result and not isinstance(result[name], bool):
            _refuse(f"{place}.{name}", "must be true or false")
    if "score" in result:
        scaled = _object(result["score"], f"{place}.score").get("scaled", 0)
        if isinstance(scaled, bool) or not isinstance(scaled, int | float) or not -1 <= scaled <= 1:
            _refuse(f"{place}.score.scaled", "must be a number from -1 to 1")
    return result.get("completion") is not False and result.get("success") is not False


def _object(sent: Any, place: str) -> dict[str, Any]:
    if not isinstance(sent, dict):
        _refuse(place, "is missing" if sent is None else "is not an object")
    return sent


def _address(sent: Any, place: str) -> str:
    if not isinstance(sent, str) or ":" not in sent or any(character.isspace() for character in sent):
        _refuse(place, "must be an IRI, such as https://lms.example/course/7")
    if len(sent) > LONGEST_ADDRESS or "\0" in sent:
        _refuse(place, f"may have {LONGEST_ADDRESS} characters at most")
    return sent


def _uuid(sent: Any, place: str) -> UUID:
    try:
        return UUID(sent) if isinstance(sent, str) and len(sent) == 36 else _refuse(place, "must be a UUID")
    except ValueError:
        _refuse(place, "must be a UUID")


def _moment(sent: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(sent)
    except (TypeError, ValueError):
        _refuse(place, "must be a moment of ISO 8601, such as 2026-11-20T14:05:00Z")
    if moment.tzinfo is None:
        _refuse(place, "needs a time zone, such as Z or +01:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        _refuse(place, "is not a moment that a calendar has")


def _no_number(_constant: str) -> NoReturn:
    raise ValueError(math.nan)


def _refuse(place: str, what: str) -> NoReturn:
    raise StatementRefused(f"{place} {what}.")
