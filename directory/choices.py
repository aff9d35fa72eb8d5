"""What a row of the HR file can say, and the states of an import."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term


class Field(models.TextChoices):
    """In the order in which the columns are shown to HR."""

    EMPLOYEE_NUMBER = "employee_number", _("Employee number")
    FIRST_NAME = "first_name", _("First name")
    INFIX = "infix", _("Infix")
    LAST_NAME = "last_name", _("Last name")
    EMAIL = "email", _("Work e-mail")
    UNIT_CODE = "unit_code", _("Unit code")
    UNIT_NAME = "unit_name", _("Unit name")
    PARENT_CODE = "parent_code", _("Code of the unit above")
    JOB_TITLE = "job_title", _("Job title")
    FUNCTION_GROUP = "function_group", _("Function group")
    MANAGER_NUMBER = "manager_number", _("Employee number of the manager")
    HIRED_ON = "hired_on", _("First day of work")
    LAST_DAY = "last_day", _("Last day of work")
    PLACED_FROM = "placed_from", _("In this position from")
    RELATION = "relation", _("Kind of contract")
    LANGUAGE = "language", _("Language")
    AWAY = "away", _("Temporarily away")


class RunState(models.TextChoices):
    """Where an import stands; only ``DONE`` changed people."""

    UPLOADED = "uploaded", _("uploaded")
    READING = "reading", _("being read")
    PLANNED = "planned", _("waiting for your decision")
    APPLYING = "applying", _("being carried out")
    DONE = "done", _("carried out")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")


OVER = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)

# How each state is marked on a page: the kinds of the status component.
STATE_MARKS: dict[RunState, str] = {
    RunState.UPLOADED: "waiting",
    RunState.READING: "active",
    RunState.PLANNED: "warn",
    RunState.APPLYING: "active",
    RunState.DONE: "good",
    RunState.CANCELLED: "ended",
    RunState.FAILED: "bad",
}


class LineKind(models.TextChoices):
    """What an import would do, in the order in which HR checks it."""

    KEPT_LOCALLY = "kept_locally", _("Added by hand: they stay as they are")
    PASSES = "passes", _("Employee numbers that pass to another name and address")
    ROLE_ENDS = "role_ends", _("Roles that end")
    LEAVES = "leaves", _("Leave")
    MISSING = "missing", _("Missing from this file")
    ARRIVES = "arrives", _("New")
    RETURNS = "returns", _("Come back")
    MOVES = "moves", _("Another place, manager or function group")
    RENAMED = "renamed", _("Another name or e-mail address")
    CHANGES = "changes", _("Other changes")
    NEW_UNIT = "new_unit", _("New units")
    UNIT_CHANGES = "unit_changes", _("Units with another name or place")


class Part(models.TextChoices):
    """Which part of somebody, or of a unit, gets another value."""

    NAME = "name", _("Name")
    EMAIL = "email", _("E-mail")
    UNIT = "unit", _("Unit")
    FUNCTION_GROUP = "function_group", _("Function group")
    JOB_TITLE = "job_title", _("Job title")
    MANAGER = "manager", _("Employee number of the manager")
    ROLE = "role", _("Role")
    PARENT = "parent", _("Unit above")
    EMPLOYEE_NUMBER = "employee_number", _("Employee number")
    HIRED_ON = "hired_on", _("First day of work")
    LEFT_ON = "left_on", _("First day gone")
    RELATION = "relation", _("Kind of contract")
    MANAGED_BY = "managed_by", _("Kept by")
    AWAY_FROM = "away_from", _("Temporarily away from")
    AWAY_UNTIL = "away_until", _("Back at work on")


class InvitationWay(models.TextChoices):
    """How somebody is told that they have an account."""

    MAIL = "mail", _("by e-mail")
    PAPER = "paper", _("on paper")


class Invitees(models.TextChoices):
    """Who of those who never came in gets an invitation."""

    NEVER = "never", _("who was never invited")
    AGAIN = "again", _("who was invited and did not come")


FILES_KEPT = Term(
    code="directory.files",
    label=_("HR files that wait for a decision, with the names of who would arrive, change or leave"),
    keeps=timedelta(hours=48),
    counts_from=_("after the file was uploaded"),
    action=_("deleted, and the import cancelled"),
)
REFUSED_KEPT = Term(
    code="directory.refused_rows",
    label=_("Rows of the HR file that were refused, with what stood in them"),
    keeps=timedelta(days=90),
    counts_from=_("after the import was over"),
    action=_("deleted; the numbers of the report stay"),
)
INVITATIONS_KEPT = Term(
    code="directory.invitations",
    label=_("That somebody was invited to the portal, and on which day"),
    keeps=timedelta(days=365),
    counts_from=_("after the invitation"),
    action=_("deleted"),
)
TERMS: list[Term] = [FILES_KEPT, REFUSED_KEPT, INVITATIONS_KEPT]
