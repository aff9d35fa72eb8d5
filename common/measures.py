"""In what something is counted, and a counted value in words."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

CENT = Decimal("0.01")


class Measure(models.TextChoices):
    """A percentage is written as people say it: 45 is 45%."""

    MINUTES = "minutes", gettext_lazy("minutes")
    HOURS = "hours", gettext_lazy("hours")
    DAYS = "days", gettext_lazy("days")
    PERCENT = "percent", gettext_lazy("percent")
    NUMBER = "number", gettext_lazy("number")
    EUROS = "euros", gettext_lazy("euros")
    GRADE = "grade", gettext_lazy("report mark (1 to 10)")


LIMITS: Mapping[str, tuple[int, int | None]] = {
    Measure.MINUTES: (0, None),
    Measure.HOURS: (0, None),
    Measure.DAYS: (0, None),
    Measure.PERCENT: (0, 100),
    Measure.GRADE: (1, 10),
}
"""The lowest and the highest number of what is counted so; the rest has none."""


def why_impossible(value: Decimal | None, measure: str) -> str:
    """Return why a number cannot be one of this measure, such as 140 per cent; empty where it can, or is unknown."""
    lowest, highest = LIMITS.get(measure, (None, None))
    if value is None or lowest is None or (value >= lowest and (highest is None or value <= highest)):
        return ""
    match measure:
        case Measure.PERCENT:
            return _("A percentage lies between 0 and 100. Give a number in between.")
        case Measure.GRADE:
            return _("A report mark lies between 1 and 10. Give a number in between.")
    return _("Time is never less than 0. Give a number from 0 up.")


def in_measure(value: Decimal | None, measure: str) -> str:  # noqa: PLR0911 - one answer a measure
    """Return a value as a reader of this language writes it: 20 minutes, 45%, € 1,250, 7.25; a dash for unknown.

    It reads as it was typed, with two decimals at most; euros with cents have two.
    """
    if value is None:
        return "–"
    rounded = value.quantize(CENT, ROUND_HALF_UP)
    needed = next(places for places in range(3) if rounded == rounded.quantize(Decimal(1).scaleb(-places)))
    places = 2 if needed and measure == Measure.EUROS else needed
    number = formats.number_format(rounded, places, use_l10n=True, force_grouping=True)
    match measure:
        case Measure.PERCENT:
            return f"{number}%"
        case Measure.EUROS:
            return f"€ {number}"
        case Measure.MINUTES:
            return ngettext("%(number)s minute", "%(number)s minutes", int(value)) % {"number": number}
        case Measure.HOURS:
            return ngettext("%(number)s hour", "%(number)s hours", int(value)) % {"number": number}
        case Measure.DAYS:
            return ngettext("%(number)s day", "%(number)s days", int(value)) % {"number": number}
        case Measure.GRADE:
            return _("%(number)s out of 10") % {"number": number}
    return number


def in_numbers(value: Decimal | None, measure: str) -> str:
    """Return a value beside one that names the measure already: 30 beside 15 hours, but 30% beside 15%."""
    return in_measure(value, measure if measure in {Measure.PERCENT, Measure.EUROS} else Measure.NUMBER)
