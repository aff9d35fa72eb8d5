"""The pages of a course in the portal: lessons, questions and the result, each for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.prose import html_from_markdown
from people.models import Person
from training import rules
from training.choices.evidence import Part
from training.models import (
    Completion,
    Confidence,
    Course,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Scenario,
    ScenarioChoice,
)
from training.selectors.completing import way_of
from training.selectors.learning import Learning, address_of, learning
from training.selectors.mirror import Mirror, mirror

PAGES = {Part.LESSONS, Part.QUESTIONS}
"""What somebody does on the pages of a course."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A course in the portal that somebody is in the middle of."""

    course: Course
    read: int
    lessons: int
    has_questions: bool

    @property
    def in_words(self) -> str:
        if self.read == self.lessons:
            if not self.has_questions:
                return _("All lessons read; now complete the course")
            return _("All lessons read; the questions are left")
        return _("%(read)d of %(total)d lessons read") % {"read": self.read, "total": self.lessons}


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson for one reader, between the one before and the one after it."""

    lesson: Lesson
    learning: Learning
    number: int
    html: SafeString
    is_read: bool
    has_changed: bool
    before: Lesson | None
    after: Lesson | None

    @property
    def total(self) -> int:
        return len(self.learning.rows)

    def onward(self, *, is_completed: bool) -> str:
        """Where somebody goes on who read it."""
        if self.after is not None and not is_completed:
            return address_of(self.after)
        to_questions = self.learning.questions and not is_completed
        course = {"course_id": self.learning.course.public_id}
        return reverse("training:quiz_start" if to_questions else "training:course_detail", kwargs=course)


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """One question of an attempt under way; once it is answered, with what is right and why."""

    scenario: Scenario
    choices: list[ScenarioChoice]
    number: int
    total: int
    chosen: ScenarioChoice | None
    next: Scenario | None

    @property
    def right(self) -> ScenarioChoice | None:
        return next((choice for choice in self.choices if choice.is_right), None)


@dataclass(frozen=True, slots=True)
class ResultPage:
    course: Course
    attempt: QuizAttempt
    again: list[Lesson]
    mirror: Mirror | None
    first: Lesson | None
    completed_at: datetime | None
    evidence_is_left: bool
    """Whether evidence is all that is missing after these questions."""

    @property
    def right_to_pass(self) -> int:
        return rules.right_to_pass(self.attempt.total or 0)


def lesson_by_id(person: Person, lesson_id: UUID) -> Lesson | None:
    """The lesson with this public id, if ``person`` may see its course."""
    seen = Course.objects.visible_to(person)
    return Lesson.objects.filter(course__in=seen).select_related("course").filter(public_id=lesson_id).first()


def scenario_by_id(person: Person, scenario_id: UUID) -> Scenario | None:
    """The scenario with this public id, if ``person`` may see its course."""
    seen = Course.objects.visible_to(person)
    rows = Scenario.objects.filter(course__in=seen).select_related("course", "lesson")
    return rows.filter(public_id=scenario_id).first()


def under_way(person: Person) -> list[Begun]:
    """Courses in the portal that somebody began and did not complete, by title. Three queries."""
    reads = LessonRead.objects.filter(person=person).order_by()
    as_it_is = Count("pk", filter=Q(revision=F("lesson__revision")))
    read = dict(reads.values_list("lesson__course").annotate(as_it_is=as_it_is))
    completed = Completion.objects.filter(person=person).values("course")
    courses = Course.objects.in_portal().filter(pk__in=read).exclude(pk__in=completed).order_by("title_nl", "pk")
    asks = Exists(Scenario.objects.filter(course=OuterRef("course")))
    there = Lesson.objects.filter(course__in=read).order_by().values("course").annotate(lessons=Count("pk"), asks=asks)
    of = {row["course"]: row for row in there}
    return [Begun(each, read[each.pk], of[each.pk]["lessons"], of[each.pk]["asks"]) for each in courses]


def lesson_page(lesson: Lesson, person: Person, *, now: datetime) -> LessonPage | None:
    """Return what the page of one lesson shows; none where it was removed a moment ago."""
    here = learning(lesson.course, person, now=now)
    index = next((index for index, row in enumerate(here.rows) if row.lesson.pk == lesson.pk), None)
    if index is None:
        return None
    return LessonPage(
        lesson=lesson,
        learning=here,
        number=index + 1,
        html=html_from_markdown(str(lesson.body), below=1),
        is_read=here.rows[index].is_read,
        has_changed=here.rows[index].has_changed,
        before=here.rows[index - 1].lesson if index else None,
        after=here.rows[index + 1].lesson if index + 1 < len(here.rows) else None,
    )


def attempt_of(course: Course, person: Person) -> QuizAttempt | None:
    """The attempt that somebody is in the middle of."""
    return QuizAttempt.objects.under_way().filter(course=course, person=person).first()


def next_question(attempt: QuizAttempt) -> Scenario | None:
    """The first question without an answer, else the last one, from which the result is asked for. Two queries."""
    answered = attempt.answers.values("scenario")
    scenarios = Scenario.objects.filter(course=attempt.course_id).in_order()
    return scenarios.exclude(pk__in=answered).first() or scenarios.last()


def scenario_page(scenario: Scenario, attempt: QuizAttempt) -> ScenarioPage | None:
    """Return one question as it stands in an attempt under way; none where it was just removed. Three queries."""
    scenarios = list(Scenario.objects.filter(course=scenario.course_id).in_order())
    if scenario not in scenarios:
        return None
    answers = dict(QuizAnswer.objects.filter(attempt=attempt).values_list("scenario", "choice"))
    choices = list(scenario.choices.order_by("position"))
    return ScenarioPage(
        scenario=scenario,
        choices=choices,
        number=next(number for number, each in enumerate(scenarios, 1) if each.pk == scenario.pk),
        total=len(scenarios),
        chosen=next((choice for choice in choices if choice.pk == answers.get(scenario.pk)), None),
        next=_after(scenario, scenarios, answers),
    )


def _after(scenario: Scenario, scenarios: list[Scenario], answered: Iterable[int]) -> Scenario | None:
    """The next question to answer after this one, those before it included; none when all have an answer."""
    index = [each.pk for each in scenarios].index(scenario.pk)
    rest = [*scenarios[index + 1 :], *scenarios[:index]]
    return next((each for each in rest if each.pk not in answered), None)


def scenarios_to_review(course: Course) -> list[Scenario]:
    """All questions with their choices, for HR that decides whether a course goes into the catalogue. Two queries."""
    choices = Prefetch("choices", ScenarioChoice.objects.order_by("position"))
    return list(Scenario.objects.filter(course=course).in_order().prefetch_related(choices))


def result_page(course: Course, person: Person) -> ResultPage | None:
    """Return the last result of somebody with what to read again and the mirror; none without a result."""
    attempt = QuizAttempt.objects.finished().filter(course=course, person=person).first()
    if attempt is None:
        return None
    lessons = list(course.lessons.in_order())
    rated = Confidence.objects.filter(course=course, person=person).first()
    done = Completion.objects.filter(course=course, person=person).order_by("-completed_at")
    return ResultPage(
        course=course,
        attempt=attempt,
        again=[lesson for lesson in lessons if lesson.key in attempt.again],
        mirror=mirror(rated, attempt) if rated else None,
        first=lessons[0] if lessons else None,
        completed_at=done.values_list("completed_at", flat=True).first(),
        evidence_is_left=course.asks_evidence and way_of(course, person).lacks_evidence_only,
    )
