"""Counts of closed waves: what adoption makes figures of. Nothing is given before the keys are gone."""

from dataclasses import dataclass

from django.db.models.functions import Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.periods import Period
from people.choices import FunctionGroup
from people.models import Unit
from surveys.choices import OTHER_UNITS, TOTAL, Dimension, WaveState
from surveys.models import AnswerCount, GroupResult, Wave

POOLED_LABELS: dict[str, str | Promise] = {
    "leadership": _("Leadership (directors and managers)"),
    "executing": _("Executing staff"),
}


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How often one answer was given in one group; ``answered`` is how many of the group answered this question.

    ``dimension`` is ``total`` (key empty), ``function_group`` (a function group, ``leadership`` or ``executing``) or
    ``unit`` (a unit's code, which stands for it and the small units below it, or ``other``).
    """

    dimension: str
    key: str
    answer: str
    count: int
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class Participation:
    """How many of one group were invited and sent."""

    dimension: str
    key: str
    invited: int
    answered: int


def _closed_in(period: Period) -> list[Wave]:
    """Return the waves of which the last day to answer lies in ``period`` and whose counts may be read, newest first.

    The night in which a wave closes by itself can be in the next month; ``Wave.result_on`` counts alike.
    """
    closed = Wave.objects.alias(last_day=Least("closed_on", "closes_on")).filter(
        state=WaveState.CLOSED,
        key_destroyed_on__isnull=False,
        last_day__gte=period.first_day,
        last_day__lte=period.last_day,
    )
    return list(closed.order_by("-closed_on", "-pk"))


def closed_counts(question: str, *, period: Period) -> list[GroupCount]:
    """Return the counts of ``question`` in the last wave that closed in ``period`` and asked it; none is empty.

    Per group one row for each answer, also when nobody gave it. These are counts, not figures: whoever shows them
    goes through a release. Three queries at most.
    """
    waves = _closed_in(period)
    rows = AnswerCount.objects.filter(question__code=question, result__wave__in=waves).select_related("result")
    by_wave: dict[int, list[AnswerCount]] = {}
    for row in rows.order_by("result__dimension", "result__group", "pk"):
        by_wave.setdefault(row.result.wave_id, []).append(row)
    last = next((wave.pk for wave in waves if wave.pk in by_wave), None)
    if last is None:
        return []
    answered: dict[int, int] = {}
    for row in by_wave[last]:
        answered[row.result_id] = answered.get(row.result_id, 0) + row.count
    return [
        GroupCount(
            row.result.dimension,
            row.result.group,
            row.value,
            row.count,
            row.result.invited,
            answered[row.result_id],
        )
        for row in by_wave[last]
    ]


def participation(period: Period) -> list[Participation]:
    """Return how many were invited and sent in the last wave that closed in ``period``, per group. Two queries."""
    waves = _closed_in(period)
    if not waves:
        return []
    rows = GroupResult.objects.filter(wave=waves[0]).order_by("dimension", "group")
    return [Participation(row.dimension, row.group, row.invited, row.answered) for row in rows]


def group_label(dimension: str, key: str) -> str | Promise:
    """Return the name of a group in the reader's language. A unit costs one query."""
    if dimension == TOTAL:
        return _("Everybody")
    if dimension == Dimension.FUNCTION_GROUP:
        return POOLED_LABELS.get(key) or FunctionGroup(key).label
    if key == OTHER_UNITS:
        return _("Other units")
    return Unit.objects.filter(code=key).values_list("name", flat=True).first() or key
