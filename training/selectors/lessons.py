"""A course in the portal as its learner sees it: lessons, what is read, where to go on, questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.clock import day_of
from common.prose import html_from_markdown
from people.models import Person
from training import policies, rules
from training.choices.confidence import Moment
from training.choices.evidence import Part
from training.models import (
    Certificate,
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
from training.rules import completing
from training.selectors.completing import way_of
from training.selectors.mirror import Mirror, mirror

PAGES = {Part.LESSONS, Part.QUESTIONS}
"""What somebody does on the pages of a course."""


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of its course, and whether the reader read it."""

    lesson: Lesson
    number: int
    is_read: bool
    has_changed: bool = False
    """What it teaches changed since the reader read it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where somebody goes on in a course: the words on the button, and where it leads."""

    words: str
    url: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Learning:
    """One course in the portal for one person: what is read, how the questions stand, what comes next."""

    course: Course
    rows: list[LessonRow]
    questions: int
    answered: int | None
    """How many questions are answered in the attempt under way; none when there is no such attempt."""
    has_changed_questions: bool
    """The questions changed since the attempt under way began."""
    result: QuizAttempt | None
    is_rated: bool
    can_follow: bool
    now: datetime
    asked_again: bool
    """It is required of the reader again, now or soon."""
    last: Completion | None
    """The last time that the reader completed it, with the certificate of that."""
    reads_again: bool
    """Everything that the reader read, they read since they last completed it."""

    @property
    def completed_at(self) -> datetime | None:
        return self.last.completed_at if self.last else None

    @property
    def certificate(self) -> Certificate | None:
        """What the reader got for it the last time."""
        return getattr(self.last, "certificate", None)

    @property
    def read(self) -> int:
        return sum(row.is_read for row in self.rows)

    @property
    def has_begun(self) -> bool:
        return self.read > 0

    @property
    def all_read(self) -> bool:
        return self.read == len(self.rows)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson that is not read yet."""
        return next((row.lesson for row in self.rows if not row.is_read), None)

    @property
    def right_to_pass(self) -> int:
        return rules.right_to_pass(self.questions)

    @property
    def _asked(self) -> tuple[Part, ...]:
        return completing.asked(
            self.course.kind, asks_questions=self.course.asks_questions, has_questions=self.questions > 0,
            asks_evidence=self.course.asks_evidence,
        )  # fmt: skip

    @property
    def _met(self) -> set[Part]:
        """Of its lessons and questions; who is answering them anew has not passed them."""
        passed_at = self.result.finished_at if self.result is not None and self.result.passed else None
        passed = completing.passed_counts(self.course.kind, passed_at, self.completed_at) and self.answered is None
        return {part for part, done in ((Part.LESSONS, self.all_read), (Part.QUESTIONS, passed)) if done}

    @property
    def has_pages_left(self) -> bool:
        """Whether lessons or questions are left to do; being at a session, or evidence, is done elsewhere."""
        return not PAGES.isdisjoint(completing.missing(self._asked, self._met))

    @property
    def can_complete(self) -> bool:
        """Everything is done, and it is not completed yet: what was left to do was changed or removed since.

        Where being at a session or evidence is asked, that completes it.
        """
        is_open = self.can_follow and self.completed_at is None and bool(self.rows)
        return is_open and completing.is_whole(self._asked, self._met)

    @property
    def is_done(self) -> bool:
        """Nothing is left to do: it is completed, and nothing that came later is unread."""
        return self.completed_at is not None and self.answered is None and self.next_lesson is None

    @property
    def leads_to_questions(self) -> bool:
        """Whether the questions come after the last lesson: not completed yet, or to be answered again."""
        return self.can_follow and self.questions > 0 and (self.completed_at is None or self.again is not None)

    @property
    def again(self) -> Step | None:
        """How to take it again, for another certificate; none before it was completed, and soon after.

        With questions by answering those again, else by reading the lessons again.
        """
        if self.completed_at is None or not (self.is_done and self.can_follow and self.course.is_in_portal):
            return None
        by_questions = self.questions > 0 and not self.course.asks_evidence
        passed_again = by_questions or not self._counts
        if not rules.counts_anew(self.completed_at, self.now, passed_again=passed_again):
            return None
        course = {"course_id": self.course.public_id}
        if self.questions:
            return Step(_("Answer the questions again"), reverse("training:quiz_start", kwargs=course))
        return Step(_("Take the course again"), reverse("training:course_again", kwargs=course), posts=True)

    @property
    def _counts(self) -> bool:
        return self.certificate is None or self.certificate.revoked_at is None

    @property
    def is_due_again(self) -> bool:
        """Whether what the reader has of it counts no more, or only for a short time yet."""
        held = self.certificate
        if self.asked_again or held is None or not self._counts:
            return self.asked_again or not self._counts
        until = held.valid_until
        return until is not None and rules.renew_from(held.completed_on, until) <= day_of(self.now)

    @property
    def step(self) -> Step | None:
        """The one thing to do next; none where there is nothing to read."""
        course = {"course_id": self.course.public_id}
        if not self.rows:
            return None
        first = address_of(self.next_lesson or self.rows[0].lesson)
        if self.can_complete:
            return Step(_("Complete the course"), address_of(self.rows[-1].lesson))
        if self.can_follow and not self.has_begun and self.completed_at is None:
            rate = reverse("training:confidence_before", kwargs=course)
            return Step(_("Begin"), first if self.is_rated else rate)
        if self.is_done or not self.can_follow or not self.has_pages_left:
            return Step(_("Look back") if self.has_begun or self.completed_at else _("Look at the lessons"), first)
        if self.next_lesson is not None:
            is_new = self.completed_at is not None and self.has_begun and not self.reads_again
            return Step(_("Read what is new") if is_new else _("Go on where you were"), first)
        return Step(self._words_to_questions, reverse("training:quiz_start", kwargs=course))

    def after_rating(self, moment: Moment) -> str:
        """Where somebody goes after saying how sure they are, or skipping that."""
        if moment == Moment.AFTER or not self.rows:
            return reverse("training:quiz_result", kwargs={"course_id": self.course.public_id})
        return address_of(self.rows[0].lesson)

    @property
    def _words_to_questions(self) -> str:
        if self.answered:
            return _("Go on with the questions")
        return _("Try the questions again") if self.result else _("To the questions")


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


def address_of(lesson: Lesson) -> str:
    return reverse("training:lesson_detail", kwargs={"lesson_id": lesson.public_id})


def lesson_by_id(person: Person, lesson_id: UUID) -> Lesson | None:
    """The lesson with this public id, if ``person`` may see its course."""
    seen = Course.objects.visible_to(person)
    return Lesson.objects.filter(course__in=seen).select_related("course").filter(public_id=lesson_id).first()


def scenario_by_id(person: Person, scenario_id: UUID) -> Scenario | None:
    """The scenario with this public id, if ``person`` may see its course."""
    seen = Course.objects.visible_to(person)
    rows = Scenario.objects.filter(course__in=seen).select_related("course", "lesson")
    return rows.filter(public_id=scenario_id).first()


def learning(course: Course, person: Person, *, now: datetime, asked_again: bool = False) -> Learning:
    """Return how far ``person`` is in a course in the portal; ``asked_again`` where it is required of them again.

    Seven queries at most.
    """
    reads = LessonRead.objects.filter(lesson__course=course, person=person)
    read, read_at = dict[int, int](), list[datetime]()
    for lesson_id, revision, at in reads.values_list("lesson", "revision", "read_at"):
        read[lesson_id] = revision
        read_at.append(at)
    lessons = Lesson.objects.filter(course=course).in_order()
    rows = [
        LessonRow(each, number, read.get(each.pk) == each.revision, read.get(each.pk, each.revision) != each.revision)
        for number, each in enumerate(lessons, 1)
    ]
    attempts = list(QuizAttempt.objects.filter(course=course, person=person).order_by(F("finished_at").desc()))
    under_way = next((each for each in attempts if each.finished_at is None), None)
    done = Completion.objects.filter(course=course, person=person).select_related("certificate")
    last = done.order_by("-completed_at", "-pk").first()
    return Learning(
        course=course,
        rows=rows,
        questions=course.scenarios.count(),
        answered=under_way.answers.count() if under_way else None,
        has_changed_questions=under_way is not None and under_way.changed_at is not None,
        result=next((each for each in attempts if each.finished_at is not None), None),
        is_rated=Confidence.objects.filter(course=course, person=person).exists(),
        can_follow=policies.can_follow(person, course),
        now=now,
        asked_again=asked_again,
        last=last,
        reads_again=last is not None and all(at > last.completed_at for at in read_at),
    )


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
