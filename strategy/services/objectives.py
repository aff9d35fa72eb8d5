"""Setting objectives and putting them away."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.measures import Measure, why_impossible
from common.services import record
from people.models import Person
from strategy import policies
from strategy.choices import METRICS
from strategy.models import Objective

OBJECTIVE_FIELDS = frozenset(
    {"pillar", "title_nl", "title_en", "clause_key", "owner", "metric", "measure", "baseline", "target", "due_on"}
)


@transaction.atomic
def create_objective(*, actor: Person, now: datetime, **values: Any) -> Objective:
    """Set a new objective; ``values`` are fields of ``OBJECTIVE_FIELDS``."""
    _must_set_objectives(actor)
    objective = Objective(created_at=now)
    _fill(objective, values, today=day_of(now))
    objective.save()
    record("objective.created", objective, actor=actor, now=now, fields=values)
    return objective


@transaction.atomic
def change_objective(
    *, objective_id: int, actor: Person, now: datetime, edition: int | None = None, **values: Any
) -> Objective:
    """Change an objective; which fields changed is kept in the audit trail.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised. The row is
    locked, so of two savers one waits and then meets the other's edition.
    """
    _must_set_objectives(actor)
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is not None:
        raise RuleBroken(_("This objective is archived. Bring it back before you change it."))
    changed = [name for name, value in values.items() if getattr(objective, name) != value]
    if changed and edition is not None and edition != objective.edition:
        raise EditConflict(kept=objective)
    _fill(objective, values, today=day_of(now))
    if changed:
        objective.edition += 1
        objective.save()
        record("objective.changed", objective, actor=actor, now=now, fields=changed)
    return objective


@transaction.atomic
def archive_objective(*, objective_id: int, actor: Person, now: datetime, reason: str) -> Objective:
    """Put an objective away with the reason; its pilots and its history stay reachable."""
    _must_set_objectives(actor)
    if not reason.strip():
        raise RuleBroken(_("Say why this objective ends: who looks back will want to know."), field="reason")
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is None:
        objective.archived_at = now
        objective.save(update_fields=["archived_at"])
        record("objective.archived", objective, actor=actor, now=now, reason=reason.strip())
    return objective


@transaction.atomic
def restore_objective(*, objective_id: int, actor: Person, now: datetime) -> Objective:
    """Bring an archived objective back."""
    _must_set_objectives(actor)
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is not None:
        objective.archived_at = None
        objective.save(update_fields=["archived_at"])
        record("objective.restored", objective, actor=actor, now=now)
    return objective


def _fill(objective: Objective, values: dict[str, Any], *, today: date) -> None:
    unknown = set(values) - OBJECTIVE_FIELDS
    if unknown:
        raise TypeError(f"not fields of an objective: {sorted(unknown)}")
    is_new_date = values.get("due_on", objective.due_on) != objective.due_on
    for name, value in values.items():
        setattr(objective, name, value)
    if not (objective.title_nl or objective.title_en):
        raise RuleBroken(_("Give the objective a title, in one of the two languages at least."), field="title_nl")
    _check_measure(objective)
    _check_figures(objective)
    if is_new_date and objective.due_on is not None and objective.due_on <= today:
        raise RuleBroken(_("This day is not ahead any more. Choose a day that is still to come."), field="due_on")


def _check_measure(objective: Objective) -> None:
    known = METRICS.get(objective.metric)
    if known is not None and known.measure != objective.measure:
        raise RuleBroken(
            _("“%(metric)s” is counted in %(measure)s. Choose that, or another figure.")
            % {"metric": known.title, "measure": Measure(known.measure).label},
            field="measure",
        )


def _check_figures(objective: Objective) -> None:
    for name in ("baseline", "target"):
        why = why_impossible(getattr(objective, name), objective.measure)
        if why:
            raise RuleBroken(why, field=name)
    if objective.baseline is not None and objective.baseline == objective.target:
        raise RuleBroken(
            _("Target and start are the same, so nothing would change. Say what you want to reach."), field="target"
        )


def _must_set_objectives(actor: Person) -> None:
    if not policies.can_set_objectives(actor):
        raise RuleBroken(_("Only the programme office and the board set objectives."))
