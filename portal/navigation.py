"""Where a reader can go, by what they may do; the order is the order on the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.selectors import unread_count
from people.choices import Role
from people.models import Person


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the navigation: where it leads, and who sees it."""

    label: str | Promise
    route: str
    icon: str
    seen_by: Callable[[Person], bool] = lambda person: True


@dataclass(frozen=True, slots=True)
class Item:
    """A line as one reader sees it."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    badge: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Holds:
    """Who holds one of these roles."""

    roles: tuple[Role, ...]

    def __call__(self, person: Person) -> bool:
        return person.has_role(*self.roles)


def holds(*roles: Role) -> Holds:
    return Holds(roles)


GROUPS: list[tuple[str | Promise, list[Place]]] = [
    (
        "",
        [
            Place(_("Home"), "home", "home"),
            Place(_("Strategy"), "strategy:overview", "compass"),
            Place(_("AI tools"), "tools:tool_list", "tool"),
            Place(_("Training"), "training:course_list", "school"),
            Place(_("Pilots"), "pilots:pilot_list", "flask"),
            Place(_("Figures"), "adoption:overview", "chart"),
        ],
    ),
    (
        _("My work"),
        [
            Place(_("Inbox"), "outbox:inbox", "inbox"),
            Place(_("Surveys"), "surveys:wave_list", "message"),
            Place(_("My data"), "my_data", "user"),
        ],
    ),
    (
        _("Steering"),
        [
            Place(
                _("Proposals and advice"),
                "governance:proposal_list",
                "scale",
                holds(Role.PROGRAMME_OFFICE, Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.BOARD, Role.ADMINISTRATOR),
            ),
            Place(_("People"), "people:person_list", "users", holds(Role.HR, Role.ADMINISTRATOR)),
            Place(_("HR import"), "directory:import_list", "upload", holds(Role.HR, Role.ADMINISTRATOR)),
            Place(
                _("Usage reports"), "adoption:usage_list", "database", holds(Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)
            ),
            Place(_("Reminders"), "nudges:rule_list", "bell", holds(Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)),
            Place(_("Audit log"), "audit", "history", holds(Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)),
            Place(_("Delivery"), "outbox:delivery", "mail", holds(Role.ADMINISTRATOR)),
            Place(_("System keys"), "people:api_token_list", "key", holds(Role.ADMINISTRATOR)),
            Place(_("Signing key"), "training:key_list", "certificate", holds(Role.ADMINISTRATOR)),
            Place(
                _("Settings"),
                "settings",
                "settings",
                holds(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.PROGRAMME_OFFICE, Role.BOARD),
            ),
        ],
    ),
]
INBOX = "outbox:inbox"
PHONE_BAR = ["home", "strategy:overview", "tools:tool_list", "training:course_list", INBOX]
PHONE_BARS: list[tuple[Holds, list[str]]] = [
    (
        holds(Role.BOARD, Role.PROGRAMME_OFFICE),
        ["home", "strategy:overview", "pilots:pilot_list", "adoption:overview", INBOX],
    ),
    (
        holds(Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER),
        ["home", "tools:tool_list", "adoption:overview", "governance:proposal_list", INBOX],
    ),
]
"""The five places of who steers or advises: the first line that fits. Everyone else has ``PHONE_BAR``."""


def _address(route: str) -> str:
    return _address_below(get_script_prefix(), route)


@cache
def _address_below(prefix: str, route: str) -> str:
    """Return the address of a place, worked out once a process: every page shows them all."""
    return reverse(route)


def _here(path: str, person: Person | None = None) -> str:
    """Return the address of the one place to which the page at ``path`` belongs: the nearest above it."""
    places = [place for _label, group in GROUPS for place in group if person is None or place.seen_by(person)]
    above = [url for place in places if path.startswith(url := _address(place.route)) and (url != "/" or path == url)]
    return max(above, key=len, default="")


def meant_for(path: str) -> tuple[str | Promise, list[str | Promise]]:
    """Return the place to which the page at ``path`` belongs and whose roles it is for; nothing where it is open."""
    here = _here(path)
    for _label, places in GROUPS:
        for place in places:
            if isinstance(place.seen_by, Holds) and _address(place.route) == here:
                return place.label, [role.label for role in place.seen_by.roles]
    return "", []


def groups_for(person: Person, path: str) -> list[Group]:
    """Return the navigation that ``person`` sees on the page at ``path``."""
    here = _here(path, person)
    groups = []
    for label, places in GROUPS:
        seen = [(place, _address(place.route)) for place in places if place.seen_by(person)]
        items = [Item(place.label, url, place.icon, current=url == here) for place, url in seen]
        if items:
            groups.append(Group(label, items))
    return groups


def phone_bar_for(person: Person, path: str, *, unread: int) -> list[Item]:
    """Return the five places at the bottom of a phone, by what ``person`` is here for.

    The inbox says how much is new, as the bar above does not.
    """
    places = {place.route: place for _label, group in GROUPS for place in group}
    here, badges = _here(path, person), {INBOX: unread or None}
    bar = next((routes for who, routes in PHONE_BARS if who(person)), PHONE_BAR)
    return [
        Item(places[route].label, url, places[route].icon, current=url == here, badge=badges.get(route))
        for route in bar
        if (url := _address(route))
    ]


def inbox_count(person: Person) -> int:
    """Return how many messages wait to be read."""
    return unread_count(person)
