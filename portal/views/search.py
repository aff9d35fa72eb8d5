"""The one search box."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from common.clock import now
from common.http import PersonRequest, render_fragment
from portal.search import search as find

LONGEST = 100


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """Show what fits the words that somebody types; the address keeps them."""
    text = request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()
    found = find(request.user, text, kind=request.GET.get("kind", ""), now=now())
    return render_fragment(request, "portal/search.html", {"found": found}, partial="results")
