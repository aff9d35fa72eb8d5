"""A broken rule becomes a page, or a status for a screen reader, that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import reselect, reswap, retarget

from common.errors import RuleBroken
from common.http import wants_fragment


class RuleBrokenMiddleware:
    """Answer 422 with the rule's own words when a view let a ``RuleBroken`` through.

    Views with a form catch it themselves and put it beside the field, so that nothing typed is lost. This is the
    answer for single buttons. Where htmx asked for a fragment, it takes the place of the page's whole content: the
    fragment is not there, and its place would be the wrong place for these words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        response = render(request, "errors/rule_broken.html", {"message": str(exception)}, status=422)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if wants_fragment(request):
            retarget(reselect(reswap(response, "outerHTML"), "#main"), "#main")
        return response
