"""What a course was at the moment somebody completed it."""

import pgtrigger
from django.db import models

from common.triggers import NoTruncate
from training.models.courses import Course


class CourseVersion(models.Model):
    """The content of a course as somebody met it, under its SHA-256; kept from the first completion on, unchanged."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    first_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "content_hash"], name="training_courseversion_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="training_courseversion_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="training_courseversion_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.content_hash[:12]}"
