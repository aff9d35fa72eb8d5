"""What the programme means for one function group, and for the reader what is open to them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import people.selectors
import strategy.selectors
import tools.selectors
import training.selectors
from common.clock import day_of
from people.choices import FunctionGroup, Role
from people.models import Person
from strategy.selectors import Answered

MOST_TOOLS = 6
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class ForMe:
    """The page of one function group. What follows ``answers`` is about the reader, and empty on another's page."""

    group: str
    is_own: bool
    answers: Sequence[Answered]
    tools: Sequence[tools.selectors.Row]
    next_course: training.selectors.NextStep | None
    office: Sequence[Person]
    manager: Person | None

    @property
    def label(self) -> str:
        """The name of the function group; nothing where none is known of the reader."""
        return str(FunctionGroup(self.group).label) if self.group else ""

    @property
    def is_written(self) -> bool:
        return any(answered.lines for answered in self.answers)


def for_me(person: Person, group: str, *, now: datetime) -> ForMe:
    """Return the page of ``group``, which is the reader's own when it is theirs or empty."""
    own = strategy.selectors.group_of(person)
    chosen = group if group in FunctionGroup.values else own
    answers = strategy.selectors.answers_for(chosen)
    if chosen != own:
        return ForMe(chosen, False, answers, (), None, (), None)
    day = day_of(now)
    placement = people.selectors.placement_on(person, day)
    required = training.selectors.required_of(person, now=now)
    return ForMe(
        group=chosen,
        is_own=True,
        answers=answers,
        tools=tools.selectors.rows_usable_by(person, most=MOST_TOOLS),
        next_course=training.selectors.next_for(person, now=now, required=required),
        office=list(people.selectors.people_with_role(Role.PROGRAMME_OFFICE, day)[:MOST_NAMES]),
        manager=placement.manager if placement is not None else None,
    )
