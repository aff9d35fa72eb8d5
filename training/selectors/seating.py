"""Sessions ahead for what is required of people: those in which they can be enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from training.choices import WITH_SESSIONS
from training.models import Course, Session
from training.selectors.catalogue import SeatsAt
from training.selectors.meetings import load_meetings
from training.selectors.required import too_late
from training.selectors.seats import Kept, Standing, standings
from training.selectors.worklists import ToDo

MOST_SESSIONS = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A session ahead, with its seats in words, in which people of a worklist can be enrolled."""

    seats: SeatsAt
    kept: Sequence[Kept] = ()
    """Those of its free seats that are kept for some function groups."""
    is_short: bool = False
    """Whether it is of the short course, which is enough only for who did the whole one before."""
    too_late_for: int = 0
    """For how many people of the worklist it ends after the day by which they must be done."""

    @property
    def session(self) -> Session:
        return self.seats.session


@dataclass(frozen=True, slots=True)
class Choices:
    """The soonest sessions for people of a worklist, and the courses of which there is none."""

    sessions: Sequence[Choice]
    without_session: Sequence[Course]


def has_sessions(course: Course) -> bool:
    """Whether people come together for this course, and can be enrolled."""
    return course.kind in WITH_SESSIONS and course.is_published


def courses_for(row: ToDo) -> list[Course]:
    """The courses with sessions that do what is required of somebody, the shortest first; none while they are away.

    Nor for who has a seat ahead, or is offered one.
    """
    if row.standing.is_away or row.has_seat:
        return []
    required = row.standing.required
    return [each for each in dict.fromkeys([required.take, *required.courses]) if has_sessions(each)]


def choices_for(rows: Sequence[ToDo], *, now: datetime, only_open: bool = False) -> Choices:
    """Return the soonest sessions ahead for the people of one page of a worklist. Four queries at most.

    HR enrols outside the window too; ``only_open`` leaves out the sessions to which it does not open now.
    """
    wanted = [courses for row in rows if (courses := courses_for(row))]
    if not wanted:
        return Choices([], [])
    listed = Session.objects.upcoming(now).filter(course__in={course.pk for courses in wanted for course in courses})
    sessions = list(listed.select_related("course").in_order())
    if only_open:
        sessions = [each for each in sessions if SeatsAt(each, 0, 0, None, now).is_open]
    given = {each.course_id for each in sessions}
    shown = sessions[:MOST_SESSIONS]
    load_meetings(shown)
    here = standings(shown, now)
    enough = {pk for row in rows for pk in row.requirement.course_ids}
    shorts = {row.requirement.renewal_course_id for row in rows} - enough
    to_seat = [row.standing.required for row in rows if courses_for(row)]
    return Choices(
        [
            Choice(
                seats_of(each, here[each.pk], now),
                here[each.pk].kept_from(None),
                each.course_id in shorts,
                sum(too_late(each, [required]) is not None for required in to_seat),
            )
            for each in shown
        ],
        [
            courses[0]
            for courses in {courses[0].pk: courses for courses in wanted}.values()
            if given.isdisjoint(each.pk for each in courses)
        ],
    )


def seats_of(session: Session, here: Standing, now: datetime) -> SeatsAt:
    """The free seats of a session for everyone together, after who waits; some of them can be kept for some groups."""
    return SeatsAt(session, here.seats.after(here.waiting).left, here.listed, None, now)
