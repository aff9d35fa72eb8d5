"""Courses, their sessions, who takes part, what is required of whom, and what was completed."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from people.choices import FunctionGroup, Role
from training import rules
from training.choices import (
    CompletionSource,
    CourseKind,
    CourseLanguage,
    Ending,
    EnrolmentState,
    Level,
    Priority,
    Theme,
)
from training.querysets import (
    CompletionQuerySet,
    CourseQuerySet,
    EnrolmentQuerySet,
    RequirementQuerySet,
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


class Course(PublicIdModel):
    """Something to learn: what it brings, for whom, how long. Seen by all once published."""

    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    summary_nl = models.CharField(_("in one sentence, in Dutch"), max_length=300)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    outcomes_nl = models.TextField(_("what you can do afterwards, in Dutch"), blank=True)
    outcomes_en = models.TextField(_("what you can do afterwards, in English"), blank=True)
    audience_nl = models.CharField(_("for whom, in Dutch"), max_length=300, blank=True)
    audience_en = models.CharField(_("for whom, in English"), max_length=300, blank=True)
    function_groups = ArrayField(
        models.CharField(max_length=20, choices=FunctionGroup),
        verbose_name=_("meant for these function groups"),
        default=list,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CourseKind, default=CourseKind.IN_CLASS)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.START)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme, default=Theme.UNDERSTAND)
    language = models.CharField(
        _("spoken language"), max_length=2, choices=CourseLanguage, default=CourseLanguage.DUTCH
    )
    duration_minutes = models.PositiveIntegerField(_("duration in minutes"))
    cost_cents = models.PositiveIntegerField(_("cost per seat in cents"), default=0)
    provider = models.CharField(_("given by"), max_length=120, blank=True)
    external_url = models.URLField(_("address at the provider"), max_length=500, blank=True)
    is_working_time = models.BooleanField(_("counts as working time"), default=True)
    search_text = models.GeneratedField(
        expression=Lower(
            Concat(
                "title_nl", Value(" "), "title_en", Value(" "), "summary_nl", Value(" "), "summary_en", Value(" "),
                "outcomes_nl", Value(" "), "outcomes_en", output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )  # fmt: skip
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_nl=""),
                name="training_course_has_title",
                violation_error_code="title_nl",
                violation_error_message=_("Give the course a title in Dutch."),
            ),
            models.CheckConstraint(condition=Q(kind__in=CourseKind.values), name="training_course_kind_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="training_course_level_known"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="training_course_theme_known"),
            models.CheckConstraint(
                condition=Q(language__in=CourseLanguage.values), name="training_course_language_known"
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=5, duration_minutes__lte=60_000),
                name="training_course_duration_sensible",
                violation_error_code="duration_minutes",
                violation_error_message=_("A course takes at least five minutes and at most a thousand hours."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(summary_nl="") & ~Q(outcomes_nl="")),
                name="training_course_published_is_whole",
                violation_error_code="outcomes_nl",
                violation_error_message=_(
                    "Everyone sees this course: say in Dutch what it is and what people can do afterwards."
                ),
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(published_at__isnull=False),
                name="training_course_archived_after_published",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CourseKind.ELSEWHERE) | ~Q(external_url=""),
                name="training_course_elsewhere_has_address",
                violation_error_code="external_url",
                violation_error_message=_("Give the address of this course at the provider."),
            ),
        ]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="training_course_search")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def summary(self) -> Words:
        return words(self.summary_nl, self.summary_en)

    @property
    def outcomes(self) -> Words:
        return words(self.outcomes_nl, self.outcomes_en)

    @property
    def outcome_lines(self) -> list[str]:
        """What it brings, one promise a line."""
        return [line.strip(" -•\t") for line in str(self.outcomes).splitlines() if line.strip(" -•\t")]

    @property
    def audience(self) -> Words:
        return words(self.audience_nl, self.audience_en)

    @property
    def duration(self) -> str:
        """How long it takes, in words: 45 minutes, 2 hours, 1 hour and 30 minutes."""
        hours, minutes = divmod(self.duration_minutes, 60)
        parts = []
        if hours:
            parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
        if minutes:
            parts.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
        return gettext(" and ").join(parts)

    @property
    def cost(self) -> float:
        """Euros a seat."""
        return self.cost_cents / 100

    @property
    def function_group_labels(self) -> list[str]:
        return [str(each.label) for each in FunctionGroup if each.value in self.function_groups]

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.archived_at is None

    @property
    def can_be_published(self) -> bool:
        """Whether it says in Dutch what everyone needs to know of it."""
        return not self.lacking

    @property
    def lacking(self) -> dict[str, str]:
        """What it does not say yet and everyone must know, field -> what to write there."""
        asked = {
            "summary_nl": _("Say in one sentence, in Dutch, what the course is."),
            "outcomes_nl": _("Say in Dutch what people can do afterwards."),
        }
        return {name: str(text) for name, text in asked.items() if not getattr(self, name)}

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


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
    enrol_from = models.DateTimeField(_("enrolment opens"), null=True, blank=True)
    enrol_until = models.DateTimeField(_("enrolment closes"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    if TYPE_CHECKING:  # what ``with_counts`` adds
        taken: int
        waiting: int
        booked: int

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

    def __str__(self) -> str:
        return f"session {self.public_id}"

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


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
    walked_in = models.BooleanField(default=False)
    """There without a seat, and added while the session ran: such a row takes no seat away from anybody."""

    objects = EnrolmentQuerySet.as_manager()

    if TYPE_CHECKING:  # what ``with_position`` adds
        position: int | None

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
        ]
        indexes = [
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
        ]

    def __str__(self) -> str:
        return f"enrolment {self.public_id}"


class Requirement(PublicIdModel):
    """Who must complete a course, by when, for how long it counts, and why.

    The audience is everyone who fits all that is filled in: a unit with what hangs under it, a function group, a role.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    function_group = models.CharField(_("function group"), max_length=20, choices=FunctionGroup, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    starts_on = models.DateField(_("holds from"))
    ends_on = models.DateField(_("holds until"), null=True, blank=True)
    due_on = models.DateField(_("to be completed by"))
    newcomer_days = models.PositiveSmallIntegerField(_("days for who starts later"), default=60)
    valid_months = models.PositiveSmallIntegerField(_("counts for how many months"), null=True, blank=True)
    why_nl = models.TextField(_("why, in Dutch"))
    why_en = models.TextField(_("why, in English"), blank=True)
    why_url = models.URLField(_("where to read more"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(function_group__in=["", *FunctionGroup.values]),
                name="training_requirement_group_known",
            ),
            models.CheckConstraint(condition=Q(role__in=["", *Role.values]), name="training_requirement_role_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="training_requirement_due_after_start",
                violation_error_code="due_on",
                violation_error_message=_(
                    "The date by which it must be done lies before the date from which it holds."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="training_requirement_ends_later",
            ),
            models.CheckConstraint(
                condition=~Q(why_nl=""),
                name="training_requirement_has_why",
                violation_error_code="why_nl",
                violation_error_message=_("Say why this is required. People read it beside the button."),
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1, valid_months__lte=120),
                name="training_requirement_validity_sensible",
                violation_error_code="valid_months",
                violation_error_message=_("A course counts for 1 to 120 months, or for always: leave it empty then."),
            ),
        ]

    def __str__(self) -> str:
        return f"requirement {self.public_id}"

    @property
    def why(self) -> Words:
        return words(self.why_nl, self.why_en)

    @property
    def whom(self) -> str:
        """The function group and the role that it is required of, in words; empty for everyone there."""
        shown = [self.get_function_group_display(), self.get_role_display()]
        return ", ".join(str(each) for each in shown if each)

    def due_for(self, hired_on: date | None) -> date:
        """By when somebody who was hired on that day must be done."""
        return rules.due_on(due=self.due_on, newcomer_days=self.newcomer_days, hired_on=hired_on)


class Completion(PublicIdModel):
    """That somebody completed a course, when, and on which ground. A requirement says how long it counts."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="completion"
    )
    completed_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=CompletionSource)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "completed_at"], name="training_completion_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(source__in=CompletionSource.values), name="training_completion_source_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "course"], name="training_completion_mine")]

    def __str__(self) -> str:
        return f"completion {self.public_id}"
