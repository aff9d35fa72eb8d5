"""Language and theme: kept in a cookie, and with the person when somebody signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people.models import Person

THEMES = {"light", "dark", "system"}
A_YEAR = 60 * 60 * 24 * 365


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on, in this browser and in mail to this person."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(language=language)
    return response


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Show pages light, dark, or as the device prefers."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            theme,
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response
