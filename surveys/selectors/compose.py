"""What the portal composes of surveys: what is asked, what waits, what is held, what a departure means."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.asked import Asked, Waiting
from common.bilingual import quoting
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
from people.choices import Role
from people.models import Person
from surveys.choices import WaveState
from surveys.models import Participation, Wave
from surveys.selectors.keys import has_keys
from surveys.selectors.waves import has_sent, my_waves

NOT_SENT = _("not sent, as far as we know")
NOT_YET = _("not known to be sent; we look once a day, so that no moment tells whose answers are whose")


def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Return the surveys that somebody was asked to answer and did not yet. Two queries for each open wave."""
    day = day_of(now)
    return [
        Asked(
            title=quoting(_("Answer “%(title)s”"), title=wave.title),
            why=_("Two minutes. Your answers are not linked to you."),
            url=reverse("surveys:wave_answer", args=[wave.public_id]),
            action=_("Answer"),
            due_on=wave.closes_on,
            icon="message",
        )
        for wave in my_waves(person, on=day)
        if not has_sent(wave, person)
    ]


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the open wave (at most one) when the office must look at it: past its day, or with keys that are gone."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    day = day_of(now)
    stuck = [wave for wave in Wave.objects.filter(state=WaveState.OPEN) if wave.closes_on < day or not has_keys(wave)]
    if not stuck:
        return []
    url = reverse("surveys:wave_list")
    return [Waiting(title=_("Survey to close"), count=len(stuck), url=url, icon="message")]


def data_about(person: Person) -> list[Held]:
    """Return what surveys hold about somebody: that they were invited and whether they sent. One query.

    Their answers are not here, because nobody can find them: that is the point.
    """
    rows = Participation.objects.filter(person=person).select_related("wave").order_by("-wave__opened_on", "-pk")
    held = [
        HeldRow(
            label=_("invited: %(title)s") % {"title": row.wave.title},
            value=_("sent") if row.sent_on else NOT_YET if row.wave.state == WaveState.OPEN else NOT_SENT,
            at=row.wave.opened_on,
        )
        for row in rows
    ]
    if not held:
        return []
    return [
        Held(
            title=_("Surveys that you were invited to"),
            why=_("So that nobody answers twice and reminders stop. Your answers are not linked to you."),
            seen_by=_("nobody; reminders are sent by the portal itself"),
            kept=_("90 days after the survey closed"),
            rows=held,
        )
    ]


def preview_departure(*, person_ids: Collection[int], on: date) -> list[Consequence]:
    """Return what departures mean here: invitations that can no longer be answered. What was sent stays sent."""
    open_still = Participation.objects.filter(
        wave__state=WaveState.OPEN, wave__closes_on__gte=on, person_id__in=person_ids, sent_on__isnull=True
    ).count()
    label = _("surveys that are not answered any more")
    return [Consequence(label=label, count=open_still)] if open_still else []
