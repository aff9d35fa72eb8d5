"""The demo's door: one button per role. It opens only with the demo's marker, and only on this machine."""

from ipaddress import ip_address

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from common.selectors import is_demo
from people.selectors import person_of_identity

ROLES = (
    "employee",
    "trainer",
    "hr",
    "team",
    "manager",
    "programme_office",
    "board",
    "privacy_officer",
    "works_council",
    "administrator",
)


def from_this_machine(request: HttpRequest) -> bool:
    """Whether the connection itself comes from loopback; a header that claims so does not count."""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and "X-Forwarded-For" not in request.headers
    except ValueError:
        return False


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the person who plays ``role``; 404 wherever this is not a demo on this machine."""
    role = request.POST.get("role", "")
    if not from_this_machine(request) or not is_demo():
        raise Http404
    person = person_of_identity("demo", role) if role in ROLES else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method="demo")
    return HttpResponseRedirect("/")
