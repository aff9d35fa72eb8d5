"""Where a reader can go, by what they may do; the order is the order on the screen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
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


def holds(*roles: str) -> Callable[[Person], bool]:
    return lambda person: person.has_role(*roles)


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
            Place(_("Settings"), "settings", "settings", holds(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)),
        ],
    ),
]
INBOX = "outbox:inbox"
PHONE_BAR = ["home", "strategy:overview", "tools:tool_list", "training:course_list", INBOX]


def _item(place: Place, path: str) -> Item | None:
    try:
        url = reverse(place.route)
    except NoReverseMatch:
        return None
    return Item(place.label, url, place.icon, current=path == url or (url != "/" and path.startswith(url)))


def groups_for(person: Person, path: str) -> list[Group]:
    """Return the navigation that ``person`` sees on the page at ``path``."""
    groups = []
    for label, places in GROUPS:
        items = [item for place in places if place.seen_by(person) and (item := _item(place, path))]
        if items:
            groups.append(Group(label, items))
    return groups


def phone_bar_for(path: str, *, unread: int) -> list[Item]:
    """Return the five places at the bottom of a phone; the inbox says how much is new, as the bar above does not."""
    places = {place.route: place for _label, group in GROUPS for place in group}
    badges = {INBOX: unread or None}
    return [
        replace(item, badge=badges.get(route))
        for route in PHONE_BAR
        if (item := _item(places[route], path)) is not None
    ]


def inbox_count(person: Person) -> int:
    """Return how many messages wait to be read."""
    return unread_count(person)
