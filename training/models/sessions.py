"""A course at a time and a place, and who takes part."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from training import rules
from training.choices import (
    Ending,
    EnrolmentState,
    Priority,
)
from training.models.courses import Course
from training.querysets import (
    EnrolmentQuerySet,
    SessionQuerySet,
)

SEATS_WITHIN_CAPACITY = """
    IF TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id THEN
        RAISE EXCEPTION 'training_enrolment_seats_within_capacity: an enrolment stays with its session'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_seats_within_capacity';
    END IF;
    IF NEW.state NOT IN ('offered', 'booked', 'attended', 'no_show', 'completed') THEN
        RETURN NEW;
    END IF;
    IF NEW.walked_in THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('offered', 'booked', 'attended', 'no_show', 'completed') THEN
        RETURN NEW;
    END IF;
    SELECT capacity INTO seats FROM training_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM training_enrolment
        WHERE session_id = NEW.session_id AND state IN ('offered', 'booked', 'attended', 'no_show', 'completed');
    IF taken > seats THEN
        RAISE EXCEPTION 'training_enrolment_seats_within_capacity: session % has % seats', NEW.session_id, seats
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_seats_within_capacity';
    END IF;
    RETURN NEW;
"""
"""The database's own last word on seats: who takes a seat waits for the lock of the session and is counted under it.

It looks only at the moment a seat is taken, so that a capacity below the bookings removes nobody. Who walked in is
there already, seat or not.
"""

KEPT_SEATS_STAY_KEPT = """
    IF NEW.state NOT IN ('offered', 'booked') OR NEW.walked_in THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('offered', 'booked', 'attended', 'no_show', 'completed') THEN
        RETURN NEW;
    END IF;
    SELECT capacity INTO pool FROM training_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    FOR kept IN
        SELECT s.id, s.seats, count(e.id) AS held FROM training_seatshare s
        LEFT JOIN training_enrolment e ON e.share_id = s.id
            AND e.state IN ('offered', 'booked', 'attended', 'no_show', 'completed')
        WHERE s.session_id = NEW.session_id AND s.release_at > NEW.state_since GROUP BY s.id, s.seats
    LOOP
        IF kept.id = NEW.share_id AND kept.held <= kept.seats THEN
            RETURN NEW;
        END IF;
        pool := pool - greatest(kept.seats, kept.held);
        shares := array_append(shares, kept.id);
    END LOOP;
    IF shares = '{}' THEN
        RETURN NEW;
    END IF;
    SELECT pool - count(*) INTO pool FROM training_enrolment
        WHERE session_id = NEW.session_id AND state IN ('offered', 'booked', 'attended', 'no_show', 'completed')
        AND (share_id IS NULL OR share_id <> ALL (shares));
    IF pool < 0 THEN
        RAISE EXCEPTION 'training_enrolment_kept_seats_stay_kept: the other seats of session % are kept', NEW.session_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_kept_seats_stay_kept';
    END IF;
    RETURN NEW;
"""
"""The same for seats that are kept for some function groups: until their release nobody else takes one.

The moment of a seat is the row's own ``state_since``. What everybody else has is what is left when of each share the
kept or the held seats, whichever are more, are set apart.
"""

SHARE_OF_ITS_SESSION = """
    IF NOT EXISTS (SELECT 1 FROM training_seatshare WHERE id = NEW.share_id AND session_id = NEW.session_id) THEN
        RAISE EXCEPTION 'training_enrolment_share_of_its_session: these seats are kept in another session'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_share_of_its_session';
    END IF;
    RETURN NEW;
"""
CAPACITY_HOLDS_KEPT_SEATS = """
    IF (SELECT sum(seats) FROM training_seatshare WHERE session_id = NEW.id) > NEW.capacity THEN
        RAISE EXCEPTION 'training_session_holds_kept_seats: more seats are kept than session % has', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_session_holds_kept_seats';
    END IF;
    RETURN NEW;
"""


class Session(PublicIdModel):
    """A course at a time and a place, with seats.

    ``sequence`` goes up with each change that people must know of: it tells one announcement from the next.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to take part"), max_length=500, blank=True)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("trainers"), related_name="sessions_given", blank=True
    )
    capacity = models.PositiveIntegerField(_("seats"))
    minimum = models.PositiveIntegerField(_("goes ahead from"), default=0)
    """From how many people it goes ahead; none where it does with any number. HR decides: nothing ends by itself."""
    enrol_from = models.DateTimeField(_("enrolment opens"), null=True, blank=True)
    enrol_until = models.DateTimeField(_("enrolment closes"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    door_nonce = models.CharField(max_length=32, blank=True, default="", editable=False)
    """From what the codes are made with which people check in at the door; without it no code counts."""
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    objects = SessionQuerySet.as_manager()

    if TYPE_CHECKING:  # what ``with_counts`` and ``with_head_starts`` add
        taken: int
        waiting: int
        booked: int
        told: bool
        head_start: bool

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_session_ends_later",
                violation_error_code="ends_at",
                violation_error_message=_("The session ends before it begins. Choose a later end."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + rules.LONGEST_SESSION),
                name="training_session_ends_within_hours",
                violation_error_code="ends_at",
                violation_error_message=_(
                    "A session lasts at most 12 hours. Look at the day on which it ends, or plan one session a day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=rules.MOST_SEATS),
                name="training_session_capacity_sensible",
                violation_error_code="capacity",
                violation_error_message=_("A session has at least 1 and at most 2,000 seats."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")),
                name="training_session_minimum_within_capacity",
                violation_error_code="minimum",
                violation_error_message=_("There are fewer seats than the people from whom it goes ahead."),
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""),
                name="training_session_has_place_or_link",
                violation_error_code="place",
                violation_error_message=_("Say where people must be: a room or address, or a link to take part."),
            ),
            models.CheckConstraint(
                condition=Q(enrol_until__isnull=True)
                | (
                    Q(enrol_until__lte=F("starts_at"))
                    & (Q(enrol_from__isnull=True) | Q(enrol_from__lt=F("enrol_until")))
                ),
                name="training_session_window_ordered",
                violation_error_code="enrol_until",
                violation_error_message=_("Enrolment opens first, then closes, and closes before the session begins."),
            ),
            models.CheckConstraint(
                condition=Q(enrol_from__isnull=True) | Q(enrol_from__lt=F("starts_at")),
                name="training_session_opens_before_start",
                violation_error_code="enrol_from",
                violation_error_message=_("Enrolment would open when the session has begun. Choose an earlier moment."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="training_session_cancelled_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["course", "starts_at"], name="training_session_of_course")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_session_holds_kept_seats",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("capacity"),  # type: ignore[no-untyped-call]
                func=CAPACITY_HOLDS_KEPT_SEATS,
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.public_id}"

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_changeable(self, now: datetime) -> bool:
        """Whether it lies ahead and is not cancelled."""
        return not self.is_cancelled and not self.has_started(now)


class Enrolment(PublicIdModel):
    """One person and one session: where it stands, since when, and why it ended."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState)
    state_since = models.DateTimeField()
    joined_at = models.DateTimeField()
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    priority_reason = models.CharField(max_length=300, blank=True)
    offer_expires_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending, blank=True)
    ending_reason = models.CharField(max_length=300, blank=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="requests_to_answer"
    )
    """Whose turn it is to answer a request; nobody's in the line is HR's."""
    asked_at = models.DateTimeField(null=True)
    """Since when the request waits for that answer; only while it waits."""
    passes_on_at = models.DateTimeField(null=True)
    """When silence brings it to the next in the line; never once it is with HR."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Under what it stands in the calendar of its person, for good."""
    calendar_sequence = models.PositiveIntegerField(default=0)
    """Goes up with each thing that is said of it there, also when it is taken out."""
    despite_reason = models.CharField(max_length=300, blank=True)
    """Why HR lets them take part without a course that comes first."""
    walked_in = models.BooleanField(default=False)
    """There without a seat, and added while the session ran: such a row takes no seat away from anybody."""
    checked_in_at = models.DateTimeField(null=True)
    """When somebody said to be there with the code at the door; a correction that they were not takes it away."""
    share = models.ForeignKey(
        "training.SeatShare", on_delete=models.SET_NULL, null=True, blank=True, related_name="enrolments"
    )
    """The kept seats that were meant for this person on the day of joining, as one of their function groups."""

    objects = EnrolmentQuerySet.as_manager()

    if TYPE_CHECKING:  # what ``with_position`` and ``with_unit`` add
        position: int | None
        unit_name: str | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=~Q(state__in=[EnrolmentState.DECLINED, EnrolmentState.CANCELLED]),
                name="training_enrolment_one_live",
            ),
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="training_enrolment_state_known"),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.OFFERED, offer_expires_at__isnull=False)
                | (~Q(state=EnrolmentState.OFFERED) & Q(offer_expires_at__isnull=True)),
                name="training_enrolment_offer_has_end",
            ),
            models.CheckConstraint(
                condition=(Q(state=EnrolmentState.CANCELLED) & Q(ending__in=Ending.values))
                | (~Q(state=EnrolmentState.CANCELLED) & Q(ending="")),
                name="training_enrolment_cancelled_has_ending",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.REQUESTED, asked_at__isnull=False)
                | (
                    ~Q(state=EnrolmentState.REQUESTED)
                    & Q(asked_at__isnull=True, approver__isnull=True, passes_on_at__isnull=True)
                ),
                name="training_enrolment_request_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(passes_on_at__isnull=True) | Q(approver__isnull=False),
                name="training_enrolment_hr_is_last_in_line",
            ),
            models.CheckConstraint(
                condition=(Q(approver__isnull=True) | ~Q(approver=F("person")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person"))),
                name="training_enrolment_no_self_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.DECLINED) | (Q(decided_by__isnull=False) & ~Q(decision_reason="")),
                name="training_enrolment_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(priority=Priority.NORMAL) | ~Q(priority_reason=""),
                name="training_enrolment_priority_has_reason",
            ),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="training_enrolment_priority_known"),
            models.CheckConstraint(
                condition=(Q(walked_in=False) & ~Q(ending=Ending.MISTAKE))
                | Q(walked_in=True, state__in=[EnrolmentState.ATTENDED, EnrolmentState.COMPLETED])
                | Q(walked_in=True, ending=Ending.MISTAKE),
                name="training_enrolment_walked_in_was_there",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True)
                | Q(state__in=[EnrolmentState.ATTENDED, EnrolmentState.COMPLETED]),
                name="training_enrolment_checked_in_was_there",
            ),
        ]
        indexes = [
            models.Index(
                fields=["approver", "asked_at"],
                condition=Q(state=EnrolmentState.REQUESTED),
                name="training_enrolment_requests",
            ),
            models.Index(fields=["session", "state"], name="training_enrolment_seats"),
            models.Index(fields=["person", "state"], name="training_enrolment_mine"),
            models.Index(
                fields=["session", "-priority", "joined_at", "id"],
                condition=Q(state=EnrolmentState.WAITING),
                name="training_enrolment_waiting",
            ),
            models.Index(
                fields=["offer_expires_at"],
                condition=Q(state=EnrolmentState.OFFERED),
                name="training_enrolment_offers",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(name="training_enrolment_allowed_moves", field="state", transitions=rules.transitions()),
            pgtrigger.Trigger(
                name="training_enrolment_seats_within",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "session_id"),  # type: ignore[no-untyped-call]
                declare=[("seats", "INTEGER"), ("taken", "INTEGER")],
                func=SEATS_WITHIN_CAPACITY,
            ),
            pgtrigger.Trigger(
                name="training_enrolment_kept_seats_stay_kept",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                declare=[("pool", "INTEGER"), ("kept", "RECORD"), ("shares", "BIGINT[] = '{}'")],
                func=KEPT_SEATS_STAY_KEPT,
            ),
            pgtrigger.Trigger(
                name="training_enrolment_share_of_its_session",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("share_id", "session_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__share_id__isnull=False),
                func=SHARE_OF_ITS_SESSION,
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.public_id}"
