"""Settings and fixed lists of figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.disclosure import Reason, Status, Table
from common.retention import Term
from people.choices import FunctionGroup


class MetricClass(models.TextChoices):
    """How much a figure says about people, and so which rules hold for it."""

    FACT = "A", _("fact of the programme")
    REACH = "B", _("reach")
    USE = "C", _("use, skill or opinion")


class FigureStatus(models.TextChoices):
    SHOWN = Status.SHOWN.value, _("shown")
    RANGE = Status.RANGE.value, _("shown as a range")
    POOLED = Status.POOLED.value, _("counted with another group")
    HIDDEN = Status.HIDDEN.value, _("not shown (privacy)")


class Measure(models.TextChoices):
    """What the value of a figure is."""

    PERCENT = "percent", _("per cent")
    COUNT = "count", _("number")


TABLES = (Table.TOTAL, Table.GROUPS, Table.UNITS)
"""What is counted of people: everybody, each group, each unit. Units by groups is never counted: no page shows it, most
of its cells would have to be hidden, and each one that shows makes hidden cells elsewhere."""

REASONS = {
    Reason.LARGE_ENOUGH: _("Large enough to show."),
    Reason.NO_THRESHOLD: _("A fact of the programme, not about people."),
    Reason.FEW_DO: _("Fewer than three people do; a range shows instead."),
    Reason.FEW_DO_NOT: _("Fewer than three people do not; a range shows instead."),
    Reason.IN_OTHER_UNITS: _("This unit is small; it counts along in “other units”."),
    Reason.IN_PARENT: _("This unit is small; it counts along in the unit above it."),
    Reason.EMPTY: _("Nobody is counted here."),
    Reason.TOO_FEW: _("The group is too small to show."),
    Reason.PROTECTS_SUM: _("Hidden, since a smaller group could be worked out from it."),
    Reason.PROTECTS_RELEASES: _(
        "Hidden, since a smaller group could be worked out from it together with other months."
    ),
}

TEAMS = "litellm-team"
"""The report that counts teams, and no people."""
LARGEST_UNMATCHED = 0.2
"""The share of the rows of a usage report that may match nobody before somebody has to say that the report is right."""
LARGEST_FALL = 0.25
"""By how much a usage report may count fewer people than the last one before somebody has to say that it is right."""

USAGE_TERM = Term(
    code="adoption.usage_files",
    label=_("Usage reports with names"),
    keeps=timedelta(days=0),
    counts_from=_("after they were read in"),
    action=_("deleted at once; counts per group that is large enough stay"),
)
SNAPSHOT_TERM = Term(
    code="adoption.snapshots",
    label=_("Who was counted in which group in a month"),
    keeps=timedelta(days=400),
    counts_from=_("after the end of the month"),
    action=_("names removed; figures stay"),
)
TERMS = [USAGE_TERM, SNAPSHOT_TERM]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What a national report says of one metric, for one segment; it stands only beside the same segment."""

    metric: str
    group: str
    value: float
    wording: str | Promise


BENCHMARK_TITLE = _("Integron, What role does AI play on the work floor in 2025?")
BENCHMARK_LABEL = _("national figure 2025")
BENCHMARK_ON = date(2025, 4, 1)
"""The month in which it was reported, as its first day."""
# Dutch employees, reported April 2025. Only what the report gives as a number is here; a group that the report does
# not name has no mark, and leadership taken together is not "directors".
BENCHMARKS = (
    Benchmark("active_use", "all", 0.26, _("uses AI actively in daily work")),
    Benchmark("active_use", "director", 0.57, _("directors who use AI")),
    Benchmark("active_use", "no_customer_contact", 0.17, _("executing staff without customer contact who use AI")),
)

GROUP_LABELS: dict[str, str | Promise] = {
    "all": _("Everybody"),
    "director": FunctionGroup.DIRECTOR.label,
    "manager": FunctionGroup.MANAGER.label,
    "customer_contact": FunctionGroup.CUSTOMER_CONTACT.label,
    "no_customer_contact": FunctionGroup.NO_CUSTOMER_CONTACT.label,
    "leadership": _("Leadership"),
    "executing": _("Executing staff"),
}
"""In the order in which every table and chart shows them."""
