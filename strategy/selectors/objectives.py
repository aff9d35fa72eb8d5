"""Objectives that stand, and those that were put away."""

from datetime import date

from django.db.models import Q

from strategy.models import Objective
from strategy.querysets import ObjectiveQuerySet


def objectives_open(day: date) -> ObjectiveQuerySet:
    """Return the objectives that stand on ``day``, in the order of the document, with their owners."""
    return Objective.objects.open_on(day).select_related("owner").in_order()


def objectives_loose(day: date) -> ObjectiveQuerySet:
    """Return those that stand and lack an owner, an indicator or a target."""
    return objectives_open(day).filter(Q(owner__isnull=True) | Q(metric="") | Q(target__isnull=True))


def objectives_archived() -> ObjectiveQuerySet:
    """Return the objectives that were put away, latest first."""
    return Objective.objects.filter(archived_at__isnull=False).select_related("owner").order_by("-archived_at")


def objectives_with_metric(code: str, day: date) -> ObjectiveQuerySet:
    """Return the objectives that stand and are known by this figure. One query."""
    return objectives_open(day).filter(metric=code)
