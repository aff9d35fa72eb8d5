"""The board's overview and the page of one metric, made from released figures only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

import surveys.selectors
from adoption.choices import NotReleasedBecause
from adoption.metrics import FactMetric, Metric
from adoption.models import Figure, Release, Target
from adoption.selectors import drawn, sentences
from adoption.selectors.agreed import Halted, Standing, standing
from adoption.selectors.released import by_metric, by_period, cell_of, last_period, released
from adoption.selectors.units import UnitColumn, UnitTable, newest_unit_figures, unit_columns, unit_table
from common.charts import Cell, CellStatus, Chart, Unit
from common.disclosure import ALL, ORGANISATION
from common.periods import Period

LARGE = ("active_use", "able_to_work_safely", "decided_on_time", "proven_result")
IN_UNITS = ("trained", "acknowledged", "acknowledged_rules", "active_of_licensed")


@dataclass(frozen=True, slots=True)
class LargeFigure:
    """One of the four large figures: its last value, of when and of whom, target, trend, and what clearly changed."""

    metric: Metric
    cell: Cell
    coverage: str
    period: Period | None
    target: float | None
    target_by: str
    trend: Sequence[float | None]
    change: str
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the board's overview."""

    period: Period | None
    sentence: str
    next_result: str
    large: Sequence[LargeFigure]
    mirror: Chart | None
    trend: Chart | None
    reach: Chart | None
    barriers: Chart | None
    stages: Chart | None
    unit_columns: Sequence[UnitColumn]
    units: UnitTable
    standing: Standing


@dataclass(frozen=True, slots=True)
class MetricPage:
    """One metric: how it stands, through time, per group, and per unit in its last release."""

    metric: Metric
    sentence: str
    trend: Chart | None
    groups: Chart | None
    unit_columns: Sequence[UnitColumn]
    units: UnitTable
    period: Period | None
    scheme: str
    threshold: int
    halted: Halted | None
    comparison: str
    not_released: str
    """Which later month was not released, and why; empty where none is missing."""


def overview(*, today: date) -> Overview:
    """Return the overview of the newest release. Sixteen queries, whatever the number of people, units or months.

    One more for each class of figures to which there is no agreement any more.
    """
    figures = by_metric(released(unit_key=ORGANISATION))
    targets = _targets()
    large = [_large(code, figures.get(code, []), targets.get(code)) for code in LARGE]
    newest_units = newest_unit_figures(IN_UNITS)
    use = figures.get("active_use", [])
    return Overview(
        period=last_period(),
        sentence=_sentence(large),
        next_result=_next_result(today=today),
        large=large,
        mirror=drawn.mirror("active_use", use),
        trend=drawn.trend("active_use", use, targets.get("active_use"), drawn.notes()),
        reach=drawn.reach(figures),
        barriers=drawn.barriers(figures),
        stages=drawn.mirror("pilots_by_stage", figures.get("pilots_by_stage", [])),
        unit_columns=unit_columns(newest_units),
        units=unit_table(newest_units, deepest=1),
        standing=standing(),
    )


def metric_page(code: str) -> MetricPage | None:
    """Return everything released of one metric, or ``None`` when there is no such metric. Eleven queries."""
    metric = Metric.REGISTRY.get(code)
    if metric is None:
        return None
    figures = released([code], unit_key=ORGANISATION)
    last = figures[-1].released if figures else None
    target = _targets().get(code)
    newest_units = newest_unit_figures([code])
    return MetricPage(
        metric=metric,
        sentence=_stands(_large(code, figures, target)),
        trend=drawn.trend(code, figures, target, drawn.notes()),
        groups=drawn.mirror(code, figures),
        unit_columns=unit_columns(newest_units),
        units=unit_table(newest_units),
        period=Period.parse(last.release.period) if last else None,
        scheme=last.scheme if last else "",
        threshold=last.threshold if last else 0,
        halted=standing([code]).halted_of(metric.kind) if metric.subject else None,
        comparison=sentences.comparison(metric),
        not_released=_not_released(code, last.release.period if last else ""),
    )


def _not_released(code: str, last: str) -> str:
    """Return which month after the ``last`` one that is out was not released, and why. One query."""
    refused = Release.objects.filter(not_released__has_key=code, period__gt=last).order_by("-period").first()
    if refused is None:
        return ""
    because = NotReleasedBecause(refused.not_released[code]).label
    month = sentences.month(Period.parse(refused.period))
    return _("The figure of %(month)s was not released. %(because)s") % {"month": month, "because": because}


# --- parts ------------------------------------------------------------------------------------------------------------
def _targets() -> dict[str, Target]:
    """Return the target that comes next per metric. One query."""
    return {target.metric: target for target in Target.objects.order_by("metric", "-by_period")}


def _large(code: str, figures: list[Figure], target: Target | None) -> LargeFigure:
    metric = Metric.REGISTRY[code]
    line = by_period(figures, ALL)
    last = max(line, default=None)
    return LargeFigure(
        metric=metric,
        cell=cell_of(line[last]) if last else cell_of(None),
        coverage=_of_whom(metric, line[last], last) if last else "",
        period=last,
        target=target.value / 100 if target else None,
        target_by=sentences.target_by(target) if target else "",
        trend=[cell_of(line[period]).value for period in sorted(line)][-12:],
        change=sentences.change(line, last) if last else "",
        url=reverse("adoption:metric_detail", args=[code]),
    )


def _of_whom(metric: Metric, figure: Figure, period: Period) -> str:
    """Return of which month a figure is, and of whom it speaks where that is not everybody concerned."""
    if isinstance(metric, FactMetric):
        return sentences.moment(metric, period)
    return ", ".join(part for part in (sentences.month(period), sentences.coverage(metric, figure)) if part)


def _sentence(large: Sequence[LargeFigure]) -> str:
    """Return in one sentence how it stands: use, whether it changed, and against its target."""
    use = large[0]
    if use.period is None:
        return _(
            "There is no figure on use yet: it comes with the first survey that closes after the works council agreed."
        )
    told = {"share": use.cell.text(Unit.PERCENT), "month": sentences.month(use.period)}
    if use.cell.status == CellStatus.HIDDEN:
        return _("How many use AI every working day is not shown for %(month)s: too few answered.") % told
    parts = [
        _("%(share)s of those who answered the survey of %(month)s use AI every working day.") % told,
        use.change,
        _against_target(use),
    ]
    return " ".join(part for part in parts if part)


def _next_result(*, today: date) -> str:
    """Return of which survey the result comes next, and when; empty where none is on its way. Four queries at most."""
    wave = surveys.selectors.next_to_release(today=today)
    if wave is None:
        return ""
    return _("The result of the survey “%(title)s” comes on %(day)s.") % {
        "title": wave.title, "day": formats.date_format(wave.result_on, "DATE_FORMAT")
    }  # fmt: skip


def _stands(one: LargeFigure) -> str:
    """Return how one figure stands, against its target; empty where it is not shown, or a number of each kind."""
    if one.period is None or one.cell.status not in {CellStatus.SHOWN, CellStatus.RANGE}:
        return ""
    told = {"share": one.cell.text(Unit.PERCENT), "month": sentences.month(one.period)}
    parts = [_("%(share)s in %(month)s.") % told, one.change, _against_target(one)]
    return " ".join(part for part in parts if part)


def _against_target(one: LargeFigure) -> str:
    if one.target is None or one.cell.value is None:
        return ""
    short = round((one.target - one.cell.value) * 100)
    text = (
        _("The target is %(target)d%% by %(month)s: %(points)d points to go.")
        if short > 0
        else _("The target of %(target)d%% by %(month)s is reached.")
    )
    return text % {"target": round(one.target * 100), "month": one.target_by, "points": short}
