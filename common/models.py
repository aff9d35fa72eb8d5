"""Facts that every app records in the same way: audit, settings, jobs, files, what installation this is."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.choices import JobState
from common.triggers import NoTruncate


class PublicIdModel(models.Model):
    """A row that addresses, API, mail and exports know by a random id; the bigint stays inside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Installation(models.Model):
    """The one row that says what this installation is; the demo's marker lives here."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="common_installation_only_one")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "installation"


class AuditEvent(models.Model):
    """Who did what to which object, which fields, and why: ids and field names, never personal values."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_events",
        db_index=False,
    )
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    fields = models.JSONField(default=list)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="common_audit_object"),
            # A page of the log reads on from an entry, whatever it is filtered by.
            models.Index(fields=["at", "id"], name="common_audit_at"),
            models.Index(fields=["action", "at", "id"], name="common_audit_action"),
            models.Index(fields=["object_type", "at", "id"], name="common_audit_kind"),
            models.Index(fields=["actor", "at", "id"], name="common_audit_actor"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="common_auditevent_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="common_auditevent_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class OrganisationSetting(models.Model):
    """The organisation's own value of a setting that ``common.organisation`` defines; no row means the default."""

    key = models.CharField(max_length=80, unique=True)
    value = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty for what the command that set the installation up wrote."""
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    def __str__(self) -> str:
        return self.key


class SettingProposal(PublicIdModel):
    """A change of a setting that touches privacy: one person proposes, a second advises, a third decides.

    What each of them said stays as it was said, also after the decision. Until then who proposed it may take it back.
    """

    key = models.CharField(max_length=80)
    value = models.JSONField()
    value_before = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    advised_at = models.DateTimeField(null=True)
    advised_for = models.BooleanField(null=True)
    advice = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    decision_reason = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(confirmed__isnull=True, withdrawn_at__isnull=True),
                name="common_settingproposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="common_settingproposal_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_by=models.F("proposed_by")),
                name="common_settingproposal_withdrawn_by_proposer",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(confirmed__isnull=True),
                name="common_settingproposal_ends_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="common_settingproposal_says_why"),
            models.CheckConstraint(
                condition=Q(advised_by__isnull=True, advised_at__isnull=True, advised_for__isnull=True, advice="")
                | Q(advised_by__isnull=False, advised_at__isnull=False, advised_for__isnull=False) & ~Q(advice=""),
                name="common_settingproposal_advised_whole",
            ),
            models.CheckConstraint(
                condition=Q(advised_by__isnull=True)
                | ~Q(advised_by=models.F("proposed_by"))
                & (Q(decided_by__isnull=True) | ~Q(advised_by=models.F("decided_by"))),
                name="common_settingproposal_adviser_apart",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="common_settingproposal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, confirmed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, confirmed__isnull=False),
                name="common_settingproposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | Q(confirmed=False) | Q(advised_at__isnull=False),
                name="common_settingproposal_advice_first",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True)
                | Q(confirmed=False)
                | Q(advised_for__isnull=True)
                | Q(advised_for=True)
                | ~Q(decision_reason=""),
                name="common_settingproposal_against_advice_says_why",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="common_settingproposal_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("key", "value", "value_before", "reason", "proposed_by", "proposed_at"),
            ),
            pgtrigger.Protect(
                name="common_settingproposal_advice_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.advised_at IS NOT NULL AND (OLD.advised_by_id, OLD.advised_at, OLD.advised_for, OLD.advice) "
                    "IS DISTINCT FROM (NEW.advised_by_id, NEW.advised_at, NEW.advised_for, NEW.advice)"
                ),
            ),
            pgtrigger.Protect(
                name="common_settingproposal_end_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.* IS DISTINCT FROM NEW.* AND (OLD.confirmed IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)"
                ),
            ),
            pgtrigger.Protect(name="common_settingproposal_stays", operation=pgtrigger.Delete),
            NoTruncate(name="common_settingproposal_no_truncate"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        """Whether it still waits for advice or a decision."""
        return self.confirmed is None and self.withdrawn_at is None


WORKING = ("reading", "applying")
"""The states of a file's run in which a worker has it."""


class Job(PublicIdModel):
    """Long work: a service inserts it, a worker does it, beat sends it again when it was lost, one page shows it."""

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    unique_key = models.CharField(max_length=160)
    parameters = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="common_job_one_live",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="common_job_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="common_job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def percentage(self) -> int | None:
        """How far it is, 0 to 100, or ``None`` while the amount of work is not known."""
        return None if not self.total else min(100, self.done * 100 // self.total)


def stored_file_path(instance: "StoredFile", filename: str) -> str:
    """Name a stored file by its random id: a name given by a person never reaches the disk."""
    return f"{instance.purpose}/{instance.public_id.hex[:2]}/{instance.public_id.hex}"


class StoredFile(PublicIdModel):
    """A file with its purpose, hash and term; it goes out only through a policy of the app that stored it."""

    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_file_path, max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"


class FileRun(PublicIdModel):
    """One uploaded file on its way: received, read, worked out, and carried out or not. It goes when the run is over.

    The state is one of the app's own, with ``reading`` and ``applying`` for as long as a worker has it.
    """

    state = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_deleted_at = models.DateTimeField(null=True)
    columns = models.JSONField(default=dict)
    """The header of the file, and what the app keeps of which column says what."""
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.JSONField(default=dict)
    """The numbers of what was worked out, and after that of what was done."""
    refused = models.JSONField(default=list)
    """Faults with the values of their cells, until the term of reports is over."""
    stopped = models.JSONField(default=dict)
    """Why nothing came in, or why somebody must look again: a code with its params."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it, or is about to."""
        return self.state in WORKING and not self.is_stuck

    @property
    def is_stuck(self) -> bool:
        """Whether its work ended before the run did, so that somebody must start it again."""
        ended = self.job is None or self.job.state in (JobState.FAILED, JobState.DONE)
        return self.state in WORKING and ended
