"""Taking a ballot. There is no actor here and no moment, by design."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.errors import RuleBroken
from surveys.choices import ANSWERS, WaveState
from surveys.models import BallotBox, Wave
from surveys.rules import sealing
from surveys.rules.sealing import Ballot, Box, Unreadable
from surveys.selectors import questions_of
from surveys.selectors.keys import box_keys


class NoTicket(Exception):
    """The form carries no ticket that we made for this wave."""


class AlreadySent(RuleBroken):
    """The form was open before its answers were sent from elsewhere, such as another tab."""


@sensitive_variables()
@transaction.atomic
def send_ballot(*, wave_id: UUID, ticket: str, answers: Mapping[str, str], today: date) -> None:
    """Put answers, sealed, into a box of many; once a ticket's owner, whoever else sends at that moment.

    One row changes, and it changes as a whole: that somebody sent and what they sent are one write. No audit event
    and no time, by design. Raise ``NoTicket`` for a ticket that is not ours, ``AlreadySent`` for a second time,
    ``RuleBroken`` for what a person can mend.
    """
    wave = Wave.objects.get(public_id=wave_id)
    keys = box_keys(wave)
    if wave.state != WaveState.OPEN or wave.closes_on < today:
        raise RuleBroken(_("This survey is closed. Thank you for wanting to answer."))
    if keys is None or wave.seal_key is None:
        raise RuleBroken(_("This survey cannot take answers now. Please tell the programme office."))
    try:
        tag, group = keys.open_ticket(ticket)
    except Unreadable as error:
        raise NoTicket from error
    given = _checked(wave, answers)
    number = sealing.box_number(tag, wave.boxes)
    row = BallotBox.objects.select_for_update().filter(wave=wave, number=number).first()
    if row is None:
        raise RuleBroken(_("This survey is closed. Thank you for wanting to answer."))
    box = keys.open_box(number, bytes(row.contents))
    if tag in box.tags:
        raise AlreadySent(_("Your answers are in already. They count once, so nothing was changed."))
    sealed = sealing.seal_ballot(Ballot(group, given), public_key=bytes(wave.seal_key), wave_id=wave.public_id)
    fuller = Box(tags=box.tags | {tag}, ballots=(*box.ballots, sealed))
    row.contents = keys.seal_box(number, fuller, capacity=sealing.capacity_of(bytes(row.contents)))
    row.save(update_fields=["contents"])


def _checked(wave: Wave, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that a ballot keeps, in the order of the questions; skipped questions are left out."""
    given = {}
    for question in questions_of(wave):
        value = answers.get(question.code, "")
        if value and value not in ANSWERS[question.code].values:
            raise RuleBroken(_("Choose one of the answers that the form shows."), field=question.code)
        if value:
            given[question.code] = value
    if not given:
        raise RuleBroken(_("Answer at least one question, or leave the page: then nothing is recorded."))
    return given
