"""How a workbook shows a number: the formats that are known by a number only, and what is a date, a time or a span.

Whole libraries for workbooks know this too, and load NumPy with it, which every web process would then hold.
"""

import re
from datetime import datetime, time, timedelta
from functools import lru_cache

# A workbook knows no time zone.
CALENDAR_WINDOWS_1900 = datetime(1899, 12, 30)  # noqa: DTZ001
CALENDAR_MAC_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
FIRST_RIGHT_DAY = 60
"""Excel counts 29 February 1900, which never was: serial numbers below this one are a day off."""
MILLISECONDS_OF_A_DAY = 24 * 60 * 60 * 1000

# ECMA-376, 18.8.30: what a workbook may name without writing it down. Formats without a date or zeros in front are
# left out: they show a number as it is.
BUILTIN_FORMATS = {
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
}
QUOTED_OR_BRACKETED = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
"""Texts, colours and countries; not the brackets around hours, minutes or seconds of a span."""
DATE_LETTER = re.compile(r"(?<![_\\])[dmhysDMHYS]")
SPAN = re.compile(r"\[hh?\]|\[mm?\]|\[ss?\]", re.IGNORECASE)


@lru_cache(maxsize=1_000)
def is_date_format(code: str) -> bool:
    """Say whether a format shows a number as a date, a time or a span of time."""
    return DATE_LETTER.search(QUOTED_OR_BRACKETED.sub("", code.split(";", maxsplit=1)[0])) is not None


def is_timedelta_format(code: str) -> bool:
    """Say whether a format shows a number as a span of time, which may be more than a day."""
    return SPAN.search(code.split(";", maxsplit=1)[0]) is not None


def from_excel(number: float, epoch: datetime, *, is_span: bool) -> datetime | time | timedelta:
    """Return the moment, the time of a day or the span that a number stands for, to the millisecond."""
    if is_span:
        return timedelta(milliseconds=round(number * MILLISECONDS_OF_A_DAY))
    day, fraction = divmod(number, 1)
    passed = timedelta(milliseconds=round(fraction * MILLISECONDS_OF_A_DAY))
    if 0 <= number < 1 and not passed.days:
        return (epoch + passed).time()
    if 0 < number < FIRST_RIGHT_DAY and epoch == CALENDAR_WINDOWS_1900:
        day += 1
    return epoch + timedelta(days=day) + passed
