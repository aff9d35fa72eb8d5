"""Taking what people thought of a course, and once a month making figures of it. docs/adr/0009-evaluation.md."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import SystemRandom

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.clock import day_of
from common.errors import RuleBroken
from common.periods import Period
from common.services import record, take_turns
from governance.selectors import has_agreement, smallest_group
from surveys.services import Emptied, Given, KeysGone, destroy_box_keys, empty_box, make_box, put_in_box
from training.choices.evaluations import EVALUATION, EVALUATION_ANSWERS, RoundState
from training.models import Course, Evaluated, EvaluationFigure, EvaluationRound
from training.rules.opinions import Opinion, Settled, settle_opinions
from training.selectors.evaluations import may_have_sent, sender_of

log = structlog.get_logger("houvast.training")

ONE_AT_A_TIME = 4_011_020_309
"""Under this number PostgreSQL lets one transaction at a time open or close a round."""
CHANCE = SystemRandom()
LATE_DAYS = 1
"""A round closes from the second day of the next month on, as figures do."""


# --- taking -----------------------------------------------------------------------------------------------------------
@sensitive_variables()
@transaction.atomic
def send_evaluation(*, ticket: str, answers: Mapping[str, str]) -> None:
    """Put what somebody thought, sealed, into the box of the month; once a ticket's owner and course.

    One row changes, and it changes as a whole. No actor, no moment and no audit event, by design. Raise ``NoTicket``
    for a ticket that is not ours or of an earlier month, ``AlreadySent`` for a second time, ``RuleBroken`` for what a
    person can mend.
    """
    given = _checked(answers)
    current = _held_round()
    if current is None or not has_agreement(EVALUATION):
        raise RuleBroken(_("What you think of a course is not asked at the moment. Thank you for wanting to say."))
    try:
        current.contents = put_in_box(
            current,
            contents=bytes(current.contents or b""),
            public_key=bytes(current.seal_key),
            ticket=ticket,
            since=str(current.month),
            answers=given,
        )
    except KeysGone:
        raise RuleBroken(_("Your answers cannot be taken now. Please tell HR.")) from None
    current.save(update_fields=["contents"])


def _held_round() -> EvaluationRound | None:
    """Return the round that is open, under its lock.

    Who waited while it was closed finds it open no more, and asks once again: the next one is there by then.
    """
    is_open = EvaluationRound.objects.select_for_update().filter(state=RoundState.OPEN)
    return is_open.first() or is_open.first()


def _checked(answers: Mapping[str, str]) -> dict[str, str]:
    given = {}
    for question, known in EVALUATION_ANSWERS.items():
        value = answers.get(question, "")
        if value and value not in known.values:
            raise RuleBroken(_("Choose one of the answers that the form shows."), field=question)
        if value:
            given[str(question)] = value
    if not given:
        raise RuleBroken(_("Answer at least one question, or leave the page: then nothing is recorded."))
    return given


# --- once a month -----------------------------------------------------------------------------------------------------
def tend_evaluations(*, now: datetime) -> str:
    """Do what is due: open a round, close one whose month is over, or end one unread that is agreed to no more.

    Safe to run twice and safe to miss. Return what was done: opened, closed, unread or nothing.
    """
    destroy_leftover_box_keys(now=now)
    return _tend(now)


@transaction.atomic
def _tend(now: datetime) -> str:
    take_turns(ONE_AT_A_TIME)
    current = _held_round()
    if not has_agreement(EVALUATION):
        return _end_unread(current, now=now) if current is not None else "nothing"
    if current is None:
        _open(now=now)
        return "opened"
    if current.month >= Period.of(day_of(now) - timedelta(days=LATE_DAYS)):
        return "nothing"
    try:
        emptied = empty_box(current, contents=bytes(current.contents or b""))
    except KeysGone:
        log.warning("the key of a round of evaluations is gone", round=str(current.public_id))
        _end_unread(current, now=now)
        _open(now=now)
        return "unread"
    _close(current, emptied, now=now)
    return "closed"


def _open(*, now: datetime, waiting: list[Given] | None = None) -> EvaluationRound:
    new = EvaluationRound(opened_on=day_of(now), smallest_group=smallest_group())
    new.seal_key, new.contents = make_box(new, waiting=waiting or [])
    new.save()
    record("evaluations.opened", new, actor=None, now=now)
    return new


def _end(current: EvaluationRound, state: RoundState, *, now: datetime) -> None:
    """Throw the box of a round away; its keys go once that is sure."""
    current.state, current.closed_on, current.contents = state, day_of(now), None
    current.save(update_fields=["state", "closed_on", "contents"])
    transaction.on_commit(partial(destroy_leftover_box_keys, now=now))


def _end_unread(current: EvaluationRound, *, now: datetime) -> str:
    _end(current, RoundState.UNREAD, now=now)
    record("evaluations.ended_unread", current, actor=None, now=now)
    return "unread"


def _close(current: EvaluationRound, emptied: Emptied, *, now: datetime) -> None:
    """Tell what may be told, keep who sent and nothing of what, and let the rest wait in the box of the next month."""
    known = Course.objects.filter(public_id__in={each.about for each in emptied.given})
    courses = {str(course.public_id): course for course in known}
    opinions = [Opinion(each.about, Period.parse(each.since), each.answers) for each in emptied.given]
    themes = {key: course.theme for key, course in courses.items()}
    settled = settle_opinions(opinions, themes=themes, month=current.month, k=current.smallest_group)
    _write_figures(current, settled, courses)
    _write_who_sent(current, emptied, on=day_of(now))
    _end(current, RoundState.CLOSED, now=now)
    _open(now=now, waiting=[Given(str(each.since), each.course, each.answers) for each in settled.waiting])
    record("evaluations.closed", current, actor=None, now=now)


def _write_figures(current: EvaluationRound, settled: Settled, courses: Mapping[str, Course]) -> None:
    EvaluationFigure.objects.bulk_create(
        EvaluationFigure(
            round=current,
            course=courses[course] if course else None,
            theme=theme,
            question=told.question,
            status=told.status.value,
            value=told.value,
            low=told.low,
            high=told.high,
            base_low=told.base[0] if told.base else None,
            base_high=told.base[1] if told.base else None,
        )
        for course, theme, each in settled.figures
        for told in each
    )


def _write_who_sent(current: EvaluationRound, emptied: Emptied, *, on: date) -> None:
    """Write who sent to a round: all at once, with one day for all, in an order that says nothing."""
    rows = [
        Evaluated(person_id=person, course_id=course, known_on=on)
        for person, person_id, course, course_id in may_have_sent(current)
        if emptied.has_sent(sender_of(course_id, person_id))
    ]
    CHANCE.shuffle(rows)
    Evaluated.objects.bulk_create(rows, ignore_conflicts=True)


def destroy_leftover_box_keys(*, now: datetime) -> int:
    """Destroy the keys of every round that is over and still has them; return how many rounds. It runs every night."""
    over = EvaluationRound.objects.exclude(state=RoundState.OPEN).filter(key_destroyed_on__isnull=True)
    destroyed = 0
    for each in over:
        destroy_box_keys(each)
        destroyed += EvaluationRound.objects.filter(pk=each.pk).update(key_destroyed_on=day_of(now))
    return destroyed
