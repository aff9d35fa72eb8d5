"""An HR file as a whole: what its rows say of one another, and which of them cannot come in.

Two walks over the file: ``examine`` keeps numbers, addresses, managers and units of all rows and finds every fault;
``Examination.people`` walks again and yields the persons of the sound rows. Names and the rest are never held for more
than one row.

What HR may expect:

* A faulty row is refused whole. Whoever stands on it is not absent, so a fault never makes anybody leave.
* Of an employee number, or an e-mail address, that stands twice the first row counts.
* A manager who stands on a refused row is known: their people come in, under the manager that the portal already
  knows, or else without one until that row is mended (``waiting_for_manager`` counts them).
* A unit of which most rows agree on name and parent is as they say; the odd rows are refused. A row that is refused for
  another reason still says where its unit hangs, so that a director's wrong e-mail does not cost a whole location; a
  unit that no sound row stands in, nor any below it, does not come in.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from common.spreadsheets.tables import Table
from directory.choices import Field
from directory.errors import Fault, FileRefused, columns_missing
from directory.readers.cells import Spellings, bare_number
from directory.readers.columns import Columns
from directory.readers.rows import UNLINKED, PersonRow, RowReader
from directory.readers.units import Said, UnitFacts


@dataclass(frozen=True, slots=True)
class Known:
    """What the portal knows already, asked only for what the file itself does not hold."""

    people: Callable[[AbstractSet[str]], AbstractSet[str]] = lambda _numbers: frozenset()
    """Of these employee numbers, those of people in the portal."""
    managers: Callable[[AbstractSet[str]], Mapping[str, str]] = lambda _numbers: {}
    """Of the people with these employee numbers, the employee number of their manager."""
    numbers: Collection[str] = ()
    """The employee numbers of everybody in the portal, for a file that writes 0504 where the portal has 504."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Code of each unit -> code of its parent, empty at the top."""
    unit_codes: Mapping[str, str] = field(default_factory=dict)
    """Name of each unit in small letters -> its code, empty where two have that name; for a file without codes."""


@dataclass(slots=True)
class Examination:
    """What a first walk found: faults by row, who stands in the file at all, and the units."""

    reader: RowReader
    table: Table
    columns: Columns
    rows: int = 0
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """Every employee number in the file, refused rows too -> the first row that it stands in."""
    units: dict[str, UnitFacts] = field(default_factory=dict)
    """Sound units by code: name and parent as most rows say."""
    titles: Counter[str] = field(default_factory=Counter)
    """Job titles without a function group, and in how many rows each stands."""
    emails: dict[str, str] = field(default_factory=dict)
    """E-mail address -> employee number of the first row that it stands in."""
    without_email: set[str] = field(default_factory=set)
    """Employee numbers of rows that give no address."""
    manager_of: dict[str, str] = field(default_factory=dict)
    """Employee number -> employee number of the manager, as the rows say."""

    def refuse(self, employee_number: str, field: Field, value: str, code: str, **params: Any) -> None:
        """Refuse a row for what only the portal can know."""
        row = self.numbers[employee_number]
        fault = Fault(row, self.columns.name(field), value, code, params)
        self.faults.setdefault(row, []).append(fault)

    def is_refused(self, employee_number: str) -> bool:
        return self.numbers[employee_number] in self.faults

    @property
    def refused_managers(self) -> set[str]:
        """Managers whose own row is refused."""
        return {manager for manager in self.manager_of.values() if manager in self.numbers and self.is_refused(manager)}

    @property
    def waiting_for_manager(self) -> int:
        """How many people come in although the row of their manager is refused."""
        refused = self.refused_managers
        return sum(
            1 for number, manager in self.manager_of.items() if manager in refused and not self.is_refused(number)
        )

    @property
    def refused(self) -> list[Fault]:
        """All faults in the order of the rows."""
        return [fault for row in sorted(self.faults) for fault in self.faults[row]]

    def people(self) -> Iterator[PersonRow]:
        """Walk the file again and yield the person of every row without fault."""
        for number, row in self.table.rows():
            if number not in self.faults:
                person, _faults = self.reader.read(number, self.reader.values(row))
                if person is not None:
                    yield person


def examine(table: Table, columns: Columns, *, titles: Mapping[str, str], known: Known) -> Examination:
    """Walk the file once and find everything that is wrong with it, within rows and between them.

    ``titles`` links job titles, as ``cells.title_key`` writes them, to function groups. Raises ``FileRefused`` when
    columns are missing or no row stands below the header.
    """
    if columns.missing:
        raise columns_missing(columns.missing, columns.header)
    reader = RowReader(
        columns, titles, known.unit_codes, numbers=Spellings(known.numbers), units=Spellings(known.units),
        day_zero=table.day_zero,
    )  # fmt: skip
    found = Examination(reader=reader, table=table, columns=columns)
    walk = _Walk(found, columns, known)
    for number, row in table.rows():
        walk.take(number, row)
    if not found.rows:
        raise FileRefused("no_rows")
    walk.settle()
    return found


class _Walk:
    """The state of one walk: what must be remembered of rows to judge others by."""

    def __init__(self, found: Examination, columns: Columns, known: Known) -> None:
        self._found = found
        self._columns = columns
        self._known = known
        self._said_of_units = Said()
        self._respelled: set[str] = set()

    def take(self, number: int, row: list[str]) -> None:
        found = self._found
        found.rows += 1
        if cut := found.reader.shape_fault(number, row):
            found.numbers.setdefault(found.reader.number(row), number)
            self._refuse(number, [cut])
            return
        said = found.reader.values(row)
        person, faults = found.reader.read(number, said)
        employee_number = found.reader.employee_number(said)
        if bare_number(said[Field.EMPLOYEE_NUMBER]) != employee_number:
            self._respelled.add(employee_number)
        first = found.numbers.setdefault(employee_number, number) if employee_number else number
        if first != number:
            code = "number_twice_with_zeros" if employee_number in self._respelled else "number_twice"
            name, value = self._columns.name(Field.EMPLOYEE_NUMBER), said[Field.EMPLOYEE_NUMBER]
            self._refuse(number, [Fault(number, name, value, code, {"first": first})])
            return
        self._refuse(number, faults)
        self._note_unit(number, said)
        if person is None:
            found.titles.update(f.value for f in faults if f.code == UNLINKED and f.value)
            return
        if not person.email:
            found.without_email.add(employee_number)
        elif (holder := found.emails.setdefault(person.email, employee_number)) != employee_number:
            found.refuse(employee_number, Field.EMAIL, person.email, "email_twice", first=found.numbers[holder])
        if person.manager_number:
            found.manager_of[employee_number] = person.manager_number

    def settle(self) -> None:
        """Judge what only the whole file can tell: units first, then managers."""
        found = self._found
        found.numbers.pop("", None)
        found.manager_of = {who: found.reader.manager_number(number) for who, number in found.manager_of.items()}
        sound, faults = self._said_of_units.settle(self._known.units, self._columns)
        for fault in faults:
            self._refuse(fault.row, [fault])
        self._refuse_unknown_managers()
        self._refuse_circles()
        found.units = self._said_of_units.brought_in(sound, found.faults)

    def _refuse(self, number: int, faults: list[Fault]) -> None:
        if faults:
            self._found.faults.setdefault(number, []).extend(faults)

    def _note_unit(self, number: int, said: Mapping[Field, str]) -> None:
        if code := self._found.reader.unit_code(said):
            name, parent = said.get(Field.UNIT_NAME, ""), self._found.reader.parent_code(said)
            self._said_of_units.add(number, code, name, parent)

    def _refuse_manager(self, employee_number: str, code: str, **params: int) -> None:
        manager = self._found.manager_of[employee_number]
        self._found.refuse(employee_number, Field.MANAGER_NUMBER, manager, code, **params)

    def _refuse_unknown_managers(self) -> None:
        found = self._found
        outside = {manager for manager in found.manager_of.values() if manager not in found.numbers}
        unknown = outside - self._known.people(outside) if outside else outside
        for employee_number, manager in found.manager_of.items():
            if manager in unknown:
                self._refuse_manager(employee_number, "manager_unknown")

    def _refuse_circles(self) -> None:
        """Refuse everybody in a circle of managers; repeated, for a refused row leaves an older manager in force."""
        found = self._found
        while True:
            edges = {number: manager for number, manager in found.manager_of.items() if not found.is_refused(number)}
            self._complete(edges)
            fresh = [
                (number, len(circle))
                for circle in circles(edges)
                for number in circle
                if number in found.numbers and not found.is_refused(number)
            ]
            for number, count in fresh:
                self._refuse_manager(number, "manager_circle", count=count)
            if not fresh:
                return

    def _complete(self, edges: dict[str, str]) -> None:
        """Add the managers that the portal knows of people whose row says none that counts."""
        found = self._found
        asked: set[str] = set()
        while True:
            heads = {
                manager
                for manager in edges.values()
                if manager not in edges
                and manager not in asked
                and (manager not in found.numbers or found.is_refused(manager))
            }
            if not heads:
                return
            asked |= heads
            edges.update(self._known.managers(heads))


def circles(edges: Mapping[str, str]) -> list[list[str]]:
    """Return every circle in which people are, through their managers, their own manager."""
    settled: set[str] = set()
    found: list[list[str]] = []
    for start in edges:
        path: dict[str, None] = {}
        at = start
        while at in edges and at not in settled and at not in path:
            path[at] = None
            at = edges[at]
        if at in path:
            walked = list(path)
            found.append(walked[walked.index(at) :])
        settled.update(path)
    return found
