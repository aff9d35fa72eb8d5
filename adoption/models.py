"""Frozen organisation, usage counts, releases and figures. No row here says what one person does."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from adoption.choices import TEAMS, FigureStatus, Measure
from common.bilingual import Words, words
from common.models import PublicIdModel
from common.periods import Period
from common.triggers import NoTruncate
from people.choices import FunctionGroup


class OrganisationSnapshot(models.Model):
    """The organisation as it was on the last day of a period; late moves restate nothing.

    ``units`` is a list of ``{"key", "name", "parent"}``; the key is the unit's code, as in the HR system.
    """

    period = models.CharField(max_length=7, unique=True)
    day = models.DateField()
    taken_at = models.DateTimeField()
    units = models.JSONField()
    people = models.PositiveIntegerField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="adoption_organisationsnapshot_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NoTruncate(name="adoption_organisationsnapshot_no_truncate"),
        ]

    def __str__(self) -> str:
        return self.period


class SnapshotMember(models.Model):
    """Where somebody was counted in a period; taken away when the term ends, figures stay."""

    snapshot = models.ForeignKey(OrganisationSnapshot, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit_key = models.CharField(max_length=40)
    function_group = models.CharField(max_length=20, choices=FunctionGroup)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "person"], name="adoption_snapshotmember_counted_once"),
            models.CheckConstraint(
                condition=Q(function_group__in=FunctionGroup.values), name="adoption_snapshotmember_group_known"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="adoption_snapshotmember_frozen", operation=pgtrigger.Update),
            NoTruncate(name="adoption_snapshotmember_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.snapshot_id}"


class UsageSource(models.Model):
    """A report that a supplier gives: which tool, whom it counts, and what "active" means there."""

    code = models.SlugField(max_length=40, unique=True)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    reader = models.CharField(max_length=40)
    active_means_nl = models.TextField()
    active_means_en = models.TextField()

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Words:
        return words(self.name_nl, self.name_en)

    @property
    def counts_teams(self) -> bool:
        """Whether its report counts teams, and no people."""
        return self.reader == TEAMS

    @property
    def active_means(self) -> Words:
        return words(self.active_means_nl, self.active_means_en)


class UsageImport(PublicIdModel):
    """One complete statement of a source for a period; a later one replaces it.

    ``statement`` is a ``common.disclosure.Tabulation`` as JSON: counts for the tables of the catalogue, pooled to k.
    It is empty where the report holds totals only. Persons existed in the memory of the import, and nowhere else.
    """

    source = models.ForeignKey(UsageSource, on_delete=models.PROTECT, related_name="imports")
    period = models.CharField(max_length=7)
    snapshot = models.ForeignKey(OrganisationSnapshot, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    unmatched = models.PositiveIntegerField()
    refused = models.JSONField(default=list)
    licensed = models.PositiveIntegerField(null=True)
    active = models.PositiveIntegerField(null=True)
    statement = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    file_deleted_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "period"],
                condition=Q(replaced_at__isnull=True),
                name="adoption_usageimport_one_statement",
            ),
            models.CheckConstraint(
                condition=Q(active__isnull=True) | Q(licensed__isnull=True) | Q(active__lte=models.F("licensed")),
                name="adoption_usageimport_active_is_licensed",
            ),
        ]
        indexes = [models.Index(fields=["period"], name="adoption_usageimport_period")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.period}"

    @property
    def month(self) -> date:
        """The first day of the period, for pages that write it in words."""
        return Period.parse(self.period).first_day

    @property
    def names_accounts(self) -> bool:
        """Whether the report had a row per account; else it holds totals only."""
        return bool(self.statement)

    @property
    def people(self) -> int | None:
        """How many people the report is about: who has a licence, or who was active where it says no more."""
        return self.active if self.licensed is None else self.licensed


class Release(PublicIdModel):
    """The figures of a period as they were made known; later runs add what came in later, nothing is restated.

    ``not_released`` says of each metric that could be counted and was not released why (``NotReleasedBecause``).
    """

    period = models.CharField(max_length=7, unique=True)
    snapshot = models.ForeignKey(OrganisationSnapshot, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    not_released = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    def __str__(self) -> str:
        return self.period


class ReleasedMetric(models.Model):
    """One metric in one release: the rules that held, and what the audit of every later release must know of it.

    ``told`` is a ``common.disclosure.Told`` as JSON; ``link`` says what ties it to what was released of the metric
    just before (a ``common.disclosure.Link`` as JSON: how many went from where to where), empty where nothing does.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="metrics")
    metric = models.CharField(max_length=60)
    definition_version = models.PositiveSmallIntegerField()
    scheme = models.CharField(max_length=20)
    threshold = models.PositiveSmallIntegerField()
    told = models.JSONField(default=dict)
    link = models.JSONField(null=True)
    released_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "metric"],
                condition=Q(withdrawn_at__isnull=True),
                name="adoption_releasedmetric_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="adoption_releasedmetric_withdrawn_with_reason",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="adoption_releasedmetric_stays", exclude=["withdrawn_at", "withdrawn_by", "withdrawn_because"]
            ),
            pgtrigger.Protect(
                name="adoption_releasedmetric_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="adoption_releasedmetric_is_history", operation=pgtrigger.Delete),
            NoTruncate(name="adoption_releasedmetric_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.release_id}"


class Figure(PublicIdModel):
    """One cell as everyone sees it, and nothing that may not be shown; append-only.

    ``unit_key`` is ``organisation``, a unit's code, ``code/own`` for who sits directly in a unit with units below it,
    or ``code/other`` for units taken together; ``group`` is ``all``, a group of the scheme, or the kind of a fact.
    ``value``, ``low`` and ``high`` are percentages, or numbers for a class A count.
    """

    released = models.ForeignKey(ReleasedMetric, on_delete=models.PROTECT, related_name="figures")
    unit_key = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=120)
    group = models.CharField(max_length=30)
    status = models.CharField(max_length=6, choices=FigureStatus)
    reason = models.CharField(max_length=20)
    measure = models.CharField(max_length=7, choices=Measure, default=Measure.PERCENT)
    value = models.IntegerField(null=True)
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)
    base_about = models.PositiveIntegerField(null=True)
    coverage = models.PositiveSmallIntegerField(null=True)
    pooled_into = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["released", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["released", "unit_key", "group"], name="adoption_figure_cell_once"),
            models.CheckConstraint(
                condition=Q(status=FigureStatus.SHOWN, value__isnull=False)
                | Q(status=FigureStatus.RANGE, value__isnull=True, low__isnull=False, high__isnull=False)
                | Q(
                    status__in=[FigureStatus.POOLED, FigureStatus.HIDDEN],
                    value__isnull=True,
                    low__isnull=True,
                    high__isnull=True,
                ),
                name="adoption_figure_hidden_holds_nothing",
            ),
        ]
        indexes = [models.Index(fields=["unit_key", "group"], name="adoption_figure_cell")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="adoption_figure_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="adoption_figure_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.released_id} {self.unit_key} {self.group}"


class Target(models.Model):
    """What the organisation wants a metric to be, by when, and who set it."""

    metric = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField(_("target, in per cent"))
    by_period = models.CharField(max_length=7)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__lte=100), name="adoption_target_at_most_100"),
            models.UniqueConstraint(fields=["metric", "by_period"], name="adoption_target_one_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"


class Note(PublicIdModel):
    """Something that happened and explains a bend in a line: pinned to a period."""

    period = models.CharField(max_length=7)
    text_nl = models.CharField(max_length=120)
    text_en = models.CharField(max_length=120, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.period} {self.text_nl}"


class EvidenceFile(PublicIdModel):
    """What was done about AI literacy in a period, as it was put on record: signed, and never changed after.

    ``content`` names nobody and holds facts of the programme and reach (classes A and B); its shape is that of
    ``adoption.selectors.evidence``. ``signature`` is a JSON Web Signature over its canonical form.
    """

    first_period = models.CharField(max_length=7)
    last_period = models.CharField(max_length=7)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    signature = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_period__gte=models.F("first_period")), name="adoption_evidencefile_ends_later"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="adoption_evidencefile_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="adoption_evidencefile_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.first_period} {self.last_period}"

    @property
    def first_day(self) -> date:
        return Period.parse(self.first_period).first_day

    @property
    def last_day(self) -> date:
        return Period.parse(self.last_period).last_day
