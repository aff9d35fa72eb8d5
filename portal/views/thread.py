"""The golden thread on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import now
from common.http import PersonRequest
from people.choices import Role
from portal.thread import thread_of_all


@require_safe
def thread(request: PersonRequest) -> HttpResponse:
    """Each objective with what hangs on it; the programme office and the board also see the loose ends."""
    steers = request.user.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)
    context = {"thread": thread_of_all(now=now()), "steers": steers}
    return render(request, "portal/thread.html", context)
