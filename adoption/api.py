"""Released figures and their definitions, for other systems."""

from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import UUID4, Field

from adoption import selectors
from adoption.metrics import Metric
from common.api import refusals
from common.errors import RuleBroken
from common.periods import Period

router = Router(tags=["figures"])
MOST = 1000
"""Figures in one answer, at most."""


class Text(Schema):
    """One text in both languages."""

    nl: str
    en: str


class MetricOut(Schema):
    """What a metric is. ``class`` A is a fact of the programme, B reach, C use, skill or opinion."""

    code: str
    title: Text
    definition: Text
    numerator: Text
    denominator: Text
    source: Text
    kind: Literal["A", "B", "C"] = Field(alias="class")
    version: int
    subject: str | None = Field(description="What the works council agrees to first; nothing for class A.")
    agreed: bool
    benchmark: str | None = Field(description="The same question in the national report, where it has it.")


class FigureOut(Schema):
    """One cell of a release, as everyone sees it.

    ``value``, ``low`` and ``high`` are percentages, or numbers where the metric counts. Hidden and pooled cells hold
    none of them. ``coverage`` is the percentage of the people concerned that the figure is about.
    """

    metric: str
    period: str = Field(examples=["2026-10"])
    unit: str = Field(description="organisation, a unit's code, code/own or code/other")
    function_group: str
    status: Literal["shown", "range", "pooled", "hidden"]
    value: int | None
    low: int | None
    high: int | None
    base_band: str | None = Field(examples=["50-99"])
    coverage: int | None


class Metrics(Schema):
    items: list[MetricOut]


class Figures(Schema):
    """A page of figures; ``next`` is the ``after`` of the page that follows, empty on the last one."""

    items: list[FigureOut]
    next: UUID4 | None


@router.get("metrics", response={200: Metrics, **refusals(401, 403)}, by_alias=True, url_name="metrics")
def metrics(request: HttpRequest) -> dict[str, object]:
    """List what is measured, with each definition in both languages."""
    return {"items": selectors.api_metrics()}


@router.get("figures", response={200: Figures, **refusals(401, 403, 422)}, url_name="figures")
def figures(
    request: HttpRequest,
    metric: str | None = None,
    period: str | None = None,
    after: UUID4 | None = None,
    limit: int = 200,
) -> selectors.FigurePage:
    """List released figures in the order of their release; filter by metric and period."""
    if metric is not None and metric not in Metric.REGISTRY:
        raise RuleBroken(_("No metric is called %(code)s.") % {"code": metric}, field="metric")
    return selectors.api_figures(
        metric=metric,
        period=Period.parse(period) if period is not None else None,
        after=after,
        limit=max(1, min(limit, MOST)),
    )
