"""The meetings of a session that comes together more than once, and who was at each."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from training import rules
from training.models.enrolments import Enrolment
from training.models.sessions import SESSION_SPANS_ITS_MEETINGS, SPANS_DECLARE, Session
from training.rules.meetings import MOST_MEETINGS

PRESENCE_OF_ITS_SESSION = """
    IF NOT EXISTS (
        SELECT 1 FROM training_meeting m JOIN training_enrolment e ON e.session_id = m.session_id
        WHERE m.id = NEW.meeting_id AND e.id = NEW.enrolment_id
    ) THEN
        RAISE EXCEPTION 'training_presence_of_its_session: this meeting is of another session'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_presence_of_its_session';
    END IF;
    RETURN NEW;
"""


class MomentRange(Func):
    """The time between two moments, the last one not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Meeting(models.Model):
    """One of the meetings of a session: its number in order of time, when, and where if not where the session is.

    A session that is one meeting needs no row: its own times say it (``Session.all_meetings``).
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="training_meeting_one_number", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_MEETINGS), name="training_meeting_number_sensible"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + rules.LONGEST_SESSION),
                name="training_meeting_ends_within_hours",
            ),
            ExclusionConstraint(
                name="training_meeting_no_overlap",
                expressions=[
                    ("session", RangeOperators.EQUAL),
                    (
                        MomentRange("starts_at", "ends_at", RangeBoundary(inclusive_lower=True, inclusive_upper=False)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_meeting_within_its_session",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=SPANS_DECLARE,
                func=SESSION_SPANS_ITS_MEETINGS,
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.number} of session {self.session_id}"


class Presence(models.Model):
    """Whether somebody was at one meeting of a session that has several; for a session of one the enrolment says it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="presences")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    was_there = models.BooleanField()
    checked_in_at = models.DateTimeField(null=True)
    """When somebody said to be there with the code at the door; a correction that they were not takes it away."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "meeting"], name="training_presence_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True) | Q(was_there=True),
                name="training_presence_checked_in_was_there",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_presence_of_its_session",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PRESENCE_OF_ITS_SESSION,
            ),
        ]

    def __str__(self) -> str:
        return f"presence of enrolment {self.enrolment_id} at meeting {self.meeting_id}"
