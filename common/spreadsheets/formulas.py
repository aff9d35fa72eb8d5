"""Text that a spreadsheet must not run: a cell that begins like a formula is made plain text."""

import re
import unicodedata

# Programs read full-width and small forms of these signs as the signs themselves.
SIGNS = "=+-@"
LOOKALIKES = "".join(
    character for character in map(chr, range(0xFE50, 0xFFEF)) if unicodedata.normalize("NFKC", character)[:1] in SIGNS
)
TRIGGERS = re.escape(SIGNS + LOOKALIKES)
CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Spaces, quotation marks, control characters and marks that nobody sees do not make a formula harmless: some programs
# trim them.
AT_START = re.compile(rf"\A(?:[\t\r\n]|[\s\"'{CONTROLS}\ufeff\u200b-\u200f\u2060\u00ad]*[{TRIGGERS}])")
# Opened with another delimiter or another end of line than it was written with, text inside a cell becomes the start of
# a cell.
AFTER_SEPARATOR = re.compile(rf"(?<=[,;\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029|\"])(?=[{CONTROLS}]*[{TRIGGERS}])")


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it, or a part of it, for a formula; other text stays as it is.

    The mark is an apostrophe in front, which spreadsheets know as "this is text".
    """
    text = AFTER_SEPARATOR.sub("'", text)
    return f"'{text}" if AT_START.match(text) else text
