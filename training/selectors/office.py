"""What HR and trainers work with: sessions, lists of participants, piles of work, what a departure would mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy

from common.clock import day_of, start_of
from common.departures import Consequence
from common.text import is_uuid
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role, unit_names
from training import rules
from training.choices import ENDED, ON_THE_LIST, EnrolmentState
from training.models import Course, Enrolment, Requirement, Session
from training.rules.meetings import Meets
from training.selectors.clashes import at_the_time_of
from training.selectors.meetings import load_meetings
from training.selectors.required import Audiences, Reach, Standing, reach_in
from training.selectors.seats_in_time import Need, SeatsInTime, asking_the_same

PAGE_SIZE = 25
SESSION_VIEWS = ("ahead", "few", "to_mark", "past")


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part in a session, who has an offer, who waits in which order, and who is no longer coming."""

    session: Session
    holding: list[Enrolment]
    offered: list[Enrolment]
    waiting: list[Enrolment]
    requested: list[Enrolment]
    ended: list[Enrolment]

    @property
    def all(self) -> list[Enrolment]:
        return [*self.holding, *self.offered, *self.waiting, *self.requested, *self.ended]

    @property
    def free(self) -> int:
        return max(0, self.session.capacity - len(self.holding) - len(self.offered))

    @property
    def over(self) -> int:
        """How many more have a seat than there are seats, after the capacity was lowered. Who walked in has none."""
        seated = sum(not row.walked_in for row in self.holding)
        return max(0, seated + len(self.offered) - self.session.capacity)

    @property
    def lacking(self) -> int:
        """How many people more it needs to go ahead."""
        return rules.lacking(self.session.minimum, len(self.holding))


def session_by_id(session_id: UUID) -> Session | None:
    rows = Session.objects.select_related("course").prefetch_related("trainers")
    found = rows.filter(public_id=session_id).first()
    load_meetings([found] if found else [])
    return found


def session_key(person: Person, session_id: UUID) -> int | None:
    """The key of the session with this public id, if ``person`` may see its course. One query."""
    seen = Session.objects.filter(public_id=session_id, course__in=Course.objects.visible_to(person).values("pk"))
    return seen.values_list("pk", flat=True).first()


def session_like(course: Course, session_id: str) -> Session | None:
    """The session of this course with this public id, to plan another one like it."""
    return course.sessions.filter(public_id=session_id).first() if is_uuid(session_id) else None


def participants(session: Session, *, now: datetime) -> Participants:
    """Return the lists of one session with the units of today. One query; who waits, in the order of the offers."""
    rows = list(
        session.enrolments.with_position()
        .with_presences()
        .with_unit(day_of(now))
        .select_related("person", "approver")
        .order_by("person__sort_key", "person_id", "joined_at")
    )
    waiting = sorted((row for row in rows if row.state == EnrolmentState.WAITING), key=lambda row: row.position or 0)
    return Participants(
        session=session,
        holding=[row for row in rows if row.state in ON_THE_LIST],
        offered=[row for row in rows if row.state == EnrolmentState.OFFERED],
        waiting=waiting,
        requested=[row for row in rows if row.state == EnrolmentState.REQUESTED],
        ended=[row for row in rows if row.state in ENDED],
    )


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another session at the same time: which trainers it shares and when, which room and when."""

    session: Session
    trainers: list[Person]
    meets: Meets
    """Its first meeting at that time."""
    room: str
    meets_there: Meets | None
    """Its first meeting at that time in the same room, ``room``; without one there is no such room."""


def overlaps_of(session: Session) -> list[Overlap]:
    """Return the other sessions at that time with the same trainer or in the same room. Five queries at most.

    The room is that of the meeting, where it meets elsewhere than the rest of its session.
    """
    mine = set(session.trainers.values_list("pk", flat=True))
    others = list(at_the_time_of(session).select_related("course").prefetch_related("trainers").distinct().in_order())
    load_meetings(others)
    found = []
    for each in others:
        pairs = [(here, there) for there in each.all_meetings for here in session.all_meetings if here.overlaps(there)]
        rooms = [(session.room_of(here), there) for here, there in pairs if is_same_room(session, here, each, there)]
        trainers = [trainer for trainer in each.trainers.all() if trainer.pk in mine]
        if pairs and (trainers or rooms):
            room, there = rooms[0] if rooms else ("", None)
            found.append(Overlap(each, trainers, pairs[0][1], room, there))
    return found


def is_same_room(session: Session, here: Meets, other: Session, there: Meets) -> bool:
    room = session.room_of(here).casefold()
    return bool(room) and room == other.room_of(there).casefold()


def sessions_given(course: Course, person: Person) -> set[int]:
    """The keys of the sessions of this course that ``person`` gives. One query for a trainer, none for others."""
    if not person.has_role(Role.TRAINER):
        return set()
    return set(course.sessions.filter(trainers=person).values_list("pk", flat=True))


def trainers(day: date) -> "QuerySet[Person]":
    """Who can be put down as a trainer."""
    return people_with_role(Role.TRAINER, day).order_by("sort_key", "pk")


def placed(enrolments: Sequence[Enrolment], *, now: datetime) -> list[Enrolment]:
    """The same enrolments with people, units and places on the waiting list, in the order of names. One query."""
    rows = Enrolment.objects.with_position().with_unit(day_of(now)).select_related("person")
    return list(rows.filter(pk__in=[each.pk for each in enrolments]).order_by("person__sort_key", "pk"))


def to_tell_of_cancelling(session: Session, actor: Person) -> int:
    """How many people hear it when ``actor`` cancels a session. Two queries.

    Who has a seat or an offer, waits or asked, and who gives it; who gives it and cancels it knows.
    """
    concerned = set(session.enrolments.ahead().values_list("person", flat=True))
    return len(concerned | set(session.trainers.exclude(pk=actor.pk).values_list("pk", flat=True)))


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement, how it stands while it holds, and its unit by a name that stands for one."""

    requirement: Requirement
    reach: Reach | None
    unit: str
    needs: Sequence[Need] = ()
    """Whether there are enough seats in time, for each of its courses for which people come together."""


def requirements_listed(now: datetime) -> list[RequirementRow]:
    """Every requirement, those in force first, with how each of those stands. The same number of queries for any."""
    listed = Requirement.objects.with_courses()
    return requirement_rows(list(listed.order_by(F("ends_on").desc(nulls_first=True), "due_on", "pk")), now=now)


def requirement_rows(requirements: Sequence[Requirement], *, now: datetime) -> list[RequirementRow]:
    """These requirements, each with how it stands while it holds. Eleven queries at most, whatever their number."""
    in_force = [each for each in requirements if each.ends_on is None]
    rows: dict[int, list[Standing]] = {}
    if in_force:
        asking = [*in_force, *asking_the_same(in_force, now=now)]
        audiences = Audiences(asking, now=now)
        rows = {each.pk: audiences.of(each) for each in asking}
    seats, names = SeatsInTime(rows, now=now), unit_names()
    return [
        RequirementRow(
            each,
            reach_in(rows[each.pk]) if each.pk in rows else None,
            names.get(each.unit_id, "") if each.unit_id else "",
            seats.of(each),
        )
        for each in requirements
    ]


def requirement_by_id(requirement_id: UUID) -> Requirement | None:
    return Requirement.objects.with_courses().select_related("unit").filter(public_id=requirement_id).first()


def courses_to_require() -> "QuerySet[Course]":
    return Course.objects.published().order_by("title_nl", "pk")


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """What it means for training when these people leave on that day. Two queries."""
    mine = Enrolment.objects.filter(person__in=person_ids, session__starts_at__gte=start_of(on))
    holding = Q(state__in=[EnrolmentState.BOOKED, EnrolmentState.OFFERED])
    waiting = Q(state__in=[EnrolmentState.WAITING, EnrolmentState.REQUESTED])
    counts = mine.aggregate(seats=Count("pk", filter=holding), places=Count("pk", filter=waiting))
    sessions = Session.objects.planned().filter(trainers__in=person_ids, starts_at__gte=start_of(on)).distinct().count()
    # A report adds these up over days and apps, so that a label must read well behind any number.
    consequences = [
        Consequence(gettext_lazy("× a seat in a course comes free"), counts["seats"]),
        Consequence(gettext_lazy("× a place on a waiting list ends"), counts["places"]),
        Consequence(gettext_lazy("× a session loses its trainer"), sessions),
    ]
    return [each for each in consequences if each.count]
