"""Our own tables for others to open: CSV that Excel opens at once in the reader's language, and XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, NamedTuple, Self

from xlsxwriter import Workbook

from common.clock import AMSTERDAM
from common.spreadsheets.formulas import harmless

type Cell = str | int | float | Decimal | bool | date | datetime | time | None

BATCH = 500
LONGEST_WORKBOOK_TEXT = 32_767
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SHOWN_AS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss"}
CSV_CONTENT_TYPE = "text/csv; charset=utf-8"
XLSX_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, language: str) -> Iterator[bytes]:
    """Yield a CSV file in pieces, for a streamed answer.

    UTF-8 with a byte order mark, every text in quotation marks, dates as ISO. In Dutch a semicolon stands between
    cells and a comma in numbers, in English a comma and a point: that is how Excel opens a file in that language
    without questions. Programs should ask the API instead. No cell begins like a formula; numbers stay numbers.
    """
    dutch = language.startswith("nl")
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if dutch else ",", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([harmless(name) for name in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(cell, dutch=dutch) for cell in row])
        if count % BATCH == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


class _DutchNumber(float):
    """A number that the CSV writer leaves unquoted and writes with a comma."""

    def __init__(self, value: float | Decimal) -> None:
        self._shown = _plain(value).replace(".", ",")

    def __new__(cls, value: float | Decimal) -> Self:
        return super().__new__(cls, value)

    def __str__(self) -> str:
        return self._shown

    __repr__ = __str__


def _plain(value: float | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def _csv_cell(cell: Cell, *, dutch: bool) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | Decimal):
        return _DutchNumber(cell) if dutch else cell
    if isinstance(cell, int):
        return cell
    return harmless(_text(cell))


def _text(cell: str | date | datetime | time) -> str:
    if isinstance(cell, datetime):
        local = cell.astimezone(AMSTERDAM) if cell.tzinfo else cell
        return local.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cell


class Sheet(NamedTuple):
    """One sheet of a workbook: its title, the names of its columns, and its rows."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_workbook(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    """Write an XLSX file with one sheet; memory does not grow with the rows."""
    write_sheets(file, [Sheet(title, header, rows)])


def write_sheets(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write an XLSX file with these sheets, in their order.

    Text is marked as text, never as a formula, and is made harmless too, because people save workbooks as CSV.
    """
    with Workbook(file, {"constant_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        formats = {kind: workbook.add_format({"num_format": code}) for kind, code in SHOWN_AS.items()}
        for each in sheets:
            sheet = workbook.add_worksheet(_sheet_title(each.title))
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(each.header):
                sheet.write_string(0, column, _workbook_text(name), bold)
            for number, row in enumerate(each.rows, start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, number, column, cell, formats)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[type, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, _workbook_text(cell))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date | time):
        if isinstance(cell, datetime) and cell.tzinfo:
            cell = cell.astimezone(AMSTERDAM).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(row, column, cell, formats[type(cell)])
    else:
        sheet.write_number(row, column, cell)


def _workbook_text(text: str) -> str:
    # What a cell cannot hold goes first: behind it stands what the cell begins with.
    return harmless(NOT_IN_XML.sub("", text))[:LONGEST_WORKBOOK_TEXT]


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Houvast"
