"""Filters on tools and on requests for them that chain."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When

from common.finding import fits
from people.choices import Role
from people.models import Placement
from tools.choices import LIVE, USABLE, RequestState, ToolStatus, data_classes_called

if TYPE_CHECKING:
    from people.models import Person
    from tools.models import AccessRequest, Tool  # noqa: F401 - named in a base

ROW_LOCK = True
"""Off only in the test that shows what the lock is for."""


class ToolQuerySet(models.QuerySet["Tool"]):
    def hold(self, tool_id: int) -> "Tool":
        """Take the row lock under which seats are given out, and return the tool as it is now.

        ``no_key``: inserting a request takes a share lock on the key of its tool, and must not wait for this one.
        """
        rows = self.select_for_update(of=("self",), no_key=True) if ROW_LOCK else self
        return rows.get(pk=tool_id)

    def visible_to(self, person: "Person") -> Self:
        """Everyone sees every tool of the catalogue, also what is not allowed; the office sees the archive too."""
        if person.has_role(Role.PROGRAMME_OFFICE):
            return self
        return self.filter(archived_at__isnull=True)

    def usable(self) -> Self:
        """Tools that somebody may use, under conditions or without."""
        return self.filter(status__in=USABLE, archived_at__isnull=True)

    def meant_for(self, *, function_group: str, units: Iterable[int]) -> Self:
        """Tools without an audience, or whose audience names this function group or one of these units."""
        everyone = Q(function_groups=[], units__isnull=True)
        mine = Q(function_groups__contains=[function_group]) | Q(units__in=list(units))
        return self.filter(everyone | mine).distinct()

    def matching(self, text: str) -> Self:
        """Only tools in which each word of ``text`` stands or nearly so, or that may take the data that it names."""
        if not text.strip():
            return self
        called = data_classes_called(text)
        return self.filter(fits(text) | Q(data_classes__overlap=called, status__in=USABLE) if called else fits(text))

    def for_task(self, task: str) -> Self:
        """Tools of the catalogue of today with which people do this."""
        return self.filter(tasks__contains=[task], archived_at__isnull=True)

    def in_order(self) -> Self:
        """Allowed first, then by name."""
        ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(ToolStatus.values)]
        return self.annotate(rank=Case(*ranks, output_field=IntegerField())).order_by("rank", "name", "pk")


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def asked(self) -> Self:
        """Requests that wait for an answer."""
        return self.filter(state=RequestState.ASKED)

    def given(self) -> Self:
        """Requests that hold a seat."""
        return self.filter(state=RequestState.GIVEN)

    def waiting_in_order(self) -> Self:
        """The waiting list, in order of asking: of who had the tool's lock first, which is the order of the keys."""
        return self.filter(state=RequestState.WAITING).order_by("pk")

    def reachable_on(self, day: date) -> Self:
        """Without who is temporarily away on ``day``: they keep their place, and no seat lies idle for them."""
        here = Q(person__away_from__isnull=True) | Q(person__away_from__gt=day) | Q(person__away_until__lte=day)
        return self.filter(here)

    def with_position(self) -> Self:
        """Add ``position``: how many wait for the same tool up to and including this one."""
        listed = self.model._default_manager.filter(
            pk__lte=OuterRef("pk"), tool=OuterRef("tool"), state=RequestState.WAITING
        )
        counted = listed.order_by().values("tool").annotate(number=Count("pk")).values("number")
        return self.annotate(position=Subquery(counted, output_field=models.IntegerField()))

    def with_unit(self, day: date) -> Self:
        """Add ``unit_name``: where the person works on ``day``."""
        placed = Placement.objects.on(day).filter(person=OuterRef("person"))
        return self.annotate(unit_name=Subquery(placed.values("unit__name")[:1]))
