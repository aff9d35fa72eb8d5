"""Kinds, channels and states of messages, and how long they are kept."""

from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.retention import Term


class Kind(models.TextChoices):
    """What a message promises."""

    SECURITY = "security", _("about your account")
    """At once, whatever somebody prefers; its text is never kept."""
    CONFIRMATION = "confirmation", _("confirmations")
    """At least once: when in doubt it is sent again under the same Message-ID."""
    NUDGE = "nudge", _("reminders and tips")
    """At most once: when in doubt it is not sent again, and counted as uncertain."""


class Channel(models.TextChoices):
    MAIL = "mail", _("e-mail")
    INBOX = "inbox", _("inbox")


class MessageState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("uncertain")
    SKIPPED = "skipped", _("not sent")
    FAILED = "failed", _("refused")
    DEAD = "dead", _("given up")


LIVE = frozenset({MessageState.PLANNED, MessageState.CLAIMED})


class SkipReason(models.TextChoices):
    """Why a message was not sent. Other apps give words of their own, such as ``session_cancelled``."""

    DECLINED = "declined", _("switched off by the recipient")
    LEFT = "left", _("the recipient no longer works here")
    NO_ADDRESS = "no_address", _("no e-mail address")
    TOO_LATE = "too_late", _("too late to be of use")


LABELS: dict[str, str | Promise] = {
    "account.password_reset_key": _("A new password"),
    "account.test_mail": _("A mail to try"),
    "account.unknown_account": _("No account with this address"),
}
"""What each kind of message is called, by its code; the kinds themselves add theirs."""

SENT_KEPT = timedelta(days=395)
SECURITY_KEPT = timedelta(days=90)

MESSAGES_TERM = Term(
    code="outbox.messages",
    label=_("Messages to people, in the inbox and by e-mail"),
    keeps=SENT_KEPT,
    counts_from=_("after the message was made"),
    action=_("deleted"),
)
SECURITY_TERM = Term(
    code="outbox.security",
    label=_("That a message about an account was sent; its text is never kept"),
    keeps=SECURITY_KEPT,
    counts_from=_("after it was sent"),
    action=_("deleted"),
)
TERMS = [MESSAGES_TERM, SECURITY_TERM]
