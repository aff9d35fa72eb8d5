"""Filters on tools that chain."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from people.choices import Role
from tools.choices import USABLE, ToolStatus, data_classes_called

if TYPE_CHECKING:
    from people.models import Person
    from tools.models import Tool  # noqa: F401 - named in a base


class ToolQuerySet(models.QuerySet["Tool"]):
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
        """Only tools that hold each word of ``text`` somewhere, in either language, or that may take such data."""
        words = Q()
        for word in text.casefold().split()[:8]:
            words &= Q(search_text__contains=word)
        called = data_classes_called(text)
        return self.filter(words | Q(data_classes__overlap=called, status__in=USABLE) if called else words)

    def for_task(self, task: str) -> Self:
        """Tools of the catalogue of today with which people do this."""
        return self.filter(tasks__contains=[task], archived_at__isnull=True)

    def in_order(self) -> Self:
        """Allowed first, then by name."""
        ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(ToolStatus.values)]
        return self.annotate(rank=Case(*ranks, output_field=IntegerField())).order_by("rank", "name", "pk")
