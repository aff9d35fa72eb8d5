"""What one row of the file would change of the person it is about; nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from directory.choices import Field
from directory.models import AwayInFile
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
    away_from: date | None
    away_until: date | None

    def is_away_on(self, day: date) -> bool:
        return (
            self.away_from is not None and self.away_from <= day and (self.away_until is None or self.away_until > day)
        )


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
    is_another_place: bool = True
    """False where the same place only ends on another day."""


@dataclass(slots=True)
class Change:
    """What a row says that the portal does not know yet."""

    row: PersonRow
    person: Held | None
    fields: dict[str, Any] = field(default_factory=dict)
    move: Move | None = None
    leaves_on: date | None = None
    returns: bool = False
    """Whether they had left, and the file says that they work here."""
    is_kept_locally: bool = False
    """Whether the portal itself keeps this person, and nobody said that the file takes them over."""
    is_taken_over: bool = False
    is_away: bool | None = None
    """Whether the file says that they are temporarily away now; ``None`` where it says nothing about it."""
    notes_away: bool | None = None
    """Whether to remember that the file says so, to remember it no longer, or (``None``) neither."""

    @property
    def moves(self) -> bool:
        """Whether they get another place, manager or function group; who comes back does not move."""
        return self.move is not None and self.move.is_another_place and not self.returns

    @property
    def has_another_surname(self) -> bool:
        if self.person is None or "last_name" not in self.fields:
            return False
        return is_another_name(self.person.last_name, self.row.last_name)

    @property
    def passes(self) -> bool:
        """Whether the employee number passes to another surname and another address: to another person, perhaps.

        Of whom HR takes over by name somebody has said that they are the same.
        """
        return "email" in self.fields and self.has_another_surname and not self.is_taken_over


class Comparison:
    """Compares rows with the portal, a batch at a time. Three queries a batch.

    What HR may expect:

    * The language of the file counts at arrival only, for people choose their own.
    * An empty e-mail cell takes no address away.
    * A person kept by the directory service gets a place from the file and nothing else.
    * A person whom the portal itself keeps stays as they are, until somebody says that the file takes them over.
    * A file ends only an absence that a file began: who was said to be away in the portal stays away.
    """

    def __init__(
        self,
        found: Examination,
        *,
        day: date,
        adopted: Mapping[str, int],
        unknown_managers: Collection[str],
        take_over: Collection[str] = (),
    ) -> None:
        self._day = day
        self._adopted = adopted
        self._manager_of = {} if not unknown_managers else dict.fromkeys(unknown_managers, "")
        self._take_over = frozenset(take_over)
        self._tells_last_day = Field.LAST_DAY in found.columns.position

    def changes(self, rows: Sequence[PersonRow]) -> list[Change]:
        people = self._people(rows)
        ids = [person.pk for person in people.values()]
        places: dict[int, list[Place]] = {}
        held = Placement.objects.filter(person__in=ids)
        for place in map(Place._make, held.order_by("starts_on").values_list(*PLACE_FIELDS)):
            places.setdefault(place.person_id, []).append(place)
        away = set(AwayInFile.objects.filter(person__in=ids).values_list("person_id", flat=True))
        return [self._change(row, people.get(row.employee_number), places, away) for row in rows]

    def _people(self, rows: Iterable[PersonRow]) -> dict[str, Held]:
        numbers = [row.employee_number for row in rows]
        held = Person.objects.filter(employee_number__in=numbers).values_list(*Held._fields)
        found = {str(person.employee_number): person for person in map(Held._make, held)}
        adopted = {self._adopted[number]: number for number in numbers if number in self._adopted}
        if adopted:
            arrived = Person.objects.filter(pk__in=adopted).values_list(*Held._fields)
            found |= {adopted[person.pk]: person for person in map(Held._make, arrived)}
        return found

    def _change(
        self, row: PersonRow, person: Held | None, places: Mapping[int, list[Place]], away: AbstractSet[int]
    ) -> Change:
        if person is None:
            return Change(row, None, move=self._move(row, None, []), is_away=self._is_away(row))
        is_local = person.managed_by == ManagedBy.LOCAL
        if is_local and row.employee_number not in self._take_over:
            return Change(row, person, is_kept_locally=True)
        change = Change(row, person, is_taken_over=is_local)
        if person.managed_by != ManagedBy.SCIM:
            change.leaves_on = self._leaves_on(row, person)
            change.fields = self._fields(row, person)
            change.returns = change.leaves_on is None and "left_on" in change.fields and self._is_gone(person)
            change.is_away = self._is_away(row)
            self._compare_absence(change, person, was_noted=person.pk in away)
        change.move = self._move(row, person, places.get(person.pk, []))
        return change

    def _starts_on(self, row: PersonRow, person: Held | None) -> date:
        """The first day of work where that is yet to come, else the day of the import."""
        hired_on = row.hired_on or (person.hired_on if person else None)
        return max(self._day, hired_on) if hired_on else self._day

    def _leaves_on(self, row: PersonRow, person: Held) -> date | None:
        """The first day gone, when the file says one that the portal does not know."""
        hired_on = row.hired_on or person.hired_on
        if row.left_on is None or row.left_on == person.left_on or (hired_on and row.left_on < hired_on):
            return None
        return None if self._is_gone(person) and row.left_on > self._day else row.left_on

    def _is_gone(self, person: Held) -> bool:
        return person.left_on is not None and person.left_on <= self._day

    def _ends_on(self, row: PersonRow, person: Held | None) -> date | None:
        """The first day gone as it is once the row came in."""
        if person is not None and person.managed_by == ManagedBy.SCIM:
            return person.left_on
        if person is None or row.left_on is not None:
            return row.left_on
        if self._tells_last_day or person.left_on is None or person.left_on <= self._starts_on(row, person):
            return None
        return person.left_on

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
        ends_on = self._ends_on(row, person)
        if person.left_on and row.hired_on and row.hired_on > person.left_on:
            # Nobody begins after they left, not between two statements either: the departure itself is written last.
            wanted["left_on"] = ends_on
        if (person.left_on and ends_on is None) or (self._is_gone(person) and ends_on and ends_on > self._day):
            wanted |= {"left_on": ends_on, "is_active": True}
        return {name: value for name, value in wanted.items() if getattr(person, name) != value}

    def _is_away(self, row: PersonRow) -> bool | None:
        """Whether the row says that this person is away today; who left is not away."""
        has_left = row.left_on is not None and row.left_on <= self._day
        return row.is_away and not has_left and (row.back_on is None or row.back_on > self._day)

    def _compare_absence(self, change: Change, person: Held, *, was_noted: bool) -> None:
        is_here = not person.is_away_on(self._day)
        if change.is_away:
            begins = self._day if is_here else person.away_from
            wanted: dict[str, Any] = {"away_from": begins, "away_until": change.row.back_on}
            change.notes_away = True if is_here else None
        elif change.is_away is False and (was_noted or change.returns):
            wanted = {} if is_here else self._ended(person)
            change.notes_away = False
        else:
            return
        change.fields |= {name: value for name, value in wanted.items() if getattr(person, name) != value}

    def _ended(self, person: Held) -> dict[str, Any]:
        """An absence that ends today; one that began today was none. Days away move what is due, so they are kept."""
        if person.away_from is not None and person.away_from < self._day:
            return {"away_until": self._day}
        return {"away_from": None, "away_until": None}

    def _move(self, row: PersonRow, person: Held | None, places: list[Place]) -> Move | None:
        """Another place where the file says one; the date is the file's own, else the day of the import."""
        manager = self._manager_of.get(row.manager_number, row.manager_number)
        ends_on = self._ends_on(row, person)
        if not places:
            starts_on = max(filter(None, (row.placed_from, row.hired_on)), default=self._day)
            return None if ends_on and ends_on <= starts_on else Move(starts_on, ends_on, manager)
        now = next((place for place in places if _covers(place, self._day)), None)
        # A first day of work that is yet to come says when a place begins, of who has none today.
        begins = self._day if now else self._starts_on(row, person)
        effective = max(filter(None, (row.placed_from, begins)))
        if ends_on and ends_on <= effective:
            return None
        is_ahead = effective > self._day
        at = next((place for place in places if _covers(place, effective)), None)
        if at is not None and _says(at, row, manager) and not (is_ahead and self._day < at.starts_on != effective):
            is_as_said = at != places[-1] or at.ends_on == ends_on
            return None if is_as_said else Move(at.starts_on, ends_on, manager, correct=at, is_another_place=False)
        planned = [place for place in places if place.starts_on > self._day]
        if is_ahead:
            return Move(effective, ends_on, manager, close=now, drop=[place.pk for place in planned])
        if at is None:
            return self._move_into_gap(row, places, planned, ends_on, manager)
        return self._move_now(row, at, planned[0].starts_on if planned else ends_on, manager)

    def _move_into_gap(
        self, row: PersonRow, places: list[Place], planned: list[Place], ends_on: date | None, manager: str
    ) -> Move:
        """A place for somebody who has none today: from the day that the file says, else from today."""
        ended = [place.ends_on for place in places if place.ends_on and place.starts_on <= self._day]
        starts_on = max([row.placed_from or self._day, *ended])
        if not ended and len(planned) == len(places):
            # Who begins otherwise than was announced has not been anywhere yet.
            return Move(starts_on, ends_on, manager, drop=[place.pk for place in planned])
        if planned and _says(planned[0], row, manager):
            return Move(starts_on, planned[0].ends_on, manager, drop=[planned[0].pk])
        return Move(starts_on, planned[0].starts_on if planned else ends_on, manager)

    def _move_now(self, row: PersonRow, at: Place, ends_on: date | None, manager: str) -> Move:
        """Another place than ``at``, from the day that the file says, else from today."""
        is_dated = row.placed_from is not None and at.starts_on < row.placed_from
        starts_on = row.placed_from if is_dated and row.placed_from else self._day
        if at.starts_on >= starts_on:
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
