"""What belongs to no domain noun: states of work, and the languages in which people write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each by its own name."""


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting to start")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
