"""Which passages are clear: sent without a name by who confirmed reading, and shown to all once released.

The one view that takes what somebody chose knows no person.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from common.errors import RuleBroken
from common.http import PersonRequest, nameless
from governance.selectors import has_agreement, refused_subjects, smallest_group
from strategy import selectors, services
from strategy.choices import CLARITY, Chosen
from surveys.services import AlreadySent, NoTicket


@login_not_required
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
def choices_send(request: HttpRequest) -> HttpResponse:
    """Take what somebody chose. Tickets stand in the place of session and CSRF token: nobody else can make them.

    No person, no version in the address, no log line, no audit event; ``NamelessBallotMiddleware`` took the cookies.
    """
    ballots = [(ticket, chosen) for chosen in Chosen.values for ticket in request.POST.getlist(chosen)]
    try:
        services.send_choices(ballots=ballots)
    except NoTicket:
        return _not_taken(request, _("This form is from an earlier month or not ours. Nothing was sent."), status=403)
    except AlreadySent as sent:
        return _not_taken(request, str(sent), status=409)
    except RuleBroken as broken:
        return _not_taken(request, str(broken), status=422)
    return nameless(redirect("strategy:choices_thanks"))


choices_send.unlogged = True  # type: ignore[attr-defined]


def _not_taken(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    context = {"message": message, "page_address": reverse("strategy:clarity_list")}
    return nameless(render(request, "errors/rule_broken.html", context, status=status))


@require_safe
def choices_thanks(request: PersonRequest) -> HttpResponse:
    """After sending; the same page for everybody, whatever it was about."""
    return render(request, "strategy/choices_thanks.html")


@require_safe
def clarity_protocol(request: PersonRequest) -> HttpResponse:
    """Why what somebody chose cannot be linked to them, against whom that holds, and what is left."""
    return render(request, "strategy/clarity_protocol.html", {"k": smallest_group()})


@require_safe
def clarity_list(request: PersonRequest) -> HttpResponse:
    """Show which passages people found their way with, as released; everybody may know."""
    page = Paginator(selectors.clarity(), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "k": smallest_group(),
        "is_asked": has_agreement(CLARITY),
        "is_refused": CLARITY in refused_subjects(),
    }
    return render(request, "strategy/clarity_list.html", context)
