"""What the programme means for the reader's own work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import now
from common.http import PersonRequest
from people.choices import FunctionGroup
from portal.for_me import for_me as page_of


@require_safe
def for_me(request: PersonRequest) -> HttpResponse:
    """The four questions of one's own work; ``group`` shows what is said to another function group."""
    page = page_of(request.user, request.GET.get("group", ""), now=now())
    return render(request, "portal/for_me.html", {"page": page, "groups": FunctionGroup.choices})
