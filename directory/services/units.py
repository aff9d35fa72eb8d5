"""Units as the file says, and what they were called and where they hung before."""

from collections.abc import Mapping
from datetime import date

from directory.readers.units import UnitFacts
from people.models import Unit, UnitVersion

# A unit was there before the portal knew it; its first version reaches back further than any placement.
BEFORE_ALL = date(1900, 1, 1)


def known_units() -> dict[str, str]:
    """Code of each unit -> code of its parent, empty at the top. One query."""
    return {code: parent or "" for code, parent in Unit.objects.values_list("code", "parent__code")}


def codes_by_name() -> dict[str, str]:
    """Name of each unit in small letters -> its code, empty where two units have that name. One query."""
    codes: dict[str, str] = {}
    for code, name in Unit.objects.values_list("code", "name"):
        key = name.casefold()
        codes[key] = "" if key in codes else code
    return codes


def compare_units(said: Mapping[str, UnitFacts], *, tells_parent: bool, tells_name: bool) -> tuple[set[str], set[str]]:
    """Return the codes of units that are new, and of those that get another name or parent. One query."""
    held = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    changed = {
        code
        for code, unit in held.items()
        if code in said and _differs(unit, said[code], tells_parent=tells_parent, tells_name=tells_name)
    }
    return set(said) - set(held), changed


def write_units(said: Mapping[str, UnitFacts], *, day: date, tells_parent: bool, tells_name: bool) -> None:
    """Make new units and give changed ones a new version from ``day``; units that the file does not name stay."""
    new, changed = compare_units(said, tells_parent=tells_parent, tells_name=tells_name)
    Unit.objects.bulk_create([Unit(code=code, name=said[code].name) for code in sorted(new)])
    units = {unit.code: unit for unit in Unit.objects.all()}
    for code in sorted(new | changed):
        unit, facts = units[code], said[code]
        if tells_name or code in new:
            unit.name = facts.name
        if tells_parent:
            unit.parent = units[facts.parent] if facts.parent else None
        unit.closed_on = None
        unit.save(update_fields=["name", "parent", "closed_on"])
        _write_version(unit, day=BEFORE_ALL if code in new else day)


def _differs(unit: Unit, facts: UnitFacts, *, tells_parent: bool, tells_name: bool) -> bool:
    parent = unit.parent.code if unit.parent else ""
    return (
        (tells_name and unit.name != facts.name)
        or (tells_parent and parent != facts.parent)
        or unit.closed_on is not None
    )


def _write_version(unit: Unit, *, day: date) -> None:
    """Close the version in force and open one from ``day``; a second change on one day sets the first right."""
    open_version = UnitVersion.objects.filter(unit=unit, ends_on__isnull=True).first()
    if open_version is not None and open_version.starts_on >= day:
        open_version.name, open_version.parent = unit.name, unit.parent
        open_version.save(update_fields=["name", "parent"])
        return
    if open_version is not None:
        open_version.ends_on = day
        open_version.save(update_fields=["ends_on"])
    UnitVersion.objects.create(unit=unit, name=unit.name, parent=unit.parent, starts_on=day)
