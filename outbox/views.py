"""The inbox, what somebody wants to get, and how delivery goes."""

from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now
from common.http import PersonRequest
from outbox import documents, messages, policies, selectors, services
from outbox.choices import Channel
from outbox.forms import PreferencesForm
from people.models import Person

PAGE_SIZE = 50
DELIVERY_DAYS = 30


def reader_language() -> str:
    """Return the language that this reader reads now: nl or en."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


@require_GET
def inbox(request: PersonRequest) -> HttpResponse:
    page = Paginator(selectors.inbox_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    language = reader_language()
    entries = [(message, messages.render(message, language=language)) for message in page]
    unread = selectors.unread_count(request.user)
    return render(request, "outbox/inbox.html", {"page": page, "entries": entries, "unread": unread})


@require_GET
def message_detail(request: PersonRequest, message_id: str) -> HttpResponse:
    message = get_object_or_404(selectors.inbox_of(request.user), public_id=message_id)
    services.mark_read(message=message, now=now())
    kind = messages.kind_of(message.code)
    rendered = messages.render(message, language=reader_language())
    return render(request, "outbox/message_detail.html", {"message": message, "rendered": rendered, "kind": kind})


@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    services.mark_all_read(person=request.user, now=now())
    return redirect("outbox:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    topics = messages.topics()
    form = PreferencesForm(request.POST or None, topics=topics)
    if request.method == "POST" and form.is_valid():
        services.set_preferences(
            person=request.user, offered=form.offered.values(), wanted=form.wanted_pairs(), now=now()
        )
        toasts.success(request, _("Your choices are kept."))
        return redirect("outbox:preferences")
    choices = messages.choices_of(topics, switched_off=selectors.switched_off(request.user))
    return render(
        request,
        "outbox/preference_edit.html",
        {"choices": choices, "form": form},
        status=422 if request.method == "POST" else 200,
    )


@login_not_required
@csrf_exempt  # the link is signed, and a mail program that asks in one click (RFC 8058) has no session and no token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which mail scanners follow too; switch off on POST."""
    read = documents.read_unsubscribe_token(token)
    person = Person.objects.filter(public_id=read[0], is_active=True).first() if read else None
    kind = messages.kind_of(read[1]) if read else None
    if person is None or kind is None:
        raise Http404
    if request.method == "POST":
        services.unsubscribe(person=person, code=kind.code, now=now())
    return render(request, "outbox/unsubscribe.html", {"label": kind.label, "done": request.method == "POST"})


@require_GET
def delivery(request: PersonRequest) -> HttpResponse:
    if not policies.can_see_delivery(request.user):
        raise PermissionDenied
    rows = selectors.delivery_by_kind(since=now() - timedelta(days=DELIVERY_DAYS))
    lines = [
        (selectors.label_of(code), [(Channel(channel).label, counts) for _code, channel, counts in of_kind])
        for code, of_kind in groupby(rows, key=itemgetter(0))
    ]
    shown = {"lines": lines, "days": DELIVERY_DAYS, "mail_is_set_up": settings.MAIL_IS_SET_UP}
    return render(request, "outbox/delivery.html", shown)
