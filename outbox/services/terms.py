"""Removing messages whose term is over."""

from datetime import datetime

from outbox.choices import LIVE, MESSAGES_TERM, SECURITY_TERM, Kind
from outbox.models import Message
from outbox.querysets import MessageQuerySet

AT_ONCE = 10_000


def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete messages older than their term, at most 10,000 of a kind a day's run; return how many, by term."""
    settled = Message.objects.exclude(state__in=LIVE)
    security = settled.filter(kind=Kind.SECURITY, created_at__lt=now - SECURITY_TERM.keeps)
    others = settled.exclude(kind=Kind.SECURITY).filter(created_at__lt=now - MESSAGES_TERM.keeps)
    return {SECURITY_TERM.code: _delete(security), MESSAGES_TERM.code: _delete(others)}


def _delete(rows: MessageQuerySet) -> int:
    ids = list(rows.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return Message.objects.filter(pk__in=ids).delete()[0]
