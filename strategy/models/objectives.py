"""Objectives: what the organisation wants to reach, by when, and by which figure it will know."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.finding import text_index
from common.measures import Measure, in_measure, in_numbers
from common.models import PublicIdModel
from common.triggers import NoTruncate
from strategy.choices import METRICS, ObjectiveEvent, Pillar
from strategy.querysets import ObjectiveQuerySet


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
    search_text = models.GeneratedField(
        expression=Lower(Concat("title_nl", Value(" "), "title_en", output_field=models.TextField())),
        output_field=models.TextField(),
        db_persist=True,
    )
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
        indexes = [
            models.Index(fields=["pillar", "due_on"], name="strategy_objective_order"),
            text_index("strategy_objective_search"),
        ]

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


class ObjectiveEdition(models.Model):
    """An objective as it stood after one change, who made it and why: append-only.

    ``values`` holds the fields of ``services.OBJECTIVE_FIELDS`` as text, the owner as a key of a person; an unknown
    one is ``None``. Kept as long as the objective is: who looks back sees how a target moved.
    """

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="editions")
    event = models.CharField(max_length=10, choices=ObjectiveEvent)
    values = models.JSONField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=ObjectiveEvent.values), name="strategy_objectiveedition_event_known"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="strategy_objectiveedition_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NoTruncate(name="strategy_objectiveedition_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.objective_id}"


class KeyDate(PublicIdModel):
    """A moment on the way to an objective: what is there by when, and when it was reached."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="key_dates")
    on = models.DateField(_("by when"))
    title_nl = models.CharField(_("what is there then, in Dutch"), max_length=160, blank=True)
    title_en = models.CharField(_("what is there then, in English"), max_length=160, blank=True)
    reached_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_nl="", title_en=""),
                name="strategy_keydate_has_title",
                violation_error_message=_("Say what is there then, in one of the two languages at least."),
            ),
            models.UniqueConstraint(fields=["objective", "on", "title_nl", "title_en"], name="strategy_keydate_once"),
        ]

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)
