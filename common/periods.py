"""A period is one calendar month of Europe/Amsterdam, written ``2026-10``."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.utils.translation import gettext_lazy as _

from common.clock import day_of, end_of, start_of
from common.errors import RuleBroken

FIRST_DAY_OF_RELEASE = 2
"""The day of the next month on which figures are released: the first is for what still comes in about the month."""


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """One calendar month; orders by time and prints as ``2026-10``."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period that ``text`` names; raise ``RuleBroken`` when it is not of the form 2026-10."""
        match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text.strip())
        if match is None:
            raise RuleBroken(_("A period is a month, written as year and month: 2026-10."), field="period")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: date | datetime) -> Self:
        """Return the period in which a day or moment falls."""
        day = day_of(moment) if isinstance(moment, datetime) else moment
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return start_of(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period."""
        return end_of(self.last_day)

    @property
    def release_day(self) -> date:
        """The day on which the figures of this month are released."""
        return self.next().first_day.replace(day=FIRST_DAY_OF_RELEASE)

    def next(self) -> "Period":
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> "Period":
        return Period(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
