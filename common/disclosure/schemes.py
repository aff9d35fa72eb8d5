"""Which function groups may stand beside each other, chosen from head counts before any outcome is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SMALLEST_FOR_GROUPS: Final = 100
"""Below this many people an organisation shows its total only."""

DIRECTOR, MANAGER = "director", "manager"
CUSTOMER_CONTACT, NO_CUSTOMER_CONTACT = "customer_contact", "no_customer_contact"
FUNCTION_GROUPS: Final = (DIRECTOR, MANAGER, CUSTOMER_CONTACT, NO_CUSTOMER_CONTACT)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a scheme, made of one or more function groups."""

    key: str
    function_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to cut the organisation into groups; every function group is in exactly one, or there are none at all."""

    key: str
    groups: tuple[Group, ...]


TOTAL_ONLY: Final = Scheme("total", ())
LEADERSHIP: Final = Scheme(
    "leadership",
    (Group("leadership", (DIRECTOR, MANAGER)), Group("executing", (CUSTOMER_CONTACT, NO_CUSTOMER_CONTACT))),
)
FOUR_GROUPS: Final = Scheme("function_groups", tuple(Group(key, (key,)) for key in FUNCTION_GROUPS))
SCHEMES: Final = {scheme.key: scheme for scheme in (TOTAL_ONLY, LEADERSHIP, FOUR_GROUPS)}


def choose_scheme(people: Mapping[str, int], *, threshold: int) -> Scheme:
    """Return the finest scheme of which every group has at least ``threshold`` of ``people`` (by function group).

    Call it with what is known before the outcome: the head counts of the frozen snapshot, or the people whom the
    metric is about (licences given out, people invited).
    """
    strangers = people.keys() - set(FUNCTION_GROUPS)
    if strangers:
        raise ValueError(f"No function group: {', '.join(sorted(strangers))}.")
    if sum(people.values()) < SMALLEST_FOR_GROUPS:
        return TOTAL_ONLY
    for scheme in (FOUR_GROUPS, LEADERSHIP):
        if all(sum(people.get(part, 0) for part in group.function_groups) >= threshold for group in scheme.groups):
            return scheme
    return TOTAL_ONLY
