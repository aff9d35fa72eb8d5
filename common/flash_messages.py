"""What the portal has just told somebody, in a cookie that is named as the others are."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    """Django's own, under ``MESSAGES_COOKIE_NAME``."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return settings.MESSAGES_COOKIE_NAME


class Storage(FallbackStorage):
    """In a cookie, and what does not fit there in the session."""

    storage_classes = (NamedCookieStorage, SessionStorage)
