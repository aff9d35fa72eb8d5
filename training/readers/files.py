"""Reading a file with completions that another system exported: columns by their headers, one row at a time."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.spreadsheets import columns
from common.spreadsheets.cells import as_date, clean, header_key, is_written_as_date
from common.spreadsheets.columns import in_words
from common.spreadsheets.reading import open_table
from common.spreadsheets.tables import Row
from common.text import unaccent
from training.choices import Column
from training.errors import WRONG_KIND, Fault, FileRefused

KEPT_CHARACTERS = 200

HEADERS: dict[Column, tuple[str, ...]] = {
    Column.EMPLOYEE_NUMBER: (
        "Personeelsnummer", "Personeelsnr", "Pers.nr.", "Medewerkernummer", "Medewerkersnummer", "Werknemersnummer",
        "Medewerker ID", "Employee number", "Employee ID", "Employee no", "Personnel number", "Staff number",
        "Staff ID", "Worker ID", "ID number", "Idnummer",
    ),
    Column.EMAIL: (
        "E-mail werk", "Werk e-mail", "E-mailadres", "E-mail", "Mail", "Mailadres", "Work e-mail", "E-mail address",
        "Gebruikersnaam", "Username", "User name", "UPN",
    ),
    Column.COURSE: (
        "Cursuscode", "Course code", "Course ID", "Cursus ID", "Trainingscode", "Cursus", "Cursusnaam", "Cursustitel",
        "Course", "Course name", "Course title", "Training", "Opleiding", "E-learning", "Module", "Activiteit",
        "Activity", "Activity ID",
    ),
    Column.COMPLETED_ON: (
        "Voltooid op", "Afgerond op", "Behaald op", "Voltooiingsdatum", "Afrondingsdatum", "Datum voltooid",
        "Datum afgerond", "Datum behaald", "Voltooid", "Afgerond", "Completed on", "Completed at", "Completion date",
        "Date completed", "Time completed", "Completed", "Course completed", "Datum", "Date",
    ),
    Column.PASSED: ("Geslaagd", "Behaald", "Resultaat", "Status", "Passed", "Result", "Success", "Completion status"),
}  # fmt: skip
"""The headers that Dutch and English systems write; of those that stand there the first in the list is taken."""

NEEDED: tuple[tuple[Column, ...], ...] = (
    (Column.EMPLOYEE_NUMBER, Column.EMAIL),
    (Column.COURSE,),
    (Column.COMPLETED_ON,),
)
"""Of each choice at least one column must be there; no column for the course where the whole file is about one."""
EXAMPLE_ROWS = 200
"""As many rows tell whether a column can hold what somebody says that it holds."""

YES = frozenset(
    {
        "", "ja", "j", "yes", "y", "true", "waar", "1", "geslaagd", "passed", "pass", "voldoende", "behaald",
        "voltooid", "afgerond", "completed", "complete", "success",
    }
)  # fmt: skip
NO = frozenset(
    {
        "nee", "n", "no", "false", "onwaar", "0", "gezakt", "niet geslaagd", "failed", "fail", "not passed",
        "onvoldoende", "niet behaald", "niet voltooid", "niet afgerond", "incomplete", "not completed", "in progress",
        "bezig", "not started", "niet begonnen",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """What a sound row says by itself: who, which course, which day; the portal must still find the two."""

    row: int
    employee_number: str
    email: str
    course: str
    """Empty where the whole file is about one course."""
    completed_on: date


class CompletionFile:
    """An open file with completions. Raises ``TableRefused`` where nothing of it can be read.

    ``linked`` is somebody's own word on all columns, column -> heading; without it they are recognised by their
    headings. ``one_course`` says that the whole file is about one course, so that no column need say it.
    """

    def __init__(self, file: BinaryIO, linked: Mapping[str, str] | None = None, *, one_course: bool = False) -> None:
        self._table = open_table(file)
        self.header = self._table.header
        self._position = recognise(self.header, linked)
        self._one_course = one_course
        if one_course:
            self._position.pop(Column.COURSE, None)

    @property
    def linked(self) -> dict[str, str]:
        """Column -> heading, as it is kept and can be given back."""
        return {column.value: self.header[place] for column, place in self._position.items()}

    @property
    def missing(self) -> list[tuple[Column, ...]]:
        """The choices of which no column is there, without which nothing can be read."""
        needed = [choice for choice in NEEDED if not self._one_course or choice != (Column.COURSE,)]
        return [choice for choice in needed if not any(column in self._position for column in choice)]

    def assert_whole(self) -> None:
        """Refuse a file in which a needed column is missing."""
        if self.missing:
            found = ", ".join(name for name in self.header if name)
            raise FileRefused("columns_missing", missing=in_words(self.missing), found=found[:KEPT_CHARACTERS])

    def first_rows(self, most: int) -> list[Row]:
        """The first rows as they stand there, for somebody to look at."""
        return list(islice(self._table.rows(), most))

    def assert_holds_what_is_said(self) -> None:
        """Refuse a column of which the first rows hold nothing of the kind: another one was meant."""
        rows = self.first_rows(EXAMPLE_ROWS)
        if not rows:
            raise FileRefused("no_rows")
        for column, fits in CAN_BE.items():
            place = self._position.get(column)
            said = [clean(row.cells[place]) for row in rows if len(row.cells) > place] if place is not None else []
            filled = [text for text in said if text]
            if place is not None and filled and not any(map(fits, filled)):
                told = _(WRONG_KIND[column]) % {"name": self.header[place], "value": filled[0][:60]}
                raise RuleBroken(told, field=column.value)

    def rows(self) -> Iterator[CompletionRow | Fault]:
        """Yield each row as what it says, or as the first thing that is wrong with it."""
        for number, cells in self._table.rows():
            yield self._shape_fault(number, cells) or self._read(number, cells)

    def fault(self, row: int, column: Column, value: str, code: str) -> Fault:
        """A fault of a row in the column as this file names it."""
        place = self._position.get(column)
        name = str(column.label) if place is None else self.header[place]
        return Fault(row, name, value[:KEPT_CHARACTERS], code)

    def _shape_fault(self, number: int, cells: Sequence[str]) -> Fault | None:
        found, needed = len(cells), len(self.header)
        params = {"found": found, "needed": needed}
        if found < needed:
            return Fault(number, self.header[found], "", "row_cut_short", params)
        if any(cell.strip() for cell in cells[needed:]):
            return Fault(number, "", cells[needed][:KEPT_CHARACTERS], "row_too_long", params)
        return None

    def _read(self, number: int, cells: Sequence[str]) -> CompletionRow | Fault:
        said = {column: clean(cells[place]) for column, place in self._position.items()}
        number_said, email = said.get(Column.EMPLOYEE_NUMBER, ""), said.get(Column.EMAIL, "")
        if not number_said and not email:
            column = Column.EMPLOYEE_NUMBER if Column.EMPLOYEE_NUMBER in self._position else Column.EMAIL
            return self.fault(number, column, "", "person_missing")
        passed = unaccent(said.get(Column.PASSED, ""))
        if passed not in YES:
            code = "not_passed" if passed in NO else "passed_unknown"
            return self.fault(number, Column.PASSED, said[Column.PASSED], code)
        for column in (Column.COURSE, Column.COMPLETED_ON):
            if column in said and not said[column]:
                return self.fault(number, column, "", "value_missing")
        day = as_date(said[Column.COMPLETED_ON])
        if day is None:
            code = "date_invalid" if is_written_as_date(said[Column.COMPLETED_ON]) else "date_unreadable"
            return self.fault(number, Column.COMPLETED_ON, said[Column.COMPLETED_ON], code)
        return CompletionRow(number, number_said, email.lower(), said.get(Column.COURSE, ""), day)


CAN_BE: dict[Column, Callable[[str], bool]] = {
    Column.EMAIL: lambda text: "@" in text,
    Column.COMPLETED_ON: lambda text: as_date(text) is not None,
    Column.PASSED: lambda text: unaccent(text) in YES | NO,
}
"""Columns that tell by themselves whether they can be what somebody says."""


@cache
def header_keys() -> dict[Column, tuple[str, ...]]:
    """Return the keys of the headers that mean each column, the portal's own names for it first."""
    return {column: columns.keys_of(column, HEADERS[column]) for column in Column}


def recognise(header: Sequence[str], linked: Mapping[str, str] | None = None) -> dict[Column, int]:
    """Return the place of each column: where somebody linked them as they said, and else as the header names them."""
    own_word = {} if linked is None else {column: linked.get(column.value, "") for column in Column}
    return columns.recognise(header, header_keys(), own_word)


def fingerprint_of(header: Sequence[str]) -> str:
    """Return the same text for the same headings, in whatever order they stand."""
    keys = sorted(key for key in map(header_key, header) if key)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()
