"""The secret address of somebody's own calendar: made, made anew, ended."""

import secrets
from datetime import datetime

from django.db import transaction

from common.services import record
from people.models import Person
from training import rules
from training.models import CalendarFeed


@transaction.atomic
def make_calendar_feed(*, person: Person, now: datetime) -> str:
    """Return a new secret for the address of one's own calendar; the one before opens nothing any more.

    It can be shown this once: only its hash is kept.
    """
    secret = secrets.token_urlsafe(32)
    values = {"token_hash": rules.hash_of(secret), "created_at": now}
    CalendarFeed.objects.update_or_create(person=person, defaults=values)
    record("calendar.address_made", person, actor=person, now=now)
    return secret


@transaction.atomic
def end_calendar_feed(*, person: Person, now: datetime) -> None:
    """Let the address open nothing any more; ending it again changes nothing."""
    ended, _rows = CalendarFeed.objects.filter(person=person).delete()
    if ended:
        record("calendar.address_ended", person, actor=person, now=now)
