"""The metrics: one class each, with its own definition. A new one goes into one of these modules."""

from adoption.metrics import declared, programme, reach, survey, usage
from adoption.metrics.base import Fact, FactMetric, Frozen, Measured, Metric, PeopleMetric

__all__ = [
    "Fact",
    "FactMetric",
    "Frozen",
    "Measured",
    "Metric",
    "PeopleMetric",
    "declared",
    "programme",
    "reach",
    "survey",
    "usage",
]
