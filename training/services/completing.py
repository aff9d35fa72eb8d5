"""Completing a course for who did everything that it asks, whatever came last and whatever kind of course it is."""

from datetime import datetime

from common.services import record
from people.models import Person
from training import selectors
from training.choices import WITH_SESSIONS, CompletionSource, CourseKind
from training.models import Completion, Course, Enrolment, Session
from training.services.attendance import complete_all_attended, complete_who_did_the_rest
from training.services.certificates import certify
from training.services.interest import end_interest
from training.services.proven import evidence_to_use, use
from training.services.versions import version_of


def hold(course: Course, person: Person) -> None:
    """Lock what decides whether somebody completes a course: their sessions of it where it has any, then the person.

    Whoever marks attendance takes the two in the same order.
    """
    if course.kind in WITH_SESSIONS:
        theirs = Enrolment.objects.filter(person=person, session__course=course).values("session")
        list(Session.objects.select_for_update(no_key=True).filter(pk__in=theirs).order_by("pk"))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def complete_who_is_done(
    course: Course, person: Person, *, actor: Person, now: datetime, done_at: datetime | None = None
) -> Completion | None:
    """Count a course as completed if nothing that it asks is missing, and give the certificate of it.

    Soon after an earlier completion that one stays, unless the questions were passed again on a later day.

    A course with sessions is completed for who was there; for who comes later, when attendance is marked. ``done_at``
    is when the last thing was done, where that is not evidence. The caller holds the locks.
    """
    if course.kind in WITH_SESSIONS:
        return complete_who_did_the_rest(course, person, actor=actor, now=now, done_at=done_at)
    way = selectors.way_of(course, person)
    if not way.is_whole:
        return None
    evidence = evidence_to_use(course, person)
    moments = [done_at, evidence.handed_in_at if evidence else None]
    completed_at = max((moment for moment in moments if moment is not None), default=now)
    if not way.counts_anew(completed_at):
        last = Completion.objects.filter(course=course, person=person).latest("completed_at")
        use(evidence, last)
        return last
    source = CompletionSource.ELSEWHERE if course.kind == CourseKind.ELSEWHERE else CompletionSource.PORTAL
    completion = Completion.objects.create(
        course=course, person=person, completed_at=completed_at, recorded_at=now, source=source,
        version=version_of(course, now=now),
    )  # fmt: skip
    use(evidence, completion)
    end_interest(course_id=course.pk, person=person)
    record("course.completed", completion, actor=actor, now=now)
    certify(completion, tested=way.is_tested, now=now)
    return completion


def complete_all_who_are_done(course: Course, *, actor: Person, now: datetime) -> None:
    """Complete the course for everyone who did what it asks, now that it asks less than before."""
    complete_all_attended(course, actor=actor, now=now)
    if course.is_in_portal:
        readers = Person.objects.filter(lessons_read__lesson__course=course, is_active=True)
        for person in readers.exclude(completions__course=course).distinct().order_by("pk"):
            hold(course, person)
            complete_who_is_done(course, person, actor=actor, now=now, done_at=now)
