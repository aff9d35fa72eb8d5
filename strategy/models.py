"""Documents in versions, their clauses, objectives, and who read which version. What is published is frozen."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.measures import Measure, in_measure, in_numbers
from common.models import PublicIdModel
from strategy.choices import (
    ACKNOWLEDGEMENTS_KEPT,
    FROZEN_STATES,
    LANGUAGES,
    METRICS,
    OPEN_STATES,
    ChangeKind,
    DocumentKind,
    Pillar,
    VersionState,
)
from strategy.querysets import ObjectiveQuerySet, VersionQuerySet

# A frozen version takes one change only: from published to superseded. JSON compares every other column, also those
# that a later migration adds.
KEEP_VERSION_FROZEN = """
IF TG_OP = 'DELETE' THEN
    IF OLD.state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_version_frozen: version % was published and cannot be deleted', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_version_frozen';
    END IF;
    RETURN OLD;
END IF;
IF OLD.state = 'superseded' OR (OLD.state = 'published' AND (
    NEW.state <> 'superseded'
    OR to_jsonb(NEW) - 'state' - 'superseded_at' <> to_jsonb(OLD) - 'state' - 'superseded_at'))
THEN
    RAISE EXCEPTION 'strategy_version_frozen: version % was published and cannot be changed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_version_frozen';
END IF;
RETURN NEW;
"""

# FOR SHARE waits for a publication that is under way, so that no clause slips in behind the hash.
KEEP_CLAUSES_FROZEN = """
IF TG_OP <> 'INSERT' THEN
    SELECT state INTO version_state FROM strategy_version WHERE id = OLD.version_id FOR SHARE;
    IF version_state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_clause_frozen: clause % belongs to a published version', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_clause_frozen';
    END IF;
END IF;
IF TG_OP <> 'DELETE' THEN
    SELECT state INTO version_state FROM strategy_version WHERE id = NEW.version_id FOR SHARE;
    IF version_state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_clause_frozen: version % is published', NEW.version_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_clause_frozen';
    END IF;
    RETURN NEW;
END IF;
RETURN OLD;
"""

ACKNOWLEDGE_FROZEN_TEXT = """
IF NOT EXISTS (
    SELECT 1 FROM strategy_version
    WHERE id = NEW.version_id AND content_hash = NEW.version_hash AND state IN ('published', 'superseded'))
THEN
    RAISE EXCEPTION 'strategy_acknowledgement_of_frozen_text: the hash is not of a published version'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_acknowledgement_of_frozen_text';
END IF;
RETURN NEW;
"""

# Append-only, but not for ever: once the term is over the daily job may delete, and nobody may before.
KEEP_ACKNOWLEDGEMENTS = f"""
IF TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM strategy_version
    WHERE id = OLD.version_id AND superseded_at <= now() - interval '{ACKNOWLEDGEMENTS_KEPT.keeps.days} days')
THEN
    RETURN OLD;
END IF;
RAISE EXCEPTION 'strategy_acknowledgement_append_only: acknowledgement % cannot be changed', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_acknowledgement_append_only';
"""  # noqa: S608 - a number of days from our own table of terms


class Document(PublicIdModel):
    """What is written together and read by everyone: the strategy, or the house rules."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    title_nl = models.CharField(_("title in Dutch"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="strategy_document_one_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="strategy_document_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)


class Version(PublicIdModel):
    """One text of a document in time: written as draft, frozen with its hash when it is published."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    material_since = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the earliest version whose reading still counts for this one; itself after a material change",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="strategy_version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state=VersionState.PUBLISHED), name="strategy_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=OPEN_STATES), name="strategy_version_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="strategy_version_state_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=OPEN_STATES,
                    content_hash="",
                    published_at__isnull=True,
                    published_by__isnull=True,
                    material_since__isnull=True,
                )
                | Q(
                    state__in=FROZEN_STATES,
                    content_hash__regex=r"^[0-9a-f]{64}$",
                    published_at__isnull=False,
                    published_by__isnull=False,
                    material_since__isnull=False,
                ),
                name="strategy_version_hash_when_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.SUPERSEDED, superseded_at__gte=F("published_at"))
                | (~Q(state=VersionState.SUPERSEDED) & Q(superseded_at__isnull=True)),
                name="strategy_version_superseded_later",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_version_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEEP_VERSION_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} version {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN_STATES

    @property
    def is_current(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def can_be_edited(self) -> bool:
        return self.state == VersionState.DRAFT


class Clause(PublicIdModel):
    """One passage in both languages; ``key`` is the same in every version, ``edition`` counts its saves."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    key = models.CharField(max_length=60)
    pillar = models.CharField(_("pillar"), max_length=30, choices=Pillar, blank=True)
    position = models.PositiveIntegerField()
    title_nl = models.CharField(_("title in Dutch"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text_nl = models.TextField(_("text in Dutch"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    html_nl = models.TextField(blank=True, editable=False)
    html_en = models.TextField(blank=True, editable=False)
    change = models.CharField(_("kind of change"), max_length=10, choices=ChangeKind, default=ChangeKind.MATERIAL)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="strategy_clause_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="strategy_clause_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(pillar__in=["", *Pillar.values]), name="strategy_clause_pillar_known"),
            models.CheckConstraint(condition=Q(change__in=ChangeKind.values), name="strategy_clause_change_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_clause_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("version_state", "text")],
                func=KEEP_CLAUSES_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def missing_languages(self) -> list[str]:
        """The languages in which this clause lacks its title or its text."""
        found = {"nl": self.title_nl and self.text_nl, "en": self.title_en and self.text_en}
        return [language for language in LANGUAGES if not found[language]]


def within(lowest: int, highest: int) -> Q:
    """Both numbers of an objective, as far as they are known, lie between these two."""
    start = Q(baseline__isnull=True) | Q(baseline__gte=lowest, baseline__lte=highest)
    return start & (Q(target__isnull=True) | Q(target__gte=lowest, target__lte=highest))


class Objective(PublicIdModel):
    """What the organisation wants to reach, by when, and by which figure it will know."""

    pillar = models.CharField(_("pillar"), max_length=30, choices=Pillar)
    title_nl = models.CharField(_("title in Dutch"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    clause_key = models.CharField(_("passage of the strategy"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name=_("owner"),
    )
    metric = models.CharField(_("indicator"), max_length=80, blank=True)
    measure = models.CharField(_("counted in"), max_length=10, choices=Measure, default=Measure.PERCENT)
    baseline = models.DecimalField(_("at the start"), max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pillar__in=Pillar.values), name="strategy_objective_pillar_known"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="strategy_objective_measure_known"),
            models.CheckConstraint(
                condition=~Q(title_nl="", title_en=""),
                name="strategy_objective_has_title",
                violation_error_message=_("Give the objective a title, in one of the two languages at least."),
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.PERCENT) | within(0, 100),
                name="strategy_objective_percent_to_100",
                violation_error_message=_("A percentage lies between 0 and 100. Give a number in between."),
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.GRADE) | within(1, 10),
                name="strategy_objective_mark_to_10",
                violation_error_message=_("A report mark lies between 1 and 10. Give a number in between."),
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(archived_at__gte=F("created_at")),
                name="strategy_objective_archived_later",
            ),
        ]
        indexes = [models.Index(fields=["pillar", "due_on"], name="strategy_objective_order")]

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def metric_text(self) -> str:
        """The figure's name in words, or what was written."""
        known = METRICS.get(self.metric)
        return str(known.title) if known is not None else self.metric

    @property
    def is_known_metric(self) -> bool:
        """The portal itself makes this figure and has a page for it."""
        return METRICS.get(self.metric) is not None

    @property
    def baseline_text(self) -> str:
        return in_measure(self.baseline, self.measure)

    @property
    def baseline_number(self) -> str:
        """The start beside a target that names the measure."""
        return in_numbers(self.baseline, self.measure)

    @property
    def target_text(self) -> str:
        return in_measure(self.target, self.measure)

    @property
    def way_text(self) -> str:
        """From where to where, as far as it is known; empty without a target."""
        if self.target is None:
            return ""
        if self.baseline is None:
            return gettext("to %(target)s") % {"target": self.target_text}
        return gettext("from %(start)s to %(target)s") % {"start": self.baseline_number, "target": self.target_text}


class Acknowledgement(models.Model):
    """Somebody read a version and says so: once, about the text that they saw, in the language they read."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acknowledgements")
    version_hash = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    language = models.CharField(max_length=2)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="strategy_acknowledgement_once"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="strategy_acknowledgement_language_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_acknowledgement_of_frozen_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=ACKNOWLEDGE_FROZEN_TEXT,
            ),
            pgtrigger.Trigger(
                name="strategy_acknowledgement_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEEP_ACKNOWLEDGEMENTS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.version_id}"
