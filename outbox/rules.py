"""When a message may go out, when it is tried again, and how its context is kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from common.clock import AMSTERDAM, SATURDAY, day_of

DAY_STARTS, DAY_ENDS = time(7, 30), time(20, 0)

RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 12 * 60, 12 * 60)]
"""How long to wait after the first, second, ... try that failed for now; after the last the message is given up."""


def is_quiet(moment: datetime) -> bool:
    """Whether nudges rest: between 20:00 and 7:30 and in the weekend, by the clock on the wall in Amsterdam."""
    local = moment.astimezone(AMSTERDAM)
    return local.weekday() >= SATURDAY or not DAY_STARTS <= local.time() < DAY_ENDS


def next_allowed(moment: datetime) -> datetime:
    """Return ``moment``, or the first moment after it at which nudges may go out.

    7:30 exists once on every day, also when the clock changes, since that happens at night.
    """
    if not is_quiet(moment):
        return moment
    local = moment.astimezone(AMSTERDAM)
    day = local.date() if local.time() < DAY_STARTS else local.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, DAY_STARTS, tzinfo=AMSTERDAM)


def awake_after(moment: datetime, lasts: timedelta) -> datetime:
    """Return when so much time has passed of the hours that are not quiet; the clock stands still in the others."""
    here, left = next_allowed(moment), lasts
    while True:
        ends = datetime.combine(here.astimezone(AMSTERDAM).date(), DAY_ENDS, tzinfo=AMSTERDAM)
        if left <= ends - here.astimezone(AMSTERDAM):
            return (here + left).astimezone(moment.tzinfo)
        left -= ends - here.astimezone(AMSTERDAM)
        here = next_allowed(ends)


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after ``attempts`` tries (1 or more) that failed, or ``None`` to give up."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def is_gone(*, is_active: bool, left_on: date | None, now: datetime) -> bool:
    """Whether the recipient no longer works here."""
    return not is_active or (left_on is not None and left_on <= day_of(now))


def is_declined(switched_off: set[tuple[int, str, str]], person_id: int, code: str, kind: str, channel: str) -> bool:
    """Whether somebody switched off this kind of message, or its whole class, over this channel."""
    return (person_id, code, channel) in switched_off or (person_id, kind, channel) in switched_off


# --- context: kept as JSON, read again in the recipient's language --------------------------------------------------
def pack(value: Any) -> Any:
    """Return ``value`` as JSON can keep it; days and moments stay what they are for whoever unpacks."""
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(key): pack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def unpack(value: Any, language: str) -> Any:
    """Return what was packed; a text in two languages becomes the one of ``language``, else the one there is."""
    if isinstance(value, dict):
        if value.keys() == {"$moment"}:
            return datetime.fromisoformat(value["$moment"])
        if value.keys() == {"$day"}:
            return date.fromisoformat(value["$day"])
        if value and value.keys() <= {"nl", "en"}:
            return value.get(language) or next((text for text in value.values() if text), "")
        return {key: unpack(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [unpack(item, language) for item in value]
    return value


# --- text -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list when it has ``items``."""

    text: str = ""
    items: tuple[str, ...] = ()


def blocks_of(body: str) -> list[Block]:
    """Cut a plain text at its empty lines; a part whose every line starts with a hyphen is a list."""
    blocks = []
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(Block(items=tuple(line[2:] for line in lines)))
        elif lines:
            blocks.append(Block(text=" ".join(lines)))
    return blocks


def as_plain(blocks: Iterable[Block]) -> str:
    """Return the blocks as plain text, a list with its hyphens."""
    return "\n\n".join(
        "\n".join(f"- {item}" for item in block.items) if block.items else block.text for block in blocks
    )
