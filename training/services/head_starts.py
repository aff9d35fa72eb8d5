"""The session that HR plans for who waited for a course: they are told of it, and can enrol before everyone else."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from common.clock import day_of
from common.services import record
from outbox import services as outbox
from people.models import Person
from people.selectors import people_here
from training import messages, rules
from training.models import Course, HeadStart, Interest, Session
from training.services.sessions import plan_session


@transaction.atomic
def plan_for_interested(*, course_id: int, actor: Person, now: datetime, **planned: Any) -> Session:
    """Plan a session and tell everybody who waits for the course, once; they can enrol before it opens to all.

    ``planned`` is what ``plan_session`` takes. Enrolment opens for everyone else when the head start ends, or later
    where HR said so.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    waiting = Interest.objects.filter(course=course, person__in=people_here(day_of(now)))
    # Who gives it does not take part in it, and waits on for another one.
    theirs = waiting.exclude(person__in=planned.get("trainers", ()))
    told = [each.person for each in theirs.select_related("person").order_by("said_at", "pk")]
    if told:
        closes_at = planned.get("enrol_until") or planned["starts_at"]
        wished = planned.get("enrol_from")
        planned["enrol_from"] = max(filter(None, [wished, rules.head_start_ends(now, closes_at)]), default=None)
    session = plan_session(course_id=course_id, actor=actor, now=now, **planned)
    HeadStart.objects.bulk_create(HeadStart(session=session, person=person, told_at=now) for person in told)
    for person in told:
        outbox.add(
            messages.SessionForWaiting,
            recipient=person,
            dedupe_key=f"{messages.SessionForWaiting.code}:{session.public_id}:{person.public_id}",
            context={**messages.facts_of(session, has_seat=False), "opens_at": session.enrol_from},
            now=now,
            url=reverse("training:course_detail", kwargs={"course_id": course.public_id}),
            about=messages.about(session),
        )
    if told:
        record("session.told_who_waited", session, actor=actor, now=now)
    return session
