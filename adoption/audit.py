"""What the audit log says of usage reports, figures and the file of evidence."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.metrics import Metric
from common.audit import Text, define, define_kind, quoted
from common.bilingual import words
from common.periods import Period


def _month(period: str) -> str:
    return formats.date_format(Period.parse(period).first_day, "YEAR_MONTH_FORMAT")


def _months(evidence: Any) -> str:
    first, last = _month(evidence.first_period), _month(evidence.last_period)
    return first if first == last else f"{first} – {last}"


def _report(statement: Any) -> str:
    name = words(statement.source.name_nl, statement.source.name_en)
    return f"{quoted(name)}, {_month(statement.period)}"


def _metrics(fields: Sequence[str]) -> Iterable[Text]:
    return [Metric.REGISTRY[each].title if each in Metric.REGISTRY else each for each in fields]


define("adoption", {"evidence.made": gettext_lazy("{actor} made a file of evidence on AI literacy: {object}.")})
define(
    "adoption",
    {"usage.imported": gettext_lazy("{actor} read in a usage report: {object}.")},
    fields=lambda _fields: [],
    reason=lambda reason: _("although it differs much from the last one") if reason else "",
)
define(
    "adoption", {"figure.withdrawn": gettext_lazy("{actor} withdrew released figures of {object}.")}, fields=_metrics
)
define_kind("adoption.evidencefile", gettext_lazy("file of evidence"), _months)
define_kind("adoption.usageimport", gettext_lazy("usage report"), _report, "source")
define_kind(
    "adoption.releasedmetric",
    gettext_lazy("released figures"),
    lambda released: _month(released.release.period),
    "release",
)
