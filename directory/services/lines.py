"""Who and what, by name: the lines in which HR checks an import before they say yes. Nothing is written here."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple

from directory.choices import LineKind, Part
from directory.readers.units import UnitFacts
from directory.services.changes import Change
from people.models import RoleAssignment, Unit

OTHER_PARTS = {
    "employee_number": Part.EMPLOYEE_NUMBER,
    "hired_on": Part.HIRED_ON,
    "left_on": Part.LEFT_ON,
    "relation": Part.RELATION,
    "managed_by": Part.MANAGED_BY,
    "away_from": Part.AWAY_FROM,
    "away_until": Part.AWAY_UNTIL,
}


class Line(NamedTuple):
    """One line, as ``ImportLine`` keeps it; values of fixed lists are their codes, days are ISO."""

    kind: str
    part: str
    number: str
    name: str
    before: str = ""
    after: str = ""
    on: date | None = None


def full_name(first_name: str, infix: str, last_name: str) -> str:
    return " ".join(part for part in (first_name, infix, last_name) if part)


class Teller:
    """Tells changes in names; units are called as the portal knows them, else as the file does. One query."""

    def __init__(self, said: Mapping[str, UnitFacts]) -> None:
        self._said = said
        self._held = {unit.code: unit for unit in Unit.objects.select_related("parent")}

    def about_people(self, changes: Iterable[Change]) -> Iterator[Line]:
        for change in changes:
            if change.person is None:
                unit = self._unit(change.row.unit_code)
                yield self._line(change, LineKind.ARRIVES, Part.UNIT, after=unit, on=change.row.hired_on)
            elif change.is_kept_locally:
                yield from self._kept_locally(change)
            elif change.leaves_on is None or change.passes:
                yield from self._names(change)
                # Whoever leaves counts there, and not once more among those who change.
                if change.leaves_on is None:
                    yield from self._move(change)
                    yield from self._rest(change)

    def about_roles(self, roles: Iterable[RoleAssignment]) -> Iterator[Line]:
        for each in roles:
            unit = each.unit.name if each.unit else ""
            number = each.person.employee_number or ""
            yield Line(LineKind.ROLE_ENDS, Part.ROLE, number, each.person.full_name, before=each.role, after=unit)

    def about_units(
        self, new: AbstractSet[str], changed: AbstractSet[str], *, tells_parent: bool, tells_name: bool
    ) -> Iterator[Line]:
        for code in sorted(new):
            facts = self._said[code]
            yield Line(LineKind.NEW_UNIT, Part.PARENT, code, facts.name, after=self._unit(facts.parent))
        for code in sorted(changed):
            facts, unit = self._said[code], self._held[code]
            parent = unit.parent.code if unit.parent else ""
            if tells_name and facts.name != unit.name:
                yield Line(LineKind.UNIT_CHANGES, Part.NAME, code, unit.name, unit.name, facts.name)
            if tells_parent and facts.parent != parent:
                above = self._unit(parent), self._unit(facts.parent)
                yield Line(LineKind.UNIT_CHANGES, Part.PARENT, code, unit.name, *above)
            elif not tells_name or facts.name == unit.name:
                yield Line(LineKind.UNIT_CHANGES, "", code, unit.name)

    def _kept_locally(self, change: Change) -> Iterator[Line]:
        """What the portal and the file say of somebody, so that HR sees whether it is the same person."""
        kind, held = LineKind.KEPT_LOCALLY, change.person
        yield self._line(change, kind, Part.NAME, self._name_before(change), self._name_after(change))
        if held is not None and change.row.email and held.email != change.row.email:
            yield self._line(change, kind, Part.EMAIL, held.email or "", change.row.email)

    def _names(self, change: Change) -> Iterator[Line]:
        kind = LineKind.PASSES if change.passes else LineKind.RENAMED
        if change.fields.keys() & {"first_name", "infix", "last_name"}:
            yield self._line(change, kind, Part.NAME, self._name_before(change), self._name_after(change))
        if "email" in change.fields:
            held = change.person.email if change.person else ""
            yield self._line(change, kind, Part.EMAIL, held or "", change.fields["email"] or "")

    def _move(self, change: Change) -> Iterator[Line]:
        """A line for each part of the place that differs; for a place that only begins another day, its unit.

        Who comes back has no place that differs: one line says where they come back.
        """
        if change.returns:
            on = change.move.starts_on if change.move else None
            yield self._line(change, LineKind.RETURNS, Part.UNIT, after=self._unit(change.row.unit_code), on=on)
            return
        if change.move is None or not change.move.is_another_place:
            return
        row, move = change.row, change.move
        place = move.close or move.correct
        parts = {
            Part.UNIT: (self._unit(place.unit_code) if place else "", self._unit(row.unit_code)),
            Part.FUNCTION_GROUP: (place.function_group if place else "", str(row.function_group)),
            Part.JOB_TITLE: (place.job_title if place else "", row.job_title),
            Part.MANAGER: ((place.manager_number or "") if place else "", move.manager_number),
        }
        differing = {part: pair for part, pair in parts.items() if pair[0] != pair[1]} or {Part.UNIT: parts[Part.UNIT]}
        for part, (before, after) in differing.items():
            yield self._line(change, LineKind.MOVES, part, before, after, on=move.starts_on)

    def _rest(self, change: Change) -> Iterator[Line]:
        for name, part in OTHER_PARTS.items():
            if name in change.fields and not (change.returns and name == "left_on"):
                before = getattr(change.person, name)
                after = change.fields[name]
                yield self._line(change, LineKind.CHANGES, part, str(before or ""), str(after or ""))

    def _unit(self, code: str) -> str:
        known = self._held.get(code) or self._said.get(code)
        return f"{known.name} ({code})" if known and known.name != code else code

    @staticmethod
    def _line(
        change: Change, kind: str, part: str, before: str = "", after: str = "", *, on: date | None = None
    ) -> Line:
        name = Teller._name_before(change) if change.person else Teller._name_after(change)
        return Line(kind, part, change.row.employee_number, name, before, after, on)

    @staticmethod
    def _name_before(change: Change) -> str:
        held = change.person
        return full_name(held.first_name, held.infix, held.last_name) if held else ""

    @staticmethod
    def _name_after(change: Change) -> str:
        return full_name(change.row.first_name, change.row.infix, change.row.last_name)
