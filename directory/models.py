"""What HR brought in, when, and with which understanding of columns and job titles."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import FileRun
from directory.choices import OVER, STATE_MARKS, Field, InvitationWay, LineKind, Part, RunState
from directory.querysets import ImportRunQuerySet
from people.choices import FunctionGroup, ManagedBy


class ImportRun(FileRun):
    """One file of people: received, read, worked out, and carried out or not. Its file is gone when it is over."""

    source = models.CharField(max_length=5, choices=ManagedBy, default=ManagedBy.HR)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.UPLOADED)
    planned_at = models.DateTimeField(null=True)
    allow_large_change = models.BooleanField(default=False)
    allow_other_people = models.BooleanField(default=False)
    """Somebody said that numbers did pass to other names and addresses."""
    keep_access = models.BooleanField(default=False)
    """An administrator said that these are the same people: they keep roles, sessions and password."""
    taken_over = models.JSONField(default=list)
    """Employee numbers of people whom the portal itself kept until somebody said that the file takes them over."""

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="directory_importrun_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OVER, finished_at__isnull=False)
                | (~Q(state__in=OVER) & Q(finished_at__isnull=True)),
                name="directory_importrun_over_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(file__isnull=True),
                name="directory_importrun_keeps_no_file_when_over",
            ),
        ]

    @property
    def mark(self) -> str:
        """The kind of mark beside the state on a page."""
        return STATE_MARKS[RunState(self.state)]

    @property
    def busy_since(self) -> datetime:
        """When a worker was asked for the step that it does now."""
        return self.job.created_at if self.job is not None else self.started_at


class ImportLine(models.Model):
    """One thing that an import would do to somebody or to a unit, by name, for HR to check before they say yes.

    Gone as soon as the import is over, with its file.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=20, choices=LineKind)
    part = models.CharField(max_length=20, choices=Part, blank=True)
    number = models.CharField(max_length=40, blank=True)
    """Employee number, or code of the unit."""
    name = models.CharField(max_length=250)
    before = models.CharField(max_length=260, blank=True)
    after = models.CharField(max_length=260, blank=True)
    on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "id"], name="directory_importline_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="directory_importline_kind_known"),
            models.CheckConstraint(condition=Q(part__in=["", *Part.values]), name="directory_importline_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.run_id}"


class Absence(models.Model):
    """Somebody who was missing from the last file of their source; missing again a day later or more, they leave."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="absences")
    noted_at = models.DateTimeField()
    """When the first file came in which they were missing."""

    def __str__(self) -> str:
        return f"{self.person_id} missing from {self.run_id}"


class AwayInFile(models.Model):
    """Somebody of whom the last HR file said that they are temporarily away. What a file began, only a file ends."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class ColumnChoice(models.Model):
    """Somebody's own word about a column of the HR file; it goes before what the headers say."""

    field = models.CharField(max_length=20, choices=Field, unique=True)
    header = models.CharField(_("column"), max_length=200, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(field__in=Field.values), name="directory_columnchoice_field_known")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.header}"


class JobTitle(models.Model):
    """A job title as the HR file writes it and the function group that it belongs to: HR systems know no groups."""

    title = models.CharField(_("job title"), max_length=120)
    key = models.CharField(max_length=120, unique=True)
    function_group = models.CharField(_("function group"), max_length=20, choices=FunctionGroup)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(function_group__in=FunctionGroup.values), name="directory_jobtitle_function_group_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """That somebody was told of their account: by mail, or on paper with an activation code."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=5, choices=InvitationWay)
    invited_on = models.DateField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "way", "invited_on"], name="directory_invitation_once_a_day"),
            models.CheckConstraint(condition=Q(way__in=InvitationWay.values), name="directory_invitation_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.way} {self.invited_on}"
