"""Who hears of what becomes of a session."""

from datetime import datetime

from outbox.models import Message
from training.models import Session


def count_of_messages(session: Session, at: datetime) -> int:
    """How many people get a message about this session because of what was done at that moment. One query."""
    told = Message.objects.filter(about=f"session:{session.public_id}", created_at=at)
    return told.values("recipient").distinct().count()
