from importlib import import_module

from django.apps import AppConfig

from common.measures import Measure
from strategy.choices import METRICS, KnownMetric

SEVERAL_NUMBERS = frozenset({"pilots_by_stage", "training_given"})
"""Metrics that are a number of each kind; an objective needs one share that can go from here to there."""


class AdoptionConfig(AppConfig):
    name = "adoption"

    def ready(self) -> None:
        """Tell the strategy which figures there are, so that an objective names one by its code."""
        for metric in import_module("adoption.metrics").Metric.REGISTRY.values():
            if metric.code not in SEVERAL_NUMBERS:
                METRICS.add(KnownMetric(metric.code, metric.title, Measure.PERCENT))
