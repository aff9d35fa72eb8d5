"""The accessibility statement, open to whoever has the address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import accessibility


@login_not_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Say how well people with a disability can use this portal, and where to report a barrier."""
    context = {"statement": accessibility.statement(), "laws": accessibility.LAWS}
    return render(request, "portal/accessibility.html", context)
