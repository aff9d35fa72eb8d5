"""What other apps read of people and places."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from people.models import Deputy, Person, Placement, Unit
from people.querysets import at_day


def people_here(day: date) -> "QuerySet[Person]":
    """Everyone who works here on ``day``."""
    return Person.objects.here_on(day)


def placement_on(person: Person, day: date) -> Placement | None:
    """Where somebody is placed on ``day``. One query."""
    return Placement.objects.on(day).filter(person=person).select_related("unit").first()


def team_of(manager: Person, day: date) -> "QuerySet[Person]":
    """Who reports on ``day`` to ``manager``, or to somebody for whom ``manager`` stands in; never themselves."""
    covered = Deputy.objects.filter(at_day(day), deputy=manager).values("manager_id")
    placed = Placement.objects.on(day).filter(Q(manager=manager) | Q(manager_id__in=covered)).values("person_id")
    return people_here(day).filter(pk__in=placed).exclude(pk=manager.pk)


def units_below(unit_ids: Iterable[int]) -> set[int]:
    """Return the units given and everything that hangs under them. One query."""
    wanted = set(unit_ids)
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Unit.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    found, waiting = set(), list(wanted)
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in found:
            found.add(unit_id)
            waiting.extend(children.get(unit_id, []))
    return found


def people_with_role(role: str, day: date) -> "QuerySet[Person]":
    """Who holds ``role`` on ``day`` and works here."""
    return Person.objects.here_on(day).with_role(role, day)


def person_of_identity(source: str, value: str) -> Person | None:
    """Who another system knows by ``value``, when they work here. One query."""
    person = Person.objects.filter(external_identities__source=source, external_identities__value=value).first()
    return person if person is not None and person.is_here else None
