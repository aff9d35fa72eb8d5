"""Pages for what went wrong before a view could answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.clock import today
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from portal.navigation import meant_for

MOST_NAMES = 3


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long or came from elsewhere, and how to send it again."""
    return render(request, "403_csrf.html", status=403)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what the page is for and who can give access: in the view's own words, or by its place in the portal."""
    place, roles = meant_for(request.path)
    known = getattr(request, "user", None)
    context = {
        "words": str(exception),
        "place": place,
        "roles": roles,
        "administrators": people_with_role(Role.ADMINISTRATOR, today())[:MOST_NAMES]
        if isinstance(known, Person)
        else [],
    }
    return render(request, "403.html", context, status=403)
