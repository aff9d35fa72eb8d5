"""Sessions of several afternoons: when they come together, and who was at which."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from common.clock import day_of
from portal.seed.world import World
from training import rules
from training.choices import ON_THE_LIST, EnrolmentState
from training.models import Enrolment, Meeting, Presence, Session
from training.rules.meetings import Meets

MARKED_WITHIN = timedelta(days=4)


def plan(sessions: Iterable[Session]) -> None:
    """Keep the meetings of each session that has several, a week apart at the same time on the clock."""
    Meeting.objects.bulk_create(
        Meeting(session=session, number=each.number, starts_at=each.starts_at, ends_at=each.ends_at)
        for session in sessions
        if session.has_meetings
        for each in meetings_of(session)
    )


def meetings_of(session: Session) -> list[Meets]:
    """Return when a session of the story comes together."""
    starts = [rules.weeks_later(session.starts_at, week) for week in range(session.meeting_count)]
    lasts = session.ends_at - starts[-1]
    return [Meets(each, each + lasts, number=number) for number, each in enumerate(starts, start=1)]


def mark(world: World, now: datetime) -> None:
    """Mark each meeting of some days ago; who did not follow a session missed one of its meetings.

    It has chance of its own, so that no other part of the story changes with it.
    """
    chance = Random(world.until.toordinal() * 10_009 + len(world.members))  # noqa: S311 - a story
    several = Session.objects.planned().filter(meeting_count__gt=1, starts_at__lt=now - MARKED_WITHIN)
    seats = Enrolment.objects.filter(session__in=several, state__in=ON_THE_LIST)
    presences = []
    for row in seats.select_related("session").prefetch_related("session__meetings").order_by("pk"):
        missed = chance.randint(1, row.session.meeting_count)
        for meeting in row.session.meetings.all():
            if day_of(meeting.starts_at) > day_of(now - MARKED_WITHIN):
                continue
            was_there = row.state == EnrolmentState.COMPLETED or (
                meeting.number != missed if row.state == EnrolmentState.NO_SHOW else chance.random() < 0.9
            )
            presences.append(Presence(enrolment=row, meeting=meeting, was_there=was_there))
    Presence.objects.bulk_create(presences)
