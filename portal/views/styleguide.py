"""The living page of the design system, for who builds and keeps the portal."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.clock import now
from common.http import PersonRequest
from people.choices import Role
from portal.styleguide import examples


@require_GET
def styleguide(request: PersonRequest) -> HttpResponse:
    """Show every component with invented content."""
    if not request.user.has_role(Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE):
        raise PermissionDenied
    return render(request, "portal/styleguide.html", examples(today=now().date()))
