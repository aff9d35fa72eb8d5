"""What the text in a cell of somebody else's table means, whatever the table is about."""

import re
import unicodedata
from datetime import date

from common.text import unaccent

INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199


def header_key(header: str) -> str:
    """Return a header without what makes no difference: case, accents, spaces, hyphens and dots."""
    return re.sub(r"[^a-z0-9]+", "", unaccent(header))


def clean(cell: str) -> str:
    """Return the text as one wrote it: composed letters, single spaces, nothing that nobody sees."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell).translate(INVISIBLE)
    return " ".join(cell.split()) if cell else cell


def as_date(text: str) -> date | None:
    """Return the day, written as 4-9-2005, 04/09/2005, 4.9.2005 or 2005-09-04; the day goes before the month.

    ``None`` when there is no such day. Years of two digits are not guessed.
    """
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
