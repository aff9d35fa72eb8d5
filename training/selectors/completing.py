"""How far people are with what completes a course: the facts that ``rules.completing`` judges."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from people.models import Person
from training.choices import WITH_SESSIONS, EnrolmentState
from training.choices.evidence import Part
from training.models import Completion, Course, Enrolment, Evidence, Lesson, QuizAttempt, Scenario, Session
from training.rules import completing


@dataclass(frozen=True, slots=True)
class Way:
    """What a course asks of one person to complete it, and what of it they did since they last completed it."""

    course: Course
    asked: tuple[Part, ...]
    met: frozenset[Part]
    last: datetime | None = None
    """When they last completed it."""
    was_revoked: bool = False
    """What they got for it then was revoked."""

    @property
    def missing(self) -> tuple[Part, ...]:
        return completing.missing(self.asked, self.met)

    @property
    def is_whole(self) -> bool:
        return completing.is_whole(self.asked, self.met)

    @property
    def is_tested(self) -> bool:
        """Whether it asks more than being there and reading: then who completes it gets a certificate."""
        return Part.QUESTIONS in self.asked or Part.EVIDENCE in self.asked

    @property
    def steps(self) -> list[tuple[str, bool]]:
        """Each part in words, and whether it is done."""
        return [(str(part.label), part in self.met) for part in self.asked]

    @property
    def lacks_evidence_only(self) -> bool:
        """Whether evidence is all that is missing."""
        return completing.is_turn_of_evidence(self.asked, self.met)

    def takes_evidence(self, now: datetime) -> bool:
        """Whether evidence can be handed in now: it is all that is missing, and no completion of late counts."""
        is_late = Part.ATTENDED in self.asked or self.counts_anew(now)
        return is_late and self.lacks_evidence_only

    def counts_anew(self, completed_at: datetime) -> bool:
        """Whether who does all this at ``completed_at`` completes the course again, and gets another certificate."""
        return completing.counts_anew(self.last, completed_at, asked=self.asked, was_revoked=self.was_revoked)

    def can_take_again(self, now: datetime) -> bool:
        """Whether they completed it, and can take it again now."""
        return completing.can_take_again(
            self.course.kind, self.last, now, asked=self.asked, was_revoked=self.was_revoked
        )


def way_of(course: Course, person: Person, *, attended: bool | None = None) -> Way:
    """Return how far ``person`` is in a course; ``attended`` where the caller knows that. Six queries at most.

    None for a course with sessions that asks no more than to be there, when the caller knows whether they were.
    """
    return ways_of([course], person, attended=attended)[course.pk]


def ways_of(courses: Collection[Course], person: Person, *, attended: bool | None = None) -> dict[int, Way]:
    """Return how far ``person`` is in each of these courses. Six queries at most, for any number of them."""
    more = {course.pk: course for course in courses if course.has_pages or course.asks_evidence}
    pages = [pk for pk, course in more.items() if course.has_pages]
    with_questions = set(_of(Scenario.objects.filter(course__in=pages))) if pages else set[int]()
    unread = set(_of(Lesson.objects.filter(course__in=pages).unread_by(person))) if pages else set[int]()
    passed = _passed(pages, person) if pages else {}
    asks = [pk for pk, course in more.items() if course.asks_evidence]
    last = _completed(more, person) if more else {}
    accepted = set(_of(Evidence.objects.unused().filter(course__in=asks, person=person))) if asks else set[int]()
    came = _attended(courses, person) if attended is None else {each.pk for each in courses if attended}
    ways = {}
    for course in courses:
        done = {Part.ATTENDED: course.pk in came, Part.LESSONS: course.pk not in unread}
        completed_at, counted_at = last.get(course.pk, (None, None))
        done[Part.QUESTIONS] = completing.passed_counts(course.kind, passed.get(course.pk), completed_at)
        done[Part.EVIDENCE] = course.pk in accepted
        ways[course.pk] = Way(
            course=course,
            asked=completing.asked(
                course.kind, asks_questions=course.asks_questions, has_questions=course.pk in with_questions,
                asks_evidence=course.asks_evidence,
            ),
            met=frozenset(part for part, is_done in done.items() if is_done),
            last=completed_at,
            was_revoked=completed_at != counted_at,
        )  # fmt: skip
    return ways


def _of(rows: "QuerySet[Any]") -> Iterable[int]:
    return rows.order_by().values_list("course", flat=True).distinct()


def _passed(courses: Collection[int], person: Person) -> dict[int, datetime]:
    """When somebody passed the questions of each course, by their last result."""
    found: dict[int, datetime] = {}
    last: set[int] = set()
    for each in QuizAttempt.objects.finished().filter(course__in=courses, person=person):
        if each.course_id not in last and each.passed and each.finished_at:
            found[each.course_id] = each.finished_at
        last.add(each.course_id)
    return found


def _completed(courses: Iterable[int], person: Person) -> dict[int, tuple[datetime, datetime | None]]:
    """When somebody last completed each course, and when last without that its certificate was revoked."""
    rows = Completion.objects.filter(course__in=courses, person=person).order_by().values("course")
    holds = Q(certificate__revoked_at__isnull=True)
    last = rows.annotate(last=Max("completed_at"), counted=Max("completed_at", filter=holds))
    return {row["course"]: (row["last"], row["counted"]) for row in last}


def _attended(courses: Collection[Course], person: Person) -> set[int]:
    """Of which of these courses somebody was at a session that completed nothing yet."""
    rows = Enrolment.objects.filter(person=person, state=EnrolmentState.ATTENDED, session__course__in=courses)
    return set(rows.order_by().values_list("session__course", flat=True))


def sessions_to_complete(now: datetime) -> list[int]:
    """Sessions that ended with somebody who was there and completed nothing by it yet. One query.

    Of a course that asks for more than being there, only what ended in the last day: who does the rest later completes
    the course by that.
    """
    asks_more = Q(course__asks_questions=True) | Q(course__asks_evidence=True)
    came = Enrolment.objects.filter(state=EnrolmentState.ATTENDED).values("session")
    ended = Session.objects.planned().filter(pk__in=came, ends_at__lte=now, course__kind__in=WITH_SESSIONS)
    return list(
        ended.filter(~asks_more | Q(ends_at__gt=now - timedelta(days=1))).order_by("pk").values_list("pk", flat=True)
    )
