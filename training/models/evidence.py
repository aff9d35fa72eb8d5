"""What people hand in to show that they did what a course asks of them."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel, StoredFile
from common.triggers import NoTruncate
from training.choices.evidence import EVIDENCE_MARKS, AnsweredAs, EvidenceState
from training.models.courses import Course
from training.models.requirements import Completion
from training.querysets import EvidenceQuerySet
from training.rules import completing

OF_ITS_COMPLETION = """
    IF NEW.completion_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM training_completion
        WHERE id = NEW.completion_id AND person_id = NEW.person_id AND course_id = NEW.course_id
    ) THEN
        RAISE EXCEPTION 'training_evidence_is_of_its_completion: evidence of another person or course'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_evidence_is_of_its_completion';
    END IF;
    RETURN NEW;
"""
"""Nobody completes a course with what another handed in, or for another course."""


class Evidence(PublicIdModel):
    """A piece of evidence of one person for one course: a file that goes, and that it was accepted, which stays.

    ``completion`` is what it completed: once used it counts for no later completion. When that completion turns out to
    be wrong and is taken back, the evidence counts again.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="evidence")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    state = models.CharField(max_length=10, choices=EvidenceState, default=EvidenceState.HANDED_IN)
    file = models.OneToOneField(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    handed_in_at = models.DateTimeField()
    """When it was last handed in or replaced: from then the course counts as completed."""
    times = models.PositiveSmallIntegerField(default=1)
    """How often it was handed in for an answer, which tells one message from the next."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who answered; removed with the file, ``answered_as`` stays."""
    answered_as = models.CharField(max_length=10, choices=AnsweredAs, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was sent back; kept while it waits anew, for who looks at it then."""
    completion = models.OneToOneField(
        Completion, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EvidenceState.values), name="training_evidence_state_known"),
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=~Q(state=EvidenceState.ACCEPTED),
                name="training_evidence_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=EvidenceState.HANDED_IN) | Q(file__isnull=False),
                name="training_evidence_waits_with_file",
            ),
            models.CheckConstraint(
                condition=Q(state=EvidenceState.HANDED_IN, answered_at__isnull=True, answered_by__isnull=True)
                & Q(answered_as="")
                | ~Q(state=EvidenceState.HANDED_IN)
                & Q(answered_at__isnull=False, answered_at__gte=F("handed_in_at"), answered_as__in=AnsweredAs.values),
                name="training_evidence_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=EvidenceState.SENT_BACK) | ~Q(reason=""),
                name="training_evidence_sent_back_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")),
                name="training_evidence_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(completion__isnull=True) | Q(state=EvidenceState.ACCEPTED),
                name="training_evidence_completes_once_accepted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["handed_in_at", "id"],
                condition=Q(state=EvidenceState.HANDED_IN),
                name="training_evidence_waiting",
            ),
            models.Index(fields=["person", "course"], name="training_evidence_mine"),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="training_evidence_allowed_moves", field="state", transitions=completing.evidence_moves()
            ),
            pgtrigger.Protect(
                name="training_evidence_accepted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'accepted' AND (OLD.course_id, OLD.person_id, OLD.handed_in_at, OLD.answered_at, "
                    "OLD.answered_as) IS DISTINCT FROM (NEW.course_id, NEW.person_id, NEW.handed_in_at, "
                    "NEW.answered_at, NEW.answered_as)"
                ),
            ),
            pgtrigger.Trigger(
                name="training_evidence_is_of_its_completion",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=OF_ITS_COMPLETION,
            ),
            NoTruncate(name="training_evidence_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"evidence {self.public_id}"

    @property
    def mark(self) -> str:
        """How its state is marked on a page."""
        return EVIDENCE_MARKS[self.state]

    @property
    def is_waiting(self) -> bool:
        return self.state == EvidenceState.HANDED_IN

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown on a page. Needs the file loaded."""
        return self.file is not None and self.file.content_type.startswith("image/")
