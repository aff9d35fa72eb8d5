"""What pages and the API read of figures: always from a release, never from what it was made of."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.metrics.base import Frozen
from adoption.models import OrganisationSnapshot, UsageImport, UsageSource
from common.asked import Waiting
from common.clock import day_of
from common.disclosure import OTHER, OWN, Atom, Unit, UnitTree
from common.periods import Period
from people.choices import Role
from people.models import Person


def frozen_organisation(snapshot: OrganisationSnapshot) -> Frozen:
    """Return the organisation of a period as metrics and disclosure control take it. One query."""
    places = {
        person_id: Atom(unit_key, group)
        for person_id, unit_key, group in snapshot.members.values_list("person_id", "unit_key", "function_group")
    }
    units = [Unit(unit["key"], unit["parent"]) for unit in snapshot.units]
    tree = UnitTree(units, staffed={atom.unit for atom in places.values()})
    return Frozen(Period.parse(snapshot.period), tree, places)


def unit_names(snapshot: OrganisationSnapshot) -> dict[str, str]:
    """Return the name of every row that a table of this snapshot can have, pools and own staff among them."""
    names = {unit["key"]: unit["name"] for unit in snapshot.units}
    return names | {key + OWN: name for key, name in names.items()} | {key + OTHER: name for key, name in names.items()}


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the usage reports of last month that the programme office has not read in yet. Two queries."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    period = Period.of(day_of(now)).previous()
    read_in = UsageImport.objects.filter(period=str(period), replaced_at__isnull=True).values("source")
    used_before = UsageSource.objects.filter(imports__isnull=False).distinct()
    missing = used_before.exclude(pk__in=read_in).count()
    title = _("Usage reports of %(period)s to read in") % {"period": period}
    return [Waiting(title=title, count=missing, url=reverse("adoption:usage_list"), icon="upload")] if missing else []
