"""CSV as offices export it: any of four encodings, any of three delimiters, quoted or not."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from common.spreadsheets.refusals import Limits, TableRefused
from common.spreadsheets.tables import Row, Table
from common.text import without_unseen

DELIMITERS = (";", ",", "\t")
CHUNK = 1 << 16
SAMPLE_RECORDS = 50
# No office writes these in a table; a file that has them is something else.
CONTROL_BYTES = bytes(range(1, 32)).translate(None, b"\t\n\v\f\r\x1a")


class DelimitedTable(Table):
    """A CSV file, decoded and split while it is read."""

    kind = "csv"

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self.encoding = detect_encoding(file)
        lines = self._sample()
        declared = _declared_delimiter(lines)
        self._preamble = 1 if declared else 0
        self.delimiter = declared or detect_delimiter(lines)
        self.sheets = []
        self.read_from()

    def rows(self) -> Iterator[Row]:
        for row in self._records():
            if row.number > self.header_row and any(row.cells):
                yield row

    def _records(self) -> Iterator[Row]:
        """Yield every record of the file, blank ones too, so that numbers are those of a spreadsheet."""
        limits = self._limits
        number = 0
        records = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        try:
            for number, cells in enumerate(records, start=1):
                if number > limits.rows + 1:
                    raise TableRefused("too_many_rows", limit=limits.rows)
                if len(cells) > limits.columns:
                    raise TableRefused("too_many_columns", row=number, limit=limits.columns)
                if cells and len(max(cells, key=len)) > limits.cell_characters:
                    raise TableRefused("cell_too_long", row=number, limit=limits.cell_characters)
                yield Row(number, cells)
        except csv.Error as error:
            if "field limit" in str(error):
                raise TableRefused("cell_too_long", row=number + 1, limit=limits.cell_characters) from error
            raise TableRefused("quote", row=number + 1) from error

    def _lines(self) -> Iterator[str]:
        """Yield the lines of the file, none longer than the limit, so that one endless line cannot fill memory."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self.encoding, newline="")
        longest = self._limits.line_characters
        try:
            for _preamble in range(self._preamble):
                text.readline(longest)
            number = 0
            while line := text.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    raise TableRefused("line_too_long", row=number, limit=longest)
                yield without_unseen(line)
        finally:
            # A walk that was left halfway ends when it is collected, perhaps after the file was closed.
            if not self._file.closed:
                text.detach()

    def _sample(self) -> list[str]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self.encoding, newline="")
        try:
            return text.read(CHUNK).splitlines(keepends=True)
        finally:
            text.detach()


def detect_encoding(file: BinaryIO) -> str:
    """Return the encoding in which the whole file can be read; reads it once, piece by piece.

    A byte order mark decides. Without one, text that is valid UTF-8 is UTF-8, and anything else is Windows-1252.
    """
    file.seek(0)
    start = file.read(CHUNK)
    if not start:
        raise TableRefused("empty")
    if start.startswith(codecs.BOM_UTF8):
        return _proven(file, "utf-8-sig")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proven(file, "utf-16")
    if guessed := _utf16_without_mark(start):
        return _proven(file, guessed)
    if len(start.translate(None, CONTROL_BYTES)) < len(start):
        raise TableRefused("not_a_table")
    try:
        return _proven(file, "utf-8")
    except UnicodeDecodeError:
        return _proven(file, "cp1252")


def _proven(file: BinaryIO, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    read = 0
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            if encoding == "utf-8":
                raise
            raise TableRefused("encoding", byte=read + error.start + 1) from error
        if "\0" in text:
            raise TableRefused("nul", byte=read + text.index("\0") + 1)
        if not chunk:
            return encoding
        read += len(chunk)


def _utf16_without_mark(start: bytes) -> str:
    """Recognise UTF-16 that lost its mark by its zero bytes: every other byte of Western text is zero."""
    even, odd = start[0:512:2], start[1:512:2]
    if not odd:
        return ""
    if odd.count(0) > 0.6 * len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and not odd.count(0):
        return "utf-16-be"
    return ""


def _declared_delimiter(lines: list[str]) -> str:
    """Return the delimiter that a first line ``sep=;`` declares to Excel, or nothing."""
    first = lines[0].strip("\r\n").casefold() if lines else ""
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in DELIMITERS else ""


def detect_delimiter(lines: Iterable[str]) -> str:
    """Return the delimiter by which most of the first rows have as many cells as the header has.

    A comma inside names does not mislead it: such a comma seldom stands in the header as often as in the rows. Titles
    above the header are one cell wide and left out of account.
    """
    lines = list(lines)

    def fit(delimiter: str) -> tuple[bool, float, int]:
        widths = _widths(lines, delimiter)
        split = [width for width in widths if width > 1]
        if not split:
            return False, 0.0, 1
        counted = Counter(widths)
        width = max(split, key=lambda each: counted[each])
        return True, counted[width] / len(widths), width

    return max(DELIMITERS, key=fit)


def _widths(lines: list[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return widths
