"""Courses in an order that leads somewhere."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import FunctionGroup
from training.models.courses import Course
from training.querysets import LearningPathQuerySet

PUBLISHED_HAS_STEP = """
    IF TG_OP = 'UPDATE' AND (NEW.published_at, NEW.archived_at)
        IS NOT DISTINCT FROM (OLD.published_at, OLD.archived_at) THEN
        RETURN NEW;
    END IF;
    IF NEW.published_at IS NOT NULL AND NEW.archived_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM training_pathstep WHERE path_id = NEW.id AND is_required) THEN
        RAISE EXCEPTION 'training_learningpath_published_has_step: path % has none', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_learningpath_published_has_step';
    END IF;
    RETURN NEW;
"""
"""Nobody finds a path that leads nowhere: it is a draft until a course that belongs to it is there."""


class LearningPath(PublicIdModel):
    """Courses in an order, each needed or a choice. Seen by all once published; who walks it is not kept anywhere.

    How far somebody is follows from what they completed and enrolled in.
    """

    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    summary_nl = models.CharField(_("in one sentence, in Dutch"), max_length=300)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    function_groups = ArrayField(
        models.CharField(max_length=20, choices=FunctionGroup),
        verbose_name=_("meant for these function groups"),
        default=list,
        blank=True,
    )
    units = models.ManyToManyField("people.Unit", verbose_name=_("meant for these units"), related_name="+", blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    objects = LearningPathQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_nl="") & ~Q(summary_nl=""),
                name="training_learningpath_has_words",
                violation_error_code="summary_nl",
                violation_error_message=_("Say in Dutch what the path is called and where it leads."),
            ),
            models.CheckConstraint(
                condition=Q(function_groups__contained_by=FunctionGroup.values),
                name="training_learningpath_groups_known",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(published_at__isnull=False),
                name="training_learningpath_archived_after_published",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_learningpath_published_has_step",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=PUBLISHED_HAS_STEP,
            ),
            NoTruncate(name="training_learningpath_no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def summary(self) -> Words:
        return words(self.summary_nl, self.summary_en)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.archived_at is None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class PathStep(PublicIdModel):
    """A course at its place in a path; one that is not required is there for who wants more."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="steps")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="path_steps")
    position = models.PositiveSmallIntegerField()
    is_required = models.BooleanField(_("belongs to it"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "course"], name="training_pathstep_course_once"),
            models.UniqueConstraint(
                fields=["path", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="training_pathstep_position_once",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.public_id}"
