"""What a course in the portal is made of, and how far somebody is in it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from common.triggers import NoTruncate
from training import rules
from training.models.courses import Course
from training.querysets import LessonQuerySet, QuizAttemptQuerySet, ScenarioQuerySet
from training.rules import pages

LAST_LESSON_STAYS = """
    IF NOT EXISTS (SELECT 1 FROM training_lesson WHERE course_id = OLD.course_id AND id <> OLD.id)
        AND EXISTS (
            SELECT 1 FROM training_course WHERE id = OLD.course_id
            AND kind = 'in_portal' AND published_at IS NOT NULL AND archived_at IS NULL
        ) THEN
        RAISE EXCEPTION 'training_lesson_last_stays: course % would be empty', OLD.course_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_lesson_last_stays';
    END IF;
    RETURN OLD;
"""
"""Nobody finds an empty course in the catalogue: its last lesson goes when the course is out of it."""

CAN_BE_ANSWERED = """
    FOR asked IN SELECT unnest(ARRAY[%(scenarios)s]) LOOP
        IF EXISTS (SELECT 1 FROM training_scenario WHERE id = asked) AND NOT EXISTS (
            SELECT 1 FROM training_scenariochoice WHERE scenario_id = asked
            HAVING COUNT(*) BETWEEN 2 AND 5 AND BOOL_OR(is_right)
        ) THEN
            RAISE EXCEPTION '%(name)s: scenario %%', asked
                USING ERRCODE = 'check_violation', CONSTRAINT = '%(name)s';
        END IF;
    END LOOP;
    RETURN NULL;
"""
"""A question has two to five answers, one of them right, by the end of each transaction."""


class Lesson(PublicIdModel):
    """One page of a course, in Markdown. ``key`` stays while title, text and place may change.

    ``revision`` counts the changes of what it teaches: who read an earlier one reads it again, unless they completed
    the course. ``edition`` counts every save.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    body_nl = models.TextField(_("text in Dutch"))
    body_en = models.TextField(_("text in English"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False, help_text="counts changes of what it teaches")
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    objects = LessonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="training_lesson_key_once"),
            models.UniqueConstraint(
                fields=["course", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="training_lesson_position_once",
            ),
            models.CheckConstraint(condition=~Q(title_nl="") & ~Q(body_nl=""), name="training_lesson_has_words"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("body_nl"), pages.LONGEST_LESSON)
                & LessThanOrEqual(Length("body_en"), pages.LONGEST_LESSON),
                name="training_lesson_is_a_page",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_lesson_last_stays",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func=LAST_LESSON_STAYS,
            ),
            NoTruncate(name="training_lesson_no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def body(self) -> Words:
        return words(self.body_nl, self.body_en)

    @property
    def minutes(self) -> int:
        """How long it takes to read in the reader's language."""
        return rules.minutes_to_read(str(self.body))


class Scenario(PublicIdModel):
    """A situation at work and what one would do; ``lesson`` is what to read again after a wrong answer.

    ``revision`` counts the changes of what it asks: who is answering then is asked anew. ``edition`` counts every save.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="scenarios")
    lesson = models.ForeignKey(Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="scenarios")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    situation_nl = models.TextField(_("situation in Dutch"))
    situation_en = models.TextField(_("situation in English"), blank=True)
    question_nl = models.CharField(_("question in Dutch"), max_length=200)
    question_en = models.CharField(_("question in English"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False, help_text="counts changes of what it asks")
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="training_scenario_key_once"),
            models.UniqueConstraint(
                fields=["course", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="training_scenario_position_once",
            ),
            models.CheckConstraint(
                condition=~Q(situation_nl="") & ~Q(question_nl=""), name="training_scenario_has_words"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_scenario_can_be_answered",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("asked", "bigint")],
                func=CAN_BE_ANSWERED % {"name": "training_scenario_can_be_answered", "scenarios": "NEW.id"},
            )
        ]

    def __str__(self) -> str:
        return f"scenario {self.public_id}"

    @property
    def situation(self) -> Words:
        return words(self.situation_nl, self.situation_en)

    @property
    def question(self) -> Words:
        return words(self.question_nl, self.question_en)


class ScenarioChoice(PublicIdModel):
    """One of the ways to act, and why it is right or not."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text_nl = models.CharField(_("choice in Dutch"), max_length=300)
    text_en = models.CharField(_("choice in English"), max_length=300, blank=True)
    is_right = models.BooleanField(default=False)
    explanation_nl = models.TextField(_("explanation in Dutch"))
    explanation_en = models.TextField(_("explanation in English"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "position"], name="training_scenariochoice_position_once"),
            models.CheckConstraint(
                condition=~Q(text_nl="") & ~Q(explanation_nl=""), name="training_scenariochoice_has_words"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_scenariochoice_leaves_a_question",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("asked", "bigint")],
                func=CAN_BE_ANSWERED
                % {
                    "name": "training_scenariochoice_leaves_a_question",
                    "scenarios": "OLD.scenario_id, NEW.scenario_id",
                },
            )
        ]

    def __str__(self) -> str:
        return f"choice {self.public_id}"

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)

    @property
    def explanation(self) -> Words:
        return words(self.explanation_nl, self.explanation_en)


class RemovedPage(models.Model):
    """The address of a lesson or question that is gone: who has it open comes to the course, and meets no error."""

    public_id = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="removed_pages")
    removed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"removed {self.public_id}"


class LessonRead(models.Model):
    """That somebody read a lesson, once, and which revision of it. Only this person sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lessons_read")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="reads")
    read_at = models.DateTimeField(db_index=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="training_lessonread_once")]

    def __str__(self) -> str:
        return f"lesson read {self.pk}"


class QuizAttempt(models.Model):
    """The questions of a course, once through by one person; only this person sees it.

    ``again`` holds the keys of the lessons to read again: all that stays of the single answers once it is finished.
    ``changed_at`` is when what is asked changed while it is under way; the person is told.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="quiz_attempts")
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, db_index=True)
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(default=False)
    again = ArrayField(models.SlugField(max_length=60), default=list)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(finished_at__isnull=True),
                name="training_quizattempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, right__isnull=True, total__isnull=True, passed=False, again=[])
                | (
                    Q(finished_at__isnull=False, right__isnull=False, total__isnull=False)
                    & Q(finished_at__gte=F("began_at"), total__gte=1, right__lte=F("total"))
                ),
                name="training_quizattempt_result_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True) | Q(finished_at__isnull=True),
                name="training_quizattempt_changed_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"quiz attempt {self.pk}"


class QuizAnswer(models.Model):
    """What somebody chose, for as long as the attempt is under way; the first choice stands."""

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, related_name="answers")
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+")
    choice = models.ForeignKey(ScenarioChoice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "scenario"], name="training_quizanswer_once")]

    def __str__(self) -> str:
        return f"quiz answer {self.pk}"


class Confidence(models.Model):
    """How sure somebody says to be of a subject before and after; only this person sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="training_confidence_once"),
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__range=(rules.LEAST_SURE, rules.MOST_SURE)))
                & (Q(after__isnull=True) | Q(after__range=(rules.LEAST_SURE, rules.MOST_SURE)))
                & (Q(before__isnull=False) | Q(after__isnull=False)),
                name="training_confidence_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"confidence {self.pk}"
