"""Terms: how long each kind of data is kept, on which ground, and from when the term counts."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAYS_IN_YEAR, DAYS_IN_MONTH, MONTHS_FROM = 365, 30, 120
HOURS_IN_DAY, MONTHS_IN_YEAR = 24, 12


@dataclass(frozen=True, slots=True)
class Term:
    """How long one kind of data lives. A daily job enforces it and a page shows it.

    ``counts_from`` is a phrase ("after the session ended"); ``action`` says what happens then ("deleted").
    """

    code: str
    label: str | Promise
    keeps: timedelta
    counts_from: str | Promise
    action: str | Promise

    @property
    def in_full(self) -> str:
        """How long, and after what: 2 years after the session."""
        return f"{self.in_words} {self.counts_from}"

    @property
    def in_words(self) -> str:
        """How long in the largest measure that comes out even: 2 years, 13 months, 90 days, 48 hours, or not kept.

        Up to four months, days read better; above that, months are of thirty days or a twelfth of a year.
        """
        days, hours = self.keeps.days, self.keeps.seconds // 3600
        if not self.keeps:
            return _("not kept")
        if days % DAYS_IN_YEAR == 0 and days:
            years = days // DAYS_IN_YEAR
            return ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
        months = days // DAYS_IN_MONTH
        if days >= MONTHS_FROM and days in {months * DAYS_IN_MONTH, round(months * DAYS_IN_YEAR / MONTHS_IN_YEAR)}:
            return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
        if hours or days < 3:
            hours += days * HOURS_IN_DAY
            return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
