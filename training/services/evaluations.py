"""Taking what people thought of a course, and once a month making figures of it. docs/adr/0009-evaluation.md."""

from collections.abc import Mapping
from datetime import date, datetime
from random import SystemRandom

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.errors import RuleBroken
from common.periods import Period
from surveys.selectors import sender_of
from surveys.services import Emptied, Given, KeysGone, NotAsked, put_in_round, tend_rounds
from training.choices.evaluations import EVALUATION_ANSWERS
from training.models import Course, Evaluated, EvaluationFigure, EvaluationRound
from training.rules.opinions import Opinion, Settled, settle_opinions
from training.selectors.evaluations import may_have_sent

CHANCE = SystemRandom()


# --- taking -----------------------------------------------------------------------------------------------------------
@sensitive_variables()
@transaction.atomic
def send_evaluation(*, ticket: str, answers: Mapping[str, str]) -> None:
    """Put what somebody thought, sealed, into the box of the month; once a ticket's owner and course.

    One row changes, and it changes as a whole. No actor, no moment and no audit event, by design. Raise ``NoTicket``
    for a ticket that is not ours or of an earlier month, ``AlreadySent`` for a second time, ``RuleBroken`` for what a
    person can mend.
    """
    try:
        put_in_round(EvaluationRound, ballots=[(ticket, _checked(answers))])
    except NotAsked:
        raise RuleBroken(
            _("What you think of a course is not asked at the moment. Thank you for wanting to say.")
        ) from None
    except KeysGone:
        raise RuleBroken(_("Your answers cannot be taken now. Please tell HR.")) from None


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
    return tend_rounds(EvaluationRound, count=_count, now=now)


def _count(current: EvaluationRound, emptied: Emptied, on: date) -> list[Given]:
    """Tell what may be told, keep who sent and nothing of what, and let the rest wait in the box of the next month."""
    known = Course.objects.filter(public_id__in={each.about for each in emptied.given})
    courses = {str(course.public_id): course for course in known}
    opinions = [Opinion(each.about, Period.parse(each.since), each.answers) for each in emptied.given]
    themes = {key: course.theme for key, course in courses.items()}
    settled = settle_opinions(opinions, themes=themes, month=current.month, k=current.smallest_group)
    _write_figures(current, settled, courses)
    _write_who_sent(current, emptied, on=on)
    return [Given(str(each.since), each.course, each.answers) for each in settled.waiting]


def _write_figures(current: EvaluationRound, settled: Settled, courses: Mapping[str, Course]) -> None:
    EvaluationFigure.objects.bulk_create(
        EvaluationFigure(
            round=current,
            course=courses[course] if course else None,
            theme=theme,
            question=told.question,
            **EvaluationFigure.columns_of(told),
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
