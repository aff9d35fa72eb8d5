"""A ballot arrives without a person."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

KEPT = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.THEME_COOKIE_NAME}


class NamelessBallotMiddleware:
    """Drop every cookie that could tell who sends, before anything reads it, where a view is marked ``unlogged``.

    A browser sends its session cookie along with every form. From here on no code can know whose session it was:
    nothing is read of it, nothing is written to it, and no "last seen" moves with a ballot.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and self.is_nameless(request.path_info):
            kept = {name: value for name, value in request.COOKIES.items() if name in KEPT}
            request.COOKIES.clear()
            request.COOKIES.update(kept)
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)

    @staticmethod
    def is_nameless(path: str) -> bool:
        try:
            return bool(getattr(resolve(path).func, "unlogged", False))
        except Resolver404:
            return False
