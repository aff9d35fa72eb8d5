"""The reader's language, and the second factor that a role above employee needs."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from people.adapters import SECOND_FACTOR_BY_PROVIDER
from people.choices import Role
from people.models import Person

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonLocaleMiddleware:
    """Speak the language that was chosen here, else the person's own, else the browser's, else Dutch."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    @staticmethod
    def language_for(request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        if isinstance(request.user, Person) and request.user.language in known:
            return request.user.language
        return translation.get_language_from_request(request)


class SecondFactorMiddleware:
    """Send whoever holds a role above employee to set up a second factor before anything else opens."""

    OPEN_TO_ALL = ("/account/", "/static/", "/language/", "/theme/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.must_set_up(request):
            return HttpResponseRedirect(reverse("mfa_index") + "?required=1")
        return self.get_response(request)

    def must_set_up(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, Person):
            return False
        if request.path.startswith(self.OPEN_TO_ALL) or request.user.role_names == {Role.EMPLOYEE}:
            return False
        # The organisation's own sign-in service asked for it already, where the operator says that it does.
        return not request.session.get(SECOND_FACTOR_BY_PROVIDER) and not is_mfa_enabled(request.user)
