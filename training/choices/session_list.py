"""What the lists of sessions and of courses that need more of them can be narrowed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionView(models.TextChoices):
    """Which sessions the list shows; what lies ahead unless asked otherwise."""

    AHEAD = "ahead", _("ahead")
    TO_MARK = "to_mark", _("attendance to mark")
    PAST = "past", _("past")
    CANCELLED = "cancelled", _("cancelled")
    ALL = "all", _("all")


class SeatsFilter(models.TextChoices):
    FREE = "free", _("seats left")
    FULL = "full", _("full")
    WAITING = "waiting", _("people wait for a seat")
    TOO_FEW = "too_few", _("too few registrations to go ahead")


class Demanded(models.TextChoices):
    """Why more sessions of a course are needed."""

    INTEREST = "interest", _("no session to enrol in")
    LISTS = "lists", _("waiting lists longer than the free seats")
    REQUIRED = "required", _("required, with too few seats in time")
