"""Reading what is in the inbox."""

from datetime import datetime

from outbox.models import Message
from people.models import Person


def mark_read(*, message: Message, now: datetime) -> None:
    """Note when a message in the inbox was first opened."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, person: Person, now: datetime) -> int:
    """Note that somebody has seen all that is in their inbox; return how many were new."""
    return Message.objects.in_inbox_of(person).filter(read_at__isnull=True).order_by().update(read_at=now)
