"""What somebody's going means for messages to them."""

from datetime import date, datetime

from django.db import transaction

from outbox.choices import MessageState, SkipReason
from outbox.models import Message, Preference
from people.models import Person


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Skip what waits for somebody who leaves, and forget what they did not want to get."""
    Message.objects.pending().filter(recipient_id=person_id).update(state=MessageState.SKIPPED, reason=SkipReason.LEFT)
    Preference.objects.filter(person_id=person_id).delete()
