"""Messages that wait to be sent or were, and what people do not want to get."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.models import PublicIdModel
from common.triggers import NoTruncate
from outbox.choices import Channel, Kind, MessageState
from outbox.querysets import MessageQuerySet

NUDGE_STAYS_SETTLED = """
RAISE EXCEPTION 'outbox_message_nudge_at_most_once: what was sent or is uncertain stays so'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'outbox_message_nudge_at_most_once';
"""


class Message(PublicIdModel):
    """One message to one person over one channel. What happened to it is its state.

    ``claimed_at`` says since when a worker owns it, ``sending_since`` since when it is in the air: only then is it
    uncertain, after a crash, whether it went out. ``not_before`` moves with each try, ``planned_for`` stays. The text
    is never kept: it is made again from ``context``.
    """

    dedupe_key = models.CharField(max_length=200)
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    channel = models.CharField(max_length=5, choices=Channel)
    language = models.CharField(max_length=2, blank=True)
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.PLANNED)
    reason = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    planned_for = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    sending_since = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer_code = models.PositiveSmallIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key", "channel"], name="outbox_message_once_a_channel"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="outbox_message_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outbox_message_channel_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="outbox_message_state_known"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SECURITY) | Q(context={}, url="", channel=Channel.MAIL),
                name="outbox_message_security_keeps_no_text",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(kind=Kind.SECURITY), name="outbox_message_has_recipient"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SKIPPED) & ~Q(reason="") | ~Q(state=MessageState.SKIPPED) & Q(reason=""),
                name="outbox_message_skipped_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False), name="outbox_message_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.CLAIMED) | Q(claimed_at__isnull=False) & ~Q(claimed_by=""),
                name="outbox_message_claimed_has_owner",
            ),
            models.CheckConstraint(
                # What is in the air belongs to a worker or is settled; it can not be waiting at the same time.
                condition=~Q(state=MessageState.PLANNED) | Q(sending_since__isnull=True, claimed_at__isnull=True),
                name="outbox_message_planned_is_on_the_ground",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(channel=Channel.INBOX), name="outbox_message_read_in_inbox"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state=MessageState.PLANNED),
                name="outbox_message_due",
            ),
            models.Index(fields=["claimed_at"], condition=Q(state=MessageState.CLAIMED), name="outbox_message_claimed"),
            models.Index(
                fields=["recipient", "-sent_at"],
                condition=Q(channel=Channel.INBOX),
                name="outbox_message_inbox",
            ),
            models.Index(fields=["about"], condition=Q(state=MessageState.PLANNED), name="outbox_message_about"),
            models.Index(fields=["code", "created_at"], name="outbox_message_kind"),
            models.Index(fields=["created_at"], name="outbox_message_age"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="outbox_message_nudge_at_most_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=NUDGE_STAYS_SETTLED,
                condition=pgtrigger.Condition(
                    "OLD.kind = 'nudge' AND OLD.state IN ('sent', 'uncertain') AND NEW.state IS DISTINCT FROM OLD.state"
                ),
            ),
            NoTruncate(name="outbox_message_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"


class Preference(models.Model):
    """What somebody switched off: a kind of message (its code) or a whole class (``nudge``), over one channel."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_preferences")
    topic = models.CharField(max_length=80)
    channel = models.CharField(max_length=5, choices=Channel)
    switched_off_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic", "channel"], name="outbox_preference_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outbox_preference_channel_known"),
            models.CheckConstraint(condition=~Q(topic=Kind.SECURITY), name="outbox_preference_never_security"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} without {self.topic} by {self.channel}"
