"""Fourteen months of training at Houtwijk: courses, sessions, who came, who waits, what is required."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from common.clock import day_of
from people.choices import FunctionGroup
from people.models import Person
from portal.seed import (
    training_demo,
    training_evaluations,
    training_evidence,
    training_exchange,
    training_interest,
    training_lessons,
    training_meetings,
    training_paths,
    training_proofs,
    training_writing,
)
from portal.seed.people import new_id
from portal.seed.training_courses import CANCEL_REASONS, COURSES, PLACES, Story
from portal.seed.world import Member, World
from strategy.models import Objective
from training.choices import CompletionSource, CourseKind, Ending, EnrolmentState
from training.models import Completion, Course, Enrolment, Requirement, Session
from training.rules.meetings import Meets

S = EnrolmentState
HOURS = [(9, 0), (10, 30), (13, 30), (15, 0)]
DAYS_AHEAD = 56
HISTORY = 14
"""Months over which the numbers of sessions in ``COURSES`` are meant."""

SERVED_BY: dict[str, tuple[str, ...]] = {
    "Rapporteren kost de helft minder tijd": ("reports",),
    "Meer collega's gebruiken AI elke werkdag": ("my_work", "ask", "letters", "coach"),
    "Wie met AI werkt, kan dat veilig": ("safe", "privacy", "fair", "online_basics", "renew"),
    "Pilots krijgen op tijd een besluit": ("pilot", "board"),
    "Roosters die beter passen, met minder puzzelen": ("planning",),
    "Vragen van collega's meteen beantwoord": ("search",),
    "Collega's kennen de strategie": ("lead", "talk"),
}
"""Which courses serve which objective."""


@dataclass
class Planned:
    """A session with its story, its moment and the people who come to it."""

    session: Session
    story: Story


def seed(world: World) -> None:
    """Fill training with a believable history up to ``world.until`` and eight weeks ahead."""
    courses = _make_courses(world)
    _tie_to_objectives(courses)
    planned = _make_sessions(world, courses)
    _make_requirements(world, courses)
    _fill_sessions(world, planned)
    training_meetings.mark(world, _now(world))
    training_demo.tell(world, courses, _now(world))
    training_lessons.seed(world, courses["safe"])
    training_proofs.seed(world, courses)
    training_exchange.seed(world, courses["online_basics"], _now(world))
    training_interest.seed(world, courses)
    training_evaluations.seed(world)
    training_paths.seed(world, courses)
    training_writing.seed(world)
    training_evidence.seed(world)


def _now(world: World) -> datetime:
    return world.moment(world.until, 8, 30)


def _make_courses(world: World) -> dict[str, Course]:
    hr, periods, courses = world.roles["hr"], world.periods, {}
    for story in COURSES:
        month = periods[min(story.from_month, len(periods) - 1)]
        written = world.moment(month.first_day + timedelta(days=world.random.randrange(0, 5)), 11)
        courses[story.code] = Course(
            public_id=new_id(world),
            title_nl=story.title[0],
            title_en=story.title[1],
            summary_nl=story.summary[0],
            summary_en=story.summary[1],
            outcomes_nl="\n".join(story.outcomes[0]),
            outcomes_en="\n".join(story.outcomes[1]),
            audience_nl=story.audience[0],
            audience_en=story.audience[1],
            function_groups=[str(group) for group in story.groups],
            kind=story.kind,
            level=story.level,
            theme=story.theme,
            language=story.language,
            duration_minutes=story.minutes,
            cost_cents=story.cost_cents,
            provider=story.provider or ("Houtwijk Academie" if story.kind != CourseKind.ELSEWHERE else ""),
            external_url=story.url,
            created_at=written - timedelta(days=9),
            created_by=hr,
            published_at=written,
        )
    Course.objects.bulk_create(courses.values())
    return courses


def _tie_to_objectives(courses: dict[str, Course]) -> None:
    """Say which objective a course serves; some serve none, and show as loose ends."""
    for goal in Objective.objects.filter(title_nl__in=SERVED_BY):
        goal.courses.set(courses[code] for code in SERVED_BY[goal.title_nl])


def _make_sessions(world: World, courses: dict[str, Course]) -> list[Planned]:
    """Spread each course's sessions from its first month to eight weeks ahead, on working days outside holidays.

    The last always lies ahead, so that every course can be chosen; the demo's trainer gives the first of each,
    unless another session is in the way.
    """
    planned: list[Planned] = []
    for story in COURSES:
        course = courses[story.code]
        first = day_of(course.created_at) + timedelta(days=21)
        last = world.until + timedelta(days=DAYS_AHEAD)
        span = (last - first).days
        share = min(1.0, world.months / HISTORY) * _size(world)
        number = max(2, round(story.sessions * share)) if story.sessions else 0
        for index in range(number if span > 7 else 0):
            day = first + timedelta(days=round(span * (index + world.random.uniform(0.2, 0.8)) / number))
            if index == number - 1:
                day = max(day, world.until + timedelta(days=world.random.randint(6, DAYS_AHEAD // 2)))
            elif index == number - 2 and story.meetings > 1:
                day = max(first, world.until - timedelta(days=9))  # one that is under way
            planned.append(Planned(_session(world, course, story, _first_day(world, story, day)), story))
    _give(world, planned)
    return planned


def _give(world: World, planned: Sequence[Planned]) -> None:
    """Save the sessions with rooms and trainers, so that nobody gives two at a time and no room holds two."""
    trainers = [world.roles["trainer"], world.roles["hr"], world.roles["programme_office"]]
    begun: set[int] = set()
    chosen: list[tuple[bool, Session, list[Person]]] = []
    for each in planned:
        is_first = each.session.course_id not in begun
        begun.add(each.session.course_id)
        trainer = world.random.choices(trainers, [1, 0, 0] if is_first else [6, 1, 2])[0]
        chosen.append((is_first, each.session, [trainer, *trainers]))
    busy: dict[Person | str, list[Meets]] = {}
    given = []
    for _is_first, session, candidates in sorted(chosen, key=lambda row: not row[0]):
        if session.place:
            session.place = _free([session.place, *PLACES], session, busy)
        trainer = _free(candidates, session, busy)
        given.append(Session.trainers.through(session=session, person=trainer))
        if session.cancelled_at is None:
            for taken in (trainer, session.place):
                busy.setdefault(taken, []).extend(training_meetings.meetings_of(session))
    Session.objects.bulk_create([each.session for each in planned])
    training_meetings.plan([each.session for each in planned])
    Session.trainers.through.objects.bulk_create(given)


def _free[T: (Person, str)](choices: Sequence[T], session: Session, busy: Mapping[Person | str, Sequence[Meets]]) -> T:
    """Return the first that has nothing else at the time of this session, or the first of all."""
    wanted = training_meetings.meetings_of(session)
    return next(
        (
            each
            for each in choices
            if not any(mine.overlaps(theirs) for mine in wanted for theirs in busy.get(each, ()))
        ),
        choices[0],
    )


def _session(world: World, course: Course, story: Story, day: date) -> Session:
    hour, minute = world.random.choice(HOURS if story.minutes <= 180 else HOURS[:1])
    if story.meetings > 1:
        hour, minute = 13, 30
    starts_at = world.moment(day, hour, minute)
    last = world.moment(day + timedelta(weeks=story.meetings - 1), hour, minute)
    seats = max(min(6, story.seats), round(story.seats * _size(world)))
    online = story.kind == CourseKind.ONLINE
    cancelled = day < world.until and world.random.random() < 0.04 and story.meetings == 1
    return Session(
        public_id=new_id(world),
        course=course,
        starts_at=starts_at,
        ends_at=last + timedelta(minutes=min(story.minutes // story.meetings, 420)),
        meeting_count=story.meetings,
        place="" if online else world.random.choice(PLACES),
        link=f"https://vergaderen.houtwijk.example/{story.code}" if online else "",
        capacity=seats,
        minimum=0 if online else seats // 3,
        created_at=starts_at - timedelta(days=60),
        created_by=course.created_by,
        cancelled_at=starts_at - timedelta(days=6) if cancelled else None,
        cancel_reason=world.random.choice(CANCEL_REASONS) if cancelled else "",
    )


def _size(world: World) -> float:
    """How much smaller than Houtwijk's 3,000 people this organisation is: fewer sessions, and fewer seats in each."""
    return math.sqrt(min(1.0, max(0.05, len(world.members) / 3000)))


def _working_day(world: World, day: date) -> date:
    """A day on which somebody gives a course: no weekend, no Christmas weeks, no high summer."""
    if _is_holiday(day):
        while _is_holiday(day):
            day += timedelta(days=1)
        day += timedelta(days=world.random.randrange(10))
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _first_day(world: World, story: Story, day: date) -> date:
    """The day on which a session begins; a series moves on by weeks until none of its days is in the holidays."""
    day = _working_day(world, day)
    while any(_is_holiday(day + timedelta(weeks=week)) for week in range(story.meetings)):
        day += timedelta(weeks=1)
    return day


def _is_holiday(day: date) -> bool:
    place = (day.month, day.day)
    return place >= (12, 20) or place <= (1, 4) or (7, 18) <= place <= (8, 20)


def _make_requirements(world: World, courses: dict[str, Course]) -> None:
    periods = world.periods
    since, due = periods[min(3, len(periods) - 1)].first_day, world.until + timedelta(days=45)
    common = {"created_at": world.moment(since), "created_by": world.roles["hr"], "starts_on": since}
    Requirement.objects.bulk_create([
        Requirement(
            public_id=new_id(world), course=courses["safe"], due_on=due, valid_months=24,
            why_nl="Iedereen bij Houtwijk kan met AI te maken krijgen. De wet vraagt dat je er genoeg van weet om "
            "veilig te werken. Het kost een uur en het is werktijd.",
            why_en="Everyone at Houtwijk can come across AI. The law asks that you know enough of it to work safely. "
            "It takes an hour and counts as working time.",
            why_url="https://eur-lex.europa.eu/eli/reg/2024/1689/oj", **common,
        ),
        *(
            Requirement(
                public_id=new_id(world), course=courses["lead"], due_on=due + timedelta(days=30), function_group=group,
                why_nl="Je team kijkt naar jou. Als leidinggevende maak je de afspraken en geef je het voorbeeld.",
                why_en="Your team looks at you. As a manager you make the agreements and set the example.", **common,
            )
            for group in (FunctionGroup.DIRECTOR, FunctionGroup.MANAGER)
        ),
    ])  # fmt: skip


# --- who came ---------------------------------------------------------------------------------------------------------
def _fill_sessions(world: World, planned: list[Planned]) -> None:
    """Give out the seats course by course: the keenest come first, the work floor later."""
    enrolments: list[Enrolment] = []
    completed: list[Enrolment] = []
    per_course: dict[int, list[Planned]] = {}
    for each in planned:
        per_course.setdefault(each.session.course_id, []).append(each)
    kept = {world.roles["employee"].pk, world.roles["trainer"].pk}
    for sessions in per_course.values():
        queue = _queue(world, sessions[0].story, kept)
        for each in sorted(sessions, key=lambda planned: planned.session.starts_at):
            rows = _rows_of(world, each, queue)
            enrolments += rows
            completed += [row for row in rows if row.state == S.COMPLETED]
    Enrolment.objects.bulk_create(enrolments, batch_size=1000)
    Completion.objects.bulk_create(
        [
            Completion(
                public_id=new_id(world),
                course_id=row.session.course_id,
                person_id=row.person_id,
                enrolment=row,
                completed_at=row.session.ends_at,
                recorded_at=row.state_since,
                source=CompletionSource.SESSION,
            )
            for row in completed
        ],
        batch_size=1000,
    )


def _queue(world: World, story: Story, kept: set[int]) -> list[Member]:
    """Everyone for whom the course is meant, last the one who comes first."""
    meant = [
        member
        for member in world.members
        if member.person.pk not in kept and (not story.groups or member.function_group in story.groups)
    ]
    return sorted(meant, key=lambda member: member.keen + world.random.gauss(0, 0.2))


def _rows_of(world: World, each: Planned, queue: list[Member]) -> list[Enrolment]:
    session, story, chance = each.session, each.story, world.random
    ahead = session.starts_at > _now(world)
    wanted = round(session.capacity * min(1.35, max(0.25, chance.gauss(story.pull, 0.16))))
    if ahead and story.pull >= 1:
        # What people like best is full long before, and others wait.
        wanted = round(session.capacity * chance.uniform(1.15, 1.6))
    elif ahead:
        # Further ahead fewer people have chosen yet.
        wanted = round(wanted * max(0.35, 1.1 - (day_of(session.starts_at) - world.until).days / DAYS_AHEAD))
    came: list[Member] = []
    while queue and len(came) < wanted:
        member = queue.pop()
        if member.hired_on <= day_of(session.created_at):
            came.append(member)
    joined = sorted(_joined_at(world, session) for _member in came)
    rows = [_row(world, each, member, at) for member, at in zip(came, joined, strict=True)]
    if session.cancelled_at is not None:
        queue.extend(came)
        return [_ended(row, Ending.SESSION_CANCELLED, session.cancelled_at, session.cancel_reason) for row in rows]
    seated, rest = rows[: session.capacity], rows[session.capacity :]
    for row in seated:
        _place(world, row, session)
    for row in rest:
        row.state, row.state_since = S.WAITING, row.joined_at
    if rest and not ahead:
        rest = [_ended(row, Ending.SESSION_STARTED, session.starts_at) for row in rest]
    return seated + rest


def _joined_at(world: World, session: Session) -> datetime:
    latest = min(session.starts_at - timedelta(hours=20), _now(world) - timedelta(hours=3))
    return latest - timedelta(minutes=round(world.random.expovariate(1 / (9 * 24 * 60))))


def _row(world: World, each: Planned, member: Member, joined_at: datetime) -> Enrolment:
    return Enrolment(
        public_id=new_id(world),
        session=each.session,
        person=member.person,
        state=S.BOOKED,
        state_since=joined_at,
        joined_at=joined_at,
        enrolled_by=member.person,
    )


def _place(world: World, row: Enrolment, session: Session) -> None:
    """Say what became of a seat: booked while it lies ahead, then completed, not come, or cancelled in time."""
    if session.starts_at > _now(world) or _is_unmarked(world, session):
        return
    if session.ends_at > _now(world):  # a series that is under way
        return
    marked_at = session.ends_at + timedelta(hours=1)
    chance = world.random.random()
    if chance < 0.06:
        _ended(row, Ending.BY_PERSON, session.starts_at - timedelta(days=2))
    elif chance < 0.14:
        row.state, row.state_since = S.NO_SHOW, marked_at
    else:
        row.state, row.state_since = S.COMPLETED, marked_at


def _is_unmarked(world: World, session: Session) -> bool:
    """Sessions of the last days of which nobody has marked the attendance yet."""
    return 0 <= (world.until - day_of(session.starts_at)).days <= 4


def _ended(row: Enrolment, ending: Ending, at: datetime, reason: str = "") -> Enrolment:
    row.state, row.ending, row.ending_reason, row.state_since = S.CANCELLED, ending, reason, max(at, row.joined_at)
    return row
