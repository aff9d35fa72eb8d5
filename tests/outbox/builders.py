"""Messages for tests: two kinds of our own, and the quickest way to plan one."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core.mail import EmailAlternative, EmailMessage, EmailMultiAlternatives
from django.db import transaction

from outbox import services
from outbox.choices import Channel
from outbox.messages import Kind, MessageKind
from outbox.models import Message
from people.models import Person

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""10:00 in Amsterdam on a working day."""
NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_number = count(1)


class Seat(MessageKind):
    code = "sample.seat"
    kind = Kind.CONFIRMATION
    label = "Je hebt een plaats"


class Tip(MessageKind):
    code = "sample.tip"
    kind = Kind.NUDGE
    label = "Tips"


def planned(
    kind: type[MessageKind] = Seat, *, recipient: Person, now: datetime = TUESDAY, key: str = "", **fields: Any
) -> Message:
    """Return a message that was just taken in: its mail, or its inbox row for who has no address."""
    context = {
        "course": {"nl": "Veilig werken met AI", "en": "Working safely with AI"},
        "place": "Zaal 2",
        "what": "dit",
    }
    with transaction.atomic():
        return services.add(
            kind,
            recipient=recipient,
            dedupe_key=key or f"sample:{next(_number)}",
            context=context | {"starts_at": datetime(2026, 12, 3, 8, 30, tzinfo=UTC)},
            now=now,
            **fields,
        )


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def in_inbox(message: Message) -> Message:
    """Return the inbox row that belongs to a mail."""
    return Message.objects.get(dedupe_key=message.dedupe_key, channel=Channel.INBOX)


def html_of(mail: EmailMessage) -> str:
    """Return the HTML of a mail that was sent."""
    assert isinstance(mail, EmailMultiAlternatives)
    alternative = mail.alternatives[0]
    assert isinstance(alternative, EmailAlternative)
    return str(alternative.content)
