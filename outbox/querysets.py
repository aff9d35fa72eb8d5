"""Filters on messages that chain."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from common.clock import day_of
from outbox.choices import Channel, Kind, MessageState

if TYPE_CHECKING:
    from outbox.models import Message  # noqa: F401 - named in quotes below
    from people.models import Person


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime, *, quiet: bool) -> Self:
        """Only mail whose time has come and whose recipient is not away; no nudges while it is ``quiet``."""
        day = day_of(now)
        away = Q(recipient__away_from__lte=day) & (
            Q(recipient__away_until__isnull=True) | Q(recipient__away_until__gt=day)
        )
        due = self.filter(~away, state=MessageState.PLANNED, channel=Channel.MAIL, not_before__lte=now)
        return due.exclude(kind=Kind.NUDGE) if quiet else due

    def lost(self, before: datetime) -> Self:
        """Only mail that a worker claimed before ``before`` and never gave back."""
        return self.filter(state=MessageState.CLAIMED, claimed_at__lt=before)

    def in_inbox_of(self, person: "Person") -> Self:
        """Only what this person finds in the inbox, newest first."""
        delivered = self.filter(recipient=person, channel=Channel.INBOX, state=MessageState.SENT)
        return delivered.order_by("-sent_at", "-pk")

    def pending(self) -> Self:
        """Only what has not gone out and is not on its way."""
        return self.filter(state=MessageState.PLANNED)
