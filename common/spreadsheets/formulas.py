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
# Marks that nobody sees: every character of Unicode for format, and what is drawn as nothing though it counts as text.
UNSEEN = "".join(re.escape(char) for char in map(chr, range(0xA0, 0x20000)) if unicodedata.category(char) == "Cf")
UNSEEN += "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff"
# Spaces, quotation marks, control characters and marks that nobody sees do not make a formula harmless: some programs
# trim them.
AT_START = re.compile(rf"\A(?:[\t\r\n]|[\s\"'{CONTROLS}{UNSEEN}]*[{TRIGGERS}])")
# Opened with another delimiter or another end of line than it was written with, text inside a cell becomes the start of
# a cell.
AFTER_SEPARATOR = re.compile(
    rf"(?<=[,;\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029|\"])(?=[{CONTROLS}{UNSEEN}]*[{TRIGGERS}])"
)


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it, or a part of it, for a formula; other text stays as it is.

    The mark is an apostrophe in front, which spreadsheets know as "this is text".
    """
    text = AFTER_SEPARATOR.sub("'", text)
    return f"'{text}" if AT_START.match(text) else text
