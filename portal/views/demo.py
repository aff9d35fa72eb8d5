"""Sign-in of the demo: one button per role.

It exists where ``HOUVAST_ENV`` is demo, and works on a database with the demo's marker, for a browser on this machine.
"""

from ipaddress import ip_address

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common.selectors import is_demo
from people.selectors import person_of_identity

ROLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "employee": (_("Employee"), _("a nurse in a home care team, on a phone")),
    "team": (_("Pilot owner"), _("tries something out with a team")),
    "manager": (_("Team manager"), _("leads a home care team")),
    "trainer": (_("Trainer"), _("gives courses, marks attendance")),
    "hr": (_("HR adviser"), _("plans training, reads in the staff list")),
    "programme_office": (_("Programme office"), _("writes the strategy, steers pilots and figures")),
    "board": (_("Board member"), _("sees how it stands, takes decisions")),
    "privacy_officer": (_("Privacy officer"), _("sees what is measured, gives advice")),
    "works_council": (_("Works council"), _("agrees to the figures, or not")),
    "administrator": (_("Administrator"), _("connects sign-in, mail and sources")),
}


PROXY_HEADERS = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip"}
)


def is_open(request: HttpRequest) -> bool:
    """Whether the demo lets this request in. One query at most."""
    return settings.ENVIRONMENT == "demo" and is_from_this_machine(request) and is_demo()


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the connection comes from loopback, and no header says that a proxy made it for somebody else."""
    names = {name.lower() for name in request.headers}
    if names & PROXY_HEADERS or any(name.startswith("x-forwarded") for name in names):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the person who plays ``role``; 404 wherever this is not a demo on this machine."""
    role = request.POST.get("role", "")
    if not is_open(request):
        raise Http404
    person = person_of_identity("demo", role) if role in ROLES else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method="demo")
    return HttpResponseRedirect("/")


def roles_to_show(request: HttpRequest) -> list[tuple[str, str | Promise, str | Promise]]:
    """Return role, label and sense of each button of the demo's sign-in page; none outside the demo. One query."""
    if not is_open(request):
        return []
    return [(role, label, sense) for role, (label, sense) in ROLES.items()]
