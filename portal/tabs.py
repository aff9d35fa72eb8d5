"""The tabs of an area of the portal: four at most, on each of its pages, with the lists that stand under each.

A page belongs to the place whose ``pages`` name the longest beginning of its route, among the places that its reader
sees; the area's first place takes what no other names. A new address so stands under a tab without being listed here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.clock import day_of, now
from people.choices import Role
from people.models import Person
from people.selectors import team_of

type Text = str | Promise


def everyone(person: Person) -> bool:
    return True


def is_hr(person: Person) -> bool:
    return person.has_role(Role.HR)


def is_not_hr(person: Person) -> bool:
    return not is_hr(person)


def is_trainer(person: Person) -> bool:
    return person.has_role(Role.TRAINER)


def trains_only(person: Person) -> bool:
    return is_trainer(person) and not is_hr(person)


def gives_or_plans(person: Person) -> bool:
    return is_trainer(person) or is_hr(person)


def keeps_keys(person: Person) -> bool:
    return person.has_role(Role.ADMINISTRATOR)


def keeps_keys_only(person: Person) -> bool:
    return keeps_keys(person) and is_not_hr(person)


def leads_team(person: Person) -> bool:
    """Whether anybody reports to this person, or to somebody for whom they stand in. One query."""
    return team_of(person, day_of(now())).exists()


def leads_team_only(person: Person) -> bool:
    return is_not_hr(person) and leads_team(person)


@dataclass(frozen=True, slots=True)
class Place:
    """A list under a tab: where it is, how the routes of its pages begin, and who sees it."""

    label: Text
    route: str
    pages: Sequence[str]
    seen_by: Callable[[Person], bool] = everyone


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    places: Sequence[Place]
    seen_by: Callable[[Person], bool] = everyone


@dataclass(frozen=True, slots=True)
class Area:
    """Part of the portal with tabs of its own; ``root`` is how the routes of its pages begin."""

    label: Text
    root: str
    tabs: Sequence[Tab]


@dataclass(frozen=True, slots=True)
class Link:
    """A tab, or a place under it, as one reader sees it on one page; ``current`` is the value of ``aria-current``."""

    label: Text
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The tabs as one reader sees them, and the places under the one to which the page belongs."""

    label: Text
    tabs: Sequence[Link]
    under: Text
    places: Sequence[Link]


ONE_COURSE = "courses/<uuid:course_id>/"
OWN_PAGES = ("mine/", "here/", "offers/")
TRAINING = Area(
    _("Training"),
    "training/",
    [
        Tab(
            _("Courses"),
            [
                Place(_("Catalogue"), "training:course_list", [""]),
                Place(_("Learning paths"), "training:path_list", ["paths/"]),
                Place(_("My training"), "training:my_training", OWN_PAGES, is_hr),
                Place(_("What people thought"), "training:evaluation_list", ["evaluations/"], is_not_hr),
                Place(_("Signing key"), "training:key_list", ["keys/"], keeps_keys_only),
            ],
        ),
        Tab(
            _("My training"),
            [
                Place(
                    _("My training"),
                    "training:my_training",
                    [*OWN_PAGES, "enrolments/", "certificates/", "verify/", "sessions/<uuid:session_id>/enrol/"],
                )
            ],
            is_not_hr,
        ),
        Tab(
            _("Sessions"),
            [
                Place(
                    _("All sessions"),
                    "training:session_list",
                    ["sessions/", f"{ONE_COURSE}sessions/", "kept-seats/", "enrolments/"],
                    is_hr,
                ),
                Place(_("Requests"), "training:request_list", ["requests/"], is_hr),
                Place(_("What people wait for"), "training:demand_list", ["demand/", f"{ONE_COURSE}demand/"], is_hr),
                Place(_("Sessions you give"), "training:session_list", ["sessions/"], trains_only),
                Place(_("Evidence to look at"), "training:evidence_list", ["evidence/"], trains_only),
            ],
            gives_or_plans,
        ),
        Tab(
            _("Required"),
            [
                Place(_("What is required"), "training:requirement_list", ["requirements/"]),
                Place(_("Who is late"), "training:late_list", ["requirements/late/"]),
                Place(_("Your team"), "training:team_list", ["team/"], leads_team),
            ],
            is_hr,
        ),
        Tab(
            _("Your team"),
            [
                Place(_("What is required"), "training:team_list", ["team/", "sessions/<uuid:session_id>/enrol-team/"]),
                Place(_("Requests"), "training:request_list", ["requests/"]),
            ],
            leads_team_only,
        ),
        Tab(
            _("Results"),
            [
                Place(_("Evidence to look at"), "training:evidence_list", ["evidence/"]),
                Place(_("Certificates"), "training:certificate_list", ["certificates/", "points/", "verify/"]),
                Place(_("What people thought"), "training:evaluation_list", ["evaluations/"]),
                Place(_("Other systems"), "training:import_list", ["completions/"]),
                Place(_("Signing key"), "training:key_list", ["keys/"], keeps_keys),
            ],
            is_hr,
        ),
    ],
)
AREAS = [TRAINING]


def bar_for(person: Person, request: HttpRequest) -> Bar | None:
    """Return the tabs of the area to which this page belongs; none where it belongs to none. One query at most."""
    route = request.resolver_match.route if request.resolver_match else ""
    area = next((each for each in AREAS if route.startswith(each.root)), None)
    if area is None:
        return None
    seen = [(tab, [place for place in tab.places if place.seen_by(person)]) for tab in area.tabs if tab.seen_by(person)]
    of_page = route.removeprefix(area.root)
    here, current = _nearest(seen, of_page)

    def link(label: Text, place: Place, *, is_current: bool) -> Link:
        url = reverse(place.route)
        return Link(label, url, "" if not is_current else "page" if url == request.path else "true")

    tabs = [link(tab.label, places[0], is_current=tab is here) for tab, places in seen]
    under = next(places for tab, places in seen if tab is here)
    places = [link(place.label, place, is_current=place is current) for place in under]
    return Bar(area.label, tabs, here.label, places if len(places) > 1 else [])


def _nearest(seen: Sequence[tuple[Tab, Sequence[Place]]], route: str) -> tuple[Tab, Place]:
    """The tab and place that name the longest beginning of this route; the first of those that name it alike."""
    named = [
        (len(page), tab, place)
        for tab, places in seen
        for place in places
        for page in place.pages
        if route.startswith(page)
    ]
    _length, tab, place = max(named, key=lambda each: each[0])
    return tab, place
