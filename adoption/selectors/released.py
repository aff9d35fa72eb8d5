"""Figures as they were released: the only way in which pages, charts, downloads and the API get at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from adoption.choices import REASONS, FigureStatus, Measure
from adoption.metrics import Metric
from adoption.models import Figure, ReleasedMetric
from common import charts
from common.charts import written
from common.disclosure import ALL, ORGANISATION, OTHER, OWN, Reason, is_nearly
from common.errors import RuleBroken
from common.periods import Period
from governance.selectors import open_subjects, refused_subjects
from surveys.choices import OTHER_UNITS

STATUS = {
    FigureStatus.SHOWN.value: charts.CellStatus.SHOWN,
    FigureStatus.RANGE.value: charts.CellStatus.RANGE,
    FigureStatus.POOLED.value: charts.CellStatus.POOLED,
    FigureStatus.HIDDEN.value: charts.CellStatus.HIDDEN,
}
UNKNOWN = charts.Cell(charts.CellStatus.UNKNOWN)
FEW = 100
"""Below so many the count stands beside a share of the programme's own facts."""


def in_force() -> "QuerySet[ReleasedMetric]":
    """Return what was released and may show. One query, and one for who reads it.

    What was withdrawn does not, nor what the body that agreed to it has come back on since, until it agrees again.
    """
    refused = refused_subjects()
    codes = [code for code, metric in Metric.REGISTRY.items() if metric.subject in refused]
    return ReleasedMetric.objects.filter(withdrawn_at__isnull=True).exclude(metric__in=codes)


def last_period() -> Period | None:
    """Return the newest month of which anything shows. Two queries."""
    newest = in_force().aggregate(Max("release__period"))
    return Period.parse(newest["release__period__max"]) if newest["release__period__max"] else None


def released(metrics: Iterable[str] | None = None, **cells: Any) -> "list[Figure]":
    """Return figures in force, by metric, period and place in the table. Three queries.

    Figures of one metric and month share the row of their release: thousands of figures make a page.
    """
    figures = Figure.objects.filter(**cells).filter(released__in=in_force())
    if metrics is not None:
        figures = figures.filter(released__metric__in=list(metrics))
    # What ties one release to the next is large and for the next release only.
    shared = ReleasedMetric.objects.select_related("release").defer("told", "link")
    ordered = figures.order_by("released__metric", "released__release__period", "position", "pk")
    return list(ordered.prefetch_related(Prefetch("released", shared)))


def newest_of(metrics: Iterable[str], **cells: Any) -> "QuerySet[ReleasedMetric]":
    """Return of each metric the last release in force that has such figures. One query, and one for who reads it."""
    has_figures = Exists(Figure.objects.filter(released=OuterRef("pk"), **cells))
    found = in_force().filter(has_figures, metric__in=list(metrics))
    return found.order_by("metric", "-release__period", "-pk").distinct("metric")


def cell_of(figure: Figure | None) -> charts.Cell:
    """Return a figure as charts, tables and large numbers show it; nothing is known where there is none."""
    if figure is None:
        return UNKNOWN
    scale = 100 if figure.measure == Measure.PERCENT else 1
    is_shown = figure.status == FigureStatus.SHOWN
    return charts.Cell(
        status=STATUS[figure.status],
        value=None if figure.value is None else figure.value / scale,
        low=None if figure.low is None else figure.low / scale,
        high=None if figure.high is None else figure.high / scale,
        base=base_in_words(figure),
        words=_nearly_in_words(figure) if is_shown else "",
        note=_("counted with other units") if figure.status == FigureStatus.POOLED else "",
        reason="" if is_shown else REASONS[Reason(figure.reason)],
    )


def _nearly_in_words(figure: Figure) -> str:
    """Return the words of a share of people that is nearly none or nearly all; empty for every other figure."""
    is_about_people = figure.measure == Measure.PERCENT and figure.base_low != figure.base_high
    if not is_about_people or figure.value is None or figure.base_low is None:
        return ""
    return share_in_words(figure.value, figure.base_low) if is_nearly(figure.value, figure.base_low) else ""


def share_in_words(value: int, base: int) -> str:
    """Return a rounded share of ``base`` people, or of a band that begins there: 26%, or "at most about 1%".

    0% and 100% mean none and all, so what is nearly that was rounded away from it.
    """
    if not is_nearly(value, base):
        return f"{value}%"
    return (_("at most about %(value)d%%") if value < 50 else _("at least about %(value)d%%")) % {"value": value}


def base_in_words(figure: Figure) -> str:
    """Return how many people, answers or pilots a figure is about, as exactly as may be said."""
    if figure.base_low is None or figure.base_high is None:
        return ""
    if figure.base_low == figure.base_high:
        return _fact_in_words(figure, figure.base_low)
    if figure.base_about is not None:
        return _("about %(number)s people") % {"number": written(figure.base_about)}
    return _("%(low)s to %(high)s people") % {"low": written(figure.base_low), "high": written(figure.base_high)}


def _fact_in_words(figure: Figure, base: int) -> str:
    """Return the count behind the share of a fact while there are few: with under a hundred it follows from both."""
    numbers = {"base": written(base), "count": written(round((figure.value or 0) * base / 100))}
    if figure.value is not None and base < FEW:
        return _("%(count)s of %(base)s") % numbers
    return _("of %(base)s") % numbers


def group_label(metric: Metric, group: str) -> str:
    """Return the word for one group of a metric, in the reader's language."""
    return capfirst(str(metric.labels.get(group, group)))


def by_metric(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    sorted_out: dict[str, list[Figure]] = {}
    for figure in figures:
        sorted_out.setdefault(figure.released.metric, []).append(figure)
    return sorted_out


def unit_label(key: str, name: str) -> str:
    """Return what a row of a table is about, in the reader's language; ``name`` is the unit's as it was then."""
    if key == ORGANISATION:
        return _("Whole organisation")
    if key.endswith(OTHER):
        return _("Other units of %(unit)s") % {"unit": name} if name else _("Other units")
    if key.endswith(OWN):
        return _("%(unit)s itself") % {"unit": name}
    return name or (_("Other units") if key == OTHER_UNITS else key)


def by_period(figures: Iterable[Figure], group: str = ALL) -> dict[Period, Figure]:
    """Return one line through the periods."""
    return {Period.parse(one.released.release.period): one for one in figures if one.group == group}


def released_codes() -> set[str]:
    """Return the metrics of which anything was released and not withdrawn, whether it still shows or not. One query."""
    return set(ReleasedMetric.objects.filter(withdrawn_at__isnull=True).values_list("metric", flat=True).distinct())


def metrics_measured() -> Sequence[Metric]:
    """Return every metric that the portal can release, by class and title, for the page on what is measured."""
    return sorted(Metric.REGISTRY.values(), key=lambda metric: (metric.kind, str(metric.title)))


def figure_rows(metric: str, period: Period | None = None) -> list[list[Any]]:
    """Return a metric as rows of a download: what the screen shows, no more. Three queries."""
    cells = {} if period is None else {"released__release__period": str(period)}
    return [
        [
            one.released.release.period,
            unit_label(one.unit_key, one.unit_name),
            group_label(Metric.REGISTRY[metric], one.group),
            one.get_status_display(),
            one.value,
            one.low,
            one.high,
            base_in_words(one),
            one.coverage,
        ]
        for one in released([metric], **cells)
    ]


def chart_rows(metrics: Sequence[str]) -> list[list[Any]]:
    """Return the metrics of one chart as rows of one download, each row with the name of its metric."""
    return [[str(Metric.REGISTRY[code].title), *row] for code in metrics for row in figure_rows(code)]


def metrics_with_state() -> list[tuple[Metric, str]]:
    """Return every metric with whether it is made. Four queries.

    It is ``on``, ``waiting`` for its first agreement, ``halted`` (no new figures, those that are out show) or ``off``
    (nothing shows any more).
    """
    agreed, refused, out = open_subjects(), refused_subjects(), released_codes()

    def state(metric: Metric) -> str:
        if not metric.subject or metric.subject in agreed:
            return "on"
        if metric.code not in out:
            return "waiting"
        return "off" if metric.subject in refused else "halted"

    return [(metric, state(metric)) for metric in metrics_measured()]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Some figures as the API gives them, and where the next page starts."""

    items: Sequence[dict[str, Any]]
    next: UUID | None


def api_figures(*, metric: str | None, period: Period | None, after: UUID | None, limit: int) -> FigurePage:
    """Return figures in the order of their release: the door's fields, and nothing that the screen would not show.

    Three queries at most: a page starts after the figure with the id ``after``.
    """
    figures = Figure.objects.filter(released__in=in_force())
    if metric is not None:
        figures = figures.filter(released__metric=metric)
    if period is not None:
        figures = figures.filter(released__release__period=str(period))
    if after is not None:
        last = Figure.objects.filter(public_id=after).values_list("pk", flat=True).first()
        if last is None:
            raise RuleBroken(_("There is no such page. Start again without “after”."), field="after")
        figures = figures.filter(pk__gt=last)
    related = figures.select_related("released__release").defer("released__told", "released__link")
    page = list(related.order_by("pk")[: limit + 1])
    items = [
        {
            "metric": one.released.metric,
            "period": one.released.release.period,
            "unit": one.unit_key,
            "function_group": one.group,
            "status": one.status,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "base_band": base_band(one),
            "coverage": one.coverage,
        }
        for one in page[:limit]
    ]
    return FigurePage(items, page[limit - 1].public_id if len(page) > limit else None)


def api_metrics() -> list[dict[str, Any]]:
    """Return each metric with its definition in both languages, and whether the body concerned agreed to it."""
    agreed = open_subjects()
    return [
        {
            "code": metric.code,
            "title": _in_both(metric.title),
            "definition": _in_both(metric.definition),
            "numerator": _in_both(metric.numerator),
            "denominator": _in_both(metric.denominator),
            "source": _in_both(metric.source),
            "class": metric.kind.value,
            "version": metric.version,
            "subject": metric.subject or None,
            "agreed": not metric.subject or metric.subject in agreed,
            "benchmark": metric.benchmark or None,
        }
        for _code, metric in sorted(Metric.REGISTRY.items())
    ]


def _in_both(text: str | Promise) -> dict[str, str]:
    spoken = {}
    for language in ("nl", "en"):
        with override(language):
            spoken[language] = str(text)
    return spoken


def base_band(figure: Figure) -> str | None:
    if figure.base_low is None or figure.base_high is None:
        return None
    return str(figure.base_low) if figure.base_low == figure.base_high else f"{figure.base_low}-{figure.base_high}"
