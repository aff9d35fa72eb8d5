"""What can be read without signing in, where the organisation says so: the catalogue in general terms, and a poster."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.choices import OPEN_WITHOUT_SIGNING_IN
from common.http import HtmxRequest, PersonRequest, render_fragment
from common.selectors import setting_value
from common.typesetting import qr_code
from strategy.choices import DocumentKind
from strategy.selectors import current_version
from tools import selectors
from tools.forms import OpenListForm
from tools.views.guards import only_office


@login_not_required
@require_safe
def open_list(request: HtmxRequest) -> HttpResponse:
    """Show every tool with what holds for everybody; who signs in sees what holds for them."""
    if not setting_value(OPEN_WITHOUT_SIGNING_IN):
        raise Http404
    form = OpenListForm(request.GET)
    page = selectors.tools_for_anyone(form.text, page=request.GET.get("page", "1"))
    has_rules = current_version(DocumentKind.HOUSE_RULES) is not None
    context = {"form": form, "page_obj": page, "has_rules": has_rules}
    response = render_fragment(request, "tools/open_list.html", context, partial="results")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def open_poster(request: PersonRequest) -> HttpResponse:
    """A page to print with a code for each of the two pages, for the programme office; or what to do first."""
    only_office(request)
    routes = {"tools": "tools:open_list", "rules": "strategy:open_house_rules"}
    context = {
        "is_open": setting_value(OPEN_WITHOUT_SIGNING_IN),
        "codes": {name: _code(f"{settings.BASE_URL}{reverse(route)}") for name, route in routes.items()},
    }
    return render(request, "tools/open_poster.html", context)


def _code(address: str) -> dict[str, str]:
    """An address and its code as a picture."""
    return {"address": address, "picture": qr_code(address)}
