"""What people say without a name, and once a quarter counts of it. docs/adr/0015-declarations.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.clock import day_of
from common.disclosure import LEADERSHIP
from common.disclosure.rounding import band
from common.errors import RuleBroken
from common.services import record, take_turns
from governance.selectors import has_agreement, smallest_group
from surveys.selectors import answered_function_groups
from surveys.services import (
    AlreadySent,
    Emptied,
    KeysGone,
    SentEnough,
    destroy_box_keys,
    empty_box,
    make_box,
    put_one_of_several,
)
from tools.choices.declarations import DECLARED_FIGURES, MOST_EACH_ROUND, DeclarationRoundState, name_key, promise_hash
from tools.models import DeclarationRound, DeclaredCount, Need, Tool
from tools.rules.needs import GroupCount, NeedFound, Sheet, counts_of, needs_of, quarter_end
from tools.selectors.advice import Said
from tools.selectors.declaring import people_by_function_group
from tools.selectors.promise import promise_now, stands_by

__all__ = ["AlreadySent", "declare_unnamed", "follow_promise", "tend_declarations"]

log = structlog.get_logger("houvast.tools")

ONE_AT_A_TIME = 4_011_020_315
"""Under this number PostgreSQL lets one transaction at a time open or close a round, or change the promise."""
LATE_DAYS = 1
"""A round closes from the second day after its last on, as figures do."""
S = DeclarationRoundState


# --- taking -----------------------------------------------------------------------------------------------------------
@sensitive_variables()
@transaction.atomic
def declare_unnamed(*, ticket: str, said: Said) -> None:
    """Put what somebody uses, sealed, into the box of the quarter; a tool once for each person.

    One row changes, and it changes as a whole. No actor, no moment and no audit event, by design. Raise ``NoTicket``
    for a ticket that is not ours or of an earlier quarter, ``AlreadySent`` for a tool that they declared already,
    ``RuleBroken`` for what a person can mend. The caller checked what was said.
    """
    current = _held_round()
    if current is None or current.promise != promise_hash() or not stands_by(current.promise):
        raise RuleBroken(_("This is closed at the moment: the board does not stand by the promise. Nothing was kept."))
    tool = str(said.tool.public_id) if said.tool is not None else ""
    try:
        current.contents = put_one_of_several(
            current,
            contents=bytes(current.contents or b""),
            public_key=bytes(current.seal_key),
            ticket=ticket,
            once=tool or name_key(said.name),
            most=MOST_EACH_ROUND,
            answers={"tool": tool, "name": said.name, "tasks": " ".join(sorted(said.tasks)), "data": said.data},
        )
    except KeysGone:
        raise RuleBroken(_("This cannot be taken now. Please tell the programme office.")) from None
    except SentEnough:
        raise RuleBroken(
            _("You said this of five tools this quarter without your name. More can be said from next quarter on.")
        ) from None
    current.save(update_fields=["contents"])


def _held_round() -> DeclarationRound | None:
    """Return the round that is open, under its lock.

    Who waited while it was closed finds it open no more, and asks once again: the next one is there by then.
    """
    is_open = DeclarationRound.objects.select_for_update().filter(state=S.OPEN)
    return is_open.first() or is_open.first()


# --- opening, counting ------------------------------------------------------------------------------------------------
def tend_declarations(*, now: datetime) -> str:
    """Do what is due: open a round, count one that is over, or end one unread. Safe to run twice and safe to miss.

    Return what was done: opened, counted, unread or nothing.
    """
    destroy_leftover_declaration_keys(now=now)
    with transaction.atomic():
        take_turns(ONE_AT_A_TIME)
        return follow_promise(now=now)


def follow_promise(*, now: datetime) -> str:
    """Bring the round in line with the promise and the calendar; the caller holds the turn and the transaction."""
    current, promise = _held_round(), promise_now()
    if current is not None:
        if not promise.stood:
            return _end_unread(current, now=now)
        has_other_words = promise.is_open and current.promise != promise.words
        if not has_other_words and day_of(now) <= current.ends_on + timedelta(days=LATE_DAYS):
            return "nothing"
        done = _count(current, now=now)
        if promise.is_open:
            _open(now=now)
        return done
    if not promise.is_open:
        return "nothing"
    _open(now=now)
    return "opened"


def _open(*, now: datetime) -> DeclarationRound:
    day = day_of(now)
    new = DeclarationRound(
        opened_on=day, ends_on=quarter_end(day), smallest_group=smallest_group(), promise=promise_hash()
    )
    new.seal_key, new.contents = make_box(new)
    new.save()
    record("declarations.opened", new, actor=None, now=now)
    return new


def _count(current: DeclarationRound, *, now: datetime) -> str:
    """Count a round that is over; without agreement on its figures, or without its key, it ends unread."""
    if not has_agreement(DECLARED_FIGURES):
        return _end_unread(current, now=now)
    try:
        emptied = empty_box(current, contents=bytes(current.contents or b""))
    except KeysGone:
        log.warning("the key of a round of declarations is gone", round=str(current.public_id))
        return _end_unread(current, now=now)
    write_counts(current, sheets_of(emptied), now=now)
    _end(current, S.CLOSED, now=now)
    record("declarations.counted", current, actor=None, now=now)
    return "counted"


def sheets_of(emptied: Emptied) -> list[Sheet]:
    """Return what was in a box, in the random order in which it came out."""
    return [
        Sheet(
            group=each.about,
            tool=each.answers.get("tool", ""),
            name=each.answers.get("name", ""),
            tasks=frozenset(each.answers.get("tasks", "").split()),
            is_first=each.answers.get("nth") == "1",
        )
        for each in emptied.given
    ]


def write_counts(current: DeclarationRound, sheets: Sequence[Sheet], *, now: datetime) -> None:
    """Write what a round tells: counts by group for releases, and needs for the programme office."""
    k = current.smallest_group
    counts = counts_of(sheets, k=k, together=lambda people: answered_function_groups(people, threshold=k))
    if not counts:
        return
    _write_counts(current, counts, now=now)
    _write_needs(current, needs_of(sheets, k=k))


def _write_counts(current: DeclarationRound, counts: Sequence[GroupCount], *, now: datetime) -> None:
    here = people_by_function_group(now=now)
    DeclaredCount.objects.bulk_create(
        DeclaredCount(
            round=current,
            group=each.group,
            task=task,
            number=number,
            people=each.people,
            population=max(each.people, _population(each.group, here)),
        )
        for each in counts
        for task, number in each.by_task.items()
    )


def _population(group: str, here: Mapping[str, int]) -> int:
    """Return how many people work here in a group, wide or fine; everybody where there is no group."""
    wide = {each.key: each.function_groups for each in LEADERSHIP.groups}
    parts = wide.get(group, (group,) if group else tuple(here))
    return sum(here.get(part, 0) for part in parts)


def _write_needs(current: DeclarationRound, needs: Sequence[NeedFound]) -> None:
    known = {str(tool.public_id): tool for tool in Tool.objects.filter(public_id__in={n.tool for n in needs if n.tool})}
    Need.objects.bulk_create(
        Need(
            round=current,
            task=each.task,
            tool=known.get(each.tool),
            other_name="" if each.tool else each.name,
            low=band(each.people).low,
            high=band(each.people).high,
        )
        for each in needs
        if not each.tool or each.tool in known
    )


def _end_unread(current: DeclarationRound, *, now: datetime) -> str:
    _end(current, S.UNREAD, now=now)
    record("declarations.ended_unread", current, actor=None, now=now)
    return "unread"


def _end(current: DeclarationRound, state: DeclarationRoundState, *, now: datetime) -> None:
    """Throw the box of a round away; its keys go once that is sure."""
    current.state, current.closed_on, current.contents = state, day_of(now), None
    current.save(update_fields=["state", "closed_on", "contents"])
    transaction.on_commit(partial(destroy_leftover_declaration_keys, now=now))


def destroy_leftover_declaration_keys(*, now: datetime) -> int:
    """Destroy the keys of every round that is over and still has them; return how many rounds. It runs every night."""
    over = DeclarationRound.objects.exclude(state=S.OPEN).filter(key_destroyed_on__isnull=True)
    destroyed = 0
    for each in over:
        destroy_box_keys(each)
        destroyed += DeclarationRound.objects.filter(pk=each.pk).update(key_destroyed_on=day_of(now))
    return destroyed
