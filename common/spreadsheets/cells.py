"""What the text in a cell of somebody else's table means, whatever the table is about."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache, lru_cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP

from common.text import unaccent

INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY_ZERO = date(1899, 12, 30)
"""The day from which Excel on Windows counts days: 1 March 1900 is 61."""

DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})Z?")
EIGHT_DIGITS = re.compile(r"\d{8}")
DAY_COUNT = re.compile(r"([1-9]\d{4})(?:[.,]\d+)?")
"""What is left of a date in a cell that shows a number. Five digits: 1927 to 2173."""
WEEKDAY = r"(?:[^\W\d_]{2,9}[.,]?\s+)?"
DAY_AND_MONTH = re.compile(rf"{WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|e)?[-. ]{{1,2}}([^\W\d_]+)[-., ]{{1,2}}(\d{{4}})")
MONTH_AND_DAY = re.compile(rf"{WEEKDAY}([^\W\d_]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})")
TIME_BEHIND = re.compile(r"(.*?\d)(?:T|\s+)\d{1,2}:\d{2}\S*(?:\s*(?:[AaPp]\.?[Mm]\.?|[A-Z]{3,4}))?")
"""A day with a time behind it, as systems export a moment."""


def header_key(header: str) -> str:
    """Return a header without what makes no difference: case, accents, spaces, hyphens and dots."""
    return re.sub(r"[^a-z0-9]+", "", unaccent(header))


def clean(cell: str) -> str:
    """Return the text as one wrote it: composed letters, single spaces, nothing that nobody sees."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell).translate(INVISIBLE)
    return " ".join(cell.split()) if cell else cell


@lru_cache(maxsize=10_000)
def as_date(text: str, *, day_zero: date | None = None) -> date | None:
    """Return the day that is written here, or ``None`` when it cannot be read or there is no such day.

    Read are 4-9-2005, 04/09/2005, 4.9.2005, 2005-09-04, 20050904, 04092005, 4 september 2005, 4 Sep 2005,
    September 4, 2005, and each of these with a time behind it. The day goes before the month, and years of two digits
    are not guessed. With ``day_zero`` the number of days since then, by which Excel keeps a date, is read as well.
    """
    if day_zero is not None and (counted := DAY_COUNT.fullmatch(text)):
        return day_zero + timedelta(days=int(counted[1]))
    parts = _parts(text)
    if parts is None:
        return None
    year, month, day = parts
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def is_written_as_date(text: str) -> bool:
    """Whether we can read how it is written; then a day that is not there is a day that does not exist."""
    return _parts(text) is not None


def is_month_first(text: str) -> bool:
    """Whether it is a date only to who writes the month first, as 12/31/2026."""
    found = DAY_FIRST.match(text)
    return found is not None and int(found[2]) > 12 >= int(found[1]) > 0


@cache
def month_numbers() -> dict[str, int]:
    """Return the number of each month by its names in Dutch and English, whole and short, as Django writes them."""
    found: dict[str, int] = {}
    for language in ("nl", "en"):
        with translation.override(language):
            for names in (MONTHS, MONTHS_3, MONTHS_AP):
                found |= {unaccent(str(name)).strip("."): number for number, name in names.items()}
    return found


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as they are written, whether or not there is such a day."""
    if ":" in text and (with_time := TIME_BEHIND.fullmatch(text)):
        text = with_time[1]
    if found := DAY_FIRST.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if EIGHT_DIGITS.fullmatch(text):
        if FIRST_YEAR <= int(text[:4]) <= LAST_YEAR and int(text[4:6]) <= 12:
            return int(text[:4]), int(text[4:6]), int(text[6:])
        return int(text[4:]), int(text[2:4]), int(text[:2])
    if found := DAY_AND_MONTH.fullmatch(text):
        day, name, year = found.groups()
    elif found := MONTH_AND_DAY.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    month = month_numbers().get(unaccent(name))
    return (int(year), month, int(day)) if month else None
