"""The golden thread on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import now
from common.http import PersonRequest
from portal.thread import sees_loose_ends, thread_of_all


@require_safe
def thread(request: PersonRequest) -> HttpResponse:
    """Each objective with what hangs on it; the programme office and the board also see the loose ends."""
    context = {"thread": thread_of_all(now=now()), "steers": sees_loose_ends(request.user)}
    return render(request, "portal/thread.html", context)
