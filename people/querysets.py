"""Filters on people and places that chain."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from people.models import Deputy, Person, Placement, RoleAssignment, UnitVersion  # noqa: F401 - Person in a base class


def at_day(day: date) -> Q:
    """Match rows that are valid on ``day``: from ``starts_on`` up to, not including, ``ends_on``."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class InTimeQuerySet[Row: ("Deputy", "Placement", "RoleAssignment", "UnitVersion")](models.QuerySet[Row]):
    """Rows with ``starts_on`` (included) and ``ends_on`` (not included, empty while it lasts)."""

    def on(self, day: date) -> Self:
        """Only what is valid on ``day``."""
        return self.filter(at_day(day))


class PersonQuerySet(models.QuerySet["Person"]):
    def here_on(self, day: date) -> Self:
        """Only who works here on ``day`` and may sign in."""
        hired = Q(hired_on__isnull=True) | Q(hired_on__lte=day)
        return self.filter(hired, Q(left_on__isnull=True) | Q(left_on__gt=day), is_active=True)

    def here_or_coming(self, day: date) -> Self:
        """Only who works here on ``day`` or starts after it."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), is_active=True)

    def away_on(self, day: date) -> Self:
        """Only who is temporarily away on ``day``: not chased, deadlines pause."""
        return self.filter(Q(away_until__isnull=True) | Q(away_until__gt=day), away_from__lte=day)

    def with_role(self, role: str, day: date) -> Self:
        """Only who holds ``role`` on ``day``, for all units or for one."""
        valid = Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gt=day)
        return self.filter(valid, roles__role=role, roles__starts_on__lte=day).distinct()

    def with_role_everywhere(self, role: str, day: date) -> Self:
        """Only who holds ``role`` on ``day`` for the whole organisation."""
        valid = Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gt=day)
        return self.filter(valid, roles__role=role, roles__starts_on__lte=day, roles__unit__isnull=True).distinct()

    def placed_in(self, unit_ids: list[int], day: date) -> Self:
        """Only who is placed in one of the units on ``day``."""
        valid = Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gt=day)
        return self.filter(valid, placements__unit_id__in=unit_ids, placements__starts_on__lte=day)

    def in_order(self) -> Self:
        """As people look them up: last name, first name, infix last."""
        return self.order_by("sort_key", "pk")
