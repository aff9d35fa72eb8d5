"""A month's sealed box of what another app asks, by the protocol of docs/adr/0009-evaluation.md.

The app says what its rounds are (``SealedRound``), takes the form, and makes figures of what was in the box.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from common.clock import day_of
from common.periods import Period
from common.services import record, take_turns
from governance.selectors import has_agreement, smallest_group
from surveys.choices import RoundState
from surveys.models import SealedRound
from surveys.services.boxes import Emptied, Given, KeysGone, destroy_box_keys, empty_box, make_box, put_in_box

log = structlog.get_logger("houvast.surveys")

LATE_DAYS = 1
"""A round closes from the second day of the next month on, as figures do."""


class NotAsked(Exception):
    """Nothing is asked now: no round is open, or what was agreed to holds no more."""


# --- taking -----------------------------------------------------------------------------------------------------------
@sensitive_variables()
@transaction.atomic
def put_in_round(kind: type[SealedRound], *, ballots: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """Put answers, each under its ticket and sealed by itself, into the box of the month: all of them or none.

    One row changes, and it changes as a whole. No actor, no moment and no audit event, by design. Raise ``NoTicket``
    for a ticket that is not ours or of an earlier month, ``AlreadySent`` for a second time, ``NotAsked``, ``KeysGone``.
    """
    current = _held_round(kind)
    if current is None or not has_agreement(kind.subject):
        raise NotAsked
    contents = bytes(current.contents or b"")
    for ticket, answers in ballots:
        contents = put_in_box(
            current,
            contents=contents,
            public_key=bytes(current.seal_key),
            ticket=ticket,
            since=str(current.month),
            answers=answers,
        )
    current.contents = contents
    current.save(update_fields=["contents"])


def _held_round[Round: SealedRound](kind: type[Round]) -> Round | None:
    """Return the round that is open, under its lock.

    Who waited while it was closed finds it open no more, and asks once again: the next one is there by then.
    """
    is_open = kind._default_manager.select_for_update().filter(state=RoundState.OPEN)
    return is_open.first() or is_open.first()


# --- once a month -----------------------------------------------------------------------------------------------------
type Count[Round: SealedRound] = Callable[[Round, Emptied, date], Iterable[Given]]
"""Makes figures of what was in the box of a round on the day that it closes, and returns what waits for the next."""


def tend_rounds[Round: SealedRound](kind: type[Round], *, count: Count[Round], now: datetime) -> str:
    """Do what is due: open a round, close one whose month is over, or end one unread that is agreed to no more.

    Safe to run twice and safe to miss. Return what was done: opened, closed, unread or nothing.
    """
    destroy_leftover_round_keys(kind, now=now)
    return _tend(kind, count, now)


@transaction.atomic
def _tend[Round: SealedRound](kind: type[Round], count: Count[Round], now: datetime) -> str:
    take_turns(kind.turn)
    current = _held_round(kind)
    if not has_agreement(kind.subject):
        return _end_unread(current, now=now) if current is not None else "nothing"
    if current is None:
        _open(kind, now=now)
        return "opened"
    if current.month >= Period.of(day_of(now) - timedelta(days=LATE_DAYS)):
        return "nothing"
    try:
        emptied = empty_box(current, contents=bytes(current.contents or b""))
    except KeysGone:
        log.warning("the key of a round is gone", events=kind.events, round=str(current.public_id))
        _end_unread(current, now=now)
        _open(kind, now=now)
        return "unread"
    waiting = list(count(current, emptied, day_of(now)))
    _end(current, RoundState.CLOSED, now=now)
    _open(kind, now=now, waiting=waiting)
    record(f"{kind.events}.closed", current, actor=None, now=now)
    return "closed"


def _open(kind: type[SealedRound], *, now: datetime, waiting: Iterable[Given] = ()) -> None:
    new = kind(opened_on=day_of(now), smallest_group=smallest_group())
    new.seal_key, new.contents = make_box(new, waiting=waiting)
    new.save()
    record(f"{kind.events}.opened", new, actor=None, now=now)


def _end(current: SealedRound, state: RoundState, *, now: datetime) -> None:
    """Throw the box of a round away; its keys go once that is sure."""
    current.state, current.closed_on, current.contents = state, day_of(now), None
    current.save(update_fields=["state", "closed_on", "contents"])
    transaction.on_commit(partial(destroy_leftover_round_keys, type(current), now=now))


def _end_unread(current: SealedRound, *, now: datetime) -> str:
    _end(current, RoundState.UNREAD, now=now)
    record(f"{current.events}.ended_unread", current, actor=None, now=now)
    return "unread"


def destroy_leftover_round_keys(kind: type[SealedRound], *, now: datetime) -> int:
    """Destroy the keys of every round that is over and still has them; return how many rounds. It runs every night."""
    over = kind._default_manager.exclude(state=RoundState.OPEN).filter(key_destroyed_on__isnull=True)
    destroyed = 0
    for each in over:
        destroy_box_keys(each)
        rows = kind._default_manager.filter(pk=each.pk)
        destroyed += rows.update(key_destroyed_on=day_of(now))
    return destroyed
