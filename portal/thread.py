"""The golden thread as a whole: each objective with its passage, pilots, training and figure, and the loose ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

import adoption.selectors
import pilots.selectors
import strategy.selectors
import training.selectors
from adoption.selectors import Progress
from common.clock import day_of
from people.choices import Role
from people.models import Person
from strategy.models import Clause, Objective


@dataclass(frozen=True, slots=True)
class Strand:
    """One objective and what hangs on it."""

    objective: Objective
    passage: Clause | None
    pilots: int
    courses: int
    progress: Progress | None

    @property
    def is_loose(self) -> bool:
        """Something is missing."""
        return bool(self.missing)

    @property
    def missing(self) -> list[str]:
        """In words: the text it comes from, who tries it, what one learns for it, the figure by which it is known."""
        parts = {
            _("no passage of the strategy"): self.passage is not None,
            _("no pilot"): self.pilots,
            _("no course"): self.courses,
            _("no indicator"): self.objective.metric,
        }
        return [word for word, is_there in parts.items() if not is_there]


@dataclass(frozen=True, slots=True)
class Thread:
    """All objectives that stand, and what hangs on none."""

    strands: Sequence[Strand]
    pilots_without: int
    courses_without: int

    @property
    def loose(self) -> list[Strand]:
        return [strand for strand in self.strands if strand.is_loose]


def sees_loose_ends(person: Person) -> bool:
    """The programme office and the board tie them up; to others they say little."""
    return person.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)


def thread_of_all(*, now: datetime) -> Thread:
    """Return the whole golden thread. Nine queries for any number of objectives, pilots and courses."""
    objectives = list(strategy.selectors.objectives_open(day_of(now)))
    version = strategy.selectors.current_version()
    passages = {clause.key: clause for clause in version.clauses.all()} if version is not None else {}
    tried, taught = pilots.selectors.pilots_by_objective(), training.selectors.courses_by_objective()
    known = {each.objective.pk: each for each in adoption.selectors.progress_of_all(objectives)}
    strands = [
        Strand(each, passages.get(each.clause_key), tried.get(each.pk, 0), taught.get(each.pk, 0), known.get(each.pk))
        for each in objectives
    ]
    return Thread(strands, pilots.selectors.pilots_without_objective(), training.selectors.courses_without_objective())
