"""What pages, the API and releases read of figures."""

from adoption.selectors.agreed import Standing, standing
from adoption.selectors.drawn import TOGETHER
from adoption.selectors.due import DueDecisions, decisions_due
from adoption.selectors.evidence import evidence_by_id, evidence_files, first_month_to_offer, last_month_to_record
from adoption.selectors.frozen import frozen_organisation, unit_names
from adoption.selectors.news import news
from adoption.selectors.objectives import Progress, progress_of, progress_of_all
from adoption.selectors.overview import MetricPage, Overview, metric_page, overview
from adoption.selectors.released import (
    FigurePage,
    api_figures,
    api_metrics,
    chart_rows,
    figure_rows,
    last_period,
    metrics_measured,
    metrics_with_state,
)
from adoption.selectors.usage import (
    data_about,
    import_in_words,
    rows_in_words,
    source_rows,
    statement_in_words,
    statement_rows,
    statements,
    waiting_for,
)

__all__ = [
    "TOGETHER",
    "DueDecisions",
    "FigurePage",
    "MetricPage",
    "Overview",
    "Progress",
    "Standing",
    "api_figures",
    "api_metrics",
    "chart_rows",
    "data_about",
    "decisions_due",
    "evidence_by_id",
    "evidence_files",
    "figure_rows",
    "first_month_to_offer",
    "frozen_organisation",
    "import_in_words",
    "last_month_to_record",
    "last_period",
    "metric_page",
    "metrics_measured",
    "metrics_with_state",
    "news",
    "overview",
    "progress_of",
    "progress_of_all",
    "rows_in_words",
    "source_rows",
    "standing",
    "statement_in_words",
    "statement_rows",
    "statements",
    "unit_names",
    "waiting_for",
]
