"""Filters on versions and objectives that chain."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from common.clock import end_of
from people.choices import Role
from people.models import Person
from strategy.choices import FROZEN_STATES, OPEN_STATES, VersionState
from strategy.rules import PILLAR_ORDER

if TYPE_CHECKING:
    from strategy.models import Clause, Objective, Review, Reviewer, Version  # noqa: F401 - named in quotes below

__all__ = ["ClauseQuerySet", "ObjectiveQuerySet", "ReviewQuerySet", "ReviewerQuerySet", "VersionQuerySet"]


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, person: Person) -> Self:
        """Everyone reads what was published; programme office and board also see what is being written.

        Who is asked about a version sees it while it is reviewed.
        """
        if person.has_role(Role.PROGRAMME_OFFICE, Role.BOARD):
            return self
        asked = self.model._default_manager.filter(
            reviews__ended_at__isnull=True,
            reviews__reviewers__person=person,
            reviews__reviewers__released_at__isnull=True,
        )
        return self.filter(Q(state__in=FROZEN_STATES) | Q(pk__in=asked.values("pk")))

    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def open(self) -> Self:
        """Only what is being written or reviewed."""
        return self.filter(state__in=OPEN_STATES)


class ClauseQuerySet(models.QuerySet["Clause"]):
    def for_group(self, function_group: str) -> Self:
        """Passages in force that answer a question of one's own work, for a function group or for everyone."""
        meant = Q(function_groups=[]) | Q(function_groups__contains=[function_group])
        return self.filter(meant, version__state=VersionState.PUBLISHED).exclude(aspect="")


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def asked(self) -> Self:
        """Without who was let go."""
        return self.filter(released_at__isnull=True)

    def unanswered(self) -> Self:
        """Who is asked now and did not answer yet."""
        return self.asked().filter(answer__isnull=True, review__ended_at__isnull=True)


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def open_on(self, day: date) -> Self:
        """Only objectives that were set by the end of ``day`` and not archived by then."""
        end = end_of(day)
        return self.filter(Q(archived_at__isnull=True) | Q(archived_at__gte=end), created_at__lt=end)

    def in_order(self) -> Self:
        """By pillar as the document tells them, then by date; without a date last."""
        order = [When(pillar=pillar, then=Value(place)) for pillar, place in PILLAR_ORDER.items()]
        return self.order_by(
            Case(*order, default=Value(len(order)), output_field=IntegerField()),
            models.F("due_on").asc(nulls_last=True),
            "pk",
        )
