"""When people say how sure they are of a subject, and what the confidence mirror shows them of that."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    """When people say how sure they are of a subject."""

    BEFORE = "before", _("before the lessons")
    AFTER = "after", _("after the questions")


class Mirrored(models.TextChoices):
    """What the confidence mirror shows: how sure somebody was, beside how it went."""

    SURE_AND_RIGHT = "sure_and_right"
    SURE_NOT_YET = "sure_not_yet"
    BETWEEN_AND_RIGHT = "between_and_right"
    BETWEEN_NOT_YET = "between_not_yet"
    KNOWS_MORE = "knows_more"
    UNSURE_NOT_YET = "unsure_not_yet"


class Moved(models.TextChoices):
    """How somebody's confidence changed between before and after."""

    UP = "up"
    SAME = "same"
    DOWN = "down"
