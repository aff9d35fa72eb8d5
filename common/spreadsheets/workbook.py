"""XLSX, one row at a time: cells come in as the text that a person sees in them.

Why not a library's reader: the fast one holds the whole sheet in memory, and the space between a cell in A1 and one in
XFD1048576 too, and drops the zeros of an employee number shown as 00123; the one that streams needs ten seconds for
50,000 rows. The tests compare this reader with both.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import BinaryIO

from common.spreadsheets.number_formats import (
    BUILTIN_FORMATS,
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
    is_date_format,
    is_timedelta_format,
)
from common.spreadsheets.package import Attributes, Package
from common.spreadsheets.refusals import Limits, TableRefused
from common.spreadsheets.tables import Row, Table
from common.text import without_unseen

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LEADING_ZEROS = re.compile(r"0{2,20}")
# Whole numbers above this are no longer exact in a workbook.
EXACT = 10**15
LAST_ROW = 1 << 20
"""Of a sheet in Excel; rows without text may go on until there."""


class WorkbookTable(Table):
    """One visible sheet of a workbook, the first one with cells until another is chosen."""

    kind = "xlsx"

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        self._package = Package(file, limits)
        self._locate()
        self._shared = _shared_texts(self._package, self._shared_part, limits)
        self._formats = _number_formats(self._package, self._styles_part, limits)
        self.read_from()

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for row in self._records():
            if row.number > self.header_row:
                row.cells.extend([""] * (width - len(row.cells)))
                yield row

    def _choose(self, sheet: str) -> None:
        part = self._parts.get(sheet.casefold()) if sheet else self._first_with_cells()
        if part is None:
            raise TableRefused("sheet_unknown", name=sheet, names=", ".join(self.sheets))
        self.sheet, self._sheet_part = part

    def _first_with_cells(self) -> tuple[str, str]:
        for part in self._parts.values():
            self.sheet, self._sheet_part = part
            if next(self._records(), None) is not None:
                return part
        raise TableRefused("empty")

    def _records(self) -> Iterator[Row]:
        sheet = _Sheet(self._shared, self._formats, self._epoch, self._limits)
        pieces = self._package.parse(self._sheet_part, start=sheet.start, end=sheet.end, text=sheet.text)
        for _piece in pieces:
            yield from sheet.take()

    def _locate(self) -> None:
        """Find the visible sheets, the shared texts and the styles by following the workbook's own references."""
        roots = [part for kind, part in self._package.related("").values() if kind == "officeDocument"]
        workbook = roots[0] if roots else "xl/workbook.xml"
        if workbook not in self._package:
            raise TableRefused("not_a_table")
        sheets: list[tuple[str, str]] = []
        self._epoch = CALENDAR_WINDOWS_1900

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
                self._epoch = CALENDAR_MAC_1904
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                title = attributes.get("name", "")
                sheets.extend((title, value) for name, value in attributes.items() if name.rpartition(":")[2] == "id")
                if len(sheets) > self._limits.sheets:
                    raise TableRefused("sheets", limit=self._limits.sheets)

        for _piece in self._package.parse(workbook, start=start):
            pass
        related = self._package.related(workbook)
        self._parts = {}
        # One part under two names would be read twice.
        taken: set[str] = set()
        for title, sheet in sheets:
            kind, part = related.get(sheet, ("", ""))
            if kind == "worksheet" and part in self._package and part not in taken:
                taken.add(part)
                self._parts[title.casefold()] = (title, part)
        if not self._parts:
            raise TableRefused("no_sheet")
        self.sheets = [title for title, _part in self._parts.values()]
        self.day_zero = self._epoch.date()
        by_kind = {kind: part for kind, part in related.values() if part in self._package}
        self._shared_part, self._styles_part = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")


class _Sheet:
    """Gathers rows while the sheet's XML goes by."""

    def __init__(self, shared: list[str], formats: list[str], epoch: datetime, limits: Limits) -> None:
        self._shared, self._formats, self._epoch, self._limits = shared, formats, epoch, limits
        self._ready: list[Row] = []
        self._row = 0
        self._column = 0
        self._cells: list[str] = []
        self._kind = ""
        self._style = 0
        self._reading = False
        self._length = 0
        self._pieces: list[str] = []

    def take(self) -> list[Row]:
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self._column = _column(reference) if reference else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._pieces, self._length = [], 0
        elif tag in ("v", "t"):
            self._reading = True
        elif tag == "row":
            number = int(attributes.get("r", self._row + 1))
            if number <= self._row:
                raise TableRefused("xml_broken")
            if number > LAST_ROW:
                raise TableRefused("too_many_rows", limit=self._limits.rows)
            self._row, self._column, self._cells = number, 0, []

    def text(self, text: str) -> None:
        if self._reading:
            self._length += len(text)
            if self._length > self._limits.cell_characters:
                raise TableRefused("cell_too_long", row=self._row, limit=self._limits.cell_characters)
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        if tag == "c":
            if self._pieces and (shown := self._shown("".join(self._pieces))):
                self._place(shown)
        elif tag in ("v", "t"):
            self._reading = False
        elif tag == "row" and self._cells:
            if self._row > self._limits.rows + 1:
                raise TableRefused("too_many_rows", limit=self._limits.rows)
            self._ready.append(Row(self._row, self._cells))
            self._cells = []

    def _place(self, shown: str) -> None:
        if self._column > self._limits.columns:
            raise TableRefused("too_many_columns", row=self._row, limit=self._limits.columns)
        self._cells.extend([""] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = shown

    def _shown(self, value: str) -> str:
        match self._kind:
            case "s":
                index = int(value)
                if not 0 <= index < len(self._shared):
                    raise TableRefused("xml_broken")
                return self._shared[index]
            case "inlineStr" | "str":
                return _unescaped(value)
            case "b":
                return "true" if value.strip() in ("1", "true") else "false"
            case "n":
                code = self._formats[self._style] if 0 <= self._style < len(self._formats) else ""
                return shown_number(value, code, self._epoch)
            case _:
                return without_unseen(value)


def shown_number(value: str, code: str, epoch: datetime = CALENDAR_WINDOWS_1900) -> str:
    """Return a number as its format shows it: a date as ISO, zeros in front, and a whole number without a point."""
    number = float(value)
    if code and is_date_format(code):
        try:
            moment = from_excel(number, epoch, is_span=is_timedelta_format(code))
        except (ValueError, OverflowError):
            return value
        return _shown_moment(moment)
    if number.is_integer() and abs(number) < EXACT:
        whole = str(int(number))
        return whole.zfill(len(code)) if LEADING_ZEROS.fullmatch(code) else whole
    return format(number, ".15g")


def _shown_moment(moment: datetime | time | timedelta) -> str:
    if isinstance(moment, datetime):
        moment = moment.replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(sep=" ")
    if isinstance(moment, time):
        return moment.replace(microsecond=0).isoformat()
    return str(moment)


def _column(reference: str) -> int:
    """Return the number of the column in a reference such as ``BC12``, from 1."""
    number = 0
    for character in reference:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - 64
        if number > 1 << 20:
            break
    if not number:
        raise TableRefused("xml_broken")
    return number


def _unescaped(text: str) -> str:
    """Undo ``_x000D_``, by which a workbook writes characters that XML does not allow; leave out what nobody sees."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        # Two halves that stand side by side are one character.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return without_unseen(text)


def _shared_texts(package: Package, part: str, limits: Limits) -> list[str]:
    """Read the texts to which cells refer by number."""
    gathered = _SharedTexts(limits)
    if part:
        for _piece in package.parse(part, start=gathered.start, end=gathered.end, text=gathered.text):
            pass
    return gathered.texts


class _SharedTexts:
    """Gathers shared texts: pieces in several typefaces are joined, hints how to pronounce them are left out."""

    def __init__(self, limits: Limits) -> None:
        self.texts: list[str] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._length = self._total = 0
        self._reading = False
        self._hint = False

    def start(self, tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            self._pieces, self._length = [], 0
        elif tag == "t":
            self._reading = not self._hint
        elif tag == "rPh":
            self._hint = True

    def text(self, piece: str) -> None:
        if self._reading:
            self._length += len(piece)
            if self._length > self._limits.cell_characters:
                raise TableRefused("shared_text_too_long", limit=self._limits.cell_characters)
            self._total += len(piece)
            if self._total > self._limits.shared_characters:
                raise TableRefused("shared_characters", limit=self._limits.shared_characters)
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        if tag == "t":
            self._reading = False
        elif tag == "rPh":
            self._hint = False
        elif tag == "si":
            self.texts.append(_unescaped("".join(self._pieces)))
            if len(self.texts) > self._limits.shared_texts:
                raise TableRefused("shared_texts", limit=self._limits.shared_texts)


def _number_formats(package: Package, part: str, limits: Limits) -> list[str]:
    """Return the format code of each style, in the order in which cells refer to them."""
    gathered = _Formats(limits)
    if part:
        for _piece in package.parse(part, start=gathered.start, end=gathered.end):
            pass
    return [gathered.codes.get(style, "") for style in gathered.styles]


class _Formats:
    """Gathers the codes of number formats, and which of them each style of a cell shows."""

    def __init__(self, limits: Limits) -> None:
        self.codes = dict(BUILTIN_FORMATS)
        self.styles: list[int] = []
        self._limits = limits
        self._inside = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > self._limits.format_characters:
                raise TableRefused("format_too_long", limit=self._limits.format_characters)
            self.codes[int(attributes.get("numFmtId", 0))] = code
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self.styles.append(int(attributes.get("numFmtId", 0)))
        if max(len(self.codes), len(self.styles)) > self._limits.formats:
            raise TableRefused("formats", limit=self._limits.formats)

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False
