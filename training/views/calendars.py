"""One's own calendar: its secret address, and what a calendar program reads there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from common.calendars import feed
from common.clock import now
from common.http import PersonRequest
from training import selectors, services


@never_cache
@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """Say what an address of one's own calendar is, and whether there is one."""
    return render(request, "training/calendar.html", {"feed": selectors.feed_of(request.user)})


@never_cache
@require_POST
@sensitive_variables()
def calendar_make(request: PersonRequest) -> HttpResponse:
    """Make an address and show it this once; a page that is sent again makes no other one."""
    known = selectors.feed_of(request.user)
    if request.POST.get("upon", "") != (known.token_hash[:12] if known else ""):
        messages.info(request, _("There is an address already. Nothing changed."))
        return redirect("training:calendar")
    secret = services.make_calendar_feed(person=request.user, now=now())
    address = request.build_absolute_uri(reverse("training:calendar_feed", kwargs={"secret": secret}))
    context = {"feed": selectors.feed_of(request.user), "address": address}
    return render(request, "training/calendar.html", context)


@require_POST
def calendar_end(request: PersonRequest) -> HttpResponse:
    services.end_calendar_feed(person=request.user, now=now())
    messages.success(request, _("The address is ended. It shows nothing any more."))
    return redirect("training:calendar")


@login_not_required
@cache_control(private=True, max_age=900)
@require_safe
@sensitive_variables("secret")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar program the sessions of whom this address is; whoever has it needs no password."""
    person = selectors.person_of_feed(secret)
    if person is None:
        raise Http404
    with translation.override(person.language):
        content = feed(selectors.entries_of(person, now=now()), name=_("Training"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
