"""Who waits for a session of a course, who was told of one first, and which course comes before another."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from training.choices import PartOfWeek
from training.models.courses import Course
from training.models.sessions import Session

NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('training_prerequisite'));
    IF EXISTS (
        WITH RECURSIVE before AS (
            SELECT NEW.first_id AS id
            UNION
            SELECT rule.first_id FROM training_prerequisite rule JOIN before ON rule.course_id = before.id
        )
        SELECT 1 FROM before WHERE id = NEW.course_id
    ) THEN
        RAISE EXCEPTION 'training_prerequisite_no_circle: course % would come before itself', NEW.course_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_prerequisite_no_circle';
    END IF;
    RETURN NULL;
"""
"""Two who write at once wait for each other, so that neither closes a circle with what the other just wrote."""


class Interest(PublicIdModel):
    """Somebody who wants to follow a course that has no session for them yet, and when it would suit.

    The row is there while it lasts: it goes when they enrol, complete the course, take it back, leave or after its
    term. No moment means any.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    moments = ArrayField(models.CharField(max_length=10, choices=PartOfWeek), default=list, blank=True)
    said_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="training_interest_one_live"),
            models.CheckConstraint(
                condition=Q(moments__contained_by=PartOfWeek.values), name="training_interest_moments_known"
            ),
        ]

    def __str__(self) -> str:
        return f"interest {self.public_id}"

    @property
    def moments_in_words(self) -> str:
        """The moments that suit, as one reads them; empty for any."""
        return ", ".join(str(each.label) for each in PartOfWeek if each.value in self.moments)


class HeadStart(models.Model):
    """Somebody who waited for a course and was told of a session, so that they can enrol before it opens to all."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="head_starts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="head_starts")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="training_headstart_once")]

    def __str__(self) -> str:
        return f"head start for {self.session_id}"


class Prerequisite(models.Model):
    """That one course comes before another."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="needs")
    first = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "first"], name="training_prerequisite_once"),
            models.CheckConstraint(
                condition=~Q(course=F("first")),
                name="training_prerequisite_not_itself",
                violation_error_message=_("A course cannot come before itself."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_prerequisite_no_circle",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=NO_CIRCLE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id} before {self.course_id}"
