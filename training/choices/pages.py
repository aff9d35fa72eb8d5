"""What HR does to the lessons and questions of a course, and what a change of them asks of who is halfway."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reach(models.TextChoices):
    """What a change of a published lesson or question is, in the words of who made it."""

    WORDING = "wording", _("Other words or a typing error: it says the same")
    CONTENT = "content", _("It says something else: who is halfway meets it anew")
