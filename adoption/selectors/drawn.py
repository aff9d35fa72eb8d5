"""Figures as charts: groups beside each other, and a metric through the months."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from adoption.choices import BENCHMARK_LABEL, BENCHMARK_TITLE, BENCHMARKS, Measure
from adoption.metrics import Metric, survey
from adoption.models import Figure, Note, Target
from adoption.selectors import sentences
from adoption.selectors.released import by_period, cell_of, group_label
from common.bilingual import words
from common.charts import Chart, Kind, Mark, Pin, Series, Unit
from common.disclosure import ALL
from common.periods import Period

BARRIERS = {code: metric.answer for code, metric in Metric.REGISTRY.items() if isinstance(metric, survey.BarrierShare)}
TOGETHER: dict[str, tuple[str, ...]] = {
    "reach": ("trained", "acknowledged", "acknowledged_rules"),
    "barriers": tuple(BARRIERS),
}
"""The charts of several metrics, by their key; their download holds them all."""


def notes() -> dict[str, list[str]]:
    """Return what happened, by period, in the reader's language. One query."""
    found: dict[str, list[str]] = {}
    for note in Note.objects.order_by("period", "pk"):
        found.setdefault(note.period, []).append(str(words(note.text_nl, note.text_en)))
    return found


def _pins(periods: Sequence[Period], metrics: Sequence[Metric], told: Mapping[str, Sequence[str]]) -> list[Pin]:
    """Return one pin a month in which something happened, to the organisation or to a metric itself."""
    happened = [metric.happened() for metric in metrics]
    pins = []
    for index, period in enumerate(periods):
        texts = [*told.get(str(period), ()), *(str(one[str(period)]) for one in happened if str(period) in one)]
        if texts:
            pins.append(Pin(index, "; ".join(texts)))
    return pins


def _every_month(periods: Sequence[Period]) -> list[Period]:
    """Return every month from the first to the last: one without a figure is a gap in the line, not a step less."""
    months = [periods[0]]
    while months[-1] < periods[-1]:
        months.append(months[-1].next())
    return months


def _as_of(figures: Sequence[Figure]) -> date | None:
    return figures[-1].released.released_at.date() if figures else None


def mirror(code: str, figures: list[Figure]) -> Chart | None:
    """Return the groups of the last release beside each other, with the national figure where it is the same group."""
    if not figures:
        return None
    metric = Metric.REGISTRY[code]
    last = figures[-1].released
    rows = {figure.group: figure for figure in figures if figure.released.pk == last.pk}
    groups = [group for group in metric.labels if group in rows] or list(rows)
    marks = [
        Mark(BENCHMARK_LABEL, benchmark.value, groups.index(benchmark.group), BENCHMARK_TITLE)
        for benchmark in BENCHMARKS
        if metric.benchmark == benchmark.metric and benchmark.group in groups
    ]
    period = Period.parse(last.release.period)
    is_count = rows[groups[0]].measure == Measure.COUNT
    return Chart(
        key=f"{code}-groups",
        title=f"{metric.title}, {metric.split}",
        sentence=sentences.groups(metric, rows),
        categories=[group_label(metric, group) for group in groups],
        series=[Series(metric.title, [cell_of(rows[group]) for group in groups])],
        kind=Kind.BARS,
        unit=Unit.COUNT if is_count else Unit.PERCENT,
        marks=marks,
        definition=metric.definition,
        comparison=sentences.comparison(metric) if marks else "",
        coverage=sentences.coverage(metric, rows.get(ALL)),
        source=_("%(source)s, %(month)s") % {"source": metric.source, "month": sentences.month(period)},
        as_of=_as_of(figures),
        category_label=metric.part,
        download_url=reverse("adoption:metric_download", args=[code]),
        top=None if is_count else 1.0,
    )


def trend(code: str, figures: list[Figure], target: Target | None, told: Mapping[str, Sequence[str]]) -> Chart | None:
    """Return a metric through the months, one line for each group that the releases share."""
    if not figures:
        return None
    metric = Metric.REGISTRY[code]
    periods = sorted({Period.parse(figure.released.release.period) for figure in figures})
    if len(periods) < 2:
        return None
    in_rounds = isinstance(metric, survey.SurveyShare)
    if not in_rounds:
        periods = _every_month(periods)
    title = _("%(metric)s, per round") if in_rounds else _("%(metric)s, month by month")
    cells = {(figure.group, figure.released.release.period): figure for figure in figures}
    groups = [group for group in metric.labels if any((group, str(period)) in cells for period in periods)]
    groups = groups or list(dict.fromkeys(figure.group for figure in figures))
    is_count = figures[0].measure == Measure.COUNT
    marks = []
    if target is not None:
        name = _("target by %(month)s") % {"month": sentences.target_by(target)}
        marks.append(Mark(name, target.value / 100))
    return Chart(
        key=f"{code}-trend",
        title=title % {"metric": metric.title},
        sentence=sentences.trend(metric, cells, periods),
        categories=[sentences.month(period) for period in periods],
        series=[
            Series(
                group_label(metric, group),
                [cell_of(cells.get((group, str(period)))) for period in periods],
                ours=group == groups[0],
            )
            for group in groups
        ],
        kind=Kind.LINE,
        unit=Unit.COUNT if is_count else Unit.PERCENT,
        marks=marks,
        pins=_pins(periods, [metric], told),
        definition=metric.definition,
        source=_("%(source)s, %(month)s") % {"source": metric.source, "month": sentences.months(periods)},
        as_of=_as_of(figures),
        as_of_label=_("Last released on"),
        category_label=_("Round") if in_rounds else _("Month"),
        download_url=reverse("adoption:metric_download", args=[code]),
    )


def reach(figures: Mapping[str, list[Figure]]) -> Chart | None:
    """Return the class B metrics through the months."""
    lines = {code: by_period(figures[code]) for code in TOGETHER["reach"] if figures.get(code)}
    periods = sorted({period for line in lines.values() for period in line})
    if len(periods) < 2:
        return None
    periods = _every_month(periods)
    first = next(iter(lines))
    return Chart(
        key="reach",
        title=_("Whom the programme reached"),
        sentence=" ".join(
            f"{Metric.REGISTRY[code].title}: {cell_of(line[max(line)]).text(Unit.PERCENT)} "
            f"({sentences.month(max(line))})."
            for code, line in lines.items()
        ),
        categories=[sentences.month(period) for period in periods],
        series=[
            Series(Metric.REGISTRY[code].title, [cell_of(line.get(period)) for period in periods], ours=code == first)
            for code, line in lines.items()
        ],
        pins=_pins(periods, [Metric.REGISTRY[code] for code in lines], {}),
        definition=" ".join(f"{Metric.REGISTRY[code].title}. {Metric.REGISTRY[code].definition}" for code in lines),
        source=_("training, strategy and house rules, from this portal, %(month)s")
        % {"month": sentences.months(periods)},
        as_of=_as_of(figures[first]),
        as_of_label=_("Last released on"),
        category_label=_("Month"),
        download_url=reverse("adoption:chart_download", args=["reach"]),
    )


def barriers(figures: Mapping[str, list[Figure]]) -> Chart | None:
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
        categories=[capfirst(str(BARRIERS[code].label)) for code, _line in rows],
        series=[Series(_("Share of those who answered"), [cell_of(line[last]) for _code, line in rows])],
        kind=Kind.BARS,
        definition=Metric.REGISTRY[rows[0][0]].definition,
        coverage=sentences.coverage(Metric.REGISTRY[rows[0][0]], rows[0][1][last]),
        source=_("survey, %(month)s") % {"month": sentences.month(last)},
        as_of=_as_of(figures[rows[0][0]]),
        category_label=_("What"),
        download_url=reverse("adoption:chart_download", args=["barriers"]),
    )
