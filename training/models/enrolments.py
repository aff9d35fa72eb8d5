"""Who takes part in a session: where it stands, since when, and why it ended."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from common.models import PublicIdModel
from common.triggers import NoTruncate
from training import rules
from training.choices import ON_THE_LIST, Ending, EnrolmentState, Priority
from training.models.sessions import Session
from training.querysets import EnrolmentQuerySet

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

ONE_SEAT_OF_A_COURSE = """
    IF NEW.state <> 'booked' OR NEW.walked_in OR (TG_OP = 'UPDATE' AND OLD.state = NEW.state) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM people_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM training_session mine JOIN training_session other ON other.course_id = mine.course_id
        JOIN training_enrolment e ON e.session_id = other.id
        WHERE mine.id = NEW.session_id AND other.id <> mine.id AND other.cancelled_at IS NULL
        AND mine.ends_at > NEW.state_since AND other.ends_at > NEW.state_since
        AND e.person_id = NEW.person_id AND e.state = 'booked' AND NOT e.walked_in
    ) THEN
        RAISE EXCEPTION 'training_enrolment_one_seat_of_a_course: a seat in another session of the course'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_one_seat_of_a_course';
    END IF;
    RETURN NEW;
"""
"""Nobody has a seat in two sessions of a course that lie ahead: who switches gives up the one for the other."""

SWITCHED_HAS_ANOTHER_SEAT = """
    IF NOT EXISTS (SELECT 1 FROM training_enrolment WHERE id = NEW.id AND ending = 'switched') THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM training_session mine JOIN training_session other ON other.course_id = mine.course_id
        JOIN training_enrolment e ON e.session_id = other.id
        WHERE mine.id = NEW.session_id AND other.id <> mine.id AND e.person_id = NEW.person_id
        AND (e.state IN ('booked', 'attended', 'no_show', 'completed')
             OR (e.state = 'cancelled' AND e.state_since >= NEW.state_since))
    ) THEN
        RAISE EXCEPTION 'training_enrolment_switched_has_another_seat: enrolment % gave up a seat for none', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_enrolment_switched_has_another_seat';
    END IF;
    RETURN NULL;
"""
"""Nobody loses a seat by switching: there is another one when the transaction ends. They may give that up later."""


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
    """There without a seat, and added while the session ran: such a row takes no seat from anybody and never waits."""
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
    due_before: date | None = None
    """By when its person must have done what the session does, where that ends too late, for a page that says so."""
    keeps: "Enrolment | None" = None
    """The seat that who waits here has in another session of the course, as ``seats_kept`` finds it."""
    meetings_attended = 0
    """At how many meetings of a series its person was, as ``with_presences`` adds it."""

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
                | Q(walked_in=True, state__in=ON_THE_LIST)
                | Q(walked_in=True, ending=Ending.MISTAKE),
                name="training_enrolment_walked_in_takes_part",
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
                fields=["session", "-priority", "id"],
                condition=Q(state=EnrolmentState.WAITING),
                name="training_enrolment_in_line",
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
            pgtrigger.Trigger(
                name="training_enrolment_one_seat_of_a_course",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                func=ONE_SEAT_OF_A_COURSE,
            ),
            pgtrigger.Trigger(
                name="training_enrolment_switched_has_another_seat",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("ending"),  # type: ignore[no-untyped-call]
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__ending=Ending.SWITCHED),
                func=SWITCHED_HAS_ANOTHER_SEAT,
            ),
            NoTruncate(name="training_enrolment_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.public_id}"

    @property
    def state_in_words(self) -> str:
        """Where it stands; of who was at too few meetings of a series, at how many. Needs the session then."""
        if self.state != EnrolmentState.NO_SHOW or not self.meetings_attended:
            return str(self.get_state_display())
        words = gettext("was at %(attended)d of %(count)d meetings")
        return words % {"attended": self.meetings_attended, "count": self.session.meeting_count}

    def is_declined_ahead(self, now: datetime) -> bool:
        """Whether it is a request to which somebody said no, of a session that lies ahead. Needs the session."""
        return self.state == EnrolmentState.DECLINED and self.session.is_changeable(now)

    def can_be_answered(self, now: datetime) -> bool:
        """Whether it is an offer that lasts."""
        return (
            self.state == EnrolmentState.OFFERED and self.offer_expires_at is not None and now < self.offer_expires_at
        )
