"""The register of pilots: the contract, who is in it, what was measured, what happened and what was decided."""

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from common.choices import LANGUAGES
from common.finding import text_index
from common.measures import LIMITS, Measure, in_measure, in_numbers
from common.models import PublicIdModel
from common.triggers import NoTruncate
from pilots import rules
from pilots.choices import (
    UNDER_CONTRACT,
    DecisionKind,
    MemberRole,
    PersonalData,
    Stage,
)
from pilots.querysets import MembershipQuerySet, PilotQuerySet

MOVE_IS_ALLOWED = reduce(
    or_,
    [Q(from_stage=stage, kind=kind, to_stage__in=sorted(to)) for (stage, kind), to in rules.MOVES.items()],
)
IMPOSSIBLE = reduce(
    or_,
    [
        Q(measure_unit=measure, **{f"{name}__{side}": limit})
        for measure, (lowest, highest) in LIMITS.items()
        for name in ("baseline", "target")
        for side, limit in (("lt", lowest), ("gt", highest))
        if limit is not None
    ],
)


class Pilot(PublicIdModel):
    """One question about AI that a team answers by trying. Its contract grows by stage and is fixed once it runs."""

    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("question"), max_length=1000)
    hypothesis = models.TextField(_("what we expect"), max_length=2000, blank=True)
    language = models.CharField(_("language of the text"), max_length=2, choices=LANGUAGES, default="nl")
    search_text = models.GeneratedField(
        expression=Lower(Concat("title", Value(" "), "question", Value(" "), "hypothesis", output_field=TextField())),
        output_field=TextField(),
        db_persist=True,
    )
    objective = models.ForeignKey(
        "strategy.Objective",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots",
        verbose_name=_("objective"),
    )
    tool = models.ForeignKey(
        "tools.Tool", on_delete=models.PROTECT, null=True, blank=True, related_name="pilots", verbose_name=_("AI tool")
    )
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, related_name="pilots", verbose_name=_("department, team or location")
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored_pilots",
        verbose_name=_("sponsor"),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.IDEA)
    entry_stage = models.CharField(max_length=10, choices=Stage, default=Stage.IDEA)
    parked_from = models.CharField(max_length=10, choices=Stage, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    decision_due_on = models.DateField(_("decision on"), null=True, blank=True)
    measure_name = models.CharField(_("what we measure"), max_length=160, blank=True)
    measure_unit = models.CharField(_("counted in"), max_length=10, choices=Measure, default=Measure.MINUTES)
    baseline = models.DecimalField(_("at the start"), max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    stop_criterion = models.TextField(_("when do we stop"), max_length=1000, blank=True)
    personal_data = models.CharField(
        _("needs personal data"), max_length=7, choices=PersonalData, default=PersonalData.NOT_ANSWERED, blank=True
    )
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves and decisions")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PilotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="pilots_pilot_stage_known"),
            models.CheckConstraint(
                condition=Q(entry_stage__in=[Stage.IDEA, Stage.IN_USE]), name="pilots_pilot_enters_as_idea_or_in_use"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.PARKED, parked_from__in=rules.PARKABLE)
                | (~Q(stage=Stage.PARKED) & Q(parked_from="")),
                name="pilots_pilot_parked_from_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=UNDER_CONTRACT)
                | (
                    Q(starts_on__isnull=False, decision_due_on__isnull=False)
                    & Q(baseline__isnull=False, target__isnull=False)
                    & ~Q(measure_name="")
                    & ~Q(stop_criterion="")
                ),
                name="pilots_pilot_runs_under_contract",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(decision_due_on__isnull=True)
                | Q(decision_due_on__gt=F("starts_on")),
                name="pilots_pilot_decides_after_start",
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(target__isnull=True) | ~Q(baseline=F("target")),
                name="pilots_pilot_target_differs",
            ),
            models.CheckConstraint(condition=~IMPOSSIBLE, name="pilots_pilot_numbers_possible"),
            models.CheckConstraint(condition=Q(measure_unit__in=Measure.values), name="pilots_pilot_measure_known"),
            models.CheckConstraint(
                condition=Q(personal_data__in=PersonalData.values), name="pilots_pilot_personal_data_known"
            ),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="pilots_pilot_language_known"),
        ]
        indexes = [
            models.Index(fields=["stage", "decision_due_on"], name="pilots_pilot_by_stage"),
            text_index("pilots_pilot_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_decision_date(self) -> bool:
        """A decision is owed on a day that is known."""
        return self.stage in UNDER_CONTRACT and self.decision_due_on is not None

    @property
    def baseline_text(self) -> str:
        return in_measure(self.baseline, self.measure_unit)

    @property
    def target_text(self) -> str:
        return in_measure(self.target, self.measure_unit)

    def in_words(self, value: Decimal | None) -> str:
        """Return a value in this pilot's measure."""
        return in_measure(value, self.measure_unit)

    @property
    def baseline_number(self) -> str:
        """The start beside a value that names the measure."""
        return in_numbers(self.baseline, self.measure_unit)

    @property
    def target_number(self) -> str:
        """The target beside a value that names the measure."""
        return in_numbers(self.target, self.measure_unit)


class Membership(models.Model):
    """Who takes part in a pilot, from when until when; one owner at a time."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pilot_memberships")
    role = models.CharField(max_length=6, choices=MemberRole, default=MemberRole.MEMBER)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pilot"],
                condition=Q(role=MemberRole.OWNER, until__isnull=True),
                name="pilots_membership_one_owner",
            ),
            models.UniqueConstraint(
                fields=["pilot", "person"], condition=Q(until__isnull=True), name="pilots_membership_person_once"
            ),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="pilots_membership_role_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pilots_membership_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} of {self.pilot_id}"


class Measurement(PublicIdModel):
    """One measured value on one day; how many cases stand behind it, and a word on it."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="measurements")
    measured_on = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    cases = models.PositiveIntegerField(_("number of cases"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pilot", "measured_on"], name="pilots_measurement_one_a_day"),
            models.CheckConstraint(condition=Q(cases__isnull=True) | Q(cases__gte=1), name="pilots_measurement_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.measured_on}"

    @property
    def text(self) -> str:
        return self.pilot.in_words(self.value)


class LogEntry(PublicIdModel):
    """What happened, in the words of who was there."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="log_entries")
    text = models.TextField(_("what happened"), max_length=4000)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="pilots_logentry_says_something"),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="pilots_logentry_language_known"),
        ]
        indexes = [models.Index(fields=["pilot", "-at"], name="pilots_logentry_latest")]

    def __str__(self) -> str:
        return f"log of {self.pilot_id} at {self.at}"


class Decision(PublicIdModel):
    """What was decided about a pilot, by whom, why, and what was learned. A fact: never changed, never deleted."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=DecisionKind)
    from_stage = models.CharField(max_length=10, choices=Stage)
    to_stage = models.CharField(max_length=10, choices=Stage)
    reason = models.TextField(max_length=4000)
    lesson = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")
    answers_due_on = models.DateField(
        null=True, help_text="the decision date to which this is the answer; empty where none was owed"
    )
    new_due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="pilots_decision_number_once"),
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(kind=DecisionKind.EXTEND), name="pilots_decision_extend_once"
            ),
            models.CheckConstraint(condition=MOVE_IS_ALLOWED, name="pilots_decision_move_allowed"),
            models.CheckConstraint(condition=~Q(reason=""), name="pilots_decision_has_reason"),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.STOP) | ~Q(lesson=""), name="pilots_decision_stop_has_lesson"
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.EXTEND) | Q(new_due_on__isnull=False),
                name="pilots_decision_extend_has_date",
            ),
        ]
        indexes = [models.Index(fields=["answers_due_on"], name="pilots_decision_by_due")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="pilots_decision_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="pilots_decision_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pilot_id} number {self.number}"
