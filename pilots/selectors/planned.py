"""Which decisions about pilots fall in a period."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of, end_of, start_of
from common.planned import Planned
from people.models import Person
from pilots.choices import UNDER_CONTRACT
from pilots.models import Decision, Pilot
from pilots.rules import ANSWERS_THE_DATE


def planned(person: Person, first: date, last: date, *, today: date) -> list[Planned]:
    """Return the decisions due, and those taken on such a date, from ``first`` to ``last``. Two queries."""
    visible = Pilot.objects.visible_to(person)
    due = visible.filter(stage__in=UNDER_CONTRACT, decision_due_on__range=(first, last))
    taken = Decision.objects.filter(
        pilot__in=visible, kind__in=ANSWERS_THE_DATE, at__gte=start_of(first), at__lt=end_of(last)
    )
    found = [
        Planned(
            on=each.decision_due_on,
            kind=_("decision about a pilot"),
            title=each.title,
            url=reverse("pilots:pilot", args=[each.public_id]),
            language=each.language,
            icon="gavel",
            is_late=each.decision_due_on < today,
        )
        for each in due
        if each.decision_due_on is not None
    ]
    found += [
        Planned(
            on=day_of(each.at),
            kind=each.get_kind_display(),
            title=each.pilot.title,
            url=reverse("pilots:pilot", args=[each.pilot.public_id]),
            language=each.pilot.language,
            icon="gavel",
            is_done=True,
        )
        for each in taken.select_related("pilot")
    ]
    return found
