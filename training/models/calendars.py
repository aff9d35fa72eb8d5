"""The address under which somebody's own calendar program reads their training."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A secret address of one person's sessions; only its hash is kept, and ending it deletes the row."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
