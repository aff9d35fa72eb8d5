"""One AI tool as the catalogue has it, and each status that it had."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.finding import text_index
from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import FunctionGroup
from tools import rules
from tools.choices import USABLE, Approval, DataClass, Task, ToolStatus
from tools.querysets import ToolQuerySet


def lines_of(text: Words) -> list[str]:
    """One promise or warning a line."""
    return [line.strip(" -•\t") for line in str(text).splitlines() if line.strip(" -•\t")]


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper behind a tool: what it is, where it is kept, from which day, and until when it holds if it ends."""

    label: str | Promise
    text: str
    url: str
    on: date | None
    until: date | None = None


class Tool(PublicIdModel):
    """One AI tool: what it is for, who may use it with which data, on which conditions, and what to learn first."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    website = models.URLField(_("address of the tool"), max_length=500, blank=True)
    purpose_nl = models.CharField(_("what it is for, in Dutch"), max_length=300)
    purpose_en = models.CharField(_("what it is for, in English"), max_length=300, blank=True)
    dos_nl = models.TextField(_("what to do, in Dutch"), blank=True)
    dos_en = models.TextField(_("what to do, in English"), blank=True)
    donts_nl = models.TextField(_("what not to do, in Dutch"), blank=True)
    donts_en = models.TextField(_("what not to do, in English"), blank=True)
    conditions_nl = models.TextField(_("conditions, in Dutch"), blank=True)
    conditions_en = models.TextField(_("conditions, in English"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=ToolStatus, default=ToolStatus.REVIEW)
    status_reason_nl = models.TextField(_("why, in Dutch"))
    status_reason_en = models.TextField(_("why, in English"), blank=True)
    data_classes = ArrayField(
        models.CharField(max_length=10, choices=DataClass),
        verbose_name=_("data that may go in"),
        default=list,
        blank=True,
    )
    tasks = ArrayField(
        models.CharField(max_length=12, choices=Task),
        verbose_name=_("what people do with it"),
        default=list,
        blank=True,
    )
    """The finder shows a tool under these; one without is found by its name only."""
    function_groups = ArrayField(
        models.CharField(max_length=20, choices=FunctionGroup),
        verbose_name=_("meant for these function groups"),
        default=list,
        blank=True,
    )
    units = models.ManyToManyField("people.Unit", verbose_name=_("meant for these units"), related_name="+", blank=True)
    cost_cents_per_month = models.PositiveIntegerField(_("cost per seat per month in cents"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("number of seats"), null=True, blank=True)
    """Licences that the organisation has; nothing where whoever it is meant for may use it without one."""
    approval = models.CharField(_("a manager answers first"), max_length=10, choices=Approval, default=Approval.BY_COST)
    required_course = models.ForeignKey(
        "training.Course",
        verbose_name=_("course to take first"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opens_tools",
    )
    contact = models.CharField(_("where to ask"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tools_owned",
    )
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    incidents_since_review = models.PositiveIntegerField(default=0, editable=False)
    """How often AI got something wrong, by what people said since somebody reviewed the tool."""
    assessment_nl = models.CharField(_("what the risk assessment says, in Dutch"), max_length=300, blank=True)
    assessment_en = models.CharField(_("what the risk assessment says, in English"), max_length=300, blank=True)
    assessment_reference = models.CharField(_("where the risk assessment is kept"), max_length=200, blank=True)
    assessment_url = models.URLField(_("address of the risk assessment"), max_length=500, blank=True)
    assessment_on = models.DateField(_("day of the risk assessment"), null=True, blank=True)
    dpia_reference = models.CharField(_("where the impact assessment is kept"), max_length=200, blank=True)
    dpia_url = models.URLField(_("address of the impact assessment"), max_length=500, blank=True)
    dpia_on = models.DateField(_("day of the impact assessment"), null=True, blank=True)
    agreement_reference = models.CharField(_("where the processing agreement is kept"), max_length=200, blank=True)
    agreement_url = models.URLField(_("address of the processing agreement"), max_length=500, blank=True)
    agreement_on = models.DateField(_("day of the processing agreement"), null=True, blank=True)
    agreement_until = models.DateField(_("last day of the processing agreement"), null=True, blank=True)
    search_text = models.GeneratedField(
        expression=Lower(
            Concat(
                "name", Value(" "), "supplier", Value(" "), "purpose_nl", Value(" "), "purpose_en",
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )  # fmt: skip
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ToolStatus.values), name="tools_tool_status_known"),
            models.CheckConstraint(
                condition=Q(data_classes__contained_by=DataClass.values), name="tools_tool_data_classes_known"
            ),
            models.CheckConstraint(condition=Q(tasks__contained_by=Task.values), name="tools_tool_tasks_known"),
            models.CheckConstraint(condition=Q(approval__in=Approval.values), name="tools_tool_approval_known"),
            models.CheckConstraint(condition=~Q(status_reason_nl=""), name="tools_tool_status_has_reason"),
            models.CheckConstraint(
                condition=~Q(status=ToolStatus.CONDITIONS) | ~Q(conditions_nl=""),
                name="tools_tool_conditions_are_named",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=USABLE) | ~Q(data_classes=[]), name="tools_tool_usable_with_some_data"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=USABLE) | Q(review_on__isnull=False), name="tools_tool_usable_has_review_date"
            ),
            models.CheckConstraint(
                condition=~Q(assessment_reference="")
                | Q(assessment_nl="", assessment_en="", assessment_url="", assessment_on__isnull=True),
                name="tools_tool_assessment_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(dpia_reference="") | Q(dpia_url="", dpia_on__isnull=True), name="tools_tool_dpia_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(agreement_reference="")
                | Q(agreement_url="", agreement_on__isnull=True, agreement_until__isnull=True),
                name="tools_tool_agreement_is_named",
            ),
            models.CheckConstraint(
                condition=Q(agreement_until__isnull=True)
                | Q(agreement_on__isnull=True)
                | Q(agreement_until__gte=F("agreement_on")),
                name="tools_tool_agreement_begins_first",
            ),
        ]
        indexes = [text_index("tools_tool_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.status in USABLE and self.archived_at is None

    @property
    def purpose(self) -> Words:
        return words(self.purpose_nl, self.purpose_en)

    @property
    def conditions(self) -> Words:
        return words(self.conditions_nl, self.conditions_en)

    @property
    def condition_lines(self) -> list[str]:
        return lines_of(self.conditions)

    @property
    def status_reason(self) -> Words:
        return words(self.status_reason_nl, self.status_reason_en)

    @property
    def assessment(self) -> Words:
        return words(self.assessment_nl, self.assessment_en)

    @property
    def references(self) -> list[Reference]:
        """The papers that stand behind a tool, those that there are."""
        papers = [
            Reference(_("Risk assessment"), self.assessment_reference, self.assessment_url, self.assessment_on),
            Reference(_("Impact assessment (DPIA)"), self.dpia_reference, self.dpia_url, self.dpia_on),
            Reference(
                _("Processing agreement"),
                self.agreement_reference,
                self.agreement_url,
                self.agreement_on,
                self.agreement_until,
            ),
        ]
        return [each for each in papers if each.text]

    @property
    def dos(self) -> Words:
        return words(self.dos_nl, self.dos_en)

    @property
    def donts(self) -> Words:
        return words(self.donts_nl, self.donts_en)

    @property
    def do_lines(self) -> list[str]:
        return lines_of(self.dos)

    @property
    def dont_lines(self) -> list[str]:
        return lines_of(self.donts)

    @property
    def data_class_labels(self) -> list[str]:
        """The data that may go in, in the order from harmless to most delicate."""
        return [str(each.label) for each in DataClass if each.value in self.data_classes]

    @property
    def forbidden_data_labels(self) -> list[str]:
        """What never goes in; all of it while the tool may not be used."""
        return [str(each.label) for each in DataClass if not self.is_usable or each.value not in self.data_classes]

    @property
    def needs_seat(self) -> bool:
        """Whether somebody asks for a seat before they use it."""
        return self.is_usable and self.seats is not None

    @property
    def needs_approval(self) -> bool:
        return rules.needs_approval(rule=self.approval, cost_cents=self.cost_cents_per_month)

    @property
    def cost_per_month(self) -> float | None:
        """Euros a seat a month; nothing where it is not known."""
        return None if self.cost_cents_per_month is None else self.cost_cents_per_month / 100

    @property
    def task_labels(self) -> list[str]:
        """What people do with it, in the order in which the finder asks."""
        return [str(each.label) for each in Task if each.value in self.tasks]

    @property
    def function_group_labels(self) -> list[str]:
        return [str(each.label) for each in FunctionGroup if each.value in self.function_groups]


class ToolStatusChange(PublicIdModel):
    """That a tool got a status, when, from whom and why. Only added to."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="history")
    from_status = models.CharField(max_length=12, choices=ToolStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=ToolStatus)
    reason_nl = models.TextField()
    reason_en = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Nobody where the review opened by itself; the status stays then."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason_nl=""), name="tools_toolstatuschange_has_reason"),
            models.CheckConstraint(
                condition=Q(to_status__in=ToolStatus.values) & Q(from_status__in=["", *ToolStatus.values]),
                name="tools_toolstatuschange_status_known",
            ),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=False) | Q(from_status=F("to_status")),
                name="tools_toolstatuschange_status_is_decided",
            ),
        ]
        indexes = [models.Index(fields=["tool", "-changed_at"], name="tools_toolstatuschange_of_tool")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="tools_toolstatuschange_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="tools_toolstatuschange_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.to_status} {self.public_id}"

    @property
    def reason(self) -> Words:
        return words(self.reason_nl, self.reason_en)
