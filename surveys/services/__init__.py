"""What surveys do: make, open, remind, take answers, close, and forget."""

from surveys.services.closing import close_due, close_wave, destroy_leftover_keys, start_closing, void_wave
from surveys.services.history import PastBallot, record_past_wave
from surveys.services.opening import assert_may_open, create_wave, open_wave, start_opening
from surveys.services.sending import AlreadySent, NoTicket, send_ballot
from surveys.services.settling import remind, settle, settle_all
from surveys.services.terms import apply_departure, enforce_terms

__all__ = [
    "AlreadySent",
    "NoTicket",
    "PastBallot",
    "apply_departure",
    "assert_may_open",
    "close_due",
    "close_wave",
    "create_wave",
    "destroy_leftover_keys",
    "enforce_terms",
    "open_wave",
    "record_past_wave",
    "remind",
    "send_ballot",
    "settle",
    "settle_all",
    "start_closing",
    "start_opening",
    "void_wave",
]
