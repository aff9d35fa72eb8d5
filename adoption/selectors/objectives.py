"""How far an objective is, read from released figures and never typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from adoption.metrics import Metric
from adoption.selectors.released import by_period, cell_of, released
from common.charts import Cell
from common.disclosure import ALL, ORGANISATION
from common.periods import Period
from strategy.models import Objective


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest released figure of the indicator of an objective, and of which month it is."""

    objective: Objective
    metric: Metric
    cell: Cell
    period: Period | None


def progress_of(objective: Objective) -> Progress | None:
    """Return how far an objective is, or ``None`` where its indicator is no figure of the portal. Two queries."""
    return next(iter(progress_of_all([objective])), None)


def progress_of_all(objectives: Iterable[Objective]) -> list[Progress]:
    """Return the same of each objective whose indicator is a figure of the portal. Two queries for any number."""
    known = [each for each in objectives if each.metric in Metric.REGISTRY]
    figures = released({each.metric for each in known}, unit_key=ORGANISATION) if known else []
    found = []
    for each in known:
        line = by_period([figure for figure in figures if figure.released.metric == each.metric], ALL)
        last = max(line, default=None)
        cell = cell_of(line[last]) if last else cell_of(None)
        found.append(Progress(each, Metric.REGISTRY[each.metric], cell, last))
    return found
