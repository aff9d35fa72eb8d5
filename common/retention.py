"""Terms: how long each kind of data is kept, on which ground, and from when the term counts."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAYS_IN_YEAR, DAYS_IN_MONTH, MONTHS_FROM = 365, 30, 120
HOURS_IN_DAY = 24


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
    def in_words(self) -> str:
        """How long in the largest measure that comes out even: 2 years, 6 months, 90 days, 48 hours, or at once.

        Up to four months, days read better; a term is in months only when it is a whole number of thirty days.
        """
        days, hours = self.keeps.days, self.keeps.seconds // 3600
        if not self.keeps:
            return _("not kept")
        if days % DAYS_IN_YEAR == 0 and days:
            years = days // DAYS_IN_YEAR
            return ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
        if days >= MONTHS_FROM and days % DAYS_IN_MONTH == 0:
            months = days // DAYS_IN_MONTH
            return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
        if hours or days < 3:
            hours += days * HOURS_IN_DAY
            return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
