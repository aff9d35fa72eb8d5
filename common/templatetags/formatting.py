"""Numbers, shares, days and names as a reader of this language writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.charts import Unit, in_words, written

register = template.Library()

DASH = "–"
DUTCH_CAPITALS = {"éé": "Eé", "ij": "IJ"}


@register.filter
def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return 12.345 (Dutch) or 12,345 (English); a dash where nothing is known, which is not zero."""
    if value is None or value == "":
        return DASH
    return written(value, decimals)


@register.filter(is_safe=True)
@stringfilter
def capfirst(value: str) -> str:
    """Return a text with a capital as its language has it: Eén and IJs in Dutch, where Django makes Één and Ijs."""
    if (get_language() or "").startswith("nl"):
        for small, large in DUTCH_CAPITALS.items():
            if value.startswith(small):
                return large + value[len(small) :]
    return value[:1].upper() + value[1:]


@register.filter
def percent(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return 26% for 0.26."""
    if value is None or value == "":
        return DASH
    return f"{number(float(value) * 100, decimals)}%"


@register.filter
def amount(value: float | None, unit: str = Unit.COUNT) -> str:
    """Return a value in the words of its unit: 26%, 1.204, 12 days."""
    return in_words(value, Unit(unit))


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """Return ``24 november 2026``, as a time element."""
    return _dated(value, "DATE_FORMAT", "Y-m-d")


@register.filter
def day_short(value: date | datetime | None) -> SafeString | str:
    """Return ``24-11-2026`` (Dutch) or ``24/11/2026`` (English): for tables."""
    return _dated(value, "SHORT_DATE_FORMAT", "Y-m-d")


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Return day and time in the time zone of the installation."""
    return _dated(value, "DATETIME_FORMAT", "c")


@register.filter
def clock(value: datetime | None) -> SafeString | str:
    """Return the time of the day only."""
    return _dated(value, "TIME_FORMAT", "c")


@register.filter
def month(value: date | datetime | None) -> SafeString | str:
    """Return ``november 2026``."""
    return _dated(value, "YEAR_MONTH_FORMAT", "Y-m")


def _dated(value: date | datetime | None, pattern: str, machine: str) -> SafeString | str:
    if not value:
        return DASH
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>', formats.date_format(value, machine), formats.date_format(value, pattern)
    )


@register.filter
def away(value: date | datetime | None, today: date | None = None) -> str:
    """Return how far a day is: today, tomorrow, in 5 days, 3 days ago."""
    if not value:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    days = (value - (today or timezone.localdate())).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.filter
def past(value: date | datetime | None, today: date | None = None) -> bool:
    """Say whether a day lies behind us."""
    if not value:
        return False
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value < (today or timezone.localdate())


@register.filter
def initials(name: str) -> str:
    """Return the initials of a name, infixes left out: AV for Anna de Vries."""
    capitals = [part[0] for part in str(name).split() if part[:1].isupper()]
    if not capitals:
        return str(name)[:1].upper()
    return capitals[0] + (capitals[-1] if len(capitals) > 1 else "")


@register.filter
def file_size(value: int | None) -> str:
    """Return a size in kB or MB."""
    if value is None:
        return DASH
    if value < 1_000_000:
        return f"{number(max(1, round(value / 1000)))} kB"
    return f"{number(value / 1_000_000, 1)} MB"


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what a dict holds for a key, or nothing."""
    return mapping.get(key, "") if mapping else ""
