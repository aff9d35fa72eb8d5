"""What people thought of a course: a sealed box each month, who sent, and figures. No answer stands here.

``Evaluated`` and the figures share nothing but a course. docs/adr/0009-evaluation.md says why.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.triggers import NoTruncate
from surveys.models import ReleasedShare, SealedRound, never_changes, terms_stay
from training.choices import Theme
from training.choices.evaluations import EVALUATION, EvaluationQuestion
from training.models.courses import Course


class EvaluationRound(SealedRound):
    """The answers of one month, on all courses together, as one sealed value until they are counted."""

    subject = EVALUATION
    events = "evaluations"
    turn = 4_011_020_309

    class Meta(SealedRound.Meta):
        triggers: ClassVar = [
            terms_stay("training_evaluationround_terms_stay"),
            NoTruncate(name="training_evaluationround_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"evaluations of {self.month}"


class Evaluated(models.Model):
    """That somebody sent what they thought of a course, as known since the close of a round; not what."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluated")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="evaluated")
    known_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="training_evaluated_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.course_id}"


class EvaluationFigure(ReleasedShare):
    """What one round told about one course, or about several of a theme together; as everybody sees it, no counts."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.PROTECT, related_name="figures")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="evaluation_figures")
    theme = models.CharField(max_length=12, choices=Theme)
    question = models.CharField(max_length=10, choices=EvaluationQuestion)

    class Meta(ReleasedShare.Meta):
        constraints = [
            *ReleasedShare.Meta.constraints,
            models.CheckConstraint(
                condition=Q(question__in=EvaluationQuestion.values), name="training_evaluationfigure_question_known"
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="training_evaluationfigure_theme_known"),
            models.UniqueConstraint(
                fields=["round", "course", "question"],
                condition=Q(course__isnull=False),
                name="training_evaluationfigure_once_a_course",
            ),
            models.UniqueConstraint(
                fields=["round", "theme", "question"],
                condition=Q(course__isnull=True),
                name="training_evaluationfigure_once_a_theme",
            ),
        ]
        triggers: ClassVar = [
            never_changes("training_evaluationfigure_never_changes"),
            NoTruncate(name="training_evaluationfigure_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.course_id or self.theme} in {self.round_id}"
