"""The language of a reader as far as the request itself tells it: no person and no row is needed."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def chosen_language(request: HttpRequest) -> str:
    """Return the language that was chosen on this device; empty where none was."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower().partition("-")[0]
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def browser_language(request: HttpRequest) -> str:
    """Return the first language that the browser asks for and the portal speaks; empty where there is none."""
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        language = asked.partition("-")[0].lower()
        if language in dict(settings.LANGUAGES):
            return language
    return ""
