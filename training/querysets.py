"""Filters on courses, lessons, sessions and enrolments that chain."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.transaction import TransactionManagementError

from common.finding import fits
from people.choices import Role
from people.models import Placement
from training.choices import AHEAD, CAME, ENDED, FROM_A_SYSTEM, HOLDS_A_SEAT, IMPORT_OVER, CourseKind, EnrolmentState
from training.choices.evidence import EvidenceState
from training.rules.meetings import Meets

if TYPE_CHECKING:
    from people.models import Person
    from training.models import (  # noqa: F401 - named in bases
        Certificate,
        Completion,
        CompletionImport,
        Course,
        Enrolment,
        Evidence,
        LearningPath,
        Lesson,
        QuizAttempt,
        Requirement,
        Scenario,
        Session,
        WithdrawnCompletion,
    )

ROW_LOCK = True
"""False only in the negative control of the race tests, which shows that the lock is what prevents overselling."""


def is_reachable(day: date) -> Q:
    """Whose enrolment is of somebody who is not temporarily away on ``day``."""
    return Q(person__away_from__isnull=True) | Q(person__away_from__gt=day) | Q(person__away_until__lte=day)


def is_meant_for(model: type[models.Model], group: str, units: Collection[int]) -> Q:
    """Which courses or paths are for a function group, in a unit that is or hangs under one of ``units``."""
    named = model._default_manager.filter(pk=OuterRef("pk"), units__isnull=False)
    fits = Q(function_groups=[]) | Q(function_groups__contains=[group])
    return fits & (~Q(Exists(named)) | Q(Exists(named.filter(units__in=units))))


class CourseQuerySet(models.QuerySet["Course"]):
    def as_it_stays(self, course_id: int) -> "Course":
        """Return a course that nobody changes until this transaction ends, its lessons and questions included.

        A share lock: HR who changes it waits, who follow it do not wait for each other. It comes before locks on
        sessions and people.
        """
        if not connection.in_atomic_block:
            raise TransactionManagementError("a lock outside a transaction holds nothing")
        return self.raw("SELECT * FROM training_course WHERE id = %s FOR SHARE", [course_id])[0]

    def published(self) -> Self:
        return self.filter(published_at__isnull=False, archived_at__isnull=True)

    def in_portal(self) -> Self:
        """Published courses that people follow here."""
        return self.published().filter(kind=CourseKind.IN_PORTAL)

    def asking_evidence(self) -> Self:
        """Courses that ask for evidence; also from the archive, for who still has to hand it in."""
        return self.filter(asks_evidence=True, published_at__isnull=False)

    def visible_to(self, person: "Person") -> Self:
        """Everyone sees what is published; who took part in a course sees it later too; HR sees all."""
        if person.has_role(Role.HR):
            return self
        took_part = Q(sessions__enrolments__person=person) | Q(sessions__trainers=person)
        # One question a way to take part: together they would join every participant with every completion.
        mine = [
            Q(pk__in=self.model._default_manager.filter(way).values("pk"))
            for way in (took_part, Q(completions__person=person), Q(lessons__reads__person=person))
        ]
        return self.filter(Q(published_at__isnull=False) & (Q(archived_at__isnull=True) | mine[0] | mine[1] | mine[2]))

    def meant_for(self, group: str, units: Collection[int]) -> Self:
        """Courses for somebody of this function group, in a unit that is or hangs under one of ``units``."""
        return self.filter(is_meant_for(self.model, group, units))

    def ready_for(self, done: "models.QuerySet[Completion, Any]") -> Self:
        """Courses before which no course of the catalogue comes that is not in ``done``."""
        first = self.model._default_manager.filter(published_at__isnull=False, archived_at__isnull=True)
        missing = first.filter(needed_by__course=OuterRef("pk")).exclude(pk__in=done)
        return self.filter(~Exists(missing))

    def matching(self, text: str) -> Self:
        """Only courses in which each word of ``text`` stands or nearly so, in either language."""
        return self.filter(fits(text)) if text.strip() else self


class LearningPathQuerySet(models.QuerySet["LearningPath"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False, archived_at__isnull=True)

    def visible_to(self, person: "Person") -> Self:
        """Everyone sees what is published; HR sees drafts and the archive too."""
        return self if person.has_role(Role.HR) else self.published()

    def meant_for(self, group: str, units: Collection[int]) -> Self:
        """Paths for somebody of this function group, in a unit that is or hangs under one of ``units``."""
        return self.filter(is_meant_for(self.model, group, units))


class LessonQuerySet(models.QuerySet["Lesson"]):
    def unread_by(self, person: "Person") -> Self:
        """Lessons that somebody did not read, or of which they read what it taught before."""
        return self.exclude(
            pk__in=self.model._default_manager.filter(reads__person=person, reads__revision=F("revision"))
        )

    def published(self) -> Self:
        return self.filter(course__published_at__isnull=False, course__archived_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def published(self) -> Self:
        return self.filter(course__published_at__isnull=False, course__archived_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def under_way(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def finished(self) -> Self:
        """Attempts with a result, the last first."""
        return self.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")


class SessionQuerySet(models.QuerySet["Session"]):
    def hold(self, session_id: int) -> "Session":
        """Take the row lock under which seats are given out, and return the session as it is now.

        ``no_key``: inserting an enrolment takes a share lock on the key of its session, and must not wait for this one
        while holding that. Whoever also locks people does so after this.
        """
        rows = self.select_for_update(of=("self",), no_key=True) if ROW_LOCK else self
        return rows.select_related("course").get(pk=session_id)

    def hold_all(self, session_ids: Collection[int]) -> "dict[int, Session]":
        """Take the row locks of several sessions, in one order for everybody, so that nobody waits in a circle."""
        return {pk: self.hold(pk) for pk in sorted(session_ids)}

    def planned(self) -> Self:
        return self.filter(cancelled_at__isnull=True)

    def upcoming(self, now: datetime) -> Self:
        return self.planned().filter(starts_at__gt=now)

    def overlapping(self, meetings: Sequence[Meets]) -> Self:
        """Sessions of which a meeting is at the time of one of these."""
        whole, meets = Q(pk__in=[]), Q(pk__in=[])
        for each in meetings:
            whole |= Q(starts_at__lt=each.ends_at, ends_at__gt=each.starts_at)
            meets |= Q(meetings__starts_at__lt=each.ends_at, meetings__ends_at__gt=each.starts_at)
        meeting = self.model._default_manager.filter(meets, pk=OuterRef("pk"))
        return self.planned().filter(whole, Q(meeting_count=1) | Exists(meeting))

    def held(self, start: datetime, end: datetime) -> Self:
        """Sessions that took place from ``start`` up to ``end``."""
        return self.planned().filter(starts_at__gte=start, starts_at__lt=end)

    def with_counts(self) -> Self:
        """Add ``taken`` (seats given or offered), ``waiting`` and ``booked``. One grouped join, no query a row."""
        return self.annotate(
            taken=Count("enrolments", filter=Q(enrolments__state__in=HOLDS_A_SEAT)),
            waiting=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING)),
            booked=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.BOOKED)),
        )

    def as_seen_by(self, person: "Person") -> Self:
        """Add ``told`` (was anybody told first), ``head_start`` (was ``person``) and ``gives`` (do they give it)."""
        itself = self.model._default_manager.filter(pk=OuterRef("pk"))
        here = itself.filter(head_starts__isnull=False)
        return self.annotate(
            told=Exists(here),
            head_start=Exists(here.filter(head_starts__person=person)),
            gives=Exists(itself.filter(trainers=person)),
        )

    def in_order(self) -> Self:
        return self.order_by("starts_at", "pk")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def live(self) -> Self:
        return self.exclude(state__in=ENDED)

    def holding(self) -> Self:
        """Enrolments that take up a seat."""
        return self.filter(state__in=HOLDS_A_SEAT)

    def ahead(self) -> Self:
        return self.filter(state__in=AHEAD)

    def of_who_gives(self) -> Self:
        """Enrolments of who is a trainer of that very session."""
        return self.filter(session__trainers=F("person"))

    def requested(self) -> Self:
        """Requests that wait for an answer."""
        return self.filter(state=EnrolmentState.REQUESTED)

    def waiting_in_order(self) -> Self:
        """The waiting list: priority first, then who joined first.

        Who joined first is who had the session's lock first, and that is the order of the keys. ``joined_at`` was read
        before the lock: of two who join at once it may say the opposite of what both were told.
        """
        return self.filter(state=EnrolmentState.WAITING).order_by("-priority", "pk")

    def reachable_on(self, day: date) -> Self:
        """Without who is temporarily away on ``day``: they keep their place, and no offer runs out on them."""
        return self.filter(is_reachable(day))

    def with_position(self) -> Self:
        """Add ``position``: how many wait in the same session up to and including this one."""
        ahead = Q(priority__gt=OuterRef("priority")) | Q(priority=OuterRef("priority"), pk__lte=OuterRef("pk"))
        list_of_session = self.model._default_manager.filter(
            ahead, session=OuterRef("session"), state=EnrolmentState.WAITING
        )
        counted = list_of_session.order_by().values("session").annotate(number=Count("pk")).values("number")
        return self.annotate(position=Subquery(counted, output_field=models.IntegerField()))

    def with_presences(self) -> Self:
        """Add ``meetings_attended``: at how many meetings of a series its person was."""
        itself = self.model._default_manager.filter(pk=OuterRef("pk"), presences__was_there=True)
        counted = itself.order_by().values("pk").annotate(number=Count("presences")).values("number")
        return self.annotate(meetings_attended=Coalesce(Subquery(counted, output_field=models.IntegerField()), 0))

    def with_unit(self, day: date) -> Self:
        """Add ``unit_name``: where the person is placed on ``day``."""
        placed = Placement.objects.on(day).filter(person=OuterRef("person")).values("unit__name")
        return self.annotate(unit_name=Subquery(placed[:1]))

    def visible_to(self, person: "Person") -> Self:
        """One's own, those of a session one gives, and all for HR."""
        if person.has_role(Role.HR):
            return self
        given = self.model._default_manager.filter(session__trainers=person).values("pk")
        return self.filter(Q(person=person) | Q(pk__in=given))


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_force(self, day: date) -> Self:
        """Requirements that hold on ``day`` for a course that is still given."""
        ended = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        return self.filter(ended, starts_on__lte=day, course__published_at__isnull=False)

    def with_courses(self) -> Self:
        """With the courses of which one is enough, and the short one that renews them. One query more."""
        return self.select_related("course", "renewal_course").prefetch_related("alternatives")

    def asking_for(self, courses: Collection[int]) -> Self:
        """Requirements that one of these courses fulfils, as the whole course or as the short one that renews it."""
        others = self.model._default_manager.filter(alternatives__in=courses).values("pk")
        return self.filter(Q(course__in=courses) | Q(renewal_course__in=courses) | Q(pk__in=others))


class CompletionQuerySet(models.QuerySet["Completion"]):
    def until(self, moment: datetime) -> Self:
        """Completions made before ``moment``."""
        return self.filter(completed_at__lt=moment)

    def made_here(self) -> Self:
        """Completions of which this portal is the witness, and not another system."""
        return self.exclude(source__in=FROM_A_SYSTEM)


class WithdrawnCompletionQuerySet(models.QuerySet["WithdrawnCompletion"]):
    def made_here(self) -> Self:
        """Those of which this portal was the witness: they went out to other systems."""
        return self.exclude(source__in=FROM_A_SYSTEM)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and all for HR."""
        return self if person.has_role(Role.HR) else self.filter(person=person)

    def in_force(self) -> Self:
        """Without those that were revoked; what ran out is still in it."""
        return self.filter(revoked_at__isnull=True)

    def with_newer(self) -> Self:
        """With ``newer_id`` and ``newer_on``: the last later certificate of the same course of its holder."""
        later = Q(completed_on__gt=OuterRef("completed_on")) | Q(
            completed_on=OuterRef("completed_on"), pk__gt=OuterRef("pk")
        )
        newer = self.model._default_manager.filter(
            later, person=OuterRef("person"), version__course=OuterRef("version__course"), revoked_at__isnull=True
        ).order_by("-completed_on", "-pk")
        return self.annotate(
            newer_id=Subquery(newer.values("public_id")[:1]), newer_on=Subquery(newer.values("completed_on")[:1])
        )


class CompletionImportQuerySet(models.QuerySet["CompletionImport"]):
    def visible_to(self, person: "Person") -> Self:
        """Files with completions name people: only HR sees them."""
        return self if person.has_role(Role.HR) else self.none()

    def open(self) -> Self:
        """Not carried out, cancelled or stopped yet."""
        return self.exclude(state__in=IMPORT_OVER)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def waiting(self) -> Self:
        """Evidence that waits for an answer."""
        return self.filter(state=EvidenceState.HANDED_IN)

    def open(self) -> Self:
        """Evidence that waits, or was sent back: not accepted yet."""
        return self.exclude(state=EvidenceState.ACCEPTED)

    def unused(self) -> Self:
        """Accepted evidence that completed nothing yet."""
        return self.filter(state=EvidenceState.ACCEPTED, completion__isnull=True)

    def answerable_by(self, person: "Person") -> Self:
        """What somebody may look at to answer: HR all, a trainer of who was at a session they gave; never one's own."""
        others = self.exclude(person=person)
        if person.has_role(Role.HR):
            return others
        attended = self.model._default_manager.filter(
            course__sessions__trainers=person,
            course__sessions__enrolments__person=F("person"),
            course__sessions__enrolments__state__in=CAME,
        )
        return others.filter(pk__in=attended.values("pk"))

    def visible_to(self, person: "Person") -> Self:
        """One's own, and what one may answer."""
        return self.filter(person=person) | self.filter(pk__in=self.answerable_by(person).values("pk"))

    def oldest_first(self) -> Self:
        return self.order_by("handed_in_at", "pk")
