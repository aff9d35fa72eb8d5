"""One search over everything that a reader may see: the apps are asked in this visible list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pilots.selectors
import strategy.selectors
import tools.selectors
import training.selectors
from common.clock import day_of
from common.finding import Hits, tolerant, words_of
from people.models import Person

FEW = 5
"""Hits of each kind, where all kinds are shown."""
MANY = 50
"""Hits of one kind, where a reader asks for that kind alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the kinds in the order of their best hit, and how many there are in all."""

    text: str
    kinds: list[Hits]
    kind: str

    @property
    def total(self) -> int:
        return sum(each.total for each in self.kinds)

    @property
    def shown(self) -> list[Hits]:
        """The kind that was asked for, or all."""
        return [each for each in self.kinds if not self.kind or each.kind == self.kind]


def search(person: Person, text: str, *, kind: str = "", now: datetime) -> Found:
    """Return what ``person`` may see that fits ``text``; the same number of queries for any number of things."""
    if not words_of(text):
        return Found(text, [], "")
    limit = MANY if kind else FEW
    apps: list[Callable[..., list[Hits]]] = [
        partial(strategy.selectors.search, day=day_of(now)),
        tools.selectors.search,
        partial(training.selectors.search, now=now),
        pilots.selectors.search,
    ]
    with tolerant():
        found = [hits for app in apps for hits in app(person, text, limit=limit)]
    kinds = sorted((hits for hits in found if hits.total), key=lambda hits: -hits.rank)
    return Found(text, kinds, kind if kind in {hits.kind for hits in kinds} else "")
