"""Bringing "who has sent" up to date for everybody at once, and reminding who has not."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from people.models import Person
from people.selectors import people_here
from surveys import policies, selectors
from surveys.choices import WaveState
from surveys.messages import SurveyReminder
from surveys.models import BallotBox, Participation, Wave
from surveys.rules import sealing
from surveys.selectors.keys import box_keys


@transaction.atomic
def settle(*, wave_id: int, now: datetime) -> int:
    """Mark everybody who sent, seal all boxes anew and write all participations anew in random order.

    All in one transaction, so that the rows carry no trace of who sent when; the wave keeps one moment, of everybody.
    Return how many are known to have sent;
    0 when the wave is not open or its key is gone.
    """
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    keys = box_keys(wave)
    if wave.state != WaveState.OPEN or keys is None:
        return 0
    tags: set[bytes] = set()
    rows = list(BallotBox.objects.select_for_update().filter(wave=wave).order_by("number"))
    for row in rows:
        contents = bytes(row.contents)
        box = keys.open_box(row.number, contents)
        tags |= box.tags
        row.contents = keys.seal_box(row.number, box, capacity=sealing.capacity_of(contents))
        row.save(update_fields=["contents"])
    sent = {
        person_id
        for person_id, public_id in wave.participations.values_list("person_id", "person__public_id")
        if keys.tag_of(public_id) in tags
    }
    rewrite_participations(wave, sent=sent, day=day_of(now))
    wave.settled_at = now
    wave.save(update_fields=["settled_at"])
    return len(sent)


def rewrite_participations(wave: Wave, *, sent: set[int], day: date, same_day_for_all: bool = False) -> None:
    """Write who is invited anew, in random order; who newly sent gets ``day``, or everybody who did."""
    rows = list(wave.participations.all())
    wave.participations.all().delete()
    for row in rows:
        row.pk = None
        row._state.adding = True
        if row.person_id in sent and (same_day_for_all or row.sent_on is None):
            row.sent_on = day
    sealing.CHANCE.shuffle(rows)
    Participation.objects.bulk_create(rows, batch_size=1000)


def settle_all(*, now: datetime) -> int:
    """Settle every open wave; return how many. A failure of one does not stop the others from being done next time."""
    open_waves = list(Wave.objects.filter(state=WaveState.OPEN).values_list("pk", flat=True))
    for wave_id in open_waves:
        settle(wave_id=wave_id, now=now)
    return len(open_waves)


def assert_may_remind(wave: Wave, *, actor: Person, now: datetime) -> None:
    """Raise ``RuleBroken`` when nobody may be reminded of a wave now."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office sends reminders."))
    if wave.state != WaveState.OPEN or wave.closes_on < day_of(now):
        raise RuleBroken(_("This survey is not open, so there is nothing to be reminded of."))
    if wave.reminded_on is not None:
        raise RuleBroken(_("A reminder was sent already. One is enough."))


@transaction.atomic
def remind(*, wave_id: int, actor: Person, now: datetime) -> int:
    """Remind, once a wave, who was invited, works here, is not away, and is not known to have sent."""
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_remind(wave, actor=actor, now=now)
    day = day_of(now)
    settle(wave_id=wave.pk, now=now)
    away = Person.objects.away_on(day).values("pk")
    people = people_here(day).filter(pk__in=selectors.not_sent_ids(wave)).exclude(pk__in=away)
    messages = [
        outbox.Addressed(
            recipient=person,
            dedupe_key=f"survey-reminder:{wave.public_id}:{person.public_id}",
            context={"title": both(wave.title_nl, wave.title_en), "closes_on": wave.closes_on},
            url=reverse("surveys:wave_answer", args=[wave.public_id]),
            about=f"wave:{wave.public_id}",
        )
        for person in people
    ]
    outbox.add_many(SurveyReminder, messages, now=now)
    wave.reminded_on = day
    wave.save(update_fields=["reminded_on"])
    record("wave.reminded", wave, actor=actor, now=now)
    return len(messages)
