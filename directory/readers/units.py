"""What the rows of an HR file say of units, and which of it holds together."""

from array import array
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from directory.choices import Field
from directory.errors import Fault
from directory.readers.columns import Columns


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as most rows of the file say: its name, and the code of the unit above it, empty at the top."""

    code: str
    name: str
    parent: str


@dataclass(slots=True)
class _Variants:
    """Each name and parent that rows give to one code, with those rows."""

    rows: dict[tuple[str, str], array[int]] = field(default_factory=dict)

    def usual(self, which: int) -> str:
        """The name (0) or parent (1) that most rows say; empty only when no row says one; the first at a tie."""
        counts: dict[str, int] = {}
        spelled: dict[str, str] = {}
        for variant, rows in self.rows.items():
            value = variant[which]
            if value:
                spelled.setdefault(value.casefold(), value)
                counts[value.casefold()] = counts.get(value.casefold(), 0) + len(rows)
        return spelled[max(counts, key=lambda key: counts[key])] if counts else ""

    def all_rows(self) -> Iterator[int]:
        for rows in self.rows.values():
            yield from rows


class Said:
    """Gathers what rows say of units; rows are kept as bare numbers."""

    def __init__(self) -> None:
        self._units: dict[str, _Variants] = {}

    def add(self, row: int, code: str, name: str, parent: str) -> None:
        variants = self._units.get(code)
        if variants is None:
            variants = self._units[code] = _Variants()
        rows = variants.rows.get((name, parent))
        if rows is None:
            rows = variants.rows[name, parent] = array("L")
        rows.append(row)

    def settle(self, known: Mapping[str, str], columns: Columns) -> tuple[dict[str, UnitFacts], list[Fault]]:
        """Return the units that hold together, and a fault for each row that says otherwise.

        ``known`` are the units of the portal, code -> code of the parent.
        """
        facts = {
            code: UnitFacts(code=code, name=variants.usual(0) or code, parent=variants.usual(1))
            for code, variants in self._units.items()
        }
        faults = list(self._odd_rows(facts, columns))
        broken: dict[str, tuple[str, str]] = {}
        for code, unit in facts.items():
            if unit.parent and unit.parent not in facts and unit.parent not in known:
                broken[code] = ("parent_unknown", code)
        parents = {**known, **{code: unit.parent for code, unit in facts.items()}}
        for code in facts:
            if code not in broken and _hangs_under_itself(code, parents):
                broken[code] = ("unit_circle", code)
        # What hangs under a broken unit that the portal does not know either has nowhere to hang.
        spreading = True
        while spreading:
            spreading = False
            for code, unit in facts.items():
                if code not in broken and unit.parent in broken and unit.parent not in known:
                    broken[code] = ("parent_refused", unit.parent)
                    spreading = True
        for code, (reason, named) in broken.items():
            faults.extend(self._unit_faults(code, facts[code], reason, named, columns))
        return {code: unit for code, unit in facts.items() if code not in broken}, faults

    def brought_in(self, units: Mapping[str, UnitFacts], refused: Container[int]) -> dict[str, UnitFacts]:
        """Return of these units those that a row without fault stands in, and the units above them.

        A unit that is named on refused rows only comes in with the first row that is mended.
        """
        needed: set[str] = set()
        for code in units:
            if any(row not in refused for row in self._units[code].all_rows()):
                at = code
                while at in units and at not in needed:
                    needed.add(at)
                    at = units[at].parent
        return {code: unit for code, unit in units.items() if code in needed}

    def _odd_rows(self, facts: Mapping[str, UnitFacts], columns: Columns) -> Iterator[Fault]:
        """A row that gives a unit another name or parent than most rows do."""
        for code, variants in self._units.items():
            unit = facts[code]
            for (name, parent), rows in variants.rows.items():
                for row in rows:
                    if name and name.casefold() != unit.name.casefold():
                        params = {"unit": code, "usual": unit.name}
                        yield Fault(row, columns.name(Field.UNIT_NAME), name, "unit_two_names", params)
                    if parent and parent.casefold() != unit.parent.casefold():
                        params = {"unit": code, "usual": unit.parent}
                        yield Fault(row, columns.name(Field.PARENT_CODE), parent, "unit_two_parents", params)

    def _unit_faults(self, code: str, unit: UnitFacts, reason: str, named: str, columns: Columns) -> Iterator[Fault]:
        column = columns.name(Field.PARENT_CODE)
        params = {} if reason == "parent_unknown" else {"unit": named}
        for row in self._units[code].all_rows():
            yield Fault(row, column, unit.parent, reason, params)


def _hangs_under_itself(code: str, parents: Mapping[str, str]) -> bool:
    at = parents.get(code, "")
    seen = {code}
    while at:
        if at == code:
            return True
        if at in seen:
            return False
        seen.add(at)
        at = parents.get(at, "")
    return False
