"""Forgetting in time, and what a departure does."""

from datetime import date, datetime

from django.db import transaction

from common.clock import day_of
from outbox import services as outbox
from people.models import Person
from surveys.choices import ANSWERS_TERM, PARTICIPATION_TERM, WaveState
from surveys.models import Ballot, Participation, Wave

OVER = [WaveState.CLOSED, WaveState.VOID]


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete who was invited 90 days after the close and the ballots after two years; counts per group stay."""
    day = day_of(now)
    invited, _each = Participation.objects.filter(
        wave__state__in=OVER, wave__closed_on__lte=day - PARTICIPATION_TERM.keeps
    ).delete()
    _rows, removed = Ballot.objects.filter(wave__closed_on__lte=day - ANSWERS_TERM.keeps).delete()
    return {PARTICIPATION_TERM.code: invited, ANSWERS_TERM.code: removed.get("surveys.Ballot", 0)}


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Stop messages about surveys to somebody who leaves. What they sent stays: nobody can find it."""
    person = Person.objects.get(pk=person_id)
    open_waves = Wave.objects.filter(state=WaveState.OPEN, closes_on__gte=on, participations__person=person)
    for wave in open_waves:
        outbox.skip_pending(about=f"wave:{wave.public_id}", reason="left", recipient=person, now=now)
