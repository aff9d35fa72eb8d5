"""Who speaks for which body, which answer may follow which, and when a board may go on against advice."""

import calendar
from datetime import date

from governance.choices import BodyKind, Outcome, ProposalKind, ProposalState
from people.choices import Role

ANSWERED_BY: dict[str, str] = {
    BodyKind.WORKS_COUNCIL: Role.WORKS_COUNCIL,
    BodyKind.REPRESENTATION: Role.WORKS_COUNCIL,
    # These have no account of their own; somebody who does not steer the programme records what they say.
    BodyKind.CLIENT_COUNCIL: Role.PRIVACY_OFFICER,
    BodyKind.NONE: Role.PRIVACY_OFFICER,
}

ANSWERABLE: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.ASKED: frozenset(
        {
            ProposalState.AGREED,
            ProposalState.AGREED_WITH_CONDITIONS,
            ProposalState.REFUSED,
            ProposalState.REPLACED_BY_COURT,
            ProposalState.NOT_REQUIRED,
        }
    ),
    # A body may come back on its answer: new facts, conditions that were not kept.
    ProposalState.AGREED: frozenset({ProposalState.AGREED_WITH_CONDITIONS, ProposalState.REFUSED}),
    ProposalState.AGREED_WITH_CONDITIONS: frozenset({ProposalState.AGREED, ProposalState.REFUSED}),
    ProposalState.REFUSED: frozenset(
        {ProposalState.AGREED, ProposalState.AGREED_WITH_CONDITIONS, ProposalState.REPLACED_BY_COURT}
    ),
    ProposalState.REPLACED_BY_COURT: frozenset({ProposalState.AGREED, ProposalState.AGREED_WITH_CONDITIONS}),
    ProposalState.NOT_REQUIRED: frozenset(),
    ProposalState.WITHDRAWN: frozenset(),
}
STATE_AFTER: dict[Outcome, ProposalState] = {
    Outcome.AGREED: ProposalState.AGREED,
    Outcome.AGREED_WITH_CONDITIONS: ProposalState.AGREED_WITH_CONDITIONS,
    Outcome.REFUSED: ProposalState.REFUSED,
    Outcome.REPLACED_BY_COURT: ProposalState.REPLACED_BY_COURT,
    Outcome.NOT_REQUIRED: ProposalState.NOT_REQUIRED,
}
NEEDS_REASON = frozenset({Outcome.REFUSED, Outcome.REPLACED_BY_COURT, Outcome.NOT_REQUIRED, Outcome.DEVIATED})
ADVICE_OUTCOMES = frozenset({Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS, Outcome.REFUSED})

RARE = frozenset({Outcome.REPLACED_BY_COURT, Outcome.NOT_REQUIRED})
"""Answers that stand in a fold, so that nobody gives them by mistake."""


def outcomes_for(state: str, kind: str, body_kind: str) -> list[Outcome]:
    """Return what the body can answer now, in the order of the form.

    A court replaces consent, never advice; where there is no body, the one answer is that none is required.
    """
    allowed = ANSWERABLE[ProposalState(state)]
    outcomes = [outcome for outcome, after in STATE_AFTER.items() if after in allowed]
    if kind != ProposalKind.CONSENT:
        outcomes = [outcome for outcome in outcomes if outcome != Outcome.REPLACED_BY_COURT]
    if body_kind == BodyKind.NONE:
        outcomes = [outcome for outcome in outcomes if outcome == Outcome.NOT_REQUIRED]
    return outcomes


def rare_among(outcomes: list[Outcome]) -> list[Outcome]:
    """Return which of these answers a form keeps apart; none where there would be nothing else to choose."""
    rare = [outcome for outcome in outcomes if outcome in RARE]
    return rare if len(rare) < len(outcomes) else []


def deviation_opens_on(*, refused_on: date, body_kind: str) -> date:
    """Return the first day on which a board may go on against advice.

    A works council that is not followed has one month in which to go to court (WOR, article 25(6)).
    """
    if body_kind != BodyKind.WORKS_COUNCIL:
        return refused_on
    year, month = (refused_on.year + 1, 1) if refused_on.month == 12 else (refused_on.year, refused_on.month + 1)
    return date(year, month, min(refused_on.day, calendar.monthrange(year, month)[1]))
