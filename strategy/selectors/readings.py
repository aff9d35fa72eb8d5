"""Who read what."""

from datetime import datetime

from common.clock import day_of
from people.models import Person
from people.selectors import people_here
from strategy.models import Acknowledgement, Version


def acknowledged_ids(version: Version, *, until: datetime) -> set[int]:
    """Return the primary keys of the people whose reading before ``until`` counts for ``version``. One query.

    A reading of an earlier version counts as long as nothing material changed since.
    """
    readings = Acknowledgement.objects.filter(
        version__material_since_id=version.material_since_id, version__number__lte=version.number, at__lt=until
    )
    return set(readings.values_list("person_id", flat=True))


def outstanding_ids(version: Version, now: datetime) -> set[int]:
    """Return the primary keys of who works here, is not away, and has not confirmed ``version``. Two queries."""
    day = day_of(now)
    away = Person.objects.away_on(day).values("pk")
    here = people_here(day).exclude(pk__in=away).values_list("pk", flat=True)
    return set(here) - acknowledged_ids(version, until=now)
