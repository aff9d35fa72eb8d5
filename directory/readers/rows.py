"""One row of the HR file: what it says of a person, or what is wrong with it, without looking at other rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from common.spreadsheets.cells import as_date, clean, is_month_first, is_written_as_date
from directory.choices import Field
from directory.errors import Fault
from directory.readers import cells
from directory.readers.columns import Columns
from people.choices import FunctionGroup, Relation

LONGEST: dict[Field, int] = {
    Field.EMPLOYEE_NUMBER: 40,
    Field.FIRST_NAME: 80,
    Field.INFIX: 20,
    Field.LAST_NAME: 120,
    Field.EMAIL: 254,
    Field.UNIT_CODE: 40,
    Field.UNIT_NAME: 120,
    Field.PARENT_CODE: 40,
    Field.JOB_TITLE: 120,
    Field.MANAGER_NUMBER: 40,
}
UNLINKED = "function_group_missing"
KEPT_VALUE_CHARACTERS = 200
NUMBERS = (Field.EMPLOYEE_NUMBER, Field.UNIT_CODE, Field.PARENT_CODE, Field.MANAGER_NUMBER)
DAYS = (Field.HIRED_ON, Field.LAST_DAY, Field.PLACED_FROM)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What a sound row says of one person. Dates are days; ``left_on`` is the first day that they are gone."""

    row: int
    employee_number: str
    first_name: str
    infix: str
    last_name: str
    email: str | None
    unit_code: str
    unit_name: str
    parent_code: str
    job_title: str
    function_group: FunctionGroup
    manager_number: str
    hired_on: date | None
    left_on: date | None
    placed_from: date | None
    relation: Relation | None
    language: str | None
    is_away: bool | None
    """Whether they are temporarily away; ``None`` where the file has no column for it."""
    back_on: date | None


class RowReader:
    """Turns the cells of a row into a person, by the columns of one file and the linked job titles.

    In a file without codes of units, ``unit_codes`` tells of names in small letters which unit of the portal they mean;
    an empty code says that two have that name. ``numbers`` and ``units`` say how employee numbers and codes of units
    are written; ``day_zero`` is the day from which the file counts days.
    """

    def __init__(
        self,
        columns: Columns,
        titles: Mapping[str, str],
        unit_codes: Mapping[str, str],
        *,
        numbers: cells.Spellings,
        units: cells.Spellings,
        day_zero: date,
    ) -> None:
        self._columns = columns
        self._titles = titles
        self._unit_codes = unit_codes
        self._numbers, self._units = numbers, units
        self._day_zero = day_zero
        self._places = tuple(columns.position.items())
        self._width = len(columns.header)
        self._has_unit_code = Field.UNIT_CODE in columns.position
        self._has_relation = Field.RELATION in columns.position
        self._has_group = Field.FUNCTION_GROUP in columns.position
        self._has_language = Field.LANGUAGE in columns.position
        self._has_away = Field.AWAY in columns.position

    def values(self, row: list[str]) -> dict[Field, str]:
        """The clean text of each field that the file has a column for; the row must be as wide as the header."""
        return {field: clean(row[place]) for field, place in self._places}

    def number(self, row: list[str]) -> str:
        """The employee number, also of a row that is refused: whoever stands in the file is not absent."""
        place = self._columns.position[Field.EMPLOYEE_NUMBER]
        return self._numbers.keep(cells.bare_number(clean(row[place]))) if place < len(row) else ""

    def employee_number(self, said: Mapping[Field, str]) -> str:
        """The employee number, in the one way in which it is written everywhere."""
        return self._numbers.keep(cells.bare_number(said[Field.EMPLOYEE_NUMBER]))

    def manager_number(self, number: str) -> str:
        """The employee number of a manager. Known for sure once the whole file was walked: they may stand below."""
        bare = cells.bare_number(number)
        return "" if bare.casefold() in cells.NO_MANAGER or not bare.strip("0") else self._numbers.known_as(bare)

    def parent_code(self, said: Mapping[Field, str]) -> str:
        """The code of the unit above."""
        return self._units.keep(cells.bare_number(said.get(Field.PARENT_CODE, "")))

    def shape_fault(self, number: int, row: list[str]) -> Fault | None:
        """A row with fewer or more cells than the header: none of its cells can be trusted."""
        width = self._width
        if len(row) < width:
            params = {"found": len(row), "needed": width}
            return Fault(number, self._columns.header[len(row)], "", "row_cut_short", params)
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            return Fault(
                number, "", row[width][:KEPT_VALUE_CHARACTERS], "row_too_long", {"found": len(row), "needed": width}
            )
        return None

    def read(self, number: int, said: dict[Field, str]) -> tuple[PersonRow | None, list[Fault]]:
        """Return the person that a row's ``values`` tell of, or everything that is wrong with the row by itself."""
        faults: list[Fault] = []

        def fault(field: Field, code: str, **params: object) -> None:
            # Why somebody is away is not to be kept, not in a report either.
            value = "" if field == Field.AWAY else said.get(field, "")[:KEPT_VALUE_CHARACTERS]
            found = Fault(number, self._columns.name(field), value, code, params)
            if said.get(field) in cells.EXCEL_ERRORS:
                found = Fault(number, found.column, value, "excel_error")
            if found not in faults:
                faults.append(found)

        employee_number = self.employee_number(said)
        manager_number = self.manager_number(said.get(Field.MANAGER_NUMBER, ""))
        self._find_text_faults(said, fault)
        email = self._checked(said, Field.EMAIL, cells.as_email, "email_invalid", fault)
        hired_on, last_day, placed_from = (self._day(said, field, fault) for field in DAYS)
        relation = self._checked(said, Field.RELATION, cells.as_relation, "relation_unknown", fault)
        is_away, back_on = self._away(said, fault)
        if hired_on and last_day and last_day < hired_on:
            fault(Field.LAST_DAY, "ends_before_start")
        group = self._function_group(said, fault)
        if employee_number and employee_number == manager_number:
            fault(Field.MANAGER_NUMBER, "manager_is_self")
        if faults or group is None:
            return None, faults
        unit_name = said.get(Field.UNIT_NAME) or said.get(Field.UNIT_CODE, "")
        return PersonRow(
            row=number,
            employee_number=employee_number,
            first_name=said[Field.FIRST_NAME],
            infix=said.get(Field.INFIX, ""),
            last_name=said[Field.LAST_NAME],
            email=email,
            unit_code=self.unit_code(said),
            unit_name=unit_name,
            parent_code=self.parent_code(said),
            job_title=said.get(Field.JOB_TITLE, ""),
            function_group=group,
            manager_number=manager_number,
            hired_on=hired_on,
            left_on=last_day + timedelta(days=1) if last_day else None,
            placed_from=placed_from,
            relation=(relation or Relation.EMPLOYED) if self._has_relation else None,
            language=cells.as_language(said[Field.LANGUAGE]) if self._has_language else None,
            is_away=is_away,
            back_on=back_on,
        ), []

    def _find_text_faults(self, said: Mapping[Field, str], fault: Callable[..., None]) -> None:
        """Find what is wrong with cells whatever they mean: empty, too long, or not what somebody wrote there."""
        unit_field = Field.UNIT_CODE if self._has_unit_code else Field.UNIT_NAME
        for field in (Field.EMPLOYEE_NUMBER, Field.FIRST_NAME, Field.LAST_NAME, unit_field):
            if not said[field]:
                fault(field, "value_missing")
        if not self._has_unit_code and self._unit_codes.get(said[Field.UNIT_NAME].casefold()) == "":
            fault(Field.UNIT_NAME, "unit_name_of_two")
        for field, longest in LONGEST.items():
            if len(said.get(field, "")) > longest:
                fault(field, "value_too_long", limit=longest)
        for field, text in said.items():
            if text in cells.EXCEL_ERRORS:
                fault(field, "excel_error")
            elif field in NUMBERS and cells.SHORTENED.fullmatch(text):
                fault(field, "number_shortened")

    def unit_code(self, said: Mapping[Field, str]) -> str:
        """The code of the unit; a file without codes names its units, those that the portal knows and new ones."""
        if self._has_unit_code:
            return self._units.keep(cells.bare_number(said[Field.UNIT_CODE]))
        name = said[Field.UNIT_NAME]
        return self._unit_codes.get(name.casefold()) or name[: LONGEST[Field.UNIT_CODE]]

    def _function_group(self, said: Mapping[Field, str], fault: Callable[..., None]) -> FunctionGroup | None:
        """The function group of the row, or the one that its job title is linked to."""
        if written := said.get(Field.FUNCTION_GROUP):
            group = cells.as_function_group(written)
            if group is None and (word := cells.near_group(written)):
                fault(Field.FUNCTION_GROUP, "function_group_near", word=word)
            elif group is None:
                fault(Field.FUNCTION_GROUP, "function_group_unknown")
            return group
        title = said.get(Field.JOB_TITLE, "")
        if not title:
            fault(Field.FUNCTION_GROUP if self._has_group else Field.JOB_TITLE, "value_missing")
            return None
        linked = self._titles.get(cells.title_key(title))
        if linked is None:
            fault(Field.JOB_TITLE, UNLINKED)
            return None
        return FunctionGroup(linked)

    def _day(self, said: Mapping[Field, str], field: Field, fault: Callable[..., None]) -> date | None:
        """The day in a cell that may be empty, or that says in a system's own way that there is none."""
        text = said.get(field, "")
        if not text or cells.NO_DAY.fullmatch(text):
            return None
        if field == Field.LAST_DAY and cells.FOR_EVER.fullmatch(text):
            return None
        day = as_date(text, day_zero=self._day_zero)
        if day is None and is_month_first(text):
            fault(field, "date_month_first")
        elif day is None:
            fault(field, "date_invalid" if is_written_as_date(text) else "date_unreadable")
        return day

    def _away(self, said: Mapping[Field, str], fault: Callable[..., None]) -> tuple[bool | None, date | None]:
        """Whether somebody is temporarily away, and the day on which they are back where that is known."""
        if not self._has_away:
            return None, None
        text = said[Field.AWAY]
        word = text.casefold()
        if word in cells.NO or cells.NO_DAY.fullmatch(text):
            return False, None
        if word in cells.YES or cells.FOR_EVER.fullmatch(text):
            return True, None
        day = as_date(text, day_zero=self._day_zero)
        if day is None:
            fault(Field.AWAY, "away_unclear")
        return True, day

    @staticmethod
    def _checked[Value](
        said: Mapping[Field, str],
        field: Field,
        read: Callable[[str], Value | None],
        code: str,
        fault: Callable[..., None],
    ) -> Value | None:
        """Read a cell that may be empty; text that means nothing is a fault."""
        text = said.get(field, "")
        if not text:
            return None
        value = read(text)
        if value is None:
            fault(field, code)
        return value


def unlinked_titles(faults: Iterable[Fault]) -> dict[str, int]:
    """Job titles without a function group among the faults, and in how many rows each stands."""
    counts: dict[str, int] = {}
    for fault in faults:
        if fault.code == UNLINKED and fault.value:
            counts[fault.value] = counts.get(fault.value, 0) + 1
    return counts
