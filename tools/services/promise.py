"""The board stands by the promise, or does not: until it does, nobody can say here what they use already."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record, take_turns
from people.models import Person
from tools import policies
from tools.choices.declarations import PromiseMove
from tools.models import PromiseStep
from tools.selectors.promise import Promise, promise_now
from tools.services.rounds import ONE_AT_A_TIME, follow_promise


@transaction.atomic
def ask_promise(*, actor: Person, now: datetime) -> PromiseStep:
    """Ask the board to stand by the words of today; it then lies on the board's worklist."""
    if not policies.can_edit(actor):
        raise RuleBroken(_("The programme office asks the board."))
    here = _held()
    if here.is_open:
        raise RuleBroken(_("The board stands by these words already."))
    if here.is_asked:
        raise RuleBroken(_("The board was asked already. It has not answered yet."))
    return _add(PromiseMove.ASKED, here, "", actor=actor, now=now)


@transaction.atomic
def answer_promise(*, stands: bool, reason: str, words: str, actor: Person, now: datetime) -> PromiseStep:
    """Record that the board stands by the promise, or why not. It can do so without being asked.

    ``words`` is the hash of what the board read: an answer about other words than those of today is refused.
    """
    here = _held_by_board(actor)
    if words != here.words:
        raise RuleBroken(_("The words of the promise changed since you opened this page. Read them again."))
    if here.is_open:
        raise RuleBroken(_("The board stands by these words already. It can take that back, with a reason."))
    if not stands and not reason.strip():
        raise RuleBroken(_("Say why not: the programme office reads it, and mends the words."), field="reason")
    made = _add(PromiseMove.GIVEN if stands else PromiseMove.REFUSED, here, reason, actor=actor, now=now)
    follow_promise(now=now)
    return made


@transaction.atomic
def withdraw_promise(*, reason: str, actor: Person, now: datetime) -> PromiseStep:
    """Take the promise back: the door closes, and what was said without a name since the last count goes unread."""
    here = _held_by_board(actor)
    if not here.stood:
        raise RuleBroken(_("The board does not stand by a promise now, so there is nothing to take back."))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody who works here reads it."), field="reason")
    made = _add(PromiseMove.WITHDRAWN, here, reason, actor=actor, now=now)
    follow_promise(now=now)
    return made


def _held() -> Promise:
    """Return where the promise stands while nobody else changes it; rounds open and close under the same turn."""
    take_turns(ONE_AT_A_TIME)
    return promise_now()


def _held_by_board(actor: Person) -> Promise:
    if not policies.can_decide_promise(actor):
        raise RuleBroken(_("Only the board decides on this promise."))
    return _held()


def _add(move: PromiseMove, here: Promise, reason: str, *, actor: Person, now: datetime) -> PromiseStep:
    about = here.decided.promise if move == PromiseMove.WITHDRAWN and here.decided else here.words
    made = PromiseStep.objects.create(move=move, promise=about, reason=reason.strip(), taken_by=actor, taken_at=now)
    record(f"declarations.promise_{move}", made, actor=actor, now=now, reason=reason.strip())
    return made
