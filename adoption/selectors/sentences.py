"""What figures say in a sentence: how it stands, and a change only where it is one."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from adoption.choices import BENCHMARK_ON, BENCHMARK_TITLE, BENCHMARKS, Measure
from adoption.metrics import FactMetric, Metric
from adoption.models import Figure, Target
from adoption.selectors.released import base_in_words, cell_of, group_label
from common import statistics
from common.charts import Unit, in_words, written
from common.disclosure import ALL
from common.periods import Period

DURING = {"training_given", "decided_on_time"}
"""Facts of what happened in a month; the others say how it stood when it ended."""


def month(period: Period) -> str:
    return str(formats.date_format(period.first_day, "YEAR_MONTH_FORMAT"))


def months(periods: Sequence[Period]) -> str:
    """Return the first and the last of some months, or the one that there is."""
    first, last = month(periods[0]), month(periods[-1])
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def change(line: Mapping[Period, Figure], last: Period) -> str:
    """Return what changed against about a year before, only when the interval of the difference says that it did.

    Empty where there is nothing to hold it against. Counts behind a percentage about people are not kept, so the
    smallest base of the band is taken: that calls a change late.
    """
    earlier = [period for period in line if period < last]
    year_ago = Period(last.year - 1, last.month)
    before = min(earlier, key=lambda period: abs(_months(period) - _months(year_ago)), default=None)
    if before is None:
        return ""
    old, new = line[before], line[last]
    if old.value is None or new.value is None or not old.base_low or not new.base_low:
        return ""
    if min(old.base_low, new.base_low) < statistics.LEAST_BASE:
        return _("Too few to speak of a change.")
    counts = round(old.value * old.base_low / 100), round(new.value * new.base_low / 100)
    if not statistics.is_change(counts[0], old.base_low, counts[1], new.base_low):
        return _("No clear change since %(month)s.") % {"month": month(before)}
    points = abs(new.value - old.value)
    text = (
        _("%(points)d points up since %(month)s.")
        if new.value > old.value
        else _("%(points)d points down since %(month)s.")
    )
    return text % {"points": points, "month": month(before)}


def _months(period: Period) -> int:
    return period.year * 12 + period.month


def trend(metric: Metric, cells: Mapping[tuple[str, str], Figure], periods: Sequence[Period]) -> str:
    """Return what the months say of a metric: the change of the whole, or for numbers which of them moved most."""
    first, last = periods[0], periods[-1]
    if any(figure.measure == Measure.COUNT for figure in cells.values()):
        return _moved(metric, cells, first, last)
    line = {period: cells[ALL, str(period)] for period in periods if (ALL, str(period)) in cells}
    if last not in line or len(line) < 2:
        return _("Too few months to speak of a change.")
    return change(line, last) or _("A change cannot be told: not every figure is shown as one number.")


def _moved(metric: Metric, cells: Mapping[tuple[str, str], Figure], first: Period, last: Period) -> str:
    """Return which number of the programme changed most from the first month to the last."""
    moves = {}
    for group in metric.labels:
        old, new = cells.get((group, str(first))), cells.get((group, str(last)))
        if old is not None and new is not None and old.value is not None and new.value is not None:
            moves[group] = (old.value, new.value)
    most = max(moves, key=lambda group: abs(moves[group][1] - moves[group][0]), default=None)
    if most is None or moves[most][0] == moves[most][1]:
        return _("The same as in %(month)s.") % {"month": month(first)}
    return _("%(what)s: from %(old)s in %(before)s to %(new)s in %(now)s.") % {
        "what": group_label(metric, most),
        "old": written(moves[most][0]),
        "before": month(first),
        "new": written(moves[most][1]),
        "now": month(last),
    }


def groups(metric: Metric, rows: Mapping[str, Figure]) -> str:
    """Return what the groups of one month say: numbers as they are, or which groups of people stand furthest apart."""
    if isinstance(metric, FactMetric):
        return _facts(metric, rows)
    shown = [figure for group, figure in rows.items() if group != ALL and figure.value is not None and figure.base_low]
    if len(shown) < 2:
        return _("Groups are too small to compare, or are not shown.")
    # The two that stand furthest apart may be too small to say so, where two others do clearly differ.
    pairs = [pair for pair in permutations(shown, 2) if _clearly_more(*pair)]
    if not pairs:
        return _("The groups do not clearly differ.")
    high, low = max(pairs, key=lambda pair: ((pair[0].value or 0) - (pair[1].value or 0), pair[0].base_low or 0))
    text = _("%(high)s: %(high_value)s, %(low)s: %(low_value)s. That difference is more than chance.")
    return text % {
        "high": group_label(metric, high.group),
        "high_value": cell_of(high).text(Unit.PERCENT),
        "low": group_label(metric, low.group),
        "low_value": cell_of(low).text(Unit.PERCENT),
    }


def _clearly_more(high: Figure, low: Figure) -> bool:
    """Return whether the share of one group is above that of another by more than chance, at the least people each."""
    if (high.value or 0) <= (low.value or 0):
        return False
    bases = low.base_low or 1, high.base_low or 1
    counts = round((low.value or 0) * bases[0] / 100), round((high.value or 0) * bases[1] / 100)
    return statistics.is_change(counts[0], bases[0], counts[1], bases[1])


def _facts(metric: FactMetric, rows: Mapping[str, Figure]) -> str:
    whole = rows.get(ALL)
    if whole is not None:
        told = f"{whole.value}% ({base_in_words(whole)})."
    else:
        told = metric.in_words({group: cell_of(rows[group]) for group in metric.labels if group in rows})
    when = moment(metric, Period.parse(next(iter(rows.values())).released.release.period))
    return f"{capfirst(when)}: {told}"


def moment(metric: FactMetric, period: Period) -> str:
    """Return of which moment a fact of the programme is: beside numbers of today it must not pass for one."""
    if metric.code in DURING:
        return month(period)
    return _("end of %(month)s") % {"month": month(period)}


def coverage(metric: Metric, figure: Figure | None) -> str:
    """Return of whom a figure speaks, where that is not everybody concerned."""
    if figure is None or figure.coverage is None:
        return ""
    if figure.coverage >= 100:
        return _("nearly everyone who was invited answered") if metric.answered else _("nearly everyone concerned")
    words = metric.answered or _("about %(share)d%% of the people concerned")
    return str(words) % {"share": figure.coverage}


def target_by(target: Target) -> str:
    """Return the month by which a target is to be met."""
    return month(Period.parse(target.by_period))


def comparison(metric: Metric) -> str:
    """Return the national figures' own wording beside ours, so that a reader can judge whether it is one question."""
    beside = [one for one in BENCHMARKS if metric.benchmark == one.metric]
    if not beside:
        return ""
    told = "; ".join(f"“{one.wording}” {in_words(one.value, Unit.PERCENT)}" for one in beside)
    text = _(
        "%(report)s (%(month)s), of Dutch employees: %(told)s. We ask %(ours)s. The report does not print its "
        "question, so judge for yourself how near the two are."
    )
    reported = month(Period.of(BENCHMARK_ON))
    return text % {"report": BENCHMARK_TITLE, "month": reported, "told": told, "ours": metric.wording}
