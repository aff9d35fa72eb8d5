"""Taking what people send of their choices, and once a month making figures of it.

docs/adr/0016-questions-about-passages.md.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.errors import RuleBroken
from common.periods import Period
from strategy.choices import Chosen
from strategy.models import Question, QuestionFigure, QuestionRound
from strategy.rules.clarity import Choice, settle_choices
from surveys.services import Emptied, Given, KeysGone, NotAsked, NoTicket, put_in_round, tend_rounds

MOST_AT_ONCE = 60
"""More situations than any version asks about; a longer form is not ours."""
CHOSEN = "chosen"


@sensitive_variables()
def send_choices(*, ballots: Sequence[tuple[str, str]]) -> None:
    """Put what somebody chose, each question sealed by itself, into the box of the month; all of it or nothing.

    ``ballots`` are tickets, each with ``wise`` or ``other``. One row changes. No actor, no moment and no audit event,
    by design. Raise ``NoTicket`` for a ticket that is not ours or of an earlier month, ``AlreadySent`` for a second
    time, ``RuleBroken`` when nothing is asked now.
    """
    if not 0 < len(ballots) <= MOST_AT_ONCE or not {chosen for _ticket, chosen in ballots} <= set(Chosen.values):
        raise NoTicket
    try:
        put_in_round(QuestionRound, ballots=[(ticket, {CHOSEN: chosen}) for ticket, chosen in ballots])
    except (NotAsked, KeysGone):
        raise RuleBroken(
            _("What people choose is not taken at the moment. Thank you for wanting to send it.")
        ) from None


def tend_questions(*, now: datetime) -> str:
    """Do what is due: open a round, close one whose month is over, or end one unread that is agreed to no more.

    Safe to run twice and safe to miss. Return what was done: opened, closed, unread or nothing.
    """
    return tend_rounds(QuestionRound, count=_count, now=now)


def _count(current: QuestionRound, emptied: Emptied, on: date) -> list[Given]:
    """Tell what may be told, keep nothing of who sent, and let the rest wait in the box of the next month."""
    known = Question.objects.filter(public_id__in={each.about for each in emptied.given})
    questions = {str(question.public_id): question for question in known}
    choices = [Choice(each.about, Period.parse(each.since), each.answers.get(CHOSEN, "")) for each in emptied.given]
    settled = settle_choices(choices, known=questions, month=current.month, k=current.smallest_group)
    QuestionFigure.objects.bulk_create(
        QuestionFigure(round=current, question=questions[question], **QuestionFigure.columns_of(share))
        for question, share in settled.figures
    )
    return [Given(str(each.since), each.question, {CHOSEN: each.chosen}) for each in settled.waiting]
