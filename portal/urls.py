"""Every address of the portal. A new one needs an entry in tests/portal/access.py."""

from django.urls import include, path

from portal.views import preferences

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("language/", preferences.set_language, name="set_language"),
    path("theme/", preferences.set_theme, name="set_theme"),
]
