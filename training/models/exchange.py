"""What passes between Houvast and another learning system: names of courses, files with completions, statements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.models import FileRun, PublicIdModel
from people.models import ApiToken
from training.choices import IMPORT_MARKS, IMPORT_OVER, Became, ImportState
from training.models.courses import Course
from training.querysets import CompletionImportQuerySet


class CourseAlias(PublicIdModel):
    """Under which code or address another system knows a course; without a source it holds for every system."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="aliases")
    source = models.CharField(_("system"), max_length=60, blank=True)
    value = models.CharField(_("code or address there"), max_length=500)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(value=""), name="training_coursealias_has_value"),
            models.UniqueConstraint(
                Lower("source"),
                Lower("value"),
                name="training_coursealias_once_a_system",
                violation_error_code="value",
                violation_error_message=_("Another course has this code in that system already, or this one has."),
            ),
            models.UniqueConstraint(
                Lower("value"),
                condition=Q(value__contains="://"),
                name="training_coursealias_address_once",
                violation_error_code="value",
                violation_error_message=_("This address stands with a course already."),
            ),
        ]

    def __str__(self) -> str:
        return self.value


class RememberedColumns(models.Model):
    """Which column says what in files with these headings, as somebody linked them; it goes before what is recognised.

    A course that was chosen for a whole file is not remembered: the next file is about another one.
    """

    headings = models.CharField(max_length=64, unique=True)
    """A fingerprint of all headings, whatever their order: ``readers.files.fingerprint_of``."""
    linked = models.JSONField()
    """Column -> heading, for the columns that are in the file."""
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(linked={}), name="training_rememberedcolumns_says_something"),
        ]

    def __str__(self) -> str:
        return f"columns of {self.headings[:8]}"


class CompletionImport(FileRun):
    """One file with completions of another system: read, worked out, carried out or not. Its file goes when it is over.

    Its ``columns`` hold the header, and ``linked``: column -> heading. Withdrawn, its completions are gone and it says
    who did so and why.
    """

    source = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    """The course of every row, where the file itself does not say it."""
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    objects = CompletionImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="training_completionimport_state_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="training_completionimport_names_system"),
            models.CheckConstraint(
                condition=Q(course__isnull=True) | Q(columns__linked__course__isnull=True),
                name="training_completionimport_one_word_on_course",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IMPORT_OVER, finished_at__isnull=False)
                | ~Q(state__in=IMPORT_OVER) & Q(finished_at__isnull=True),
                name="training_completionimport_over_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(file__isnull=True),
                name="training_completionimport_keeps_no_file_when_over",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason="")
                | ~Q(state=ImportState.WITHDRAWN)
                & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""),
                name="training_completionimport_withdrawn_with_reason",
            ),
        ]

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state == ImportState.DONE

    @property
    def mark(self) -> str:
        """The kind of mark beside the state on a page."""
        return IMPORT_MARKS[self.state]


class XapiStatement(models.Model):
    """That a statement came in and what it became; of the statement itself only id and fingerprint are kept."""

    statement_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    became = models.CharField(max_length=12, choices=Became)
    activity = models.CharField(max_length=500, blank=True)
    """The address of what was completed, while it fits no course: HR reads it to say which course it is."""
    completion = models.ForeignKey(
        "training.Completion", on_delete=models.SET_NULL, null=True, related_name="statements"
    )
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_index=True)
    voids = models.UUIDField(null=True, db_index=True)
    """The id of the statement that this one takes back, which may come later."""
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement_id"], name="training_xapistatement_once"),
            models.CheckConstraint(condition=Q(became__in=Became.values), name="training_xapistatement_became_known"),
            models.CheckConstraint(
                condition=Q(became=Became.VOIDING, voids__isnull=False)
                | ~Q(became=Became.VOIDING) & Q(voids__isnull=True),
                name="training_xapistatement_voids_another",
            ),
            models.CheckConstraint(
                condition=Q(became=Became.NO_COURSE) & ~Q(activity="") | ~Q(became=Became.NO_COURSE) & Q(activity=""),
                name="training_xapistatement_keeps_activity_only_without_course",
            ),
            models.CheckConstraint(
                condition=Q(became=Became.COMPLETION) | Q(completion__isnull=True),
                name="training_xapistatement_completion_when_it_became_one",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.statement_id}"
