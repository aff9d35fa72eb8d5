"""How far somebody is in a course in the portal, and where they go on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
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
    QuizAttempt,
)
from training.rules import completing

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
        can_take_again = completing.can_take_again(
            self.course.kind, self.completed_at, self.now, asked=self._asked, was_revoked=not self._counts
        )
        if not (self.can_follow and self.is_done and can_take_again):
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
    def why_again(self) -> str:
        """Why somebody would take it again, by how what they got for it stands."""
        again = _("Take the course again for a new certificate or proof of attendance.")
        held = self.certificate
        if not self._counts:
            return _("What you got for it was revoked.") + " " + again
        if held is None or held.valid_until is None:
            return again + " " + _("What you have stays.")
        has_ended = held.valid_until <= day_of(self.now)
        until = (
            _("What you got for it counted until %(day)s.")
            if has_ended
            else _("What you got for it counts until %(day)s.")
        )
        return until % {"day": date_format(held.valid_until, "DATE_FORMAT")} + " " + again

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


def address_of(lesson: Lesson) -> str:
    return reverse("training:lesson_detail", kwargs={"lesson_id": lesson.public_id})


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
