"""The meetings of a session: what can be wrong with them, and keeping them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from training import rules
from training.errors import broken_constraints
from training.models import Meeting, Session
from training.rules.meetings import Meets, first_overlap


def faults_of(
    session: Session,
    *,
    now: datetime,
    without: Iterable[str] = (),
    meetings: Sequence[Meets] = (),
    before: Sequence[Meets] = (),
) -> list[RuleBroken]:
    """Return everything that is wrong with a session as it would be saved, each with its field.

    Fields in ``without`` could not be read, so nothing is said about them. What is wrong with one of several
    ``meetings`` is told at ``meeting-<number>``, or ``meeting-<number>-ends`` for its end. Those of ``before`` that
    have begun must still be there.
    """
    broken = broken_constraints(session, without=without)
    if "starts_at" in without:
        return broken
    begun = [each for each in before if each.starts_at <= now]
    if begun:
        return [*broken, *_faults_of_begun(begun, meetings, now)]
    if session.starts_at <= now:
        words = _("This session would begin in the past. Choose a later day or time.")
        broken.append(RuleBroken(words, field="starts_at"))
    elif session.starts_at > now + rules.FURTHEST_AHEAD:
        words = _("This is more than three years ahead. Look at the year.")
        broken.append(RuleBroken(words, field="starts_at"))
    return [*broken, *_faults_of_meetings(meetings)]


def _faults_of_begun(begun: Sequence[Meets], meetings: Sequence[Meets], now: datetime) -> list[RuleBroken]:
    if list(meetings[: len(begun)]) != list(begun):
        words = _("A meeting that has begun stays as it is. Change only those that lie ahead.")
        return [RuleBroken(words)]
    late = [each for each in meetings[len(begun) :] if each.starts_at <= now]
    words = _("This meeting would begin in the past. Choose a later day or time.")
    return [*(RuleBroken(words, field=f"meeting-{each.number}") for each in late), *_faults_of_meetings(meetings)]


def _faults_of_meetings(meetings: Sequence[Meets]) -> list[RuleBroken]:
    """Return what is wrong with each of several meetings by itself, and the first that begins before another ends."""
    if len(meetings) < 2:
        return []
    early = _("This meeting comes before the first one. Put the earliest meeting on top.")
    first = meetings[0].starts_at
    broken = [RuleBroken(early, field=f"meeting-{each.number}") for each in meetings if each.starts_at < first]
    for each in meetings:
        field = f"meeting-{each.number}"
        if each.ends_at <= each.starts_at:
            words = _("The meeting ends before it begins. Choose a later end.")
            broken.append(RuleBroken(words, field=f"{field}-ends"))
        elif each.ends_at > each.starts_at + rules.LONGEST_SESSION:
            words = _("A meeting lasts at most 12 hours. Look at the day on which it ends.")
            broken.append(RuleBroken(words, field=f"{field}-ends"))
    clash = first_overlap(meetings)
    if clash is not None and not broken:
        words = _("Two meetings are at the same time. Choose another time for one of them.")
        broken.append(RuleBroken(words, field=f"meeting-{clash.number}"))
    return broken


def keep_meetings(session: Session, meetings: Sequence[Meets]) -> None:
    """Keep the meetings of a session as they are given; one alone needs no row. The caller holds the session's lock."""
    known = {each.number: each for each in Meeting.objects.filter(session=session)}
    wanted = meetings if len(meetings) > 1 or any(each.presences.exists() for each in known.values()) else ()
    for each in wanted:
        row = known.get(each.number, Meeting(session=session, number=each.number))
        row.starts_at, row.ends_at, row.place = each.starts_at, each.ends_at, each.place
        row.save()
    Meeting.objects.filter(session=session, number__gt=len(wanted)).delete()
