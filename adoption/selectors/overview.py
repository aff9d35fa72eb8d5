"""The board's overview and the page of one metric, made from released figures only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from adoption.choices import (
    BENCHMARK_LABEL,
    BENCHMARK_TITLE,
    BENCHMARKS,
    GROUP_LABELS,
    REASONS,
    FigureStatus,
    Measure,
    MetricClass,
)
from adoption.metrics import Metric, survey
from adoption.models import Figure, Note, Target
from adoption.selectors.released import by_metric, by_period, cell_of, group_label, last_period, released
from adoption.selectors.units import UnitBranch, UnitRow, branches, newest_unit_figures, unit_rows
from common import statistics
from common.bilingual import words
from common.charts import Cell, Chart, Kind, Mark, Pin, Series, Unit
from common.disclosure import ALL, ORGANISATION, Reason
from common.periods import Period
from governance.selectors import open_subjects
from pilots.choices import Stage

LARGE = ("active_use", "able_to_work_safely", "decided_on_time", "proven_result")
IN_UNITS = ("trained", "acknowledged", "active_of_licensed")
BARRIERS = {code: metric.answer for code, metric in Metric.REGISTRY.items() if isinstance(metric, survey.BarrierShare)}


@dataclass(frozen=True, slots=True)
class LargeFigure:
    """One of the four large figures: its last value, target, trend, and what changed when anything did."""

    metric: Metric
    cell: Cell
    period: Period | None
    target: float | None
    trend: Sequence[float | None]
    change: str
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the board's overview."""

    period: Period | None
    sentence: str
    large: Sequence[LargeFigure]
    mirror: Chart | None
    trend: Chart | None
    reach: Chart | None
    barriers: Chart | None
    stages: Chart | None
    unit_metrics: Sequence[Metric]
    units: Sequence[UnitRow]
    waiting_for_agreement: Sequence[MetricClass]


@dataclass(frozen=True, slots=True)
class MetricPage:
    """One metric: through time, per group, and per unit in its last release; ``branches`` hold what is below a unit."""

    metric: Metric
    trend: Chart | None
    groups: Chart | None
    units: Sequence[UnitRow]
    branches: Sequence[UnitBranch]
    reasons: Sequence[str]
    period: Period | None
    scheme: str
    threshold: int

    @property
    def columns(self) -> Sequence[Metric]:
        return [self.metric]


def overview() -> Overview:
    """Return the overview of the newest release. Nine queries, whatever the number of people, units or months."""
    period = last_period()
    figures = by_metric(released(unit_key=ORGANISATION))
    targets = _targets()
    large = [_large(code, figures.get(code, []), targets.get(code)) for code in LARGE]
    newest_units = newest_unit_figures(IN_UNITS)
    use = figures.get("active_use", [])
    agreed = open_subjects()
    return Overview(
        period=period,
        sentence=_sentence(large),
        large=large,
        mirror=_mirror("active_use", use),
        trend=_trend("active_use", use, targets.get("active_use"), _notes()),
        reach=_reach(figures),
        barriers=_barriers(figures),
        stages=_stages(figures.get("pilots_by_stage", [])),
        unit_metrics=[Metric.REGISTRY[code] for code in newest_units],
        units=[row for row in unit_rows(newest_units) if row.depth <= 1],
        waiting_for_agreement=[
            kind
            for kind, subject in ((MetricClass.REACH, "figures:class_b"), (MetricClass.USE, "figures:class_c"))
            if subject not in agreed
        ],
    )


def metric_page(code: str) -> MetricPage | None:
    """Return everything released of one metric, or ``None`` when there is no such metric. Six queries."""
    metric = Metric.REGISTRY.get(code)
    if metric is None:
        return None
    figures = released([code], unit_key=ORGANISATION)
    units = newest_unit_figures([code])
    rows = unit_rows(units)
    last = figures[-1].released if figures else None
    reasons = {figure.reason for rows in units.values() for figure in rows if figure.status != FigureStatus.SHOWN}
    return MetricPage(
        metric=metric,
        trend=_trend(code, figures, _targets().get(code), _notes()),
        groups=_mirror(code, figures),
        units=[row for row in rows if row.depth <= 1],
        branches=branches(rows),
        reasons=[str(REASONS[Reason(reason)]) for reason in sorted(reasons)],
        period=Period.parse(last.release.period) if last else None,
        scheme=last.scheme if last else "",
        threshold=last.threshold if last else 0,
    )


# --- parts ------------------------------------------------------------------------------------------------------------
def _targets() -> dict[str, Target]:
    """Return the target that comes next per metric. One query."""
    return {target.metric: target for target in Target.objects.order_by("metric", "-by_period")}


def _notes() -> dict[str, Note]:
    return {note.period: note for note in Note.objects.order_by("period", "pk")}


def _month(period: Period) -> str:
    return str(formats.date_format(period.first_day, "YEAR_MONTH_FORMAT"))


def _large(code: str, figures: list[Figure], target: Target | None) -> LargeFigure:
    line = by_period(figures)
    last = max(line, default=None)
    return LargeFigure(
        metric=Metric.REGISTRY[code],
        cell=cell_of(line[last]) if last else cell_of(None),
        period=last,
        target=target.value / 100 if target else None,
        trend=[cell_of(line[period]).value for period in sorted(line)][-12:],
        change=_change(line, last) if last else "",
        url=reverse("adoption:metric_detail", args=[code]),
    )


def _change(line: Mapping[Period, Figure], last: Period) -> str:
    """Return what changed against about a year before, only when the interval of the difference says that it did.

    Counts behind a percentage are not kept, so the smallest base of the band is taken: that calls a change late.
    """
    earlier = [period for period in line if period < last]
    year_ago = Period(last.year - 1, last.month)
    before = min(earlier, key=lambda period: abs(_months(period) - _months(year_ago)), default=None)
    if before is None:
        return ""
    old, new = line[before], line[last]
    if old.value is None or new.value is None or not old.base_low or not new.base_low:
        return ""
    counts = round(old.value * old.base_low / 100), round(new.value * new.base_low / 100)
    if not statistics.is_change(counts[0], old.base_low, counts[1], new.base_low):
        return _("No clear change since %(month)s.") % {"month": _month(before)}
    points = abs(new.value - old.value)
    text = (
        _("%(points)d points up since %(month)s.")
        if new.value > old.value
        else _("%(points)d points down since %(month)s.")
    )
    return text % {"points": points, "month": _month(before)}


def _months(period: Period) -> int:
    return period.year * 12 + period.month


def _sentence(large: Sequence[LargeFigure]) -> str:
    """Return in one sentence how it stands: use, whether it changed, and against its target."""
    use = large[0]
    if use.cell.value is None:
        return _(
            "There is no figure on use yet: it comes with the first survey that closes after the works council agreed."
        )
    parts = [
        _("%(share)s of the answers use AI every working day.") % {"share": use.cell.text(Unit.PERCENT)},
        use.change,
    ]
    if use.target is not None:
        short = round((use.target - use.cell.value) * 100)
        parts.append(
            _("The target is %(target)d%%: %(points)d points to go.") % {"target": use.target * 100, "points": short}
            if short > 0
            else _("The target of %(target)d%% is reached.") % {"target": use.target * 100}
        )
    return " ".join(part for part in parts if part)


def _as_of(figures: Sequence[Figure]) -> date | None:
    return figures[-1].released.released_at.date() if figures else None


def _mirror(code: str, figures: list[Figure]) -> Chart | None:
    """Return the groups of the last release beside each other, with the national figure where it is the same group."""
    if not figures:
        return None
    metric = Metric.REGISTRY[code]
    last = figures[-1].released
    rows = {figure.group: figure for figure in figures if figure.released.pk == last.pk}
    groups = [group for group in GROUP_LABELS if group in rows] or list(rows)
    marks = [
        Mark(BENCHMARK_LABEL, benchmark.value, groups.index(benchmark.group), BENCHMARK_TITLE)
        for benchmark in BENCHMARKS
        if metric.benchmark == benchmark.metric and benchmark.group in groups
    ]
    period = Period.parse(last.release.period)
    is_count = rows[groups[0]].measure == Measure.COUNT
    return Chart(
        key=f"{code}-groups",
        title=_("%(metric)s, by group") % {"metric": metric.title},
        sentence=_groups_in_words(rows, groups),
        categories=[group_label(group) for group in groups],
        series=[Series(metric.title, [cell_of(rows[group]) for group in groups])],
        kind=Kind.BARS,
        unit=Unit.COUNT if is_count else Unit.PERCENT,
        marks=marks,
        definition=metric.definition,
        coverage=_coverage(rows.get(ALL)),
        source=_("%(source)s, %(month)s") % {"source": metric.source, "month": _month(period)},
        as_of=_as_of(figures),
        category_label=_("Group"),
        download_url=reverse("adoption:metric_download", args=[code]),
        top=None if is_count else 1.0,
    )


def _coverage(figure: Figure | None) -> str:
    if figure is None or figure.coverage is None:
        return ""
    return _("about %(share)d%% of the people concerned") % {"share": figure.coverage}


def _groups_in_words(rows: Mapping[str, Figure], groups: Sequence[str]) -> str:
    """Return which groups stand furthest apart, when their difference is more than chance."""
    shown = [rows[group] for group in groups if group != ALL and rows[group].value is not None and rows[group].base_low]
    if len(shown) < 2:
        return _("Groups are too small to compare, or are not shown.")
    high = max(shown, key=lambda figure: figure.value or 0)
    low = min(shown, key=lambda figure: figure.value or 0)
    values, bases = (low.value or 0, high.value or 0), (low.base_low or 1, high.base_low or 1)
    counts = round(values[0] * bases[0] / 100), round(values[1] * bases[1] / 100)
    if not statistics.is_change(counts[0], bases[0], counts[1], bases[1]):
        return _("The groups do not clearly differ.")
    text = _("%(high)s: %(high_value)d%%, %(low)s: %(low_value)d%%. That difference is more than chance.")
    return text % {
        "high": group_label(high.group),
        "high_value": values[1],
        "low": group_label(low.group),
        "low_value": values[0],
    }


def _trend(code: str, figures: list[Figure], target: Target | None, notes: Mapping[str, Note]) -> Chart | None:
    """Return a metric through the months, one line for each group that the releases share."""
    if not figures:
        return None
    metric = Metric.REGISTRY[code]
    periods = sorted({Period.parse(figure.released.release.period) for figure in figures})
    if len(periods) < 2:
        return None
    cells = {(figure.group, figure.released.release.period): figure for figure in figures}
    groups = [group for group in GROUP_LABELS if any((group, str(period)) in cells for period in periods)]
    groups = groups or list(dict.fromkeys(figure.group for figure in figures))
    is_count = figures[0].measure == Measure.COUNT
    marks = [Mark(_("target"), target.value / 100)] if target else []
    line = {period: cells[ALL, str(period)] for period in periods if (ALL, str(period)) in cells}
    return Chart(
        key=f"{code}-trend",
        title=_("%(metric)s, month by month") % {"metric": metric.title},
        sentence=(_change(line, periods[-1]) if periods[-1] in line else "")
        or _("Too few months to speak of a change."),
        categories=[_month(period) for period in periods],
        series=[
            Series(
                group_label(group),
                [cell_of(cells.get((group, str(period)))) for period in periods],
                ours=group == groups[0],
            )
            for group in groups
        ],
        kind=Kind.LINE,
        unit=Unit.COUNT if is_count else Unit.PERCENT,
        marks=marks,
        pins=[
            Pin(index, str(words(notes[str(period)].text_nl, notes[str(period)].text_en)))
            for index, period in enumerate(periods)
            if str(period) in notes
        ],
        definition=metric.definition,
        source=str(metric.source),
        as_of=_as_of(figures),
        category_label=_("Month"),
        download_url=reverse("adoption:metric_download", args=[code]),
    )


def _reach(figures: Mapping[str, list[Figure]]) -> Chart | None:
    """Return the class B metrics through the months."""
    lines = {code: by_period(figures[code]) for code in ("trained", "acknowledged") if figures.get(code)}
    periods = sorted({period for line in lines.values() for period in line})
    if len(periods) < 2:
        return None
    first = next(iter(lines))
    return Chart(
        key="reach",
        title=_("Whom the programme reached"),
        sentence=" ".join(
            f"{Metric.REGISTRY[code].title}: {cell_of(line[max(line)]).text(Unit.PERCENT)}."
            for code, line in lines.items()
        ),
        categories=[_month(period) for period in periods],
        series=[
            Series(Metric.REGISTRY[code].title, [cell_of(line.get(period)) for period in periods], ours=code == first)
            for code, line in lines.items()
        ],
        definition=" ".join(str(Metric.REGISTRY[code].definition) for code in lines),
        source=_("training and strategy, from this portal"),
        as_of=_as_of(figures[first]),
        category_label=_("Month"),
        download_url=reverse("adoption:metric_download", args=[first]),
    )


def _barriers(figures: Mapping[str, list[Figure]]) -> Chart | None:
    rows = [(code, by_period(figures[code])) for code in BARRIERS if figures.get(code)]
    if not rows:
        return None
    last = max(period for _code, line in rows for period in line)
    rows = [(code, line) for code, line in rows if last in line]
    rows.sort(key=lambda row: -(row[1][last].value or 0))
    return Chart(
        key="barriers",
        title=_("What holds people back"),
        sentence=_("Named most: %(barrier)s.") % {"barrier": BARRIERS[rows[0][0]].label},
        categories=[str(BARRIERS[code].label) for code, _line in rows],
        series=[Series(_("Share of the answers"), [cell_of(line[last]) for _code, line in rows])],
        kind=Kind.BARS,
        definition=Metric.REGISTRY[rows[0][0]].definition,
        coverage=_coverage(rows[0][1][last]),
        source=_("survey, %(month)s") % {"month": _month(last)},
        as_of=_as_of(figures[rows[0][0]]),
        category_label=_("What"),
        download_url=reverse("adoption:metric_download", args=[rows[0][0]]),
    )


def _stages(figures: list[Figure]) -> Chart | None:
    if not figures:
        return None
    last = figures[-1].released
    rows = {figure.group: figure for figure in figures if figure.released.pk == last.pk}
    stages = [stage for stage in Stage if stage.value in rows]
    in_use = rows[Stage.IN_USE.value].value if Stage.IN_USE.value in rows else 0
    metric = Metric.REGISTRY["pilots_by_stage"]
    return Chart(
        key="stages",
        title=metric.title,
        sentence=_("%(number)s are in use.") % {"number": in_use},
        categories=[str(stage.label) for stage in stages],
        series=[Series(_("Pilots"), [cell_of(rows[stage.value]) for stage in stages])],
        kind=Kind.BARS,
        unit=Unit.COUNT,
        definition=metric.definition,
        source=_("pilot register, %(month)s") % {"month": _month(Period.parse(last.release.period))},
        as_of=_as_of(figures),
        category_label=_("Stage"),
        download_url=reverse("adoption:metric_download", args=[metric.code]),
    )
