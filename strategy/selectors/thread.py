"""The strategy's own end of the golden thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy import rules
from strategy.models import Clause, Objective
from strategy.selectors.documents import current_version, in_document_order


@dataclass(frozen=True, slots=True)
class Thread:
    """The strategy's own end of the golden thread of one objective, and what is missing in it, in words."""

    objective: Objective
    passage: Clause | None
    passage_number: int | None
    wants_less: bool
    missing: Sequence[str]


def thread_of(objective: Objective) -> Thread:
    """Return an objective with its passage in the version in force and what it lacks. Two queries."""
    version = current_version()
    clauses = in_document_order(version.clauses.all()) if version is not None else []
    place = next((place for place, each in enumerate(clauses) if each.key == objective.clause_key), None)
    passage = None if place is None else clauses[place]
    lacks = [
        (passage is None, _("No passage of the strategy: readers do not see where this objective comes from.")),
        (objective.owner_id is None, _("No owner: nobody keeps an eye on it.")),
        (not objective.metric, _("No indicator: nobody can say whether it is reached.")),
        (objective.target is None, _("No target: nobody knows when it is enough.")),
        (objective.due_on is None, _("No date: it can wait for ever.")),
    ]
    return Thread(
        objective,
        passage,
        None if place is None else place + 1,
        rules.wants_less(objective.baseline, objective.target),
        [sentence for is_missing, sentence in lacks if is_missing],
    )
