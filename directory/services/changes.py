"""What one row of the file would change of the person it is about; nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from directory.choices import Field
from directory.readers.hr_file import Examination
from directory.readers.rows import PersonRow
from directory.rules import is_another_name
from people.choices import ManagedBy
from people.models import Person, Placement


class Held(NamedTuple):
    """What the portal holds about somebody and an HR file may change; a tuple, for there are tens of thousands."""

    pk: int
    employee_number: str | None
    first_name: str
    infix: str
    last_name: str
    email: str | None
    hired_on: date | None
    relation: str
    managed_by: str
    left_on: date | None
    is_active: bool


class Place(NamedTuple):
    """One placement of somebody, with what it is compared by."""

    pk: int
    person_id: int
    unit_code: str
    function_group: str
    job_title: str
    manager_id: int | None
    manager_number: str | None
    starts_on: date
    ends_on: date | None


PLACE_FIELDS = (
    "pk",
    "person_id",
    "unit__code",
    "function_group",
    "job_title",
    "manager_id",
    "manager__employee_number",
    "starts_on",
    "ends_on",
)


@dataclass(slots=True)
class Move:
    """Another place from ``starts_on``: the one in force is closed, or set right when it began that very day."""

    starts_on: date
    ends_on: date | None
    manager_number: str
    close: Place | None = None
    correct: Place | None = None
    drop: list[int] = field(default_factory=list)
    """Planned places that this one replaces."""


@dataclass(slots=True)
class Change:
    """What a row says that the portal does not know yet."""

    row: PersonRow
    person: Held | None
    fields: dict[str, Any] = field(default_factory=dict)
    move: Move | None = None
    leaves_on: date | None = None

    @property
    def has_another_surname(self) -> bool:
        if self.person is None or "last_name" not in self.fields:
            return False
        return is_another_name(self.person.last_name, self.row.last_name)

    @property
    def passes(self) -> bool:
        """Whether the employee number passes to another surname and another address: to another person, perhaps."""
        return "email" in self.fields and self.has_another_surname


class Comparison:
    """Compares rows with the portal, a batch at a time. Two queries a batch.

    What HR may expect: the language of the file counts at arrival only, for people choose their own; an empty e-mail
    cell takes no address away; a person kept by the directory service gets a place from the file and nothing else.
    """

    def __init__(self, found: Examination, *, day: date, adopted: Mapping[str, int], unknown_managers: Collection[str]):
        self._day = day
        self._adopted = adopted
        self._manager_of = {} if not unknown_managers else dict.fromkeys(unknown_managers, "")
        self._tells_last_day = Field.LAST_DAY in found.columns.position

    def changes(self, rows: Sequence[PersonRow]) -> list[Change]:
        people = self._people(rows)
        places: dict[int, list[Place]] = {}
        held = Placement.objects.filter(person__in=[person.pk for person in people.values()])
        for place in map(Place._make, held.order_by("starts_on").values_list(*PLACE_FIELDS)):
            places.setdefault(place.person_id, []).append(place)
        return [self._change(row, people.get(row.employee_number), places) for row in rows]

    def _people(self, rows: Iterable[PersonRow]) -> dict[str, Held]:
        numbers = [row.employee_number for row in rows]
        held = Person.objects.filter(employee_number__in=numbers).values_list(*Held._fields)
        found = {str(person.employee_number): person for person in map(Held._make, held)}
        adopted = {self._adopted[number]: number for number in numbers if number in self._adopted}
        if adopted:
            arrived = Person.objects.filter(pk__in=adopted).values_list(*Held._fields)
            found |= {adopted[person.pk]: person for person in map(Held._make, arrived)}
        return found

    def _change(self, row: PersonRow, person: Held | None, places: Mapping[int, list[Place]]) -> Change:
        if person is None:
            return Change(row, None, move=self._move(row, None, []))
        change = Change(row, person)
        if person.managed_by != ManagedBy.SCIM:
            change.leaves_on = self._leaves_on(row, person)
            change.fields = self._fields(row, person)
        change.move = self._move(row, person, places.get(person.pk, []))
        return change

    def _leaves_on(self, row: PersonRow, person: Held) -> date | None:
        """The first day gone, when the file says one that the portal does not know."""
        hired_on = row.hired_on or person.hired_on
        if row.left_on is None or row.left_on == person.left_on or (hired_on and row.left_on < hired_on):
            return None
        return row.left_on

    def _fields(self, row: PersonRow, person: Held) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "employee_number": row.employee_number,
            "first_name": row.first_name,
            "infix": row.infix,
            "last_name": row.last_name,
            "email": row.email or person.email,
            "hired_on": row.hired_on or person.hired_on,
            "relation": row.relation or person.relation,
            "managed_by": ManagedBy.HR,
        }
        if row.left_on is None and person.left_on and (self._tells_last_day or person.left_on <= self._day):
            wanted |= {"left_on": None, "is_active": True}
        return {name: value for name, value in wanted.items() if getattr(person, name) != value}

    def _move(self, row: PersonRow, person: Held | None, places: list[Place]) -> Move | None:
        """Another place where the file says one; the date is the file's own, else the day of the import."""
        manager = self._manager_of.get(row.manager_number, row.manager_number)
        if not places:
            starts_on = row.placed_from or row.hired_on or self._day
            if row.hired_on:
                starts_on = max(starts_on, row.hired_on)
            return None if row.left_on and row.left_on <= starts_on else Move(starts_on, row.left_on, manager)
        ahead = row.placed_from if row.placed_from and row.placed_from > self._day else None
        effective = ahead or self._day
        if row.left_on and row.left_on <= effective:
            return None
        at = next((place for place in places if _covers(place, effective)), None)
        planned_otherwise = at is not None and ahead is not None and self._day < at.starts_on != ahead
        if at is not None and not planned_otherwise and _says(at, row, manager):
            return None
        planned = [place for place in places if place.starts_on > self._day]
        if ahead is not None:
            now = next((place for place in places if _covers(place, self._day)), None)
            return Move(ahead, row.left_on, manager, close=now, drop=[place.pk for place in planned])
        starts_on = effective
        if row.placed_from and (at is None or at.starts_on < row.placed_from):
            starts_on = row.placed_from
        if at is None:
            ended = [place.ends_on for place in places if place.ends_on and place.starts_on <= self._day]
            starts_on = max([starts_on, *ended])
        ends_on = planned[0].starts_on if planned else row.left_on
        if at is not None and at.starts_on >= starts_on:
            return Move(at.starts_on, ends_on, manager, correct=at)
        return Move(starts_on, ends_on, manager, close=at)


def _covers(place: Place, day: date) -> bool:
    return place.starts_on <= day and (place.ends_on is None or place.ends_on > day)


def _says(place: Place, row: PersonRow, manager_number: str) -> bool:
    # A manager without a number is not what any file says.
    held = (place.manager_number or "-") if place.manager_id else ""
    return (
        place.unit_code == row.unit_code
        and place.function_group == row.function_group
        and place.job_title == row.job_title
        and held == manager_number
    )
