"""What a line of the log may say: where something broke, never about whom."""

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from structlog.typing import EventDict, WrappedLogger

HERE = f"{Path(__file__).resolve().parents[1]}/"


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say of an exception which kind it was and where; leave out its words and the address of the page.

    The words of an exception quote what somebody typed, and those of the database whole rows; an address holds the
    public id of a person. Django's and Celery's own lines quote both. The id of the request leads to the line that
    names the page.
    """
    record = event.get("_record")
    error = exception_of(event.pop("exc_info", None))
    if error is not None:
        chain = list(causes(error))
        event["error"] = [kind_of(one) for one in chain]
        event["frames"] = [frame for one in chain for frame in frames_of(one)]
    if record is not None and (error is not None or record.name.startswith("django.")):
        event["event"] = record.name
        status = getattr(record, "status_code", None)
        if status is not None:
            event["status"] = status
    return event


def exception_of(exc_info: Any) -> BaseException | None:
    """Return the exception of what ``logging`` calls ``exc_info``: a triple, the exception, ``True`` or nothing."""
    if exc_info is True:
        return sys.exception()
    if isinstance(exc_info, BaseException):
        return exc_info
    return exc_info[1] if isinstance(exc_info, tuple) else None


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from, the last first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def kind_of(error: BaseException) -> str:
    """Return the class of an exception; of the database also the constraint or the code that it met."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, psycopg.Error):
        return f"{name} {error.diag.constraint_name or error.sqlstate or ''}".rstrip()
    return name


def frames_of(error: BaseException) -> list[str]:
    """Return where an exception passed, from the outside in."""
    return [
        f"{frame.filename.removeprefix(HERE)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-12)
    ]
