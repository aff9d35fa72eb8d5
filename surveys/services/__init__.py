"""What surveys do: make, open, remind, take answers, close, and forget."""

from surveys.services.boxes import (
    Emptied,
    Given,
    KeysGone,
    SentEnough,
    destroy_box_keys,
    empty_box,
    make_box,
    put_in_box,
    put_one_of_several,
)
from surveys.services.closing import (
    assert_may_close,
    assert_may_void,
    close_due,
    close_wave,
    destroy_leftover_keys,
    start_closing,
    void_wave,
)
from surveys.services.history import PastBallot, record_past_wave
from surveys.services.opening import (
    assert_may_open,
    assert_may_prepare,
    change_wave,
    create_wave,
    open_wave,
    remove_wave,
    start_opening,
)
from surveys.services.rounds import NotAsked, destroy_leftover_round_keys, put_in_round, tend_rounds
from surveys.services.sending import AlreadySent, NoTicket, send_ballot
from surveys.services.settling import assert_may_remind, remind, settle, settle_all
from surveys.services.terms import apply_departure, enforce_terms

__all__ = [
    "AlreadySent",
    "Emptied",
    "Given",
    "KeysGone",
    "NoTicket",
    "NotAsked",
    "PastBallot",
    "SentEnough",
    "apply_departure",
    "assert_may_close",
    "assert_may_open",
    "assert_may_prepare",
    "assert_may_remind",
    "assert_may_void",
    "change_wave",
    "close_due",
    "close_wave",
    "create_wave",
    "destroy_box_keys",
    "destroy_leftover_keys",
    "destroy_leftover_round_keys",
    "empty_box",
    "enforce_terms",
    "make_box",
    "open_wave",
    "put_in_box",
    "put_in_round",
    "put_one_of_several",
    "record_past_wave",
    "remind",
    "remove_wave",
    "send_ballot",
    "settle",
    "settle_all",
    "start_closing",
    "start_opening",
    "tend_rounds",
    "void_wave",
]
