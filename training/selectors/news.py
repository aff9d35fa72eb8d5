"""Which courses are new in the catalogue."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.news import MOST_NEWS, News
from people.models import Person
from training.models import Course


def news(person: Person, *, since: datetime) -> list[News]:
    """Return the courses that came into the catalogue after ``since``, the newest first. One query."""
    published = Course.objects.published().filter(published_at__gt=since).order_by("-published_at", "-pk")
    return [
        News(
            at=course.published_at,
            kind=_("new course"),
            title=course.title.text,
            url=reverse("training:course_detail", args=[course.public_id]),
            language=course.title.language,
            icon="school",
        )
        for course in published[:MOST_NEWS]
        if course.published_at is not None
    ]
