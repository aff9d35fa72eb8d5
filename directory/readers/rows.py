"""One row of the HR file: what it says of a person, or what is wrong with it, without looking at other rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from common.spreadsheets.cells import as_date, clean
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
KEPT_VALUE_CHARACTERS = 200


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


class RowReader:
    """Turns the cells of a row into a person, by the columns of one file and the linked job titles.

    In a file without codes of units, ``unit_codes`` tells of names in small letters which unit of the portal they mean;
    an empty code says that two have that name.
    """

    def __init__(self, columns: Columns, titles: Mapping[str, str], unit_codes: Mapping[str, str]) -> None:
        self._columns = columns
        self._titles = titles
        self._unit_codes = unit_codes
        self._places = tuple(columns.position.items())
        self._width = len(columns.header)
        self._has_unit_code = Field.UNIT_CODE in columns.position
        self._has_relation = Field.RELATION in columns.position
        self._has_group = Field.FUNCTION_GROUP in columns.position
        self._has_language = Field.LANGUAGE in columns.position

    def values(self, row: list[str]) -> dict[Field, str]:
        """The clean text of each field that the file has a column for; the row must be as wide as the header."""
        return {field: clean(row[place]) for field, place in self._places}

    def number(self, row: list[str]) -> str:
        """The employee number, also of a row that is refused: whoever stands in the file is not absent."""
        place = self._columns.position[Field.EMPLOYEE_NUMBER]
        return clean(row[place]) if place < len(row) else ""

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
            value = said.get(field, "")[:KEPT_VALUE_CHARACTERS]
            faults.append(Fault(number, self._columns.name(field), value, code, params))

        unit_field = Field.UNIT_CODE if self._has_unit_code else Field.UNIT_NAME
        for field in (Field.EMPLOYEE_NUMBER, Field.FIRST_NAME, Field.LAST_NAME, unit_field):
            if not said[field]:
                fault(field, "value_missing")
        if not self._has_unit_code and self._unit_codes.get(said[Field.UNIT_NAME].casefold()) == "":
            fault(Field.UNIT_NAME, "unit_name_of_two")
        for field, longest in LONGEST.items():
            if len(said.get(field, "")) > longest:
                fault(field, "value_too_long", limit=longest)
        email = self._checked(said, Field.EMAIL, cells.as_email, "email_invalid", fault)
        hired_on = self._checked(said, Field.HIRED_ON, as_date, "date_invalid", fault)
        last_day = self._checked(said, Field.LAST_DAY, as_date, "date_invalid", fault)
        placed_from = self._checked(said, Field.PLACED_FROM, as_date, "date_invalid", fault)
        relation = self._checked(said, Field.RELATION, cells.as_relation, "relation_unknown", fault)
        if hired_on and last_day and last_day < hired_on:
            fault(Field.LAST_DAY, "ends_before_start")
        group = self._function_group(said, fault)
        if said[Field.EMPLOYEE_NUMBER] and said[Field.EMPLOYEE_NUMBER] == said.get(Field.MANAGER_NUMBER):
            fault(Field.MANAGER_NUMBER, "manager_is_self")
        if faults or group is None:
            return None, faults
        unit_name = said.get(Field.UNIT_NAME) or said.get(Field.UNIT_CODE, "")
        return PersonRow(
            row=number,
            employee_number=said[Field.EMPLOYEE_NUMBER],
            first_name=said[Field.FIRST_NAME],
            infix=said.get(Field.INFIX, ""),
            last_name=said[Field.LAST_NAME],
            email=email,
            unit_code=self.unit_code(said),
            unit_name=unit_name,
            parent_code=said.get(Field.PARENT_CODE, ""),
            job_title=said.get(Field.JOB_TITLE, ""),
            function_group=group,
            manager_number=said.get(Field.MANAGER_NUMBER, ""),
            hired_on=hired_on,
            left_on=last_day + timedelta(days=1) if last_day else None,
            placed_from=placed_from,
            relation=(relation or Relation.EMPLOYED) if self._has_relation else None,
            language=cells.as_language(said[Field.LANGUAGE]) if self._has_language else None,
        ), []

    def unit_code(self, said: Mapping[Field, str]) -> str:
        """The code of the unit; a file without codes names its units, those that the portal knows and new ones."""
        if self._has_unit_code:
            return said[Field.UNIT_CODE]
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
            fault(Field.JOB_TITLE, "function_group_missing")
            return None
        return FunctionGroup(linked)

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
        if fault.code == "function_group_missing" and fault.value:
            counts[fault.value] = counts.get(fault.value, 0) + 1
    return counts
