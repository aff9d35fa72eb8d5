"""The meetings of sessions that come together more than once, and who was at which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from people.models import Person
from training.choices import CAME, ON_THE_LIST, EnrolmentState
from training.models import Enrolment, Presence, Session
from training.rules.meetings import Meets


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Who checked in with the code at the door, and when."""

    person: Person
    enrolment: Enrolment
    at: datetime


@dataclass(frozen=True, slots=True)
class Register:
    """A meeting with its list: whether it began, and how many have no mark there yet."""

    meets: Meets
    has_begun: bool
    to_go: int


def load_meetings(sessions: Iterable[Session]) -> None:
    """Load the meetings of all sessions that have several; one query, none where there are none."""
    several = [session for session in sessions if session.has_meetings]
    prefetch_related_objects(several, "meetings")


def marks_at(session: Session, number: int) -> dict[int, bool | None]:
    """Of everyone on the list whether they were at the meeting with this number, ``None`` without a mark; by enrolment.

    Where the session is one meeting, the enrolment itself says so. Two queries at most.
    """
    states = dict(session.enrolments.filter(state__in=ON_THE_LIST).values_list("pk", "state"))
    if not session.has_meetings:
        return {pk: None if state == EnrolmentState.BOOKED else state in CAME for pk, state in states.items()}
    here = dict(
        Presence.objects.filter(meeting__session=session, meeting__number=number).values_list("enrolment", "was_there")
    )
    return {pk: here.get(pk) for pk in states}


def was_there(session: Session, enrolment: Enrolment | None, now: datetime) -> bool | None:
    """Whether somebody is on the list as present at the meeting that is on; ``None`` without a mark."""
    if enrolment is None or enrolment.state not in ON_THE_LIST:
        return None
    return marks_at(session, session.meeting_at(now).number).get(enrolment.pk)


def checked_in(session: Session, number: int) -> list[CheckedIn]:
    """Who checked in with the code at the meeting with this number, the last one first. One query."""
    if session.has_meetings:
        rows = Presence.objects.filter(meeting__session=session, meeting__number=number, checked_in_at__isnull=False)
        found = [(each.enrolment, each.checked_in_at) for each in rows.select_related("enrolment__person")]
    else:
        seats = session.enrolments.filter(checked_in_at__isnull=False).select_related("person")
        found = [(each, each.checked_in_at) for each in seats]
    known = [CheckedIn(row.person, row, at) for row, at in found if at is not None]
    return sorted(known, key=lambda each: (each.at, each.enrolment.pk), reverse=True)


def registers(session: Session, now: datetime) -> list[Register]:
    """Return the list of each meeting of a session that has several. Three queries."""
    on_list = set(session.enrolments.filter(state__in=ON_THE_LIST).values_list("pk", flat=True))
    presences = Presence.objects.filter(meeting__session=session, enrolment__in=on_list)
    marked = Counter(presences.values_list("meeting__number", flat=True))
    return [Register(each, each.starts_at <= now, len(on_list) - marked[each.number]) for each in session.all_meetings]


def meeting_to_mark(session: Session, asked: str, now: datetime) -> Meets:
    """Return the meeting that somebody asked for, if it began; else the one that is on, or the last that began."""
    meetings = session.all_meetings
    begun = [each for each in meetings if each.starts_at <= now] or meetings[:1]
    return next((each for each in begun if str(each.number) == asked), begun[-1])


def meeting_on_paper(session: Session, asked: str, now: datetime) -> Meets:
    """Return the meeting of which somebody wants the list on paper: also one ahead, else the one that is next."""
    return next((each for each in session.all_meetings if str(each.number) == asked), session.meeting_at(now))


def meetings_of(enrolment: Enrolment) -> list[tuple[Meets, bool | None]]:
    """Each meeting of a session that has several, and whether its person was there; nothing for who has no seat.

    Two queries, none where the session is one meeting.
    """
    if not enrolment.session.has_meetings or enrolment.state not in ON_THE_LIST:
        return []
    presences = dict(enrolment.presences.values_list("meeting__number", "was_there"))
    return [(each, presences.get(each.number)) for each in enrolment.session.all_meetings]
