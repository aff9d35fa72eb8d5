"""Which versions came in force of late."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.news import News
from people.models import Person
from strategy.choices import DocumentKind
from strategy.models import Version
from strategy.selectors.documents import ROUTES


def news(person: Person, *, since: datetime) -> list[News]:
    """Return the versions in force that were published after ``since``. One query."""
    published = Version.objects.published().filter(published_at__gt=since).select_related("document")
    return [
        News(
            at=version.published_at,
            kind=_("new version"),
            title=version.document.title.text,
            url=reverse(ROUTES[DocumentKind(version.document.kind)]),
            language=version.document.title.language,
            icon="book",
        )
        for version in published
        if version.published_at is not None
    ]
