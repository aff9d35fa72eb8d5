"""Seats of a session that are kept for some function groups or a unit until a moment."""

from collections.abc import Collection
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from people.choices import FunctionGroup
from training.models.sessions import Session

WITHIN_CAPACITY = """
    IF TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id THEN
        RAISE EXCEPTION 'training_seatshare_within_capacity: kept seats stay with their session'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_seatshare_within_capacity';
    END IF;
    SELECT capacity INTO seats FROM training_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    IF (SELECT sum(s.seats) FROM training_seatshare s WHERE s.session_id = NEW.session_id) > seats THEN
        RAISE EXCEPTION 'training_seatshare_within_capacity: session % has % seats', NEW.session_id, seats
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_seatshare_within_capacity';
    END IF;
    RETURN NEW;
"""
AUDIENCES_DISJOINT = """
    PERFORM 1 FROM training_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM training_seatshare s
        WHERE s.session_id = NEW.session_id AND s.id <> NEW.id
        AND (s.function_groups && NEW.function_groups OR s.function_groups = '{}' OR NEW.function_groups = '{}')
        AND (s.unit_id IS NULL OR NEW.unit_id IS NULL OR s.unit_id = NEW.unit_id)
    ) THEN
        RAISE EXCEPTION 'training_seatshare_audiences_disjoint: seats are kept for some of these people already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_seatshare_audiences_disjoint';
    END IF;
    RETURN NEW;
"""


class SeatShare(PublicIdModel):
    """A number of seats that only some people get, until they are released to everyone.

    For whom: everyone who fits all that is filled in, some function groups and a unit with what hangs under it; one of
    the two is. Nobody fits two shares of a session. Units move in time, so that the service looks at what hangs under
    which when seats are kept, and the database at the rest. Released is what ``release_at`` says at the moment of
    asking: nothing has to run for it. Who joined as one of these people carries the share on the enrolment, so that a
    later move changes no arithmetic.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="shares")
    function_groups = ArrayField(models.CharField(max_length=20, choices=FunctionGroup), verbose_name=_("kept for"))
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seats = models.PositiveIntegerField(_("seats"))
    release_at = models.DateTimeField(_("kept until"))
    created_at = models.DateTimeField()
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="training_seatshare_has_seats",
                violation_error_code="seats",
                violation_error_message=_("Keep at least one seat."),
            ),
            models.CheckConstraint(
                condition=Q(function_groups__contained_by=FunctionGroup.values)
                & (~Q(function_groups=[]) | Q(unit__isnull=False)),
                name="training_seatshare_groups_known",
                violation_error_code="function_groups",
                violation_error_message=_("Tick at least one group for whom these seats are kept, or choose a unit."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_seatshare_within_capacity",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("seats", "session_id"),  # type: ignore[no-untyped-call]
                declare=[("seats", "INTEGER")],
                func=WITHIN_CAPACITY,
            ),
            pgtrigger.Trigger(
                name="training_seatshare_audiences_disjoint",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("function_groups", "unit_id"),  # type: ignore[no-untyped-call]
                func=AUDIENCES_DISJOINT,
            ),
        ]

    def __str__(self) -> str:
        return f"kept seats {self.public_id}"

    @property
    def group_labels(self) -> list[str]:
        """The groups in words, in the order of every table; none where they are kept for all groups of a unit."""
        return [str(each.label) for each in FunctionGroup if each.value in self.function_groups]

    def is_for(self, group: str, units: Collection[int]) -> bool:
        """Whether these seats are for somebody of this group; ``units`` are theirs and all that it hangs under."""
        return (group in self.function_groups or not self.function_groups) and (
            self.unit_id is None or self.unit_id in units
        )
