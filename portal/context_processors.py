"""What every page needs: navigation by role, theme, name of the portal."""

from typing import Any

from django.http import HttpRequest

from people.models import Person
from portal import navigation
from portal.views import demo


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates the navigation of this reader, lazily: a fragment without navigation costs no query for it."""
    user = getattr(request, "user", None)
    person: Person | None = user if isinstance(user, Person) else None
    theme = request.COOKIES.get("theme", "system")
    return {
        "theme": theme if theme in {"light", "dark"} else "system",
        "navigation": lambda: navigation.groups_for(person, request.path) if person else [],
        "mobile_navigation": lambda: navigation.phone_bar_for(person, request.path) if person else [],
        "demo_roles": lambda: demo.roles_to_show(request),
        "inbox_count": lambda: navigation.inbox_count(person) if person else 0,
    }
