"""What the outbox does: take messages in, send them, and keep people's choices."""

from outbox.rules import awake_after, is_quiet, next_allowed
from outbox.services.adding import Addressed, add, add_many, hand_over, skip_pending, skip_unless
from outbox.services.departures import apply_departure
from outbox.services.inbox import mark_all_read, mark_read
from outbox.services.preferences import set_preferences, unsubscribe
from outbox.services.security import assert_mail_can_go, send_security_mail, senders
from outbox.services.sending import Tally, claim_due, recover_lost, send_all_due, send_due
from outbox.services.terms import enforce_terms

__all__ = [
    "Addressed",
    "Tally",
    "add",
    "add_many",
    "apply_departure",
    "assert_mail_can_go",
    "awake_after",
    "claim_due",
    "enforce_terms",
    "hand_over",
    "is_quiet",
    "mark_all_read",
    "mark_read",
    "next_allowed",
    "recover_lost",
    "send_all_due",
    "send_due",
    "send_security_mail",
    "senders",
    "set_preferences",
    "skip_pending",
    "skip_unless",
    "unsubscribe",
]
