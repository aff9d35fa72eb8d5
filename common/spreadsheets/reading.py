"""Opening a table of somebody else, whatever it is called."""

import os
from typing import BinaryIO

from common.spreadsheets.delimited import DelimitedTable
from common.spreadsheets.refusals import LIMITS, MEGABYTE, Limits, TableRefused
from common.spreadsheets.tables import Table
from common.spreadsheets.workbook import WorkbookTable

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x7fELF")


def open_table(file: BinaryIO, *, limits: Limits = LIMITS) -> Table:
    """Return the table in ``file``, CSV or XLSX by what it holds and not by its name.

    ``file`` must be open, seekable and stay open while rows are read. Raises ``TableRefused`` here, or while rows are
    walked, when a limit is passed: walk a table once before you act on it.
    """
    size = file.seek(0, os.SEEK_END)
    if size > limits.file_bytes:
        raise TableRefused("too_large", limit=limits.file_bytes // MEGABYTE)
    file.seek(0)
    start = file.read(8)
    if start.startswith(ZIP):
        return WorkbookTable(file, limits)
    if start.startswith(OLD_OFFICE):
        raise TableRefused("old_workbook")
    if start.startswith(OTHERS):
        raise TableRefused("not_a_table")
    return DelimitedTable(file, limits)
