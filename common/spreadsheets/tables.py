"""What a table is, whatever file it came in."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from common.spreadsheets.cells import DAY_ZERO
from common.spreadsheets.refusals import TableRefused


class Row(NamedTuple):
    """One row: its number, counted from 1 with the header as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: list[str]


class Table(ABC):
    """A header and rows of text. ``rows`` may be walked again and again, one walk at a time.

    The header is the first row with text until ``read_from`` says that titles stand above it.
    """

    header: list[str]
    header_row: int
    kind: str
    # What was recognised, to show to the reader: "utf-8" and ";" of a CSV, empty of a workbook.
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str]
    """The names of the visible sheets with a table, in their order; none of a CSV file."""
    sheet: str = ""
    """The one that is read."""
    day_zero: date = DAY_ZERO
    """The day from which numbers that are dates count."""

    def read_from(self, *, sheet: str = "", header_row: int = 0) -> None:
        """Read this sheet, by its name, with the header in this row; without them the first that has text."""
        self._choose(sheet)
        for row in self._records():
            if row.number == header_row or (not header_row and _has_text(row)):
                if not _has_text(row):
                    break
                self.header, self.header_row = [cell.strip() for cell in row.cells], row.number
                return
            if header_row and row.number > header_row:
                break
        raise TableRefused("no_header", row=header_row) if header_row else TableRefused("empty")

    def top(self, most: int) -> list[Row]:
        """The first rows with text, titles above the header among them."""
        return list(islice(filter(_has_text, self._records()), most))

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, one at a time; rows without any text are counted and passed over.

        A row of a CSV file has as many cells as stand there: fewer than the header when it was cut short. A workbook
        cannot be cut short, so its rows are filled up to the header.
        """

    @abstractmethod
    def _records(self) -> Iterator[Row]:
        """Yield the rows of the chosen sheet from the top."""

    def _choose(self, sheet: str) -> None:
        """Turn to the sheet with this name; a file without sheets has none of any name."""
        if sheet:
            raise TableRefused("no_sheets")


def _has_text(row: Row) -> bool:
    return any(cell.strip() for cell in row.cells)
