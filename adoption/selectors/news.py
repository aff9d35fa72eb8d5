"""Which figures were made known of late."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adoption.models import Release
from common.news import MOST_NEWS, News
from common.periods import Period
from people.models import Person


def news(person: Person, *, since: datetime) -> list[News]:
    """Return the months of which figures were released after ``since``, the newest first. One query."""
    released = Release.objects.filter(released_at__gt=since).order_by("-released_at", "-pk")
    return [
        News(
            at=each.released_at,
            kind=_("new figures"),
            title=_("Figures of %(month)s") % {"month": date_format(Period.parse(each.period).first_day, "F Y")},
            url=reverse("adoption:overview"),
            language=(get_language() or "nl")[:2],
            icon="chart-bar",
        )
        for each in released[:MOST_NEWS]
    ]
