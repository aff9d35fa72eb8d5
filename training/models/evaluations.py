"""What people thought of a course: a sealed box each month, who sent, and figures. No answer stands here.

``Evaluated`` and the figures share nothing but a course. docs/adr/0009-evaluation.md says why.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from common.disclosure import Status
from common.models import PublicIdModel
from common.periods import Period
from governance.choices import SMALLEST_THRESHOLD
from training.choices import Theme
from training.choices.evaluations import EvaluationQuestion, RoundState
from training.models.courses import Course

SHOWN = Q(status=Status.SHOWN.value, value__isnull=False, low__isnull=True, high__isnull=True)
A_RANGE = Q(status=Status.RANGE.value, value__isnull=True, low__isnull=False, high__isnull=False)
HIDDEN = Q(
    status=Status.HIDDEN.value,
    value__isnull=True,
    low__isnull=True,
    high__isnull=True,
    base_low__isnull=True,
    base_high__isnull=True,
)


class EvaluationRound(PublicIdModel):
    """The answers of one month, on all courses together, as one sealed value until they are counted."""

    state = models.CharField(max_length=6, choices=RoundState, default=RoundState.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    key_destroyed_on = models.DateField(null=True)
    smallest_group = models.PositiveSmallIntegerField(validators=[MinValueValidator(SMALLEST_THRESHOLD)])
    seal_key = models.BinaryField()
    contents = models.BinaryField(null=True)

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="training_evaluationround_state_known"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST_THRESHOLD),
                name="training_evaluationround_group_never_below_five",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=RoundState.OPEN, contents__isnull=False, closed_on__isnull=True, key_destroyed_on__isnull=True
                )
                | ~Q(state=RoundState.OPEN) & Q(contents__isnull=True, closed_on__isnull=False),
                name="training_evaluationround_box_while_open",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RoundState.OPEN), name="training_evaluationround_one_open"
            ),
        ]
        triggers: ClassVar = [
            # People answer under these terms; nobody may change them afterwards, or open what was closed.
            pgtrigger.Protect(
                name="training_evaluationround_terms_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'open' AND OLD.state <> NEW.state OR "
                    "(OLD.opened_on, OLD.smallest_group, OLD.seal_key) IS DISTINCT FROM "
                    "(NEW.opened_on, NEW.smallest_group, NEW.seal_key)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"evaluations of {self.month}"

    @property
    def month(self) -> Period:
        """The month of which it is: that in which it opened."""
        return Period.of(self.opened_on)


class Evaluated(models.Model):
    """That somebody sent what they thought of a course, as known since the close of a round; not what."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluated")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="evaluated")
    known_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="training_evaluated_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.course_id}"


class EvaluationFigure(models.Model):
    """What one round told about one course, or about several of a theme together; as everybody sees it, no counts."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.PROTECT, related_name="figures")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="evaluation_figures")
    theme = models.CharField(max_length=12, choices=Theme)
    question = models.CharField(max_length=10, choices=EvaluationQuestion)
    status = models.CharField(max_length=6)
    value = models.PositiveSmallIntegerField(null=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question__in=EvaluationQuestion.values), name="training_evaluationfigure_question_known"
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="training_evaluationfigure_theme_known"),
            models.CheckConstraint(
                condition=SHOWN | A_RANGE | HIDDEN, name="training_evaluationfigure_shows_what_it_may"
            ),
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
            pgtrigger.Protect(
                name="training_evaluationfigure_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.course_id or self.theme} in {self.round_id}"
