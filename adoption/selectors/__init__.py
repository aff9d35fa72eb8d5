"""What pages, the API and releases read of figures."""

from adoption.selectors.frozen import frozen_organisation, unit_names
from adoption.selectors.overview import MetricPage, Overview, metric_page, overview
from adoption.selectors.released import (
    FigurePage,
    api_figures,
    api_metrics,
    figure_rows,
    last_period,
    metrics_measured,
)
from adoption.selectors.usage import data_about, sources, statements, waiting_for

__all__ = [
    "FigurePage",
    "MetricPage",
    "Overview",
    "api_figures",
    "api_metrics",
    "data_about",
    "figure_rows",
    "frozen_organisation",
    "last_period",
    "metric_page",
    "metrics_measured",
    "overview",
    "sources",
    "statements",
    "unit_names",
    "waiting_for",
]
