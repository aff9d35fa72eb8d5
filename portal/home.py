"""What each reader sees first: the apps are asked in this visible list, and only what they answer is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import adoption.selectors
import directory.selectors
import governance.selectors
import outbox.selectors
import people.selectors
import pilots.selectors
import strategy.selectors
import surveys.selectors
import tools.selectors
import training.selectors
from common.asked import Asked, Stands, Waiting
from people.models import Person
from pilots.models import Pilot
from strategy.selectors import Answered

Answers = Callable[..., Sequence[Any]]

ASKED_BY: list[Answers] = [
    strategy.selectors.asked_of,
    surveys.selectors.asked_of,
    pilots.selectors.asked_of,
    governance.selectors.asked_of,
]
WAITING_IN: list[Answers] = [
    people.selectors.waiting_for,
    training.selectors.waiting_for,
    pilots.selectors.waiting_for,
    governance.selectors.waiting_for,
    directory.selectors.waiting_for,
    surveys.selectors.waiting_for,
    strategy.selectors.waiting_for,
    tools.selectors.waiting_for,
    adoption.selectors.waiting_for,
    outbox.selectors.waiting_for,
]
MOST_ASKED = 3


@dataclass(frozen=True)
class Home:
    """The home page of one reader."""

    asked: list[Asked]
    asked_later: list[Asked]
    waiting: list[Waiting]
    strategy: strategy.selectors.InThreeLines | None
    writes_strategy: bool
    stands: list[Stands]
    means: Sequence[Answered]
    """The page "What it means for me" in short: the first lines of each question."""
    tools: Sequence[tools.selectors.Row]
    next_course: training.selectors.NextStep | None
    own_pilots: Sequence[Pilot]
    pilots: Sequence[Pilot]


def home_of(person: Person, *, now: datetime) -> Home:
    """Return what ``person`` is asked, what waits for their roles, and what the programme means for them."""
    required = training.selectors.required_of(person, now=now)  # asked once, for what is due and for what comes next
    seats = tools.selectors.my_requests(person)  # asked once, for where one stands and for what may be used
    asked: list[Asked] = [one for source in ASKED_BY for one in source(person, now=now)]
    asked += training.selectors.asked_of(person, now=now, required=required)
    # What has a date comes first, by date; the rest by weight.
    asked.sort(key=lambda one: (one.due_on is None, one.due_on or now.date(), -one.weight))
    waiting: list[Waiting] = [pile for source in WAITING_IN for pile in source(person, now=now) if pile.count]
    own_pilots = pilots.selectors.mine(person, now=now)
    return Home(
        asked=asked[:MOST_ASKED],
        asked_later=asked[MOST_ASKED:],
        waiting=waiting,
        strategy=strategy.selectors.in_three_lines(person),
        writes_strategy=strategy.selectors.is_writer(person),
        stands=[
            *strategy.selectors.stands(person, now=now),
            *training.selectors.stands(required),
            *tools.selectors.stands(seats),
        ],
        means=strategy.selectors.in_short(person),
        tools=tools.selectors.rows_usable_by(person, most=4, requests=seats),
        next_course=training.selectors.next_for(person, now=now, required=required),
        own_pilots=own_pilots,
        pilots=pilots.selectors.near(person, without=own_pilots),
    )
