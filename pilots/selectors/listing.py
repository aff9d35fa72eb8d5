"""Looking through the register, and what lies near somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Prefetch, QuerySet, Value, When
from django.utils.translation import get_language

from common.clock import day_of
from people.models import Person, Unit
from people.selectors import units_below
from pilots.choices import TRACK, UNDER_CONTRACT, MemberRole, Stage
from pilots.models import Membership, Pilot
from pilots.querysets import PilotQuerySet
from strategy.models import Objective


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the register."""

    text: str = ""
    stage: str = ""
    unit_id: int | None = None
    objective_id: UUID | None = None
    show: str = ""
    """``due``, ``orphans`` (no objective), ``ownerless`` or ``mine``."""
    sort: str = ""


def pilots_for(reader: Person, wanted: Wanted, *, now: datetime) -> PilotQuerySet:
    """Return the pilots that fit, with unit, objective and owner; due ones first unless another order is asked."""
    found = Pilot.objects.visible_to(reader)
    if wanted.text:
        found = found.saying(wanted.text)
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.unit_id is not None:
        found = found.filter(unit_id__in=units_below([wanted.unit_id]))
    if wanted.objective_id is not None:
        found = found.filter(objective__public_id=wanted.objective_id)
    today = day_of(now)
    match wanted.show:
        case "due":
            found = found.due_on(today)
        case "orphans":
            found = found.live().filter(objective__isnull=True)
        case "ownerless":
            found = found.live().without_owner()
        case "mine":
            found = found.filter(pk__in=Membership.objects.current().filter(person=reader).values("pilot_id"))
    found = found.select_related("unit", "objective").prefetch_related(_owners())
    return in_order(found, wanted.sort, today=today)


def in_order(pilots: PilotQuerySet, sort: str, *, today: date) -> PilotQuerySet:
    """Order pilots: by what is due and how far they are, by title, or newest first."""
    if sort == "title":
        return pilots.order_by("title", "pk")
    if sort == "newest":
        return pilots.order_by("-registered_at", "-pk")
    # Stages in which something happens now come first; what is over comes last.
    weights = {Stage.RUNNING: 1, Stage.EVALUATION: 1, Stage.SCALING: 2, Stage.INTAKE: 3, Stage.IDEA: 4, Stage.IN_USE: 5}
    place = Case(
        When(stage__in=UNDER_CONTRACT, decision_due_on__lte=today, then=Value(0)),
        *[When(stage=stage, then=Value(weight)) for stage, weight in weights.items()],
        default=Value(9),
        output_field=IntegerField(),
    )
    return pilots.order_by(place, F("decision_due_on").asc(nulls_last=True), "title", "pk")


def _owners() -> "Prefetch[str, QuerySet[Membership], str]":
    owners = Membership.objects.current().filter(role=MemberRole.OWNER).select_related("person")
    return Prefetch("members", queryset=owners, to_attr="owners")


def units_with_pilots() -> "QuerySet[Unit]":
    """Return the units that have a pilot somewhere below them or in them, by name."""
    direct = set(Pilot.objects.values_list("unit_id", flat=True).distinct())
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    found: set[int] = set()
    for unit_id in direct:
        at: int | None = unit_id
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return Unit.objects.filter(pk__in=found).order_by("name")


def objective_wanted(wanted: Wanted) -> Objective | None:
    """Return the objective whose pilots are looked for. One query where one is."""
    if wanted.objective_id is None:
        return None
    return Objective.objects.filter(public_id=wanted.objective_id).first()


def first_guess(person: Person, asked: Mapping[str, str]) -> dict[str, object]:
    """Return with what the form of a new pilot begins: the reader's unit and language, and what the link said."""
    guess: dict[str, object] = {"language": "en" if (get_language() or "nl").startswith("en") else "nl"}
    if person.placement is not None:
        guess["unit"] = person.placement.unit
    try:
        guess["objective"] = Objective.objects.filter(public_id=UUID(asked.get("objective", ""))).first()
    except ValueError:
        guess["objective"] = None
    return guess


def stage_tallies(reader: Person) -> dict[str, int]:
    """Return how many pilots stand in each stage today, every stage among them. One query."""
    rows = Pilot.objects.visible_to(reader).values_list("stage").annotate(count=Count("pk"))
    counted = {str(stage): int(count) for stage, count in rows}
    return {stage.value: counted.get(stage.value, 0) for stage in Stage}


def near(person: Person, *, limit: int = 3) -> list[Pilot]:
    """Return live pilots around somebody: their own unit first, then units under the same parent. 3 queries."""
    placement = person.placement
    if placement is None:
        return []
    unit = placement.unit
    around = (
        units_below([unit.parent_id or unit.pk]) | units_below([unit.pk]) if unit.parent_id else units_below([unit.pk])
    )
    closeness = Case(When(unit_id=unit.pk, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Pilot.objects.visible_to(person).live().exclude(stage=Stage.PARKED).filter(unit_id__in=around)
    found = found.select_related("unit", "objective").prefetch_related(_owners())
    return list(found.order_by(closeness, "-registered_at")[:limit])


def for_objective(objective: Objective) -> PilotQuerySet:
    """Return the pilots under one objective, furthest first, with unit and owner."""
    place = Case(
        *[When(stage=stage, then=Value(-number)) for number, stage in enumerate(TRACK)],
        default=Value(1),
        output_field=IntegerField(),
    )
    found = Pilot.objects.filter(objective=objective).select_related("unit").prefetch_related(_owners())
    return found.order_by(place, "title")
