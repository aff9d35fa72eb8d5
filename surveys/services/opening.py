"""Making a wave and opening it: who is invited, in which group, into which box, under which keys."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.bilingual import both
from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.models import Job
from common.services import record, start_job
from governance.selectors import has_agreement, smallest_group
from outbox import services as outbox
from people.models import Person, Placement, Unit
from surveys import policies, selectors
from surveys.choices import AGREEMENT, PULSE, TOTAL, Dimension, WaveState
from surveys.messages import SurveyInvitation
from surveys.models import BallotBox, Participation, Question, Wave, WaveQuestion
from surveys.rules import groups, sealing
from surveys.rules.sealing import Box, BoxKeys, Group
from surveys.services import keys as key_files

LONGEST = timedelta(days=92)
"""How long a survey is open at most: its answers stay sealed until it closes, and its question is about now."""


@transaction.atomic
def create_wave(
    *,
    title_nl: str,
    title_en: str,
    closes_on: date,
    dimension: str = Dimension.FUNCTION_GROUP,
    questions: Sequence[Question] = (),
    actor: Person,
    now: datetime,
) -> Wave:
    """Prepare a wave; it asks the pulse question always, and the further ``questions``."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office makes surveys."))
    _assert_lies_ahead(closes_on, now)
    wave = Wave.objects.create(
        title_nl=title_nl.strip(),
        title_en=title_en.strip(),
        closes_on=closes_on,
        dimension=dimension,
        smallest_group=smallest_group(),
        created_by=actor,
        created_at=now,
    )
    _ask(wave, questions)
    record("wave.created", wave, actor=actor, now=now)
    return wave


@transaction.atomic
def change_wave(
    *,
    wave_id: int,
    title_nl: str,
    title_en: str,
    closes_on: date,
    dimension: str,
    questions: Sequence[Question],
    actor: Person,
    now: datetime,
    edition: int | None = None,
) -> Wave:
    """Change what was prepared, until it opens.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. The row is
    locked, so of two savers one waits and then meets the other's edition.
    """
    wave = _own_draft(wave_id, actor=actor)
    values = {
        "title_nl": title_nl.strip(),
        "title_en": title_en.strip(),
        "closes_on": closes_on,
        "dimension": dimension,
    }
    changed = sorted(name for name, value in values.items() if getattr(wave, name) != value)
    further = {question for question in questions if question.code != PULSE}
    if set(selectors.further_questions_of(wave)) != further:
        changed.append("questions")
    if changed and edition is not None and edition != wave.edition:
        raise EditConflict(kept=wave)
    _assert_lies_ahead(closes_on, now)
    if not changed:
        return wave
    for name, value in values.items():
        setattr(wave, name, value)
    wave.edition += 1
    wave.save(update_fields=[*values, "edition"])
    wave.asked.all().delete()
    _ask(wave, questions)
    record("wave.changed", wave, actor=actor, now=now, fields=changed)
    return wave


@transaction.atomic
def remove_wave(*, wave_id: int, actor: Person, now: datetime) -> None:
    """Throw away a wave that was prepared and never opened: nobody was invited, so nothing is lost."""
    wave = _own_draft(wave_id, actor=actor)
    record("wave.removed", wave, actor=actor, now=now)
    wave.delete()


def _own_draft(wave_id: int, *, actor: Person) -> Wave:
    """Own a prepared wave until the transaction ends; refuse one that opened, and whoever does not run surveys."""
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_prepare(wave, actor=actor)
    return wave


def assert_may_prepare(wave: Wave, *, actor: Person) -> None:
    """Raise ``RuleBroken`` when a wave cannot be changed or thrown away any more."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office makes surveys."))
    if wave.state != WaveState.DRAFT:
        raise RuleBroken(_("This survey was opened already. From the first invitation on, it stays as it is."))
    if selectors.is_opening(wave):
        raise RuleBroken(_("This survey is being opened. From the first invitation on, it stays as it is."))


def _assert_lies_ahead(closes_on: date, now: datetime) -> None:
    if closes_on <= day_of(now):
        raise RuleBroken(_("Choose a last day that lies ahead, so that people have time."), field="closes_on")
    if closes_on > day_of(now) + LONGEST:
        raise RuleBroken(_("A survey is open for three months at most. Choose an earlier last day."), field="closes_on")


def _ask(wave: Wave, questions: Sequence[Question]) -> None:
    further = Question.objects.filter(pk__in=[question.pk for question in questions])
    asked = further | Question.objects.filter(code=PULSE)
    WaveQuestion.objects.bulk_create(WaveQuestion(wave=wave, question=question) for question in asked.distinct())


def assert_may_open(wave: Wave, *, actor: Person, now: datetime) -> None:
    """Raise ``RuleBroken`` when a wave may not open now."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office opens surveys."))
    if wave.state != WaveState.DRAFT:
        raise RuleBroken(_("This survey was opened already."))
    if not has_agreement(AGREEMENT):
        raise RuleBroken(
            _("There is no agreement on surveys yet. Make a proposal to the works council; open this after its answer.")
        )
    if wave.closes_on <= day_of(now):
        raise RuleBroken(_("The last day to answer has passed. Make a new survey with a later day."))
    other = selectors.open_now()
    if other is not None:
        raise RuleBroken(
            _("“%(title)s” is still open. Close it first: two surveys at once would ask people twice.")
            % {"title": other.title}
        )


@transaction.atomic
def start_opening(*, wave_id: int, actor: Person, now: datetime, seen: int | None = None) -> Job:
    """Have a wave opened by a worker: writing invitations for thousands takes longer than a page may.

    ``seen`` is the edition that was read before: nobody opens what was changed since (``EditConflict``).
    """
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_open(wave, actor=actor, now=now)
    if seen is not None and seen != wave.edition:
        raise EditConflict(kept=wave)
    job, _new = start_job(
        kind="surveys.open_wave",
        unique_key=selectors.opening_key(wave),
        parameters={"wave": wave.pk},
        owner=actor,
        now=now,
    )
    return job


@transaction.atomic
def open_wave(*, wave_id: int, actor: Person, now: datetime) -> Wave:
    """Invite everyone who works here and is not away; fix groups, boxes and keys; nothing of it changes after this."""
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_open(wave, actor=actor, now=now)
    wave.smallest_group = smallest_group()
    placements = list(selectors.to_invite(on=day_of(now)).select_related("person", "unit"))
    people = [placement.person for placement in placements]
    if len(people) < wave.smallest_group:
        raise RuleBroken(
            _("There are fewer than %(number)d people to invite. A survey among so few cannot hide anybody.")
            % {"number": wave.smallest_group}
        )
    secret, sizes = _draw_boxes(wave, people)
    wave.state, wave.opened_on, wave.invited, wave.boxes = WaveState.OPEN, day_of(now), len(people), len(sizes)
    wave.seal_key = key_files.make_keys(wave, secret=secret)
    wave.save()
    _invite(wave, placements)
    box_keys = BoxKeys(secret, wave.public_id)
    empty = Box(tags=frozenset(), ballots=())
    BallotBox.objects.bulk_create(
        BallotBox(wave=wave, number=number, contents=box_keys.seal_box(number, empty, capacity=size))
        for number, size in enumerate(sizes)
    )
    record("wave.opened", wave, actor=actor, now=now)
    _send_invitations(wave, people, now=now)
    return wave


def _draw_boxes(wave: Wave, people: Sequence[Person]) -> tuple[bytes, list[int]]:
    """Draw a secret that spreads people over boxes so that each holds at least the threshold; return both."""
    count = sealing.box_count(len(people), threshold=wave.smallest_group)
    while True:
        secret = key_files.new_secret()
        keys = BoxKeys(secret, wave.public_id)
        held = Counter(sealing.box_number(keys.tag_of(person.public_id), count) for person in people)
        sizes = [held[number] for number in range(count)]
        if min(sizes) >= wave.smallest_group:
            return secret, sizes


def _invite(wave: Wave, placements: Sequence[Placement]) -> None:
    """Write who is invited and the one group of each, in random order."""
    group_of = _groups(wave, placements)
    invited = []
    for placement in placements:
        group = group_of[_group_key(wave, placement)]
        invited.append(Participation(wave=wave, person=placement.person, dimension=group.dimension, group=group.key))
    sealing.CHANCE.shuffle(invited)
    Participation.objects.bulk_create(invited, batch_size=1000)


def _group_key(wave: Wave, placement: Placement) -> str:
    return placement.unit.code if wave.dimension == Dimension.UNIT else placement.function_group


def _groups(wave: Wave, placements: Sequence[Placement]) -> Mapping[str, Group]:
    counts = Counter(_group_key(wave, placement) for placement in placements)
    if wave.dimension == Dimension.UNIT:
        kept = groups.invited_units(counts, unit_parents(), threshold=wave.smallest_group)
    else:
        kept = groups.invited_function_groups(counts, threshold=wave.smallest_group)
    return {key: as_group(wave, group) for key, group in kept.items()}


def as_group(wave: Wave, key: str) -> Group:
    """Return a group of a wave's dimension, or the total when it has no name."""
    return Group(wave.dimension, key) if key else Group(TOTAL, "")


def unit_parents() -> dict[str, str | None]:
    """Return the unit above each, by code. One query."""
    return dict(Unit.objects.values_list("code", "parent__code"))


def _send_invitations(wave: Wave, people: Sequence[Person], *, now: datetime) -> None:
    questions = wave.asked.count()
    outbox.add_many(
        SurveyInvitation,
        [
            outbox.Addressed(
                recipient=person,
                dedupe_key=f"survey:{wave.public_id}:{person.public_id}",
                context={
                    "title": both(wave.title_nl, wave.title_en),
                    "closes_on": wave.closes_on,
                    "questions": questions,
                },
                url=reverse("surveys:wave_answer", args=[wave.public_id]),
                about=f"wave:{wave.public_id}",
            )
            for person in people
        ],
        now=now,
    )
