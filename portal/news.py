"""What is new to a reader: the apps are asked in this visible list."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import adoption.selectors
import pilots.selectors
import strategy.selectors
import tools.selectors
import training.selectors
from common.news import MOST_NEWS, News
from people.models import Person

TOLD_BY: list[Callable[..., Sequence[News]]] = [
    strategy.selectors.news,
    tools.selectors.news,
    training.selectors.news,
    pilots.selectors.news,
    adoption.selectors.news,
]
NEW_FOR = timedelta(days=45)
"""Figures come once a month: who looks in every few weeks still meets them."""


def news_for(person: Person, *, now: datetime) -> list[News]:
    """Return the newest of what ``person`` may see, the newest first. Five queries."""
    found = [one for source in TOLD_BY for one in source(person, since=now - NEW_FOR) if one.at <= now]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_NEWS]
