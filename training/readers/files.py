"""Reading a file with completions that another system exported: columns by their headers, one row at a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.utils import translation

from common.spreadsheets.cells import as_date, clean, header_key
from common.spreadsheets.reading import open_table
from common.text import unaccent
from training.choices import Column
from training.errors import Fault, FileRefused

KEPT_CHARACTERS = 200
TIME_BEHIND = re.compile(r"(\S+?)(?:T|\s+)\d{1,2}:\d{2}\S*(?:\s*(?:[AaPp][Mm]|[A-Z]{3,4}))?")
"""A day with a time behind it, as systems export a moment."""

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
"""Of each choice at least one column must be there."""

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
    completed_on: date


class CompletionFile:
    """An open file with completions. Raises ``TableRefused`` or ``FileRefused`` where nothing of it can be read."""

    def __init__(self, file: BinaryIO) -> None:
        self._table = open_table(file)
        self.header = self._table.header
        self._position = recognise(self.header)
        missing = [choice for choice in NEEDED if not any(column in self._position for column in choice)]
        if missing:
            names = ", ".join(" / ".join(str(column.label) for column in choice) for choice in missing)
            found = ", ".join(name for name in self.header if name)
            raise FileRefused("columns_missing", missing=names, found=found[:KEPT_CHARACTERS])

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
            if not said[column]:
                return self.fault(number, column, "", "value_missing")
        day = as_day(said[Column.COMPLETED_ON])
        if day is None:
            return self.fault(number, Column.COMPLETED_ON, said[Column.COMPLETED_ON], "date_invalid")
        return CompletionRow(number, number_said, email.lower(), said[Column.COURSE], day)


def as_day(text: str) -> date | None:
    """Return the day of a date or of a moment; ``None`` when there is no such day."""
    with_time = TIME_BEHIND.fullmatch(text)
    return as_date(with_time[1] if with_time else text)


def recognise(header: Sequence[str]) -> dict[Column, int]:
    """Return the place of each column that the header names, in whatever order."""
    places = {header_key(name): number for number, name in reversed(list(enumerate(header))) if name}
    found: dict[Column, int] = {}
    for column in Column:
        keys = (header_key(name) for name in (*_own_names(column), *HEADERS[column]))
        place = next((places[key] for key in keys if key in places and places[key] not in found.values()), None)
        if place is not None:
            found[column] = place
    return found


def _own_names(column: Column) -> list[str]:
    """Return what the portal itself calls a column, in every language: people make their file after our pages."""
    own = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            own.append(str(column.label))
    return own
