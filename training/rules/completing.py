"""What completes a course: which parts it asks, what of it is still missing, and where a piece of evidence may go."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from training.choices import WITH_SESSIONS, CourseKind
from training.choices.evidence import EvidenceState, Part

COUNTS_ANEW_AFTER = timedelta(days=28)
"""Who does the same course again sooner has completed it once; ``counts_anew`` says when not."""
MOST_BYTES = 10 * 1024 * 1024
"""The largest file that can be handed in as evidence."""

MOVES: Mapping[EvidenceState, frozenset[EvidenceState]] = {
    EvidenceState.HANDED_IN: frozenset({EvidenceState.SENT_BACK, EvidenceState.ACCEPTED}),
    EvidenceState.SENT_BACK: frozenset({EvidenceState.HANDED_IN}),
    EvidenceState.ACCEPTED: frozenset(),
}
"""Where a piece of evidence may go from each state. One that waits can be replaced, and stays where it is."""


def asked(kind: str, *, asks_questions: bool, has_questions: bool, asks_evidence: bool) -> tuple[Part, ...]:
    """Return what completes a course, in order; nothing where only another system can say that it was completed.

    A course in the portal asks for its lessons, and for its questions where there are any. One with sessions asks to
    be there, and for its lessons and questions where HR said so. Evidence comes last, and is all that a course with
    another provider can ask here.
    """
    parts: list[Part] = []
    if kind in WITH_SESSIONS:
        parts.append(Part.ATTENDED)
    if kind == CourseKind.IN_PORTAL or (kind in WITH_SESSIONS and asks_questions and has_questions):
        parts.append(Part.LESSONS)
        if has_questions:
            parts.append(Part.QUESTIONS)
    if asks_evidence:
        parts.append(Part.EVIDENCE)
    return tuple(parts)


def passed_counts(kind: str, passed_at: datetime | None, last: datetime | None) -> bool:
    """Whether questions that were passed at ``passed_at`` count; in the portal only what came after ``last``.

    ``last`` is when somebody last completed the course. Where they must be at a session too, that is what is new.
    """
    if passed_at is None:
        return False
    return kind != CourseKind.IN_PORTAL or last is None or passed_at > last


def counts_anew(last: datetime | None, now: datetime, *, asked: Collection[Part], was_revoked: bool) -> bool:
    """Return whether completing a course now is another completion than the ``last`` one.

    Who passed its questions again completed it again, once a day; so did who does it again after what they got for it
    was revoked. What is only read, and evidence, counts again after four weeks.
    """
    if last is None:
        return True
    by_questions = Part.QUESTIONS in asked and Part.EVIDENCE not in asked
    return day_of(now) > day_of(last) if by_questions or was_revoked else now - last >= COUNTS_ANEW_AFTER


def can_take_again(
    kind: str, last: datetime | None, now: datetime, *, asked: Collection[Part], was_revoked: bool
) -> bool:
    """Return whether somebody who completed a course in the portal can take it again now, so that it counts."""
    is_completed_here = kind == CourseKind.IN_PORTAL and last is not None
    return is_completed_here and counts_anew(last, now, asked=asked, was_revoked=was_revoked)


def missing(asked: Collection[Part], met: Collection[Part]) -> tuple[Part, ...]:
    """Return what is still to be done of what is asked, in order."""
    return tuple(part for part in asked if part not in met)


def is_whole(asked: Collection[Part], met: Collection[Part]) -> bool:
    """Whether somebody did everything that a course asks; what asks nothing is completed by nothing."""
    return bool(asked) and not missing(asked, met)


def is_turn_of_evidence(asked: Collection[Part], met: Collection[Part]) -> bool:
    """Whether evidence can be handed in: a course asks for it, and it is all that is missing."""
    return missing(asked, met) == (Part.EVIDENCE,)


def evidence_moves() -> list[tuple[str, str]]:
    """Return every step of a piece of evidence that the database allows, in a fixed order."""
    return sorted((str(origin), str(goal)) for origin, goals in MOVES.items() for goal in goals)


def assert_evidence_can_move(origin: str, goal: EvidenceState) -> None:
    """Raise ``RuleBroken`` when a piece of evidence may not go from ``origin`` to ``goal``."""
    here = EvidenceState(origin)
    if goal not in MOVES[here]:
        raise RuleBroken(
            _("This evidence is “%(state)s” by now, so this cannot be done any more. Look at the page again.")
            % {"state": here.label}
        )
