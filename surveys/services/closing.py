"""Closing a wave: open everything at once, count, and destroy the keys."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.models import Job
from common.services import record, start_job
from outbox import services as outbox
from people.models import Person
from surveys import policies
from surveys.choices import ANSWERS, TOTAL, VOIDED, Dimension, WaveState
from surveys.models import Answer, AnswerCount, BallotBox, GroupResult, Question, Wave
from surveys.models import Ballot as BallotRow
from surveys.rules import groups, sealing
from surveys.rules.sealing import Ballot, BoxKeys, Group
from surveys.selectors import closing_key, has_keys, questions_of
from surveys.selectors.keys import box_keys
from surveys.services import keys as key_files
from surveys.services.opening import as_group, unit_parents
from surveys.services.settling import rewrite_participations

log = structlog.get_logger("houvast.surveys")


def assert_may_close(wave: Wave, *, actor: Person) -> None:
    """Raise ``RuleBroken`` when somebody may not close a wave now."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office closes surveys."))
    if wave.state != WaveState.OPEN:
        raise RuleBroken(_("This survey is not open."))


@transaction.atomic
def start_closing(*, wave_id: int, actor: Person, now: datetime) -> Job:
    """Have a wave closed by a worker, before its last day."""
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_close(wave, actor=actor)
    job, _new = start_job(
        kind="surveys.close_wave",
        unique_key=closing_key(wave),
        parameters={"wave": wave.pk},
        owner=actor,
        now=now,
    )
    return job


@transaction.atomic
def close_wave(*, wave_id: int, actor: Person | None, now: datetime) -> Wave:
    """Open all ballots at once in random order, count them per group, and destroy the keys after the commit.

    ``actor`` is empty when the wave closes by itself on its day. Closing twice is closing once.
    """
    if actor is not None and not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office closes surveys."))
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    if wave.state == WaveState.CLOSED:
        return wave
    if wave.state != WaveState.OPEN:
        raise RuleBroken(_("This survey is not open."))
    keys, private = box_keys(wave), key_files.read_private_key(wave)
    if keys is None or private is None:
        raise RuleBroken(_("The key of this survey is gone, so nobody can open the answers. End it without results."))
    ballots, tags = _open_boxes(wave, keys, private)
    sent = {
        person_id
        for person_id, public_id in wave.participations.values_list("person_id", "person__public_id")
        if keys.tag_of(public_id) in tags
    }
    rewrite_participations(wave, sent=sent, day=day_of(now), same_day_for_all=True)
    _end(wave, WaveState.CLOSED, now=now)
    # Fewer answers than the threshold are kept by nobody: a count of so few would be about persons.
    readable = ballots if len(ballots) >= wave.smallest_group else []
    kept = _kept_groups(wave, readable)
    pooled = [Ballot(kept[ballot.group], ballot.answers) for ballot in readable]
    write_ballots(wave, pooled)
    count_ballots(wave, pooled, invited=_invited_of(wave, kept), answered=len(ballots))
    record("wave.closed", wave, actor=actor, now=now)
    return wave


def assert_may_void(wave: Wave, *, actor: Person) -> None:
    """Raise ``RuleBroken`` when somebody may not end a wave without results now."""
    if not policies.can_run_waves(actor):
        raise RuleBroken(_("Only the programme office ends surveys."))
    if wave.state != WaveState.OPEN:
        raise RuleBroken(_("This survey is not open."))


@transaction.atomic
def void_wave(*, wave_id: int, reason: str, actor: Person, now: datetime) -> Wave:
    """End a wave without results: its answers go unread, with the keys. For lost keys, or a survey gone wrong."""
    wave = Wave.objects.select_for_update().get(pk=wave_id)
    assert_may_void(wave, actor=actor)
    if not reason.strip():
        raise RuleBroken(_("Say why: people gave their time for this survey."), field="reason")
    _end(wave, WaveState.VOID, now=now)
    record(VOIDED, wave, actor=actor, now=now, reason=reason.strip())
    return wave


def _open_boxes(wave: Wave, keys: BoxKeys, private_key: bytes) -> tuple[list[Ballot], set[bytes]]:
    """Return every ballot in one random order, and the tags of who sent; locks all boxes."""
    sealed: list[bytes] = []
    tags: set[bytes] = set()
    for row in BallotBox.objects.select_for_update().filter(wave=wave).order_by("number"):
        box = keys.open_box(row.number, bytes(row.contents))
        tags |= box.tags
        sealed += box.ballots
    return sealing.open_ballots(sealed, private_key=private_key, wave_id=wave.public_id), tags


def _end(wave: Wave, state: WaveState, *, now: datetime) -> None:
    """Take the boxes away, say that the wave is over, and destroy its keys once that is sure."""
    BallotBox.objects.filter(wave=wave).delete()
    wave.state, wave.closed_on = state, day_of(now)
    wave.save(update_fields=["state", "closed_on"])
    outbox.skip_pending(about=f"wave:{wave.public_id}", reason="survey_closed", now=now)
    transaction.on_commit(partial(destroy_leftover_keys, now=now))


def _kept_groups(wave: Wave, ballots: Iterable[Ballot]) -> dict[Group, Group]:
    """Return for each group of the invitation the one under which its ballots are kept: each has the threshold."""
    answered = Counter({key: 0 for key in wave.participations.values_list("group", flat=True) if key})
    answered.update(ballot.group.key for ballot in ballots if ballot.group.key)
    if wave.dimension == Dimension.UNIT:
        kept = groups.answered_units(answered, unit_parents(), threshold=wave.smallest_group)
    else:
        kept = groups.answered_function_groups(answered, threshold=wave.smallest_group)
    return {as_group(wave, key): as_group(wave, wider) for key, wider in {**kept, "": ""}.items()}


def write_ballots(wave: Wave, ballots: Iterable[Ballot]) -> None:
    """Write ballots that anybody may read, in the random order in which they come; answers in one of their own."""
    questions = {question.code: question for question in questions_of(wave)}
    rows, answers = [], []
    for ballot in ballots:
        row = BallotRow(wave=wave, dimension=ballot.group.dimension, group=ballot.group.key)
        rows.append(row)
        answers += [Answer(ballot=row, question=questions[code], value=value) for code, value in ballot.answers.items()]
    sealing.CHANCE.shuffle(answers)
    BallotRow.objects.bulk_create(rows, batch_size=1000)
    Answer.objects.bulk_create(answers, batch_size=1000)


def _invited_of(wave: Wave, kept: dict[Group, Group]) -> Counter[Group]:
    """Return how many were invited of each group under which ballots are kept."""
    of_first = Counter(Group(row.dimension, row.group) for row in wave.participations.all())
    invited: Counter[Group] = Counter()
    for group, number in of_first.items():
        invited[kept[group]] += number
    return invited


def count_ballots(wave: Wave, ballots: list[Ballot], *, invited: Mapping[Group, int], answered: int) -> None:
    """Write what was counted: invited and sent for everybody and each group, and each answer to each question."""
    everybody = Group(TOTAL, "")
    of_group = {group: [one for one in ballots if one.group == group] for group in invited if ballots}
    of_group[everybody] = ballots
    questions = questions_of(wave)
    counts: list[AnswerCount] = []
    for group in sorted(of_group, key=lambda group: (group.dimension, group.key)):
        total = group == everybody
        result = GroupResult.objects.create(
            wave=wave,
            dimension=group.dimension,
            group=group.key,
            invited=wave.invited if total else invited[group],
            answered=answered if total else len(of_group[group]),
        )
        if ballots:
            counts += _answer_counts(result, questions, of_group[group])
    AnswerCount.objects.bulk_create(counts)


def _answer_counts(result: GroupResult, questions: list[Question], ballots: list[Ballot]) -> list[AnswerCount]:
    given = Counter((code, value) for ballot in ballots for code, value in ballot.answers.items())
    return [
        AnswerCount(result=result, question=question, value=value, count=given[question.code, value])
        for question in questions
        for value in ANSWERS[question.code].values
    ]


def destroy_leftover_keys(*, now: datetime) -> int:
    """Destroy the keys of every wave that is over and still has them, and say since when; return how many waves.

    It runs after each close and every night, so that a crash between close and destruction is made up for.
    """
    over = Wave.objects.filter(state__in=[WaveState.CLOSED, WaveState.VOID], key_destroyed_on__isnull=True)
    destroyed = 0
    for wave in over:
        key_files.destroy_keys(wave)
        destroyed += Wave.objects.filter(pk=wave.pk, key_destroyed_on__isnull=True).update(key_destroyed_on=day_of(now))
    return destroyed


def close_due(*, now: datetime) -> int:
    """Close every open wave whose last day has passed; return how many. One without keys waits for the office."""
    due = Wave.objects.filter(state=WaveState.OPEN, closes_on__lt=day_of(now)).order_by("pk")
    closed = 0
    for wave in due:
        try:
            close_wave(wave_id=wave.pk, actor=None, now=now)
        except RuleBroken:
            log.warning("a survey cannot be closed: its key is gone", wave=str(wave.public_id), keys=has_keys(wave))
        else:
            closed += 1
    return closed
