"""Looking through the register, and what lies near somebody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OrderBy, Prefetch, QuerySet, Value, When
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.clock import day_of
from people.models import Person, Unit
from people.selectors import unit_names, units_below
from pilots import rules
from pilots.choices import TRACK, UNDER_CONTRACT, DecisionKind, MemberRole, Stage
from pilots.models import Decision, Measurement, Membership, Pilot
from pilots.querysets import PilotQuerySet
from strategy.models import Objective
from tools.selectors import need_by_id


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
    return pilots.order_by(*_what_asks_first(today))


def _what_asks_first(today: date) -> list[OrderBy | str | Case]:
    """Order by what is due, then by the stages in which something happens now; what is over comes last."""
    weights = {Stage.RUNNING: 1, Stage.EVALUATION: 1, Stage.SCALING: 2, Stage.INTAKE: 3, Stage.IDEA: 4, Stage.IN_USE: 5}
    place = Case(
        When(stage__in=UNDER_CONTRACT, decision_due_on__lte=today, then=Value(0)),
        *[When(stage=stage, then=Value(weight)) for stage, weight in weights.items()],
        default=Value(9),
        output_field=IntegerField(),
    )
    return [place, F("decision_due_on").asc(nulls_last=True), "title", "pk"]


def _owners() -> "Prefetch[str, QuerySet[Membership], str]":
    owners = Membership.objects.current().filter(role=MemberRole.OWNER).select_related("person")
    return Prefetch("members", queryset=owners, to_attr="owners")


def like(reader: Person, text: str, *, limit: int = 3) -> list[Pilot]:
    """Return the pilots that are most like what somebody writes, stopped ones too: their lesson counts. One query."""
    return list(Pilot.objects.visible_to(reader).like(text).select_related("unit")[:limit])


@dataclass(frozen=True, slots=True)
class Row:
    """A pilot in a list: its unit by a name that stands for one, and what waits when its decision is due."""

    pilot: Pilot
    unit: str
    waits: str


def rows_of(pilots: Iterable[Pilot], *, today: date) -> list[Row]:
    """Return a page of the register. Two queries: the names of units, and the latest values of what is due."""
    shown, names = list(pilots), unit_names()
    due = [pilot for pilot in shown if rules.is_due(pilot.stage, pilot.decision_due_on, today=today)]
    measured = Measurement.objects.filter(pilot__in=due).order_by("pilot_id", "-measured_on").distinct("pilot_id")
    values = dict(measured.values_list("pilot_id", "value"))
    waits = {pilot.pk: _waits(pilot, values.get(pilot.pk), today=today) for pilot in due}
    return [Row(pilot, names.get(pilot.unit_id, ""), waits.get(pilot.pk, "")) for pilot in shown]


def _waits(pilot: Pilot, value: Decimal | None, *, today: date) -> str:
    """Return what waits for a decision and how long: 15 hours (was 30; target 12) · 20 days late."""
    numbers = {
        "value": pilot.in_words(value),
        "start": pilot.baseline_number,
        "target": pilot.target_number,
    }
    if value is None:
        stands = _("nothing measured yet (was %(start)s; target %(target)s)") % numbers
    else:
        stands = _("%(value)s (was %(start)s; target %(target)s)") % numbers
    days = (today - (pilot.decision_due_on or today)).days
    late = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days} if days else _("due today")
    return f"{stands} · {late}"


def units_with_pilots() -> "QuerySet[Unit]":
    """Return the units that have a pilot somewhere below them or in them, by name."""
    parents = Unit.parents()
    direct = Pilot.objects.values_list("unit_id", flat=True).distinct()
    found = {pk for unit_id in direct for pk in Unit.above(unit_id, parents)}
    return Unit.objects.filter(pk__in=found).order_by("name")


def objective_wanted(wanted: Wanted) -> Objective | None:
    """Return the objective whose pilots are looked for. One query where one is."""
    if wanted.objective_id is None:
        return None
    return Objective.objects.filter(public_id=wanted.objective_id).first()


def first_guess(person: Person, asked: Mapping[str, str]) -> dict[str, object]:
    """Return with what the form of a new pilot begins: the reader's unit and language, and what the link said.

    A link names an objective, or for the programme office a need; words of its own it cannot bring.
    """
    guess: dict[str, object] = {"language": "en" if (get_language() or "nl").startswith("en") else "nl"}
    if person.placement is not None:
        guess["unit"] = person.placement.unit
    try:
        guess["objective"] = Objective.objects.filter(public_id=UUID(asked.get("objective", ""))).first()
    except ValueError:
        guess["objective"] = None
    need = need_by_id(person, asked.get("need", ""))
    if need is not None:
        told = {"tool": need.tool_name, "task": need.get_task_display()}
        guess["title"] = _("%(tool)s: %(task)s") % told
        guess["question"] = (
            _("Colleagues use %(tool)s already for this: %(task)s. What does it bring, and how can it be done safely?")
            % told
        )
    return guess


def stage_tallies(reader: Person) -> dict[str, int]:
    """Return how many pilots stand in each stage today, every stage among them. One query."""
    rows = Pilot.objects.visible_to(reader).values_list("stage").annotate(count=Count("pk"))
    counted = {str(stage): int(count) for stage, count in rows}
    return {stage.value: counted.get(stage.value, 0) for stage in Stage}


def mine(person: Person, *, now: datetime, limit: int = 5) -> list[Pilot]:
    """Return the pilots in which somebody takes part and that did not stop, what is decided first on top. One query."""
    own = Membership.objects.current().filter(person=person).values("pilot_id")
    found = Pilot.objects.visible_to(person).exclude(stage=Stage.STOPPED).filter(pk__in=own).select_related("unit")
    return list(found.order_by(*_what_asks_first(day_of(now)))[:limit])


def near(person: Person, *, limit: int = 3, without: Sequence[Pilot] = ()) -> list[Pilot]:
    """Return live pilots around somebody: their own unit first, then units under the same parent. Three queries."""
    placement = person.placement
    if placement is None:
        return []
    unit = placement.unit
    around = units_below([unit.parent_id or unit.pk])
    closeness = Case(When(unit_id=unit.pk, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Pilot.objects.visible_to(person).live().exclude(stage=Stage.PARKED).filter(unit_id__in=around)
    found = found.exclude(pk__in=[pilot.pk for pilot in without])
    found = found.select_related("unit", "objective").prefetch_related(_owners())
    return list(found.order_by(closeness, "-registered_at")[:limit])


def for_objective(reader: Person, objective: Objective) -> PilotQuerySet:
    """Return the pilots under one objective, furthest first, with unit, owner and what was decided. 3 queries."""
    place = Case(
        *[When(stage=stage, then=Value(-number)) for number, stage in enumerate(TRACK)],
        default=Value(1),
        output_field=IntegerField(),
    )
    taken = Prefetch("decisions", queryset=Decision.objects.exclude(kind=DecisionKind.CONTINUE), to_attr="taken")
    found = Pilot.objects.visible_to(reader).filter(objective=objective).select_related("unit")
    return found.prefetch_related(_owners(), taken).order_by(place, "title")


def pilots_by_objective() -> dict[int, int]:
    """Return how many pilots each objective has, stopped ones too, by its key; none is left out. One query."""
    rows = Pilot.objects.filter(objective__isnull=False).order_by().values_list("objective")
    return dict(rows.annotate(Count("pk")))


def pilots_without_objective() -> int:
    """How many pilots that go on have no objective. One query."""
    return Pilot.objects.live().filter(objective__isnull=True).count()
