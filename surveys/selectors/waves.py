"""Waves as pages show them, and whether somebody sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from common.choices import JobState
from common.models import AuditEvent, Job
from common.selectors import history_of
from people.models import Person, Placement
from people.selectors import people_here
from surveys.choices import PULSE, VOIDED, WaveState
from surveys.models import BallotBox, Participation, Question, Wave
from surveys.rules import sealing
from surveys.rules.sealing import Group
from surveys.selectors.keys import box_keys


def waves() -> QuerySet[Wave]:
    """Return every wave for the office, newest first."""
    return Wave.objects.order_by("-created_at", "-pk")


def past_waves(person: Person) -> QuerySet[Wave]:
    """Return the waves that are over and to which somebody was invited, the last one first."""
    over = [WaveState.CLOSED, WaveState.VOID]
    return Wave.objects.filter(state__in=over, participations__person=person).order_by("-closed_on", "-pk")


def ended_without_results(wave: Wave) -> AuditEvent | None:
    """Return who ended a wave without results, when and why; ``None`` for any other wave. At most one query."""
    if wave.state != WaveState.VOID:
        return None
    events = history_of(wave._meta.label_lower, wave.public_id)
    return next((event for event in events if event.action == VOIDED), None)


def last_job(wave: Wave) -> Job | None:
    """Return the work that last opened or closed a wave, for its progress. One query."""
    return Job.objects.filter(unique_key__in=[opening_key(wave), closing_key(wave)]).order_by("-created_at").first()


def is_opening(wave: Wave) -> bool:
    """Whether a worker is about to invite everybody, or busy with it. One query."""
    return Job.objects.filter(unique_key=opening_key(wave), state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def opening_key(wave: Wave) -> str:
    return f"surveys.open_wave:{wave.pk}"


def closing_key(wave: Wave) -> str:
    return f"surveys.close_wave:{wave.pk}"


def my_waves(person: Person, *, on: date) -> QuerySet[Wave]:
    """Return the waves that somebody can answer on ``on``, the one that ends first at the top."""
    open_now = Wave.objects.filter(state=WaveState.OPEN, closes_on__gte=on, participations__person=person)
    return open_now.order_by("closes_on", "pk")


def questions_of(wave: Wave) -> list[Question]:
    """Return what a wave asks, in order. One query."""
    return list(Question.objects.filter(waves=wave).order_by("position", "code"))


def further_questions_of(wave: Wave) -> list[Question]:
    """Return what a wave asks beside the pulse question, which every wave asks, in order. One query."""
    return [question for question in questions_of(wave) if question.code != PULSE]


def questions_for(codes: Collection[str]) -> list[Question]:
    """Return the questions with these codes, in order. One query."""
    return list(Question.objects.filter(code__in=codes).order_by("position", "code"))


def has_sent(wave: Wave, person: Person) -> bool:
    """Whether somebody sent. Read from the box of many, with a key outside the database; at most one query."""
    keys = box_keys(wave)
    if keys is None or wave.state != WaveState.OPEN:
        return Participation.objects.filter(wave=wave, person=person, sent_on__isnull=False).exists()
    tag = keys.tag_of(person.public_id)
    number = sealing.box_number(tag, wave.boxes)
    contents = BallotBox.objects.filter(wave=wave, number=number).values_list("contents", flat=True).first()
    return contents is not None and tag in keys.open_box(number, bytes(contents)).tags


def ticket_for(wave: Wave, person: Person) -> str | None:
    """Return what the form of an invited person carries; ``None`` when they are not invited or the key is gone."""
    keys = box_keys(wave)
    invitation = Participation.objects.filter(wave=wave, person=person).values_list("dimension", "group").first()
    if keys is None or invitation is None:
        return None
    return keys.make_ticket(keys.tag_of(person.public_id), Group(*invitation))


def open_now() -> Wave | None:
    """Return the one wave that is open, if any. One query."""
    return Wave.objects.filter(state=WaveState.OPEN).first()


def to_invite(*, on: date) -> QuerySet[Placement]:
    """Return where everybody is placed who is invited when a wave opens on ``on``: who works here and is not away.

    Who is placed nowhere is not asked: there is no group for them.
    """
    away = Person.objects.away_on(on).values("pk")
    people = people_here(on).exclude(pk__in=away).values("pk")
    return Placement.objects.on(on).filter(person_id__in=people)


def not_sent_ids(wave: Wave) -> set[int]:
    """Return who was invited and is not known to have sent, as of the last settling. One query."""
    return set(wave.participations.filter(sent_on__isnull=True).values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Reach:
    """How many were invited and how many are known to have sent.

    ``sent`` is unknown below the threshold, and before the first count: who has sent is counted for everybody at once.
    """

    invited: int
    sent: int | None
    is_counted: bool = True


def reach(wave: Wave) -> Reach:
    """Return how far a wave reached, as of the last settling or its close. Two queries at most.

    A number below the threshold is not told, nobody included; pages show the others as a band (``sent_count``).
    """
    counts = wave.participations.aggregate(invited=Count("pk"), sent=Count("pk", filter=Q(sent_on__isnull=False)))
    invited = counts["invited"] or wave.invited
    if wave.state != WaveState.CLOSED and wave.settled_at is None:
        return Reach(invited=invited, sent=None, is_counted=False)
    sent = counts["sent"]
    if not counts["invited"]:
        sent = wave.results.filter(dimension="total").values_list(F("answered"), flat=True).first() or 0
    return Reach(invited=invited, sent=sent if sent >= wave.smallest_group else None)
