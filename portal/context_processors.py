"""What every page needs: navigation by role, theme, name of the portal."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common import selectors
from people.models import Person
from portal import navigation, tabs
from portal.version import VERSION
from portal.views import demo


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates the navigation of this reader, lazily: a fragment without navigation costs no query for it.

    Each is asked once a page, however often a template names it.
    """
    user = getattr(request, "user", None)
    person: Person | None = user if isinstance(user, Person) else None
    unread = cache(lambda: navigation.inbox_count(person) if person else 0)
    organisation = getattr(request, "organisation", SimpleLazyObject(selectors.organisation))
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "system")
    return {
        "portal_version": VERSION,
        "theme": theme if theme in {"light", "dark"} else "system",
        "navigation": cache(lambda: navigation.groups_for(person, request.path) if person else []),
        "mobile_navigation": cache(
            lambda: navigation.phone_bar_for(person, request.path, unread=unread()) if person else []
        ),
        "area_tabs": cache(lambda: tabs.bar_for(person, request) if person else None),
        "organisation_name": lambda: organisation.name,
        "organisation_short_name": lambda: organisation.short_name,
        "page_address": page_address(request),
        "demo_roles": cache(lambda: demo.roles_to_show(request)),
        "inbox_count": unread,
    }


def page_address(request: HttpRequest) -> str:
    """Return where a reader comes back to: this page, or the page from which a form was sent here.

    Some addresses only take a form and answer there what was wrong with it; the language switch and the way back must
    lead to the page on which the form stood.
    """
    before = urlsplit(request.headers.get("Referer", ""))
    if request.method == "POST" and before.netloc == request.get_host():
        return before._replace(scheme="", netloc="", fragment="").geturl()
    return request.get_full_path()
