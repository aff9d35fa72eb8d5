"""Our own tables for others to open: CSV that Excel opens at once in the reader's language, and XLSX."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import IO, Any, NamedTuple, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from common.clock import AMSTERDAM
from common.spreadsheets.formulas import harmless

type Cell = str | int | float | Decimal | bool | date | datetime | time | None

BATCH = 500
LONGEST_WORKBOOK_TEXT = 32_767
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
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
    workbook = Workbook(write_only=True)
    for each in sheets:
        sheet = workbook.create_sheet(title=_sheet_title(each.title))
        sheet.freeze_panes = "A2"
        text_cell = partial(_text_cell, sheet)
        names = [text_cell(name) for name in each.header]
        for name in names:
            name.font = Font(bold=True)
        sheet.append(names)
        for row in each.rows:
            sheet.append([_workbook_cell(cell, text_cell) for cell in row])
    workbook.save(file)


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=NOT_IN_XML.sub("", harmless(text))[:LONGEST_WORKBOOK_TEXT])
    cell.data_type = "s"
    return cell


def _workbook_cell(cell: Cell, text_cell: Callable[[str], Any]) -> Any:
    if isinstance(cell, str):
        return text_cell(cell) if cell else None
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(AMSTERDAM).replace(tzinfo=None, microsecond=0)
    return cell


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Houvast"
