"""The frozen organisation of a period, for metrics and releases."""

from adoption.metrics.base import Frozen
from adoption.models import OrganisationSnapshot
from common.disclosure import OTHER, OWN, Atom, Unit, UnitTree
from common.periods import Period


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
