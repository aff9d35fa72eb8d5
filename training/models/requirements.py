"""What is required of whom, and what was completed."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.clock import AMSTERDAM, day_of
from common.models import PublicIdModel
from people.choices import FunctionGroup, Role
from training import rules
from training.choices import FROM_A_SYSTEM, CompletionSource
from training.models.courses import Course
from training.models.enrolments import Enrolment
from training.models.exchange import CompletionImport
from training.models.versions import CourseVersion
from training.querysets import CompletionQuerySet, RequirementQuerySet, WithdrawnCompletionQuerySet

ALTERNATIVE_IS_ANOTHER_COURSE = """
    IF TG_TABLE_NAME = 'training_requirement' THEN
        checked := NEW.id;
    ELSE
        checked := NEW.requirement_id;
    END IF;
    IF EXISTS (
        SELECT 1 FROM training_requirementalternative a JOIN training_requirement r ON r.id = a.requirement_id
        WHERE r.id = checked AND (a.course_id = r.course_id OR a.course_id = r.renewal_course_id)
    ) THEN
        RAISE EXCEPTION 'training_requirement_alternative_is_another: requirement % names one course twice', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_requirement_alternative_is_another';
    END IF;
    RETURN NEW;
"""


class Requirement(PublicIdModel):
    """Who must complete one of some courses, by when, for how long it counts, and why.

    The audience is everyone who fits all that is filled in: a unit with what hangs under it, a function group, a role.
    ``course`` gives the requirement its name; each of ``alternatives`` fulfils it as well. ``renewal_course`` is the
    shorter course that is enough for who completed one of them before.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    renewal_course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="renews")
    alternatives = models.ManyToManyField(
        Course, through="training.RequirementAlternative", related_name="alternative_for", blank=True
    )
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
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    objects = RequirementQuerySet.as_manager()

    chosen_alternatives: Sequence[Course] = ()
    """The alternatives of a requirement that is not saved yet."""

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
            models.CheckConstraint(
                condition=Q(renewal_course__isnull=True) | ~Q(renewal_course=F("course")),
                name="training_requirement_renewed_by_another",
                violation_error_code="renewal_course",
                violation_error_message=_("Choose another, shorter course: this is the one that is required."),
            ),
            models.CheckConstraint(
                condition=Q(renewal_course__isnull=True) | Q(valid_months__isnull=False),
                name="training_requirement_renewed_when_it_ends",
                violation_error_code="renewal_course",
                violation_error_message=_("It counts for always, so nobody renews it. Choose no course here."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_requirement_alternative_is_another",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("course_id", "renewal_course_id"),  # type: ignore[no-untyped-call]
                declare=[("checked", "BIGINT")],
                func=ALTERNATIVE_IS_ANOTHER_COURSE,
            ),
        ]

    def __str__(self) -> str:
        return f"requirement {self.public_id}"

    @cached_property
    def others(self) -> list[Course]:
        """The courses that fulfil it as well. One query, unless ``with_courses``."""
        others = self.alternatives.all() if self.pk else self.chosen_alternatives
        return sorted(others, key=lambda course: (course.title_nl, course.pk))

    @property
    def courses(self) -> list[Course]:
        """The courses of which one is enough, the one that names it first."""
        return [self.course, *self.others]

    @cached_property
    def course_ids(self) -> frozenset[int]:
        """The keys of the courses of which one is enough."""
        return frozenset([self.course_id, *(each.pk for each in self.others)])

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


class RequirementAlternative(models.Model):
    """A course that fulfils a requirement as well as the one that names it."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="alternative_rows")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "course"], name="training_requirementalternative_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="training_requirement_alternative_is_another",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("checked", "BIGINT")],
                func=ALTERNATIVE_IS_ANOTHER_COURSE,
            ),
        ]

    def __str__(self) -> str:
        return f"alternative of requirement {self.requirement_id}"


class SaysHow(models.Model):
    """That somebody completed a course, told in a day and in words."""

    completed_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=CompletionSource)
    system = models.CharField(max_length=80, blank=True)
    """The other system that says so, by the name that HR or its key has here."""

    class Meta:
        abstract = True

    @property
    def day(self) -> date:
        """The day in Amsterdam on which it was completed."""
        return day_of(self.completed_at)

    @property
    def ground(self) -> str:
        """On which ground it counts, in words; of another system with its name."""
        if self.system:
            return gettext("reported by %(system)s") % {"system": self.system}
        return str(self.get_source_display())


class Completion(SaysHow, PublicIdModel):
    """That somebody completed a course, when, and on which ground. A requirement says how long it counts."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="completion"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, null=True, related_name="completions")
    """The content of the course then; ``None`` where it was followed elsewhere."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who brought it in by hand; nobody where a machine did."""
    imported_in = models.ForeignKey(CompletionImport, on_delete=models.PROTECT, null=True, related_name="completions")

    objects = CompletionQuerySet.as_manager()

    is_renewed = False
    """Its holder has a newer certificate of the course; ``my_training`` says it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "completed_at"], name="training_completion_recorded_once"
            ),
            models.UniqueConstraint(
                "person",
                "course",
                TruncDate("completed_at", tzinfo=AMSTERDAM),
                condition=Q(source=CompletionSource.PORTAL),
                name="training_completion_in_portal_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(source__in=CompletionSource.values), name="training_completion_source_known"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__lte=F("recorded_at")), name="training_completion_not_before_it_is_over"
            ),
            models.UniqueConstraint(
                "person",
                "course",
                TruncDate("completed_at", tzinfo=AMSTERDAM),
                condition=Q(source__in=FROM_A_SYSTEM),
                name="training_completion_from_system_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(source__in=FROM_A_SYSTEM, enrolment__isnull=True) & ~Q(system="")
                | ~Q(source__in=FROM_A_SYSTEM) & Q(system=""),
                name="training_completion_from_system_names_it",
            ),
            models.CheckConstraint(
                condition=Q(source=CompletionSource.IMPORT, imported_in__isnull=False)
                | ~Q(source=CompletionSource.IMPORT) & Q(imported_in__isnull=True),
                name="training_completion_import_is_known",
            ),
        ]
        indexes = [models.Index(fields=["person", "course"], name="training_completion_mine")]

    def __str__(self) -> str:
        return f"completion {self.public_id}"


class WithdrawnCompletion(SaysHow, PublicIdModel):
    """That a completion was taken back: whoever heard of it must hear that too, in a file or as a voiding statement.

    Its ``public_id`` is the id of that statement.
    """

    statement_id = models.UUIDField()
    """The public id of the completion, under which other systems know it."""
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="withdrawn")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(db_index=True)

    objects = WithdrawnCompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement_id"], name="training_withdrawncompletion_once"),
            models.CheckConstraint(
                condition=Q(source__in=CompletionSource.values), name="training_withdrawncompletion_source_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__gte=models.F("recorded_at")),
                name="training_withdrawncompletion_after_it_was_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawn completion {self.statement_id}"
