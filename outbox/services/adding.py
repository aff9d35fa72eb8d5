"""Taking messages in. Truth is the row; the broker only hears that there is work."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from outbox import rules, selectors
from outbox.choices import Channel, Kind, MessageState, SkipReason
from outbox.messages import MessageKind
from outbox.models import Message
from people.models import Person

log = structlog.get_logger("houvast.outbox")

INSERT_BATCH = 2_000
MOST_TASKS = 8  # so many workers start at once on a large plan; each goes on until nothing is due
# A broker that hangs costs a page its time-out once, not with every message.
BROKER_RESTS = 30.0
_broker_failed_at: float | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """One message of many: to whom, under which key, with what."""

    recipient: Person
    dedupe_key: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    about: str = ""
    not_before: datetime | None = None


def add(
    kind: type[MessageKind],
    *,
    recipient: Person,
    dedupe_key: str,
    context: dict[str, Any],
    now: datetime,
    url: str = "",
    not_before: datetime | None = None,
    about: str = "",
) -> Message:
    """Take in one message over each of its kind's channels; the same key again changes nothing.

    Call it in the transaction of what the message is about. Return the mail, or the inbox row of somebody without an
    address. ``url`` is a path of this portal; ``about`` names the object (``session:<uuid>``) for ``skip_pending``.
    """
    _assert_may_be_added(kind)
    _insert(kind, [Addressed(recipient, dedupe_key, context, url, about, not_before)], now=now)
    _hand_over_on_commit()
    rows = Message.objects.filter(dedupe_key=dedupe_key).select_related("recipient")
    by_channel: dict[str, Message] = {row.channel: row for row in rows}
    return by_channel.get(Channel.MAIL) or by_channel[Channel.INBOX]


def add_many(kind: type[MessageKind], addressed: Sequence[Addressed], *, now: datetime) -> int:
    """Take in one message to each of many people; return how many rows are new. A few queries per 2,000 messages."""
    _assert_may_be_added(kind)
    added = 0
    for start in range(0, len(addressed), INSERT_BATCH):
        part = addressed[start : start + INSERT_BATCH]
        same = Message.objects.filter(dedupe_key__in=[one.dedupe_key for one in part])
        before = same.count()
        _insert(kind, part, now=now)
        added += same.count() - before
    if added:
        _hand_over_on_commit(tasks=min(MOST_TASKS, -(-added // 500)))
    return added


def _assert_may_be_added(kind: type[MessageKind]) -> None:
    if kind.kind == Kind.SECURITY:
        raise ValueError("a message about an account is never kept: use send_security_mail")
    if not connection.in_atomic_block:
        raise RuntimeError("add a message in the transaction of what it is about")


def _insert(kind: type[MessageKind], addressed: Sequence[Addressed], *, now: datetime) -> None:
    switched_off: set[tuple[int, str, str]] = set()
    if kind.kind == Kind.NUDGE:
        switched_off = selectors.switched_off_by({one.recipient.pk for one in addressed})
    rows = [
        _row(
            kind,
            one,
            channel,
            declined=rules.is_declined(switched_off, one.recipient.pk, kind.code, kind.kind, channel),
            now=now,
        )
        for one in addressed
        for channel in kind.channels
        if channel == Channel.INBOX or one.recipient.email
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _row(kind: type[MessageKind], one: Addressed, channel: Channel, *, declined: bool, now: datetime) -> Message:
    """Return the row of one channel. What is due in the inbox is there at once: it needs no worker and no broker."""
    if one.url and (not one.url.startswith("/") or one.url.startswith("//")):
        raise ValueError("a message leads to a path of this portal")
    not_before = one.not_before or now
    row = Message(
        dedupe_key=one.dedupe_key,
        code=kind.code,
        kind=kind.kind,
        recipient=one.recipient,
        channel=channel,
        context=rules.pack(one.context),
        url=one.url,
        about=one.about,
        created_at=now,
        not_before=not_before,
        planned_for=not_before,
    )
    if channel == Channel.MAIL:
        row.message_id = f"<{row.public_id}@{urlsplit(settings.BASE_URL).hostname}>"
        if kind.kind == Kind.NUDGE:
            row.not_before = row.planned_for = rules.next_allowed(not_before)
    elif declined:
        row.state, row.reason = MessageState.SKIPPED, SkipReason.DECLINED
    elif not_before <= now:
        row.state, row.sent_at = MessageState.SENT, now
    return row


def skip_pending(*, about: str, reason: str, now: datetime, recipient: Person | None = None) -> int:
    """Skip what waits about an object that changed or went, to everyone or to one person; return how many rows."""
    waiting = Message.objects.pending().filter(about=about)
    if recipient is not None:
        waiting = waiting.filter(recipient=recipient)
    return waiting.update(state=MessageState.SKIPPED, reason=reason)


def skip_unless(*, code: str, wanted: Callable[[str], bool], reason: str, now: datetime) -> int:
    """Skip what waits of one kind and whose key is not ``wanted`` any more; return how many rows. Two queries."""
    waiting = Message.objects.pending().filter(code=code)
    outdated = [pk for pk, key in waiting.values_list("pk", "dedupe_key") if not wanted(key)]
    return waiting.filter(pk__in=outdated).update(state=MessageState.SKIPPED, reason=reason) if outdated else 0


def _hand_over_on_commit(tasks: int = 1) -> None:
    """Tell the broker when this transaction commits: once, however many messages are added one by one."""
    # Django keeps this list for on_commit; what a rolled back savepoint put in it goes with the savepoint.
    waiting = [entry[1] for entry in connection.run_on_commit].count(_tell_broker)
    for _task in range(waiting, tasks):
        transaction.on_commit(_tell_broker)


def _tell_broker() -> None:
    hand_over()


def hand_over() -> bool:
    """Tell a worker that messages are due; ``False`` when the broker does not answer. Beat tells it every minute."""
    global _broker_failed_at  # noqa: PLW0603 - one memory for each process
    if _broker_failed_at is not None and time.monotonic() - _broker_failed_at < BROKER_RESTS:
        return False
    try:
        current_app.send_task("outbox.send_due", retry=False)
    except (OperationalError, RedisError, OSError) as error:
        _broker_failed_at = time.monotonic()
        log.warning("broker unavailable; beat will have these messages sent", error=type(error).__name__)
        return False
    _broker_failed_at = None
    return True
