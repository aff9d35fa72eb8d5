"""Requests with their types, and the one way to answer as a page or as a fragment of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from people.models import Person


class HtmxRequest(HttpRequest):
    """Any request, with what htmx says of it."""

    htmx: HtmxDetails


class PersonRequest(HtmxRequest):
    """A request of somebody who signed in."""

    user: "Person"


def render_fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, partial: str, status: int = 200
) -> HttpResponse:
    """Render the whole page, or only its ``partial`` when htmx asks for a swap.

    Caches and the back button keep the two apart by ``Vary``. A boosted or history-restoring request gets the page.
    """
    name = f"{template}#{partial}" if wants_fragment(request) else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def as_download(name: str) -> dict[str, str]:
    """Return the headers of a file that is made for who asks: saved under ``name``, and kept by no cache."""
    return {
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
        "Cache-Control": "no-store",
    }


def nameless(response: HttpResponse) -> HttpResponse:
    """Leave no trace of this address with the next one. ``never_cache`` keeps it out of shared devices' caches.

    The origin alone goes along: without it the browser says "null", and every other form on the page is refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page that it will swap; false where no middleware looked."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request
