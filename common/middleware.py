"""A broken rule becomes a page, or a status for a screen reader, that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import RuleBroken


class RuleBrokenMiddleware:
    """Answer 422 with the rule's own words when a view let a ``RuleBroken`` through.

    Views with a form catch it themselves and put it beside the field, so that nothing typed is lost. This is the
    answer for single buttons.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        return render(request, "errors/rule_broken.html", {"message": str(exception)}, status=422)
