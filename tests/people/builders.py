"""People and places for tests, named as the house names them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

from people.choices import FunctionGroup, Role
from people.models import Person, Placement, RoleAssignment, Unit, UnitVersion

LONG_AGO = date(2020, 1, 1)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday morning, for services that take the time."""
_number = count(1)


def unit(code: str = "100", name: str = "Stichting Houtwijk", parent: Unit | None = None) -> Unit:
    """Return the unit with this code, made when it is not there yet."""
    found, created = Unit.objects.get_or_create(code=code, defaults={"name": name, "parent": parent})
    if created:
        UnitVersion.objects.create(unit=found, name=name, parent=parent, starts_on=LONG_AGO)
    return found


def employee(
    *,
    first_name: str = "Sanne",
    infix: str = "de",
    last_name: str = "Boer",
    email: str | None = "",
    unit: Unit | None = None,
    function_group: str = FunctionGroup.CUSTOMER_CONTACT,
    manager: Person | None = None,
    roles: Sequence[str] = (),
    language: str = "nl",
    password: str | None = None,
    **fields: object,
) -> Person:
    """Return somebody who works here, placed in a unit, with roles from long ago. ``email=None`` leaves it out."""
    number = next(_number)
    person = Person(
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        email=f"{first_name.lower()}.{number}@houtwijk.example" if email == "" else email,
        employee_number=str(50_000 + number),
        language=language,
        hired_on=LONG_AGO,
        **fields,
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save()
    Placement.objects.create(
        person=person,
        unit=unit or _default_unit(),
        function_group=function_group,
        manager=manager,
        starts_on=LONG_AGO,
    )
    for role in roles:
        RoleAssignment.objects.create(
            person=person, role=role, starts_on=LONG_AGO, granted_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
    return person


def _default_unit() -> Unit:
    return unit()


__all__ = ["LONG_AGO", "NOW", "Role", "employee", "unit"]
