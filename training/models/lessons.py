"""What a course in the portal is made of, and how far somebody is in it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from training import rules
from training.models.courses import Course
from training.querysets import LessonQuerySet, QuizAttemptQuerySet, ScenarioQuerySet


class Lesson(PublicIdModel):
    """One page of a course, in Markdown. ``key`` stays while title, text and place may change."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    body_nl = models.TextField(_("text in Dutch"))
    body_en = models.TextField(_("text in English"), blank=True)

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
    """A situation at work and what one would do; ``lesson`` is what to read again after a wrong answer."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="scenarios")
    lesson = models.ForeignKey(Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="scenarios")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    situation_nl = models.TextField(_("situation in Dutch"))
    situation_en = models.TextField(_("situation in English"), blank=True)
    question_nl = models.CharField(_("question in Dutch"), max_length=200)
    question_en = models.CharField(_("question in English"), max_length=200, blank=True)

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
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(is_right=True), name="training_scenariochoice_one_right"
            ),
            models.CheckConstraint(
                condition=~Q(text_nl="") & ~Q(explanation_nl=""), name="training_scenariochoice_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.public_id}"

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)

    @property
    def explanation(self) -> Words:
        return words(self.explanation_nl, self.explanation_en)


class LessonRead(models.Model):
    """That somebody read a lesson, once. Only this person sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lessons_read")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="reads")
    read_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="training_lessonread_once")]

    def __str__(self) -> str:
        return f"lesson read {self.pk}"


class QuizAttempt(models.Model):
    """The questions of a course, once through by one person; only this person sees it.

    ``again`` holds the keys of the lessons to read again: all that stays of the single answers once it is finished.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="quiz_attempts")
    began_at = models.DateTimeField()
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
