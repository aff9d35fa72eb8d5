"""Courses, sessions and enrolments for tests, named as business states."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from people.models import Person
from tests.people.builders import employee
from training.choices import EnrolmentState
from training.models import Completion, Course, Enrolment, Requirement, Session

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
IN_TWO_WEEKS = NOW + timedelta(days=14)
_number = count(1)


def course(*, title: str = "", author: Person | None = None, published: bool = True, **fields: Any) -> Course:
    """Return a published course that people can enrol in."""
    number = next(_number)
    values: dict[str, Any] = {
        "title_nl": title or f"Veilig werken met AI {number}",
        "title_en": f"{title} (English)" if title else f"Working safely with AI {number}",
        "summary_nl": "Wat je wel en niet met AI deelt.",
        "summary_en": "What you share with AI and what not.",
        "outcomes_nl": "Je weet welke gegevens je nooit invoert\nJe weet aan wie je het vraagt",
        "outcomes_en": "You know which data you never enter\nYou know whom to ask",
        "duration_minutes": 90,
        "created_at": NOW - timedelta(days=100),
        "published_at": NOW - timedelta(days=90) if published else None,
    }
    return Course.objects.create(created_by=author or employee(first_name="Hanneke"), **{**values, **fields})


def session(
    *,
    of: Course | None = None,
    starts_at: datetime = IN_TWO_WEEKS,
    capacity: int = 2,
    trainers: Sequence[Person] = (),
    **fields: Any,
) -> Session:
    """Return a session two weeks ahead with two free seats."""
    the_course = of or course()
    made = Session.objects.create(
        course=the_course,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + timedelta(minutes=the_course.duration_minutes)),
        place=fields.pop("place", "Leslokaal 1"),
        capacity=capacity,
        created_at=NOW - timedelta(days=50),
        created_by=the_course.created_by,
        **fields,
    )
    made.trainers.set(trainers)
    return made


def enrolment(
    *,
    session: Session,
    person: Person | None = None,
    state: str = EnrolmentState.BOOKED,
    joined_at: datetime = NOW - timedelta(days=5),
    **fields: Any,
) -> Enrolment:
    """Return somebody with a seat in the session; written straight to the database."""
    who = person or employee()
    if state == EnrolmentState.OFFERED:
        fields.setdefault("offer_expires_at", NOW + timedelta(hours=72))
    if state == EnrolmentState.CANCELLED:
        fields.setdefault("ending", "by_person")
    if state == EnrolmentState.REQUESTED:
        fields.setdefault("asked_at", joined_at)
    if state == EnrolmentState.DECLINED:
        fields = {"decided_by": session.created_by, "decision_reason": "Dit jaar niet.", **fields}
    return Enrolment.objects.create(
        session=session, person=who, state=state, state_since=joined_at, joined_at=joined_at, enrolled_by=who, **fields
    )


def full_session(*, capacity: int = 1, waiting: int = 0, **fields: Any) -> Session:
    """Return a session whose seats are all booked, with so many people waiting, the first since longest."""
    made = session(capacity=capacity, **fields)
    for _seat in range(capacity):
        enrolment(session=made)
    for place in range(waiting):
        joined_at = NOW - timedelta(hours=100 - place)
        enrolment(session=made, state=EnrolmentState.WAITING, joined_at=joined_at)
    return made


def requirement(*, of: Course, due_on: date = date(2026, 12, 31), **fields: Any) -> Requirement:
    """Return a requirement that holds for everyone."""
    values: dict[str, Any] = {
        "starts_on": date(2026, 1, 1),
        "why_nl": "Iedereen die met AI werkt moet genoeg weten van de risico's.",
        "why_en": "Everyone who works with AI must know enough of the risks.",
        "created_at": NOW - timedelta(days=80),
    }
    return Requirement.objects.create(course=of, due_on=due_on, created_by=of.created_by, **{**values, **fields})


def completion(*, of: Course, person: Person, at: datetime = NOW - timedelta(days=30)) -> Completion:
    """Return that somebody completed the course a month ago."""
    return Completion.objects.create(course=of, person=person, completed_at=at, recorded_at=at, source="session")
