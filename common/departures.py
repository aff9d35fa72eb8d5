"""What somebody's going means: each app says it beforehand and does it afterwards; ``directory`` joins them.

An app that keeps anything for people offers

* ``selectors.preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]``: what would happen to its
  rows when these people leave on that day, counted over all of them, nothing written; and
* ``services.apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime)``: do it for one of them,
  inside the caller's transaction; doing it twice does nothing more. ``on``, the first day that they are gone, may lie
  in the future: what ends before that day stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from people.models import Person


@dataclass(frozen=True, slots=True)
class Consequence:
    """One kind of consequence in words ("seats freed") and how often it comes.

    The label is lazy, because a report is read in either language. What counts nothing is left out by the app.
    """

    label: str | Promise
    count: int


class PreviewsDeparture(Protocol):
    def __call__(self, *, person_ids: Sequence[int], on: date) -> list[Consequence]: ...


class AppliesDeparture(Protocol):
    def __call__(self, *, person_id: int, on: date, actor: "Person | None", now: datetime) -> Any: ...
