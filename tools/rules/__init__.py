"""The rules of the tool catalogue as pure functions and tables: moves of a request, approval, how long to wait."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from common.clock import working_days_after
from common.errors import RuleBroken
from tools.choices import Approval, RequestState

S = RequestState

MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    S.ASKED: frozenset({S.DECLINED, S.COURSE, S.WAITING, S.GIVEN, S.WITHDRAWN}),
    S.COURSE: frozenset({S.WAITING, S.GIVEN, S.WITHDRAWN}),
    S.WAITING: frozenset({S.COURSE, S.GIVEN, S.WITHDRAWN}),
    S.GIVEN: frozenset({S.RETURNED}),
    S.DECLINED: frozenset(),
    S.RETURNED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""Where a request may go. From the waiting list back to the course: the tool asks for another course meanwhile."""

ANSWERED_WITHIN_DAYS = 3
MOST_SEATS = 100_000


def transitions() -> list[tuple[str, str]]:
    """Return every step that the database allows, in a fixed order."""
    return sorted((str(origin), str(goal)) for origin, goals in MOVES.items() for goal in goals)


def assert_can_move(origin: str, goal: str) -> None:
    """Raise ``RuleBroken`` when a request may not go from ``origin`` to ``goal``."""
    here = RequestState(origin)
    if goal not in MOVES[here]:
        raise RuleBroken(
            _("This request is “%(state)s” by now, so this cannot be done any more. Look at the page again.")
            % {"state": here.label}
        )


def needs_approval(*, rule: str, cost_cents: int | None) -> bool:
    """Say whether a manager answers before somebody gets a seat; what costs nothing asks for it by rule only."""
    return rule == Approval.ALWAYS or (rule == Approval.BY_COST and bool(cost_cents))


def passes_on_at(moment: datetime) -> datetime:
    """Return when a request that is asked now goes to the next in the line: after three working days of silence.

    The same time of day by the calendar of Amsterdam; weekends do not count.
    """
    return working_days_after(moment, ANSWERED_WITHIN_DAYS)


def free_seats(*, seats: int | None, given: int) -> int | None:
    """Return how many seats nobody has; none when more are given than there are, ``None`` where no seat is needed."""
    return None if seats is None else max(0, seats - given)
