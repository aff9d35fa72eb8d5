"""The time as the organisation lives it: stored in UTC, counted in days of Europe/Amsterdam."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5
"""The first day of the weekend, as ``weekday()`` counts."""


def now() -> datetime:
    """Return this moment, aware, in UTC. Entry points call it once and pass it on."""
    return timezone.now()


def day_of(moment: datetime) -> date:
    """Return the calendar day in Europe/Amsterdam on which ``moment`` falls."""
    return moment.astimezone(AMSTERDAM).date()


def today() -> date:
    """Return the calendar day in Europe/Amsterdam."""
    return day_of(now())


def start_of(day: date) -> datetime:
    """Return the first moment of ``day`` in Europe/Amsterdam."""
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def end_of(day: date) -> datetime:
    """Return the first moment after ``day`` in Europe/Amsterdam; 23, 24 or 25 hours after its start.

    No calendar goes beyond the year 9999, which people can type: its last day ends with its last moment.
    """
    return start_of(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=AMSTERDAM)


def working_days_after(moment: datetime, days: int) -> datetime:
    """Return the same time so many working days later, by the calendar of Amsterdam; weekends do not count."""
    local, left = moment.astimezone(AMSTERDAM), days
    while left:
        local += timedelta(days=1)
        left -= local.weekday() < SATURDAY
    return local.astimezone(moment.tzinfo)
