"""A course at a time and a place, once or in several meetings."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from training import rules
from training.models.courses import Course
from training.querysets import SessionQuerySet
from training.rules.meetings import LONGEST_SERIES, MOST_MEETINGS, Meets, meeting_at

CAPACITY_HOLDS_KEPT_SEATS = """
    IF (SELECT sum(seats) FROM training_seatshare WHERE session_id = NEW.id) > NEW.capacity THEN
        RAISE EXCEPTION 'training_session_holds_kept_seats: more seats are kept than session % has', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_session_holds_kept_seats';
    END IF;
    RETURN NEW;
"""
SESSION_SPANS_ITS_MEETINGS = """
    IF TG_TABLE_NAME = 'training_session' THEN
        checked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        checked := OLD.session_id;
    ELSE
        checked := NEW.session_id;
    END IF;
    SELECT starts_at, ends_at, meeting_count INTO session FROM training_session WHERE id = checked;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT count(*) AS number, min(starts_at) AS starts_at, max(ends_at) AS ends_at, max(number) AS last
        INTO meetings FROM training_meeting WHERE session_id = checked;
    IF (meetings.number = 0 AND session.meeting_count = 1) THEN
        RETURN NULL;
    END IF;
    IF meetings.number <> session.meeting_count OR meetings.last <> session.meeting_count
        OR meetings.starts_at <> session.starts_at OR meetings.ends_at <> session.ends_at THEN
        RAISE EXCEPTION 'training_session_spans_its_meetings: session % and its meetings differ', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_session_spans_its_meetings';
    END IF;
    RETURN NULL;
"""
"""A session begins with its first meeting, ends with its last, and has the number of them that it says.

Looked at when a transaction ends, since a session and its meetings change one after the other.
"""
SPANS_DECLARE: list[tuple[str, str]] = [("checked", "BIGINT"), ("session", "RECORD"), ("meetings", "RECORD")]


class Session(PublicIdModel):
    """A course at a time and a place, with seats; in one meeting, or in several with one list of participants.

    ``starts_at`` is when its first meeting begins and ``ends_at`` when its last one ends; where there are several,
    ``Meeting`` has a row for each. ``sequence`` goes up with each change that people must know of: it tells one
    announcement from the next.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    meeting_count = models.PositiveSmallIntegerField(default=1, editable=False)
    meetings_needed = models.PositiveSmallIntegerField(_("followed from how many meetings"), default=0)
    """At how many meetings somebody must be to have followed it; 0 for all of them."""
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to take part"), max_length=500, blank=True)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("trainers"), related_name="sessions_given", blank=True
    )
    guest_trainer = models.CharField(_("trainer from outside"), max_length=120, blank=True, default="")
    """Name, and organisation, of who gives it and has no account here."""
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

    if TYPE_CHECKING:  # what ``with_counts`` and ``as_seen_by`` add
        taken: int
        waiting: int
        booked: int
        told: bool
        head_start: bool
        gives: bool

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_session_ends_later",
                violation_error_code="ends_at",
                violation_error_message=_("The session ends before it begins. Choose a later end."),
            ),
            models.CheckConstraint(
                condition=Q(meeting_count__gt=1) | Q(ends_at__lte=F("starts_at") + rules.LONGEST_SESSION),
                name="training_session_ends_within_hours",
                violation_error_code="ends_at",
                violation_error_message=_(
                    "A meeting lasts at most 12 hours. Look at the day on which it ends, or add a meeting for each day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST_SERIES),
                name="training_session_ends_within_a_year",
                violation_error_code="ends_at",
                violation_error_message=_("The last meeting is more than a year after the first. Look at the years."),
            ),
            models.CheckConstraint(
                condition=Q(meeting_count__gte=1, meeting_count__lte=MOST_MEETINGS),
                name="training_session_meetings_sensible",
                violation_error_message=_("A session has at most 20 meetings. Plan a second session for the others."),
            ),
            models.CheckConstraint(
                condition=Q(meetings_needed__lte=F("meeting_count")),
                name="training_session_needs_no_more_than_it_has",
                violation_error_code="meetings_needed",
                violation_error_message=_("There are fewer meetings than that. Leave it empty for all of them."),
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
            pgtrigger.Trigger(
                name="training_session_spans_its_meetings",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("starts_at", "ends_at", "meeting_count"),  # type: ignore[no-untyped-call]
                timing=pgtrigger.Deferred,
                declare=SPANS_DECLARE,
                func=SESSION_SPANS_ITS_MEETINGS,
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.public_id}"

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def lacks_trainer(self) -> bool:
        """Whether nobody gives it: no colleague and nobody from outside. One query, unless trainers were loaded."""
        return not self.is_cancelled and not self.guest_trainer and not self.trainers.all()

    def is_changeable(self, now: datetime) -> bool:
        """Whether it lies ahead and is not cancelled."""
        return not self.is_cancelled and not self.has_started(now)

    def is_editable(self, now: datetime) -> bool:
        """Whether it is not cancelled and a meeting lies ahead. One query where there are several and it has begun."""
        return self.is_changeable(now) or (
            not self.is_cancelled and self.ends_at > now and self.all_meetings[-1].starts_at > now
        )

    @property
    def has_meetings(self) -> bool:
        """Whether it comes together more than once."""
        return self.meeting_count > 1

    @property
    def all_meetings(self) -> list[Meets]:
        """Its meetings in the order of time. One query where there are several, unless they were loaded."""
        if not self.has_meetings:
            return [Meets(self.starts_at, self.ends_at)]
        return [Meets(each.starts_at, each.ends_at, each.place, each.number) for each in self.meetings.all()]

    def room_of(self, meets: Meets) -> str:
        """Return where one of its meetings is; empty where people take part by a link only."""
        return meets.place or self.place

    def meeting_at(self, now: datetime) -> Meets:
        """Return the meeting that is on, with the time in which people can still check in, or comes next."""
        return meeting_at(self.all_meetings, now, lasts=rules.DOOR_AFTER)
