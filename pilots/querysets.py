"""Filters on pilots that chain."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from people.models import Person
from pilots.choices import LIVE, UNDER_CONTRACT, MemberRole

if TYPE_CHECKING:
    from pilots.models import Membership, Pilot  # noqa: F401 - named in quotes below

__all__ = ["MembershipQuerySet", "PilotQuerySet"]


class PilotQuerySet(models.QuerySet["Pilot"]):
    def visible_to(self, person: Person) -> Self:
        """The register is open: everyone who works here sees every pilot."""
        return self if person.is_here else self.none()

    def due_on(self, day: date) -> Self:
        """Only pilots whose decision date has come without a decision."""
        return self.filter(stage__in=UNDER_CONTRACT, decision_due_on__lte=day)

    def live(self) -> Self:
        """Only pilots that are neither in use nor stopped."""
        return self.filter(stage__in=LIVE)

    def without_owner(self) -> Self:
        return self.exclude(members__role=MemberRole.OWNER, members__until__isnull=True)

    def saying(self, text: str) -> Self:
        """Only pilots in which each word of ``text`` stands; accents and case do not count."""
        found = self
        for word in text.split()[:8]:
            found = found.filter(
                Q(title__unaccent__icontains=word)
                | Q(question__unaccent__icontains=word)
                | Q(hypothesis__unaccent__icontains=word)
            )
        return found


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(until__isnull=True)
