"""What a table may be at most, and the words in which a table that is more is refused."""

from dataclasses import dataclass

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from common.errors import RuleBroken

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one table may hold. Sizes are in bytes, text in characters."""

    file_bytes: int = 30 * MEGABYTE
    rows: int = 200_000
    columns: int = 200
    cell_characters: int = 10_000
    line_characters: int = 1_000_000
    unpacked_bytes: int = 250 * MEGABYTE
    # Packed text shrinks ten to thirty times; only a file made to burst shrinks a hundred times.
    unpacked_ratio: int = 100
    members: int = 1_000
    shared_texts: int = 300_000
    shared_characters: int = 10_000_000
    sheets: int = 255
    # Excel itself stops at 255 characters and at 65,490 styles.
    format_characters: int = 1_000
    formats: int = 70_000


LIMITS = Limits()

SENTENCES = {
    "empty": _("This file is empty. Export it again: a header row, and below it a row for each item."),
    "too_large": _("This file is larger than %(limit)d MB, the most that is read. Split it, or save it as CSV."),
    "not_a_table": _("This is not a CSV or XLSX file. Export the table as CSV or XLSX and choose that file."),
    "old_workbook": _(
        "This is an old Excel file (.xls) or a workbook with a password. "
        "Save it as .xlsx without a password, or as CSV."
    ),
    "nul": _(
        "This file holds a NUL character near byte %(byte)d: it is not a text file, or it is damaged. Export it again."
    ),
    "encoding": _(
        "The text near byte %(byte)d cannot be read as UTF-8, UTF-16 or Windows-1252. "
        "Export the file again as CSV in UTF-8."
    ),
    "line_too_long": _("Row %(row)d is longer than %(limit)d characters, the most that a row may hold."),
    "cell_too_long": _(
        "Row %(row)d has a cell of more than %(limit)d characters, the most that a cell may hold. "
        "Perhaps a quotation mark is not closed."
    ),
    "shared_text_too_long": _(
        "This workbook has a cell of more than %(limit)d characters, the most that a cell may hold. Shorten it."
    ),
    "quote": _("A quotation mark in row %(row)d is not closed. Correct that row, or export the file again."),
    "too_many_rows": _("This file has more than %(limit)d rows, the most that is read. Split it."),
    "too_many_columns": _("Row %(row)d has more than %(limit)d columns, the most that is read. Remove some columns."),
    "zip_broken": _("This workbook is damaged and cannot be opened. Save it again, or save it as CSV."),
    "zip_members": _("This workbook holds more than %(limit)d parts, the most that is read. Save it as CSV."),
    "zip_name": _(
        "This workbook holds a part whose name points outside the workbook. It is not opened. Save it as CSV."
    ),
    "zip_ratio": _(
        "A part of this workbook unpacks to more than %(limit)d times its size, the most that is read. Save it as CSV."
    ),
    "zip_size": _(
        "This workbook unpacks to more than %(limit)d MB, the most that is read. Split it or save it as CSV."
    ),
    "shared_texts": _("This workbook has more than %(limit)d different texts, the most that is read. Save it as CSV."),
    "shared_characters": _(
        "The texts in this workbook have more than %(limit)d characters together, the most that is read. "
        "Save it as CSV."
    ),
    "sheets": _("This workbook has more than %(limit)d sheets, the most that is read. Keep the sheet with the table."),
    "format_too_long": _(
        "This workbook has a number format of more than %(limit)d characters, the most that is read. Save it as CSV."
    ),
    "formats": _("This workbook has more than %(limit)d cell formats, the most that is read. Save it as CSV."),
    "xml_doctype": _("This workbook holds a document type definition (DTD), which is never read. Save it as CSV."),
    "xml_token": _("This workbook holds one mark of more than %(limit)d MB, the most that is read. Save it as CSV."),
    "xml_broken": _("A part of this workbook is damaged and cannot be read. Save it again, or save it as CSV."),
    "no_sheet": _("This workbook has no visible sheet with cells. Put the table on the first sheet."),
    "sheet_unknown": _("This workbook has no visible sheet “%(name)s”. It has: %(names)s."),
    "no_sheets": _("This is a text file without sheets. Leave the name of the sheet out."),
    "no_header": _("Row %(row)d holds no text, so it is not the header. Give the row with the names of the columns."),
}


def refusal_text(code: str, params: dict[str, int | str]) -> str:
    """Say in the active language why a table was refused; the code and its numbers may come from a stored report."""
    return gettext(SENTENCES[code]) % params


_lazy_refusal_text = lazy(refusal_text, str)


class TableRefused(RuleBroken):
    """A table that is not read at all. ``code`` and ``params`` tell the same in any language, later."""

    def __init__(self, code: str, **params: int | str) -> None:
        message: str | Promise = _lazy_refusal_text(code, params)
        super().__init__(message)
        self.code = code
        self.params = params
