"""Whether there are enough seats, in time, for who must still take a course for which people come together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from common.clock import day_of
from training.choices import HOLDS_A_SEAT, WITH_SESSIONS, EnrolmentState
from training.models import Course, Enrolment, Requirement, Session
from training.selectors.required import Audiences, RequiredCourse, Standing, courses_of
from training.selectors.seating import has_sessions
from training.selectors.seats import standings

type Pool = frozenset[int]
"""The keys of courses of which one is enough."""

ANY_DAY = date.max
"""By when a seat is in time for who is late already: in any session that lies ahead."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many people of one requirement must still take a course and have no seat, and the seats in time for them.

    ``courses`` are those of which one is enough, all of them with sessions. ``others`` are people of whom other
    requirements ask one of these by then, and who have no other choice. ``free`` are the seats in sessions
    that end on or before the day by which the last of these people must be done, after who waits there and is none of
    them; ``sessions`` are those with such a seat. ``short`` is for how many of all these people no seat is left in
    time, if the seats go to who is due first.
    """

    courses: Sequence[Course]
    people: int
    others: int
    free: int
    sessions: int
    short: int


@dataclass(frozen=True, slots=True)
class Free:
    """The seats that come free for who must still do it, in one session: on which day that ends, and how many."""

    ends_on: date
    free: int


class SeatsInTime:
    """Who must still take a course with sessions without a seat ahead, and which seats are free. Four queries at most.

    ``standings_of`` holds every requirement that asks for the courses concerned, by its key, with for whom it holds.
    Who is away is not counted, nor who completed it and must renew it only later, nor who can do it without a seat: in
    the portal or elsewhere.
    """

    def __init__(self, standings_of: Mapping[int, Sequence[Standing]], *, now: datetime) -> None:
        self.courses: dict[int, Course] = {}
        self.due: dict[Pool, dict[int, dict[int, date]]] = {}
        """Courses of which one is enough -> requirement -> person -> by when."""
        for requirement_id, rows in standings_of.items():
            for row in rows:
                pool = pool_of(row.required)
                if row.required.is_done or row.is_away or not pool:
                    continue
                self.courses |= {course.pk: course for course in pool}
                by = ANY_DAY if row.required.is_late else row.required.due_on
                key = frozenset(course.pk for course in pool)
                self.due.setdefault(key, {}).setdefault(requirement_id, {})[row.person.pk] = by
        waits = self._leave_out_who_has_a_seat(standings_of, now) if self.courses else Counter()
        self.seats = self._seats(waits, now) if self.courses else {}

    def _leave_out_who_has_a_seat(
        self, standings_of: Mapping[int, Sequence[Standing]], now: datetime
    ) -> Counter[tuple[int, int | None]]:
        """Drop who has a seat ahead, and count of those who stay who waits where: session and share. One query."""
        enough = {pk: rows[0].required.requirement.course_ids for pk, rows in standings_of.items() if rows}
        ahead = Q(session__ends_at__gt=now, session__cancelled_at__isnull=True)
        states = [EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.BOOKED]
        asked = {pk for courses in enough.values() for pk in courses} | self.courses.keys()
        rows = Enrolment.objects.filter(ahead, state__in=states, session__course__in=asked)
        held: set[tuple[int, int]] = set()
        waiting: list[tuple[int, int, int, int | None]] = []
        for person, course, session, share, state in rows.values_list(
            "person", "session__course", "session", "share", "state"
        ):
            if state in HOLDS_A_SEAT:
                held.add((person, course))
            else:
                waiting.append((person, course, session, share))
        for pool, by_requirement in self.due.items():
            for requirement_id, people in by_requirement.items():
                fulfils = pool | enough[requirement_id]
                for pk in [pk for pk in people if any((pk, each) in held for each in fulfils)]:
                    del people[pk]
        left = {
            (pk, course)
            for pool, by_requirement in self.due.items()
            for people in by_requirement.values()
            for pk in people
            for course in pool
        }
        return Counter((session, share) for person, course, session, share in waiting if (person, course) in left)

    def _seats(self, waits: Mapping[tuple[int, int | None], int], now: datetime) -> dict[int, list[Free]]:
        """Read the seats of the sessions ahead, by course in the order of their ends. Three queries."""
        sessions = list(Session.objects.upcoming(now).filter(course__in=self.courses).order_by("ends_at", "pk"))
        here = standings(sessions, now)
        found: dict[int, list[Free]] = {}
        for session in sessions:
            standing = here[session.pk]
            others = {share: number - waits.get((session.pk, share), 0) for share, number in standing.waiting.items()}
            free = standing.seats.after(others).left
            found.setdefault(session.course_id, []).append(Free(day_of(session.ends_at), free))
        return found

    def of(self, requirement: Requirement) -> list[Need]:
        """What one requirement needs, the whole courses first. No query."""
        found = []
        mine = [(pool, people) for pool, rows in self.due.items() if (people := rows.get(requirement.pk))]
        for pool, people in sorted(mine, key=lambda each: not each[0] & requirement.course_ids):
            last = max(people.values())
            together = _earliest(self._asking_only(pool), until=last) | people
            in_time = [each for each in self._seats_of(pool) if each.ends_on <= last]
            found.append(
                Need(
                    courses=[self.courses[pk] for pk in sorted(pool, key=lambda pk: (pk != requirement.course_id, pk))],
                    people=len(people),
                    others=len(together) - len(people),
                    free=sum(each.free for each in in_time),
                    sessions=sum(each.free > 0 for each in in_time),
                    short=_short(together.values(), in_time),
                )
            )
        return found

    def _asking_only(self, pool: Pool) -> list[Mapping[int, date]]:
        """Who must take one of these courses and can take no other, by requirement."""
        return [people for each, rows in self.due.items() if each <= pool for people in rows.values()]

    def _seats_of(self, pool: Pool) -> list[Free]:
        seats = [each for pk in pool for each in self.seats.get(pk, [])]
        return sorted(seats, key=lambda each: each.ends_on)

    @property
    def courses_short(self) -> list[Course]:
        """The courses for which too few seats are free in time; of several of which one is enough, each."""
        short = self.seats_short
        return [course for pk, course in self.courses.items() if pk in short]

    @property
    def seats_short(self) -> dict[int, int]:
        """How many seats too few there are in time, by course; a course of which there are enough is not in it."""
        short: dict[int, int] = {}
        for pool in self.due:
            lacking = _short(_earliest(self._asking_only(pool), until=ANY_DAY).values(), self._seats_of(pool))
            for pk in pool if lacking else ():
                short[pk] = max(lacking, short.get(pk, 0))
        return short


def pool_of(required: RequiredCourse) -> list[Course]:
    """The courses of which somebody needs a seat in one; none where one of what is enough needs no seat."""
    enough = (
        [required.renewal] if required.renewal is not None else [each for each in required.courses if each.is_published]
    )
    return enough if all(has_sessions(each) for each in enough) else []


def _earliest(asked: Iterable[Mapping[int, date]], *, until: date) -> dict[int, date]:
    """By when everybody must be done of whom it is asked, each once by the earliest day; nobody who is due later."""
    by: dict[int, date] = {}
    for people in asked:
        for pk, day in people.items():
            by[pk] = min(day, by.get(pk, ANY_DAY))
    return {pk: day for pk, day in by.items() if day <= until}


def _short(due: Collection[date], seats: Sequence[Free]) -> int:
    """For how many people no seat is left in time, if seats go to who is due first.

    That is the most by which those who are due on or before some day outnumber the seats until then (Hall, 1935: for
    such nested wishes it is also enough).
    """
    count = Counter(due)
    short = people = 0
    for day in sorted(count):
        people += count[day]
        short = max(short, people - sum(each.free for each in seats if each.ends_on <= day))
    return short


def asking_the_same(requirements: Iterable[Requirement], *, now: datetime) -> list[Requirement]:
    """The other requirements in force that ask for a course of one of these. Two queries."""
    asked = list(requirements)
    others = Requirement.objects.in_force(day_of(now)).asking_for(courses_of(asked))
    return list(others.exclude(pk__in=[each.pk for each in asked]).with_courses())


def seats_in_time_now(now: datetime) -> SeatsInTime:
    """The seats in time for all that is required today. Two queries where nothing is; twelve at most."""
    meet = list(Course.objects.filter(kind__in=WITH_SESSIONS, published_at__isnull=False).values_list("pk", flat=True))
    requirements = list(Requirement.objects.in_force(day_of(now)).asking_for(meet).with_courses())
    audiences = Audiences(requirements, now=now) if requirements else None
    return SeatsInTime({each.pk: audiences.of(each) for each in requirements} if audiences else {}, now=now)


def courses_short(*, now: datetime) -> list[Course]:
    """The required courses for which too few seats are free in time. Two queries without any; twelve at most."""
    return seats_in_time_now(now).courses_short


def count_of_courses_short(*, now: datetime) -> int:
    return len(courses_short(now=now))


@dataclass(frozen=True, slots=True)
class ShortOfSeats:
    """A required course, and how many seats too few there are in time."""

    course: Course
    seats: int


def required_short_of_seats(*, now: datetime) -> list[ShortOfSeats]:
    """The required courses with too few seats in time, the most first. Two queries without any; twelve at most."""
    seats = seats_in_time_now(now)
    rows = [ShortOfSeats(course, seats.seats_short[course.pk]) for course in seats.courses_short]
    return sorted(rows, key=lambda row: (-row.seats, row.course.pk))
