"""Which decisions about pilots were taken of late."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.news import MOST_NEWS, News
from people.models import Person
from pilots.models import Decision, Pilot
from pilots.rules import ANSWERS_THE_DATE


def news(person: Person, *, since: datetime) -> list[News]:
    """Return what was decided on a decision date after ``since``, the newest first. One query."""
    taken = Decision.objects.filter(pilot__in=Pilot.objects.visible_to(person), kind__in=ANSWERS_THE_DATE, at__gt=since)
    return [
        News(
            at=decision.at,
            kind=_("pilot: %(decision)s") % {"decision": decision.get_kind_display()},
            title=decision.pilot.title,
            url=reverse("pilots:pilot", args=[decision.pilot.public_id]),
            language=decision.pilot.language,
            icon="gavel",
        )
        for decision in taken.select_related("pilot").order_by("-at", "-pk")[:MOST_NEWS]
    ]
