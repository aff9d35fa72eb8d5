"""Filters on pilots that chain."""

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Case, F, FloatField, Func, Q, Value, When

from people.models import Person
from pilots.choices import LIVE, UNDER_CONTRACT, MemberRole

if TYPE_CHECKING:
    from pilots.models import Membership, Pilot  # noqa: F401 - named in quotes below

__all__ = ["MembershipQuerySet", "PilotQuerySet"]

LIKE_ENOUGH = 0.4
"""Rank of the words (0 to 1) and likeness of the title's letters (0 to 1) together, tried on the demo's register."""
LONGEST_SEARCH = 40
"""Words of a text that are looked for."""


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

    def like(self, text: str) -> Self:
        """Only pilots whose words are like ``text``, the most like first.

        Words count by their stem in the pilot's own language, most in the title; the title also by its letters, since
        Dutch joins words that another writes apart. Below ``LIKE_ENOUGH`` it is chance.
        """
        words = list(dict.fromkeys(re.findall(r"\w{3,}", text.lower())))[:LONGEST_SEARCH]
        if not words:
            return self.none()
        by_stem = Case(
            When(language="en", then=_rank(words, "english")),
            default=_rank(words, "dutch"),
            output_field=FloatField(),
        )
        by_letter = Func(F("title"), Value(" ".join(words)), function="word_similarity", output_field=FloatField())
        found = self.annotate(likeness=by_stem + by_letter)
        return found.filter(likeness__gte=LIKE_ENOUGH).order_by("-likeness", "pk")


def _rank(words: Sequence[str], language: str) -> SearchRank:
    text = [
        SearchVector(name, weight=weight, config=language)
        for name, weight in (("title", "A"), ("question", "B"), ("hypothesis", "C"))
    ]
    return SearchRank(reduce(add, text), reduce(or_, [SearchQuery(word, config=language) for word in words]))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(until__isnull=True)
