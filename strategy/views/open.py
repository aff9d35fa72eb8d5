"""The house rules for who does not sign in, where the organisation says so."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.choices import OPEN_WITHOUT_SIGNING_IN
from common.clock import now
from common.selectors import setting_value
from strategy import selectors
from strategy.choices import DocumentKind


@login_not_required
@require_GET
def house_rules(request: HttpRequest) -> HttpResponse:
    """Show the house rules in force, and nothing else of the strategy."""
    version = selectors.current_version(DocumentKind.HOUSE_RULES)
    if version is None or not setting_value(OPEN_WITHOUT_SIGNING_IN):
        raise Http404
    reading = selectors.reading_of(version, None, now=now())
    response = render(request, "strategy/open_house_rules.html", {"reading": reading, "document": version.document})
    response["X-Robots-Tag"] = "noindex"
    return response
