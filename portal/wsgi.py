"""The WSGI entry point that gunicorn serves.

Pages, catalogues and templates are loaded here, before gunicorn forks: its processes then share them, and the first
visitor waits for none of it.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import resolve
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

from outbox.services import senders  # noqa: E402 - the registry of apps comes first

senders.use_threads()


def load_pages() -> None:
    """Load what every process would otherwise load for itself, about 60 MB."""
    resolve("/")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Inbox")
    templates = settings.BASE_DIR / "templates"
    for path in templates.rglob("*.html"):
        get_template(str(path.relative_to(templates)))


if not settings.DEBUG:
    load_pages()
