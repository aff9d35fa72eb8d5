"""The year of the programme, month by month: the apps are asked in this visible list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pilots.selectors
import strategy.selectors
from common.periods import Period
from common.planned import Planned
from people.models import Person

PLANNED_BY: list[Callable[..., Sequence[Planned]]] = [strategy.selectors.planned, pilots.selectors.planned]
FIRST_YEAR, LAST_YEAR = 2020, 2100
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month with what falls in it, in order of day."""

    period: Period
    is_now: bool
    planned: Sequence[Planned]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the programme."""

    number: int
    months: Sequence[Month]

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > FIRST_YEAR else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < LAST_YEAR else None

    @property
    def is_empty(self) -> bool:
        return not any(month.planned for month in self.months)


def year_meant(text: str, today: date) -> int:
    """Return the year that an address says, or this one when it says none that we show."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_YEAR)) else today.year
    return number if FIRST_YEAR <= number <= LAST_YEAR else today.year


def year_of(person: Person, number: int, *, today: date) -> Year:
    """Return the plan of a year as ``person`` may see it. Five queries for any number of things."""
    first, last = date(number, 1, 1), date(number + 1, 1, 1) - timedelta(days=1)
    found = [one for source in PLANNED_BY for one in source(person, first, last, today=today)]
    found.sort(key=lambda one: (one.on, one.kind, one.title))
    return Year(
        number,
        [
            Month(
                period=Period(number, month),
                is_now=(today.year, today.month) == (number, month),
                planned=[one for one in found if one.on.month == month],
            )
            for month in range(1, MONTHS + 1)
        ],
    )
