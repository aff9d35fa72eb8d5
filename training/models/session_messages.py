"""What HR or a trainer wrote to the people of a session."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.models import PublicIdModel
from common.triggers import NoTruncate
from training.choices.messages import MESSAGE_TERMS, SentTo
from training.models.sessions import Session
from training.rules.messages import MOST_SUBJECT, MOST_TEXT

(KEPT,) = MESSAGE_TERMS

# Append-only, but not for ever: once the term is over the daily job may delete, and nobody may before.
KEEP_MESSAGES = f"""
IF TG_OP = 'DELETE' AND OLD.sent_at <= now() - interval '{KEPT.keeps.days} days' THEN
    RETURN OLD;
END IF;
RAISE EXCEPTION 'training_sessionmessage_append_only: message % was sent and cannot be changed', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'training_sessionmessage_append_only';
"""


class SessionMessage(PublicIdModel):
    """A message to people of a session, as it was written; the outbox has what went to each of them."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="messages")
    sent_to = models.CharField(max_length=9, choices=SentTo)
    subject = models.CharField(max_length=MOST_SUBJECT)
    text = models.CharField(max_length=MOST_TEXT)
    people = models.PositiveIntegerField()
    """How many people it went to."""
    portal_only = models.PositiveIntegerField(default=0)
    """How many of them have no e-mail address, or want no mail, and find it in the portal."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    form_token = models.UUIDField(editable=False)
    """Which preview it was sent from, so that a second press of the button sends nothing."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sent_by", "form_token"], name="training_sessionmessage_once"),
            models.CheckConstraint(condition=Q(sent_to__in=SentTo.values), name="training_sessionmessage_group_known"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(text=""), name="training_sessionmessage_says_something"
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1) & Q(portal_only__lte=F("people")),
                name="training_sessionmessage_reaches_somebody",
            ),
        ]
        indexes = [models.Index(fields=["session", "-sent_at"], name="training_sessionmessage_list")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_sessionmessage_append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=KEEP_MESSAGES,
            ),
            NoTruncate(name="training_sessionmessage_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"message {self.public_id}"
