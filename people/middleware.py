"""The reader's language, the way to sign in, when a device was last seen, and the second factor that a role needs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from common.clock import now
from common.http import wants_fragment
from common.languages import browser_language, chosen_language
from common.selectors import organisation
from people.adapters import AFTER_SECOND_FACTOR, did_second_factor_at_service
from people.choices import Role
from people.models import Person

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonLocaleMiddleware:
    """Speak the language that was chosen here, else the person's own, else the browser's, else the organisation's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Read once a request at most: here where nobody chose a language, and by the pages for its name.
        request.organisation = SimpleLazyObject(organisation)  # type: ignore[attr-defined]
        language = self.language_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    @staticmethod
    def language_for(request: HttpRequest) -> str:
        if chosen := chosen_language(request):
            return chosen
        if isinstance(request.user, Person) and request.user.language in dict(settings.LANGUAGES):
            return request.user.language
        return browser_language(request) or request.organisation.language  # type: ignore[attr-defined]


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Send who is not signed in to do so, and from there back to where they were.

    Who sent a form when their session was over comes back to the page with that form: the address that takes it shows
    nothing. They are told that what they sent was not kept. A fragment would put the sign-in page into a corner of
    the page, so htmx is asked to leave the page.
    """

    def handle_no_permission(  # type: ignore[override]  # a redirect by htmx is another class
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        asked_by_htmx = wants_fragment(request)
        if request.method in SAFE_METHODS and not asked_by_htmx:
            return super().handle_no_permission(request, view_func)
        if request.method not in SAFE_METHODS:
            said = _("You were signed out in the meantime. What you just sent was not kept; please send it again.")
            messages.warning(request, said)
        to_sign_in = redirect_to_login(_page_of(request), settings.LOGIN_URL)
        return HttpResponseClientRedirect(to_sign_in.url) if asked_by_htmx else to_sign_in


def _page_of(request: HttpRequest) -> str:
    """Return the path of the page from which a form or a fragment was asked, as far as it is one of ours."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        if parts.path:
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path() if request.method in SAFE_METHODS else "/"


class LastSeenMiddleware:
    """Keep when and from where each device was last seen, to ten minutes.

    In place of allauth's own, which writes with each page: that is a transaction for every look at a list, and tells
    of somebody by the second when they read what.
    """

    KEPT_FOR: Final = timedelta(minutes=10)

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            known = UserSession.objects.filter(session_key=request.session.session_key).first()
            is_kept = (
                known is not None
                and known.ip == get_adapter().get_client_ip(request)
                and now() - known.last_seen_at < self.KEPT_FOR
            )
            if not is_kept:
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Keep what somebody saw out of the browser's store, and clear that when they sign out.

    Else the next person at a shared computer reads the last page with the Back button.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        is_signed_in = request.user.is_authenticated
        if (was_signed_in or is_signed_in) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if was_signed_in and not is_signed_in:
            # Not "cookies": the language and the theme that were chosen on this device stay.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SecondFactorMiddleware:
    """Send whoever holds a role above employee to set up a second factor before anything else opens."""

    OPEN_TO_ALL = ("/account/", "/static/", "/language/", "/theme/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.must_set_up(request):
            if request.headers.get("Sec-Fetch-Dest", "document") == "document":
                is_read = request.method in SAFE_METHODS
                request.session[AFTER_SECOND_FACTOR] = request.get_full_path() if is_read else _page_of(request)
            return HttpResponseRedirect(reverse("mfa_index") + "?required=1")
        return self.get_response(request)

    def must_set_up(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, Person):
            return False
        if request.path.startswith(self.OPEN_TO_ALL) or request.user.role_names == {Role.EMPLOYEE}:
            return False
        return not did_second_factor_at_service(request, request.user) and not is_mfa_enabled(request.user)
