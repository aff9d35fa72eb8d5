"""Opening an HR file where its table stands: on which sheet, and below which titles."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import BinaryIO

from common.spreadsheets.cells import as_date, clean, header_key
from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import TableRefused
from common.spreadsheets.tables import Table
from common.text import unaccent
from directory.choices import Field
from directory.readers.cells import FOR_EVER
from directory.readers.columns import Columns, recognise

SHEETS_LOOKED_AT = 20
ROWS_ABOVE_HEADER = 30
# So many names of columns no title and no person has.
LEAST_COLUMNS = 3
ROWS_LOOKED_AT = 2_000
END_WORDS = re.compile(
    r"uit ?dienst|\beind|\btot\b|t/m|vertrek|vertrok|ontslag|ontslagen|beeindig|laatste (?:werk)?dag|afloop|gestopt|"
    r"\bstopt|\bweg\b|\bend(?:s|ed)?\b|end ?date|\bleft\b|\bleav|terminat|\bexit|\bdepart(?:s|ed|ing|ure)\b|"
    r"separat|resign|\blast (?:\w+ )?da(?:y|te)\b|\bfinal\b|\buntil\b|\bexpir|\bstop(?:s|ped)?\b|\bgone\b"
)
"""Words above a column that may say when somebody leaves. Without accents, in small letters."""


def open_hr_file(
    file: BinaryIO, *, chosen: Mapping[str, str] | None = None, sheet: str = "", header_row: int = 0
) -> Table:
    """Open the file at this sheet and header; without them at the first sheet with the needed columns.

    The header is the row, among the first, that names most columns. Where no sheet has all that is needed, the one that
    names most is read. Raises ``TableRefused``.
    """
    table = open_table(file)
    best = (-1, "", 0)
    for name in [sheet] if sheet else table.sheets[:SHEETS_LOOKED_AT] or [""]:
        try:
            table.read_from(sheet=name, header_row=header_row)
        except TableRefused:
            if sheet or not table.sheets:
                raise
            continue
        if not header_row:
            table.read_from(sheet=name, header_row=_header_row(table, chosen))
        columns = recognise(table.header, chosen)
        if not columns.missing:
            return table
        best = max(best, (len(columns.position), name, table.header_row), key=lambda each: each[0])
    table.read_from(sheet=best[1], header_row=best[2] or header_row)
    return table


def _header_row(table: Table, chosen: Mapping[str, str] | None) -> int:
    counts = {row.number: len(recognise(row.cells, chosen).position) for row in table.top(ROWS_ABOVE_HEADER)}
    most = max(counts, key=lambda number: counts[number])
    return most if counts[most] >= LEAST_COLUMNS else table.header_row


def unused_end_dates(table: Table, columns: Columns, ignored: Collection[str] = ()) -> list[str]:
    """Name the columns that seem to say when people leave while nothing is read of them; at most one walk.

    Such a column is called after an end, and most of what stands in it are days. Where the file has a last day already,
    or somebody said that it has none, nothing is named.
    """
    if Field.LAST_DAY in columns.position or Field.LAST_DAY in columns.silent:
        return []
    passed_over = {header_key(name) for name in ignored}
    places = {
        place: name
        for place, name in enumerate(table.header)
        if name in columns.unused and header_key(name) not in passed_over and END_WORDS.search(_in_words(name))
    }
    return [name for place, name in places.items() if _holds_days(table, place)]


def _in_words(name: str) -> str:
    """A name of a column in small letters, with spaces between the words of EndDate and end_date."""
    return unaccent(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name))


def _holds_days(table: Table, place: int) -> bool:
    filled = [text for text in _texts(table, place) if text]
    days = sum(1 for text in filled if _is_day(text, table.day_zero))
    return days * 2 > len(filled)


def _texts(table: Table, place: int) -> Iterator[str]:
    for row in islice(table.rows(), ROWS_LOOKED_AT):
        if place < len(row.cells):
            yield clean(row.cells[place])


def _is_day(text: str, day_zero: date) -> bool:
    return as_date(text, day_zero=day_zero) is not None or FOR_EVER.fullmatch(text) is not None
