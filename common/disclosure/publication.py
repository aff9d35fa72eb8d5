"""One metric, one period: from the counts of the declared tables to what everyone may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.disclosure.audit import Audit
from common.disclosure.organisation import Cell
from common.disclosure.parameters import Reason, Sensitivity, Status
from common.disclosure.releases import Past, Told, linked
from common.disclosure.rounding import BaseBand, band, coverage, percentage, range_of
from common.disclosure.suppression import Draft, suppress_complements
from common.disclosure.tables import Tabulation


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


def publish(tabulation: Tabulation, *, history: Sequence[Past] = ()) -> Publication:
    """Decide what one metric shows in one period, given everything that was ever released of it.

    ``history`` is in the order of release and holds withdrawn releases too. The paths of its last link say how far
    back a reader is taken to follow people; what lies before that is tied by pairs. The same input gives the same
    output. Raises ``InconsistentReleases`` when a link contradicts what was told, and ``ValueError`` when one counts
    more people than there are.
    """
    draft = Draft(tabulation)
    if tabulation.sensitivity is Sensitivity.FACT:
        return Publication(figures(draft), Told({}, (), ()), watched=0, solved=0)
    suppress_complements(draft)
    audit = Audit(draft, linked(tuple(history)))
    audit.settle()
    told = Told(tabulation.bases, tuple(draft.statements()), audit.secrets())
    return Publication(figures(draft), told, watched=audit.watched, solved=audit.solved)


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
