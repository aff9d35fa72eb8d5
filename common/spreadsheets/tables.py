"""What a table is, whatever file it came in."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple


class Row(NamedTuple):
    """One row: its number, counted from 1 with the header as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: list[str]


class Table(ABC):
    """A header and rows of text. ``rows`` may be walked again and again, one walk at a time."""

    header: list[str]
    kind: str
    # What was recognised, to show to the reader: "utf-8" and ";" of a CSV, empty of a workbook.
    encoding: str = ""
    delimiter: str = ""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, one at a time; rows without any text are counted and passed over.

        A row of a CSV file has as many cells as stand there: fewer than the header when it was cut short. A workbook
        cannot be cut short, so its rows are filled up to the header.
        """
