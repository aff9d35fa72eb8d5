"""Pages for what went wrong before a view could answer."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from common.clock import today
from common.disk import means_no_room
from common.languages import browser_language, chosen_language
from common.postgresql import means_no_connection
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from portal.navigation import meant_for

MOST_NAMES = 3
RETRY_SECONDS = 30


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


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, 507 on a full disk, else 500, to a person or a program, without a row.

    Django calls this for whatever a view, a template or a middleware let through, while it is being handled.
    """
    status = _status_of(sys.exception())
    # Where the person's own language was found it is known; else what the device says has to do.
    known: str = getattr(request, "LANGUAGE_CODE", "") or chosen_language(request) or browser_language(request)
    with translation.override(known or settings.LANGUAGE_CODE):
        response = _error_for_program(request.path_info, status) or _error_page(request, status)
        response.headers["Content-Language"] = translation.get_language()
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    add_never_cache_headers(response)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _status_of(error: BaseException | None) -> int:
    if means_no_connection(error):
        return 503
    return 507 if means_no_room(error) else 500


def _error_page(request: HttpRequest, status: int) -> HttpResponse:
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    context = {
        "theme": theme if theme in {"light", "dark"} else "",
        "something_was_sent": request.method not in {"GET", "HEAD", "OPTIONS"},
    }
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def _error_for_program(path: str, status: int) -> HttpResponse | None:
    """Return the same as a problem (RFC 9457) or an error of SCIM (RFC 7644); nothing where people read."""
    titles = {503: _("The portal is not available for a moment"), 507: _("The disk of the portal is full")}
    title = titles.get(status, _("Something went wrong on our side"))
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": title}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    if path.startswith("/scim/"):
        problem = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": title}
        return JsonResponse(problem, status=status, content_type="application/scim+json")
    return None
