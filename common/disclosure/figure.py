"""What is shown for one cell of one metric in one period: what everyone may see."""

from dataclasses import dataclass

from common.disclosure.organisation import Cell
from common.disclosure.parameters import Reason, Status
from common.disclosure.rounding import BaseBand


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown for one cell, and nothing that may not be shown.

    ``value``, ``low``, ``high`` and ``coverage`` are percentages, as rounded as everyone sees them: ``value`` where the
    cell is shown, ``low`` and ``high`` where it shows a range. ``pooled_into`` names the unit whose row counts this
    one along. ``as_of`` is the period of the oldest count in it, where that is not the period of the release.
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
    as_of: str | None = None
