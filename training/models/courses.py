"""What there is to learn."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.finding import text_index
from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import FunctionGroup
from training import rules
from training.choices import (
    Approval,
    CourseKind,
    CourseLanguage,
    Level,
    Theme,
)
from training.querysets import CourseQuerySet

IN_PORTAL_HAS_LESSONS = """
    IF TG_OP = 'UPDATE' AND (NEW.kind, NEW.published_at, NEW.archived_at)
        IS NOT DISTINCT FROM (OLD.kind, OLD.published_at, OLD.archived_at) THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'in_portal' AND NEW.published_at IS NOT NULL AND NEW.archived_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM training_lesson WHERE course_id = NEW.id) THEN
        RAISE EXCEPTION 'training_course_in_portal_has_lessons: course % has none', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_course_in_portal_has_lessons';
    END IF;
    RETURN NEW;
"""
"""Nobody finds an empty course in the catalogue: it is a draft until its first lesson is there."""


class Course(PublicIdModel):
    """Something to learn: what it brings, for whom, how long. Seen by all once published.

    ``key`` is the name of a course that comes with Houvast; one that HR wrote has none, and has an author instead.
    ``own_since`` is when HR first changed lessons or questions that came with Houvast: updates then leave it alone.
    """

    key = models.SlugField(max_length=60, blank=True, editable=False)
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
    units = models.ManyToManyField("people.Unit", verbose_name=_("meant for these units"), related_name="+", blank=True)
    objectives = models.ManyToManyField(
        "strategy.Objective", verbose_name=_("objectives that it serves"), related_name="courses", blank=True
    )
    prerequisites = models.ManyToManyField(
        "self", through="training.Prerequisite", symmetrical=False, through_fields=("course", "first"), related_name="+"
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
    certificate_months = models.PositiveSmallIntegerField(_("months that the proof counts"), null=True, blank=True)
    asks_questions = models.BooleanField(_("who was there must pass the questions too"), default=False)
    """What completes it beside being at a session; a course in the portal asks its questions anyhow."""
    asks_evidence = models.BooleanField(_("people hand in a piece of evidence"), default=False)
    """What completes it last, whatever its kind: HR or the trainer accepts what somebody handed in."""
    evidence_nl = models.TextField(_("what they hand in, in Dutch"), max_length=1_000, blank=True)
    evidence_en = models.TextField(_("what they hand in, in English"), max_length=1_000, blank=True)
    approval = models.CharField(_("a manager answers first"), max_length=8, choices=Approval, default=Approval.BY_RULE)
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
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")
    own_since = models.DateTimeField(null=True, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="training_course_key_once"),
            models.CheckConstraint(
                condition=Q(created_by__isnull=False) | ~Q(key=""), name="training_course_has_author_or_key"
            ),
            models.CheckConstraint(
                condition=Q(own_since__isnull=True) | ~Q(key=""), name="training_course_own_came_with_houvast"
            ),
            models.CheckConstraint(
                condition=~Q(title_nl=""),
                name="training_course_has_title",
                violation_error_code="title_nl",
                violation_error_message=_("Give the course a title in Dutch."),
            ),
            models.CheckConstraint(condition=Q(kind__in=CourseKind.values), name="training_course_kind_known"),
            models.CheckConstraint(condition=Q(approval__in=Approval.values), name="training_course_approval_known"),
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
                condition=Q(certificate_months__isnull=True)
                | Q(certificate_months__gte=1, certificate_months__lte=120),
                name="training_course_certificate_months_sensible",
                violation_error_code="certificate_months",
                violation_error_message=_("A proof counts for 1 to 120 months, or for always: leave it empty then."),
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
            models.CheckConstraint(
                condition=Q(asks_questions=False) | Q(kind__in=[CourseKind.IN_CLASS, CourseKind.ONLINE]),
                name="training_course_asks_questions_with_sessions",
                violation_error_code="asks_questions",
                violation_error_message=_("Only a course with sessions asks for its questions beside being there."),
            ),
            models.CheckConstraint(
                condition=Q(asks_evidence=False) | ~Q(evidence_nl=""),
                name="training_course_evidence_says_what",
                violation_error_code="evidence_nl",
                violation_error_message=_("Say in Dutch what people hand in, such as a photo or a short report."),
            ),
        ]
        indexes = [text_index("training_course_search")]
        triggers = [
            pgtrigger.Trigger(
                name="training_course_in_portal_has_lessons",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=IN_PORTAL_HAS_LESSONS,
            ),
            NoTruncate(name="training_course_no_truncate"),
        ]

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
    def evidence_asked(self) -> Words:
        """What people hand in as evidence."""
        return words(self.evidence_nl, self.evidence_en)

    @property
    def duration(self) -> str:
        """How long it takes, in words: 45 minutes, 2 hours, 1 hour and 30 minutes."""
        return rules.in_hours(self.duration_minutes)

    @property
    def cost(self) -> float:
        """Euros a seat."""
        return self.cost_cents / 100

    def needs_approval(self, *, is_required: bool) -> bool:
        """Whether a manager answers before somebody gets a seat; ``is_required``: whether it is required of them."""
        return rules.needs_approval(
            rule=self.approval,
            is_required=is_required,
            cost_cents=self.cost_cents,
            minutes=self.duration_minutes,
        )

    @property
    def function_group_labels(self) -> list[str]:
        return [str(each.label) for each in FunctionGroup if each.value in self.function_groups]

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.archived_at is None

    @property
    def is_in_portal(self) -> bool:
        """Whether people follow it here, lesson by lesson."""
        return self.kind == CourseKind.IN_PORTAL

    @property
    def has_pages(self) -> bool:
        """Whether people read lessons and answer questions here, instead of or beside coming to a session."""
        return self.is_in_portal or self.asks_questions

    @property
    def can_be_published(self) -> bool:
        """Whether it says in Dutch what everyone needs to know of it, and has a lesson where it is given here."""
        return not self.lacking

    @property
    def lacking(self) -> dict[str, str]:
        """What it does not say yet and everyone must know, field -> what to write there. A query for one given here."""
        asked = {
            "summary_nl": _("Say in one sentence, in Dutch, what the course is."),
            "outcomes_nl": _("Say in Dutch what people can do afterwards."),
        }
        lacks = {name: str(text) for name, text in asked.items() if not getattr(self, name)}
        return lacks | self.lacking_lessons

    @property
    def lacking_lessons(self) -> dict[str, str]:
        """That a course in the portal has no lesson, kind -> what to do. A query for such a course."""
        if not self.is_in_portal or (self.pk and self.lessons.exists()):
            return {}
        return {
            "kind": gettext("A course in this portal needs at least one lesson. Add it under Lessons and questions.")
        }

    @property
    def is_draft(self) -> bool:
        return self.published_at is None
