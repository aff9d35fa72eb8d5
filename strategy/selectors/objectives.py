"""Objectives that stand, and those that were put away."""

from datetime import date

from strategy.models import Objective
from strategy.querysets import ObjectiveQuerySet


def objectives_open(day: date) -> ObjectiveQuerySet:
    """Return the objectives that stand on ``day``, in the order of the document, with their owners."""
    return Objective.objects.open_on(day).select_related("owner").in_order()


def objectives_archived() -> ObjectiveQuerySet:
    """Return the objectives that were put away, latest first."""
    return Objective.objects.filter(archived_at__isnull=False).select_related("owner").order_by("-archived_at")
