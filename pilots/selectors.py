"""What pages and other apps read of the register of pilots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.asked import Asked, Waiting
from common.clock import day_of, end_of, start_of
from common.departures import Consequence
from common.held import Held, HeldRow
from common.periods import Period
from people.choices import Role
from people.models import Person, Unit
from people.selectors import units_below
from pilots import policies, rules
from pilots.choices import TRACK, UNDER_CONTRACT, DecisionKind, MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership, Pilot
from pilots.querysets import PilotQuerySet
from strategy.models import Objective
from tools.choices import ToolStatus

REMINDED_AHEAD = timedelta(days=14)


# --- lists ------------------------------------------------------------------------------------------------------------
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


# --- one pilot --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the track."""

    stage: str
    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history: a decision or a log entry."""

    at: datetime
    decision: Decision | None = None
    entry: LogEntry | None = None


@dataclass(frozen=True, slots=True)
class PilotPage:
    """All that the page of a pilot shows."""

    pilot: Pilot
    members: Sequence[Membership]
    owner: Membership | None
    measurements: Sequence[Measurement]
    latest: Measurement | None
    share_of_way: float | None
    reached: bool | None
    history: Sequence[Happening]
    last_decision: Decision | None
    track: Sequence[Step]
    is_due: bool
    days_to_decision: int | None
    days_late: int | None
    next_missing: Sequence[rules.Missing]
    can_change: bool
    can_decide: bool
    may_step: bool
    """The reader owns the pilot and may take the next step without office or board."""


def pilot_page(pilot: Pilot, reader: Person, *, now: datetime) -> PilotPage:
    """Return the page of one pilot. Five queries beside the pilot itself."""
    today = day_of(now)
    members = members_of(pilot)
    measurements = list(pilot.measurements.order_by("measured_on"))
    decisions = list(pilot.decisions.select_related("decided_by").order_by("-number"))
    entries = list(pilot.log_entries.select_related("written_by").order_by("-at", "-pk")[:100])
    latest = measurements[-1] if measurements else None
    knows_way = latest is not None and pilot.baseline is not None and pilot.target is not None
    stood = rules.track_of([decision.from_stage for decision in reversed(decisions)], pilot.stage, pilot.parked_from)
    mine = next((member for member in members if member.person_id == reader.pk), None)
    changes = pilot.stage != Stage.STOPPED and (mine is not None or reader.has_role(Role.PROGRAMME_OFFICE))
    decides = policies.can_decide(reader) and pilot.stage != Stage.STOPPED
    owns = mine is not None and mine.role == MemberRole.OWNER
    days = (pilot.decision_due_on - today).days if pilot.decision_due_on and pilot.stage in UNDER_CONTRACT else None
    following = rules.destination(pilot.stage, DecisionKind.CONTINUE)
    return PilotPage(
        pilot=pilot,
        members=members,
        owner=next((member for member in members if member.role == MemberRole.OWNER), None),
        measurements=measurements,
        latest=latest,
        share_of_way=rules.share_of_way(latest.value, baseline=pilot.baseline, target=pilot.target)
        if knows_way and latest and pilot.baseline is not None and pilot.target is not None
        else None,
        reached=rules.reaches_target(latest.value, baseline=pilot.baseline, target=pilot.target)
        if latest and pilot.baseline is not None and pilot.target is not None
        else None,
        history=_history(decisions, entries),
        last_decision=decisions[0] if decisions else None,
        track=_track(stood, pilot.stage),
        is_due=rules.is_due(pilot.stage, pilot.decision_due_on, today=today),
        days_to_decision=days,
        days_late=-days if days is not None and days < 0 else None,
        next_missing=[]
        if following is None
        else rules.missing_for(
            following, contract_of(pilot, members=members, measurements=len(measurements)), today=today
        ),
        can_change=changes,
        can_decide=decides,
        may_step=not decides and owns and (pilot.stage, DecisionKind.CONTINUE) in rules.OWNER_MAY,
    )


def _history(decisions: Sequence[Decision], entries: Sequence[LogEntry]) -> list[Happening]:
    happenings = [Happening(decision.at, decision=decision) for decision in decisions]
    happenings += [Happening(entry.at, entry=entry) for entry in entries]
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)


def _track(stood: str, stage: str) -> list[Step]:
    here = list(TRACK).index(Stage(stood))
    return [
        Step(each.value, str(each.label), is_done=place < here or stage == Stage.IN_USE, is_current=each == stage)
        for place, each in enumerate(TRACK)
    ]


def contract_of(
    pilot: Pilot,
    *,
    decision_due_on: date | None = None,
    members: Sequence[Membership] | None = None,
    measurements: int | None = None,
) -> rules.Contract:
    """Return what a gate looks at. Two queries, fewer where members and measurements are at hand."""
    if members is None:
        members = list(pilot.members.current())
    if measurements is None:
        measurements = pilot.measurements.count()
    return rules.Contract(
        question=pilot.question,
        hypothesis=pilot.hypothesis,
        has_owner=any(member.role == MemberRole.OWNER for member in members),
        has_sponsor=pilot.sponsor_id is not None,
        has_tool=pilot.tool_id is not None,
        tool_is_forbidden=pilot.tool is not None and pilot.tool.status == ToolStatus.NOT_ALLOWED,
        personal_data=pilot.personal_data,
        starts_on=pilot.starts_on,
        decision_due_on=decision_due_on or pilot.decision_due_on,
        measure_name=pilot.measure_name,
        baseline=pilot.baseline,
        target=pilot.target,
        stop_criterion=pilot.stop_criterion,
        measurements=measurements,
    )


def missing_for_next(pilot: Pilot, *, now: datetime) -> list[rules.Missing]:
    """Return what the gate of the next stage still asks. Two queries."""
    following = rules.destination(pilot.stage, DecisionKind.CONTINUE)
    return [] if following is None else rules.missing_for(following, contract_of(pilot), today=day_of(now))


def members_of(pilot: Pilot) -> list[Membership]:
    """Return who is in the team today, the owner first. One query."""
    return list(pilot.members.current().select_related("person").order_by("-role", "since", "pk"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision that a reader may take now, where it leads, and what is missing before it can be."""

    kind: DecisionKind
    to_stage: Stage
    missing: Sequence[rules.Missing]


def choices_for(pilot: Pilot, reader: Person, *, now: datetime) -> list[Choice]:
    """Return the decisions that ``reader`` may take on ``pilot`` now, each with its gate. Five queries at most."""
    decisions = pilot.decisions.filter(kind=DecisionKind.EXTEND).exists()
    contract, today, found = contract_of(pilot), day_of(now), []
    for kind in rules.kinds_from(pilot.stage):
        to_stage = rules.destination(pilot.stage, kind, parked_from=pilot.parked_from)
        if to_stage is None or not policies.may_take(reader, pilot, kind):
            continue
        if kind == DecisionKind.EXTEND and decisions:
            continue
        skips_gate = kind in {DecisionKind.EXTEND, DecisionKind.RESUME}
        missing = [] if skips_gate else rules.missing_for(to_stage, contract, today=today)
        found.append(Choice(kind, Stage(to_stage), missing))
    return found


def notes_on(choices: Sequence[Choice]) -> dict[str, str]:
    """Return a line of sense beside each decision: where it leads, or what it still needs."""
    notes = {}
    for choice in choices:
        if choice.missing:
            needs = "; ".join(str(missing.words) for missing in choice.missing)
            notes[choice.kind.value] = _("Still needed: %(needs)s") % {"needs": needs}
        else:
            notes[choice.kind.value] = _("Leads to: %(stage)s") % {"stage": choice.to_stage.label}
    return notes


# --- figures of the programme (class A) -------------------------------------------------------------------------------
def stage_counts(on: date) -> dict[str, int]:
    """Return how many pilots stood in each stage at the end of ``on``, every stage among them. One query."""
    end = end_of(on)
    latest = Decision.objects.filter(pilot=OuterRef("pk"), at__lt=end).order_by("-number").values("to_stage")[:1]
    stood = Pilot.objects.filter(registered_at__lt=end).annotate(stood=Coalesce(Subquery(latest), F("entry_stage")))
    counted = {str(stage): int(count) for stage, count in stood.values_list("stood").annotate(count=Count("pk"))}
    return {stage.value: counted.get(stage.value, 0) for stage in Stage}


def decided_on_time(period: Period) -> tuple[int, int]:
    """Return how many decisions of ``period`` were taken on their date or before it, and how many were due. 2 queries.

    Due are decision dates that fell in the period, decided or not. Parking is no decision: one that was parked after
    its date counts as due and not on time.
    """
    answered = Decision.objects.filter(answers_due_on__range=(period.first_day, period.last_day))
    rows = list(answered.values_list("kind", "at", "answers_due_on"))
    on_time = sum(
        1 for kind, at, due_on in rows if kind != DecisionKind.PARK and due_on is not None and day_of(at) <= due_on
    )
    waiting = Pilot.objects.filter(
        stage__in=UNDER_CONTRACT, decision_due_on__range=(period.first_day, period.last_day)
    ).count()
    return on_time, len(rows) + waiting


def proven(on: date) -> tuple[int, int]:
    """Return how many decided pilots had reached their target, of those scaled up or stopped by ``on``. 2 queries.

    A pilot counts as proven when its last measurement before the decision met the target. One without measurement
    counts as decided and not as proven.
    """
    decided = Decision.objects.filter(
        kind__in=[DecisionKind.SCALE, DecisionKind.STOP], from_stage__in=UNDER_CONTRACT, at__lt=end_of(on)
    )
    last = Measurement.objects.filter(pilot=OuterRef("pilot"), recorded_at__lte=OuterRef("at")).order_by("-measured_on")
    rows = decided.annotate(value=Subquery(last.values("value")[:1])).values_list(
        "value", "pilot__baseline", "pilot__target"
    )
    found = list(rows)
    reached = sum(
        1
        for value, baseline, target in found
        if value is not None
        and baseline is not None
        and target is not None
        and rules.reaches_target(value, baseline=baseline, target=target)
    )
    return reached, len(found)


# --- for the home page ------------------------------------------------------------------------------------------------
def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Ask owners to bring a pilot to its decision in time, and to complete what intake needs. One query."""
    today = day_of(now)
    owned = Membership.objects.current().filter(person=person, role=MemberRole.OWNER).values("pilot_id")
    pilots = Pilot.objects.filter(pk__in=owned).filter(
        Q(stage__in=UNDER_CONTRACT, decision_due_on__lte=today + REMINDED_AHEAD) | Q(stage=Stage.INTAKE)
    )
    return [_asked(pilot, today) for pilot in pilots.order_by("decision_due_on", "pk")]


def _asked(pilot: Pilot, today: date) -> Asked:
    if pilot.stage == Stage.INTAKE:
        return Asked(
            title=_("Complete the plan of “%(title)s”") % {"title": pilot.title},
            why=_("It can start once measure, target, dates and sponsor are known."),
            url=reverse("pilots:pilot_edit", args=[pilot.public_id]),
            action=_("Complete"),
            weight=20,
            icon="flask",
        )
    is_late = pilot.decision_due_on is not None and pilot.decision_due_on <= today
    return Asked(
        title=_("Bring “%(title)s” to a decision") % {"title": pilot.title},
        why=_("Its decision date has come: add the last measurement, then ask for the decision.")
        if is_late
        else _("Its decision date is near: see that the measurements are there."),
        url=reverse("pilots:pilot", args=[pilot.public_id]),
        action=_("Open pilot"),
        due_on=pilot.decision_due_on,
        icon="flask",
    )


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for office and board: decisions that are due, plans at intake, loose ends. 4 queries."""
    if not policies.can_decide(person):
        return []
    url, today = reverse("pilots:pilot_list"), day_of(now)
    due = Pilot.objects.due_on(today)
    first = due.order_by("decision_due_on").values_list("decision_due_on", flat=True).first()
    piles = [
        Waiting(_("Pilots on which a decision is due"), due.count(), f"{url}?show=due", due_on=first, icon="flask"),
    ]
    if person.has_role(Role.PROGRAMME_OFFICE):
        live = Pilot.objects.live()
        piles += [
            Waiting(
                _("Pilots at intake"),
                live.filter(stage=Stage.INTAKE).count(),
                f"{url}?stage={Stage.INTAKE}",
                icon="flask",
            ),
            Waiting(
                _("Pilots without an objective"),
                live.filter(objective__isnull=True).count(),
                f"{url}?show=orphans",
                icon="target",
            ),
            Waiting(_("Pilots without an owner"), live.without_owner().count(), f"{url}?show=ownerless", icon="user"),
        ]
    return [pile for pile in piles if pile.count]


# --- what is held about people ----------------------------------------------------------------------------------------
def data_about(person: Person) -> list[Held]:
    """Return what the register holds about somebody: their part in pilots and what they wrote there."""
    memberships = Membership.objects.filter(person=person).select_related("pilot").order_by("-since")
    sponsored = Pilot.objects.filter(sponsor=person).order_by("-registered_at")
    entries = LogEntry.objects.filter(written_by=person).select_related("pilot").order_by("-at")
    decisions = Decision.objects.filter(decided_by=person).select_related("pilot").order_by("-at")
    measured = Measurement.objects.filter(recorded_by=person).select_related("pilot").order_by("-recorded_at")
    registered = Pilot.objects.filter(registered_by=person).order_by("-registered_at")
    part = [HeldRow(member.pilot.title, member.get_role_display(), member.since) for member in memberships]
    part += [HeldRow(pilot.title, _("sponsor"), pilot.registered_at) for pilot in sponsored]
    part += [HeldRow(pilot.title, _("registered by you"), pilot.registered_at) for pilot in registered]
    wrote = [HeldRow(entry.pilot.title, entry.text, entry.at) for entry in entries]
    wrote += [HeldRow(each.pilot.title, _("a measurement"), each.recorded_at) for each in measured]
    wrote += [HeldRow(each.pilot.title, each.get_kind_display(), each.at) for each in decisions]
    return [
        Held(
            title=gettext_lazy("Your part in pilots"),
            why=gettext_lazy("So that everyone knows whom to ask about a pilot."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("As long as the pilot stands in the register."),
            rows=part,
        ),
        Held(
            title=gettext_lazy("What you wrote, measured and decided in pilots"),
            why=gettext_lazy("So that a decision can be understood later."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("Logs until five years after the pilot stopped; decisions and lessons stay."),
            rows=wrote,
        ),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Say what the going of these people means for pilots."""
    live = Pilot.objects.filter(registered_at__lt=end_of(on)).exclude(stage=Stage.STOPPED)
    current = Membership.objects.current().filter(person_id__in=person_ids, pilot__in=live)
    counts: Mapping[str, int] = {
        role: current.filter(role=role).count() for role in (MemberRole.OWNER, MemberRole.MEMBER)
    }
    found = [
        Consequence(gettext_lazy("pilots without an owner"), counts[MemberRole.OWNER]),
        Consequence(gettext_lazy("places in a pilot team that end"), counts[MemberRole.MEMBER]),
        Consequence(
            gettext_lazy("pilots without a sponsor"), Pilot.objects.live().filter(sponsor_id__in=person_ids).count()
        ),
    ]
    return [consequence for consequence in found if consequence.count]


def opened_in(period: Period) -> int:
    """Return how many pilots entered the register in ``period``. One query."""
    return Pilot.objects.filter(registered_at__gte=start_of(period.first_day), registered_at__lt=period.ends_at).count()
