"""What one metric shows in one period: what everyone may see."""

from dataclasses import dataclass

from common.disclosure.organisation import Cell
from common.disclosure.parameters import Reason, Sensitivity, Status
from common.disclosure.releases import Told
from common.disclosure.rounding import BaseBand, band, coverage, percentage, range_of
from common.disclosure.suppression import Draft


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown for one cell, and nothing that may not be shown.

    ``value``, ``low``, ``high`` and ``coverage`` are percentages, as rounded as everyone sees them: ``value`` where the
    cell is shown, ``low`` and ``high`` where it shows a range. ``pooled_into`` names the unit whose row counts this
    one along.
    """

    cell: Cell
    status: Status
    reason: Reason
    value: int | None = None
    low: int | None = None
    high: int | None = None
    base_band: BaseBand | None = None
    coverage: int | None = None
    pooled_into: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """The figures of a release, what the next releases must know of it, and how much work the audit was."""

    figures: tuple[Figure, ...]
    told: Told
    watched: int
    solved: int


def figures(draft: Draft) -> tuple[Figure, ...]:
    """Return the figures of a draft as it stands: the organisation first, then by unit, all before the groups."""
    return tuple(_figure(draft, cell) for cell in draft.status)


def _figure(draft: Draft, cell: Cell) -> Figure:
    count = draft.tabulation.counts[cell]
    status, reason = draft.status[cell], draft.reason[cell]
    if count.numerator is None or status in {Status.HIDDEN, Status.POOLED}:
        return Figure(cell, status, reason, pooled_into=count.pooled_into)
    is_fact = draft.tabulation.sensitivity is Sensitivity.FACT
    shown = Figure(
        cell,
        status,
        reason,
        value=percentage(count.numerator, count.base),
        base_band=BaseBand(count.base, count.base, count.base) if is_fact else band(count.base),
        coverage=coverage(count.base, count.population),
    )
    if status is Status.SHOWN:
        return shown
    low, high = range_of(count.numerator, count.base)
    return Figure(cell, status, reason, low=low, high=high, base_band=shown.base_band, coverage=shown.coverage)
