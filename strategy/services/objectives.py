"""Setting objectives and putting them away."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.measures import Measure, why_impossible
from common.services import record
from people.models import Person
from strategy import policies
from strategy.choices import METRICS, ObjectiveEvent
from strategy.models import KeyDate, Objective, ObjectiveEdition

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
    keep_edition(objective, ObjectiveEvent.SET, actor=actor, now=now)
    record("objective.created", objective, actor=actor, now=now, fields=values)
    return objective


@transaction.atomic
def change_objective(
    *, objective_id: int, actor: Person, now: datetime, edition: int | None = None, reason: str = "", **values: Any
) -> Objective:
    """Change an objective; how it stood is kept, with ``reason``, which a target or date that moves needs.

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
    moves = any(name in changed and getattr(objective, name) is not None for name in ("target", "due_on"))
    _fill(objective, values, today=day_of(now))
    if moves and not reason.strip():
        raise RuleBroken(_("The target or its date moves. Say why: it stays with the objective."), field="reason")
    if changed:
        objective.edition += 1
        objective.save()
        keep_edition(objective, ObjectiveEvent.CHANGED, actor=actor, now=now, reason=reason)
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
        keep_edition(objective, ObjectiveEvent.ARCHIVED, actor=actor, now=now, reason=reason)
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
        keep_edition(objective, ObjectiveEvent.RESTORED, actor=actor, now=now)
        record("objective.restored", objective, actor=actor, now=now)
    return objective


def keep_edition(
    objective: Objective, event: ObjectiveEvent, *, actor: Person | None, now: datetime, reason: str = ""
) -> ObjectiveEdition:
    """Keep how an objective stands after a change."""
    names = sorted(OBJECTIVE_FIELDS - {"owner"})
    values = {name: None if (value := getattr(objective, name)) is None else str(value) for name in names}
    values["owner"] = None if objective.owner_id is None else str(objective.owner_id)
    return ObjectiveEdition.objects.create(
        objective=objective, event=event, values=values, reason=reason.strip(), at=now, actor=actor
    )


# --- key dates --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_key_date(*, objective_id: int, on: date, title_nl: str, title_en: str, actor: Person, now: datetime) -> KeyDate:
    """Put a moment on the way to an objective: what is there by when."""
    _must_set_objectives(actor)
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is not None:
        raise RuleBroken(_("This objective is archived. Bring it back before you change it."))
    title_nl, title_en = title_nl.strip(), title_en.strip()
    if not title_nl and not title_en:
        raise RuleBroken(_("Say what is there then, in one of the two languages at least."), field="title_nl")
    if on <= day_of(now):
        raise RuleBroken(_("This day is not ahead any more. Choose a day that is still to come."), field="on")
    if objective.due_on is not None and on > objective.due_on:
        raise RuleBroken(
            _("The objective itself is to be reached by %(on)s. Choose a day before that, or move that day first.")
            % {"on": date_format(objective.due_on)},
            field="on",
        )
    made, is_new = KeyDate.objects.get_or_create(
        objective=objective, on=on, title_nl=title_nl, title_en=title_en, defaults={"created_at": now}
    )
    if is_new:
        record("key_date.added", made, actor=actor, now=now)
    return made


@transaction.atomic
def reach_key_date(*, key_date_id: int, reached: bool, actor: Person, now: datetime) -> KeyDate:
    """Note that a moment was reached today, or that it was not after all; the second time nothing changes."""
    _must_set_objectives(actor)
    found = KeyDate.objects.select_for_update().get(pk=key_date_id)
    if (found.reached_on is not None) != reached:
        found.reached_on = day_of(now) if reached else None
        found.save(update_fields=["reached_on"])
        record("key_date.reached" if reached else "key_date.not_reached", found, actor=actor, now=now)
    return found


@transaction.atomic
def remove_key_date(*, key_date_id: int, actor: Person, now: datetime) -> None:
    """Take a moment away that nobody reached yet; what was reached stays."""
    _must_set_objectives(actor)
    found = KeyDate.objects.select_for_update().get(pk=key_date_id)
    if found.reached_on is not None:
        raise RuleBroken(_("This was reached, so it stays to be read back."))
    record("key_date.removed", found, actor=actor, now=now)
    found.delete()


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
