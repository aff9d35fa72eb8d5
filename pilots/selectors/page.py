"""One pilot: its page, its contract, and which decisions it allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.charts import Cell, Chart, Kind, Mark, Series
from common.charts import Unit as ChartUnit
from common.clock import day_of
from people.models import Person
from people.selectors import people_found
from pilots import rules
from pilots.choices import MEASURED_IN, TRACK, UNDER_CONTRACT, DecisionKind, MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership, Pilot
from tools.choices import ToolStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the track."""

    stage: str
    label: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history: a decision or a log entry."""

    at: datetime
    decision: Decision | None = None
    entry: LogEntry | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a gate misses, in words, and the address where it is filled in; empty where nobody can here."""

    words: str
    url: str


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
    next_missing: Sequence[Gap]
    next_stage: str | None
    chart: Chart | None

    @property
    def team(self) -> list[Membership]:
        """Who takes part beside the owner."""
        return [member for member in self.members if member.role != MemberRole.OWNER]

    @property
    def track_words(self) -> list[str]:
        return [step.label for step in self.track]

    @property
    def track_place(self) -> int:
        """Which step the pilot is at, counted from zero; past the last one when it is in use."""
        if self.pilot.stage == Stage.IN_USE:
            return len(self.track)
        return next(place for place, step in enumerate(self.track) if step.is_here)

    @property
    def has_left_track(self) -> bool:
        return self.pilot.stage in {Stage.PARKED, Stage.STOPPED}

    @property
    def next_label(self) -> str:
        return str(Stage(self.next_stage).label) if self.next_stage else ""

    @property
    def latest_text(self) -> str:
        return self.pilot.in_words(self.latest.value) if self.latest else ""

    @property
    def way_text(self) -> str:
        """How far the way to the target is gone, in words; nothing while it goes the wrong way."""
        if self.share_of_way is None:
            return ""
        if self.share_of_way <= 0:
            return _("not closer to the target yet")
        return _("%(percentage)d%% of the way to the target") % {"percentage": round(self.share_of_way * 100)}

    @property
    def can_measure(self) -> bool:
        return bool(self.pilot.measure_name) and self.pilot.stage in MEASURED_IN


def pilot_page(pilot: Pilot, *, now: datetime) -> PilotPage:
    """Return the page of one pilot. Four queries beside the pilot itself."""
    today = day_of(now)
    members = members_of(pilot)
    measurements = list(pilot.measurements.order_by("measured_on"))
    decisions = list(pilot.decisions.select_related("decided_by").order_by("-number"))
    entries = list(pilot.log_entries.select_related("written_by").order_by("-at", "-pk")[:100])
    latest = measurements[-1] if measurements else None
    knows_way = latest is not None and pilot.baseline is not None and pilot.target is not None
    stood = rules.track_of([decision.from_stage for decision in reversed(decisions)], pilot.stage, pilot.parked_from)
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
        else gaps(
            pilot,
            rules.missing_for(
                following, contract_of(pilot, members=members, measurements=len(measurements)), today=today
            ),
        ),
        next_stage=following,
        chart=chart_of(pilot, measurements),
    )


def chart_of(pilot: Pilot, measurements: Sequence[Measurement]) -> Chart | None:
    """Return the measured values in time against start and target, or ``None`` while nothing was measured."""
    if pilot.baseline is None or pilot.target is None or not measurements:
        return None
    measured = sorted(measurements, key=lambda each: each.measured_on)
    points = [(each.measured_on, each.value, each.cases) for each in measured]
    start = pilot.starts_on or measured[0].measured_on
    place = sum(1 for day, _value, _cases in points if day < start)  # a parked pilot may get a later start
    points.insert(place, (start, pilot.baseline, None))
    sentence = _("From %(start)s at the start to %(latest)s now; the target is %(target)s.")
    return Chart(
        key=f"pilot-{pilot.public_id}",
        title=pilot.measure_name,
        sentence=sentence
        % {"start": pilot.baseline_text, "latest": pilot.in_words(measured[-1].value), "target": pilot.target_text},
        categories=[formats.date_format(day, "j b Y") for day, _value, _cases in points],
        series=[
            Series(
                pilot.get_measure_unit_display(),
                [
                    Cell(
                        value=float(value),
                        base=ngettext("%(count)d case", "%(count)d cases", count) % {"count": count} if count else "",
                    )
                    for _day, value, count in points
                ],
            )
        ],
        kind=Kind.LINE,
        unit=ChartUnit.COUNT,
        marks=[Mark(_("Target"), float(pilot.target))],
        definition=_("What the team itself measured: %(measure)s, in %(unit)s.")
        % {"measure": pilot.measure_name, "unit": pilot.get_measure_unit_display()},
        source=_("The pilot's own measurements"),
        as_of=measured[-1].measured_on,
        category_label=_("Measured on"),
    )


def _history(decisions: Sequence[Decision], entries: Sequence[LogEntry]) -> list[Happening]:
    happenings = [Happening(decision.at, decision=decision) for decision in decisions]
    happenings += [Happening(entry.at, entry=entry) for entry in entries]
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)


def _track(stood: str, stage: str) -> list[Step]:
    here = list(TRACK).index(Stage(stood))
    return [
        Step(each.value, str(each.label), is_done=place < here or stage == Stage.IN_USE, is_here=place == here)
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


FIELD_OF: Mapping[str, str] = {"has_sponsor": "sponsor", "has_tool": "tool", "tool_is_forbidden": "tool"}


def gaps(pilot: Pilot, missing: Sequence[rules.Missing], *, on_form: bool = False) -> list[Gap]:
    """Return what is missing with where to mend it; ``on_form`` links within the form itself."""
    return [Gap(str(each.words), _where(pilot, each.field, on_form=on_form)) for each in missing]


def _where(pilot: Pilot, asked: str, *, on_form: bool) -> str:
    if asked == "has_owner":
        return reverse("pilots:member_create", args=[pilot.public_id])
    if asked == "measurements":
        can = pilot.measure_name and pilot.stage in MEASURED_IN
        return reverse("pilots:measurement_create", args=[pilot.public_id]) if can else ""
    field = FIELD_OF.get(asked, asked)
    if field not in rules.editable_fields(pilot.stage):
        return ""
    form = "" if on_form else reverse("pilots:pilot_edit", args=[pilot.public_id])
    return f"{form}#id_{'sponsor_name' if field == 'sponsor' else field}"


def gaps_before_next(pilot: Pilot, *, now: datetime) -> list[Gap]:
    """Return what the gate of the next stage still asks, for the form of the pilot. Two queries."""
    following = rules.destination(pilot.stage, DecisionKind.CONTINUE)
    if following is None:
        return []
    return gaps(pilot, rules.missing_for(following, contract_of(pilot), today=day_of(now)), on_form=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of the contract as it is kept now, in words."""

    label: str
    text: str


def kept_of(pilot: Pilot, names: Sequence[str]) -> list[Kept]:
    """Return these fields as they are kept now, for whoever typed something else."""
    return [Kept(str(capfirst(Pilot._meta.get_field(name).verbose_name)), _in_words(pilot, name)) for name in names]  # type: ignore[union-attr]


def _in_words(pilot: Pilot, name: str) -> str:
    value = getattr(pilot, name)
    if value is None or value == "":
        return _("nothing filled in")
    match value:
        case date():
            return formats.date_format(value, "j F Y")
        case Decimal():
            return pilot.in_words(value)
        case Person():
            return value.full_name
    return str(getattr(pilot, f"get_{name}_display", lambda: value)())


def members_of(pilot: Pilot) -> list[Membership]:
    """Return who is in the team today, the owner first. One query."""
    return list(pilot.members.current().select_related("person").order_by("-role", "since", "pk"))


MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Colleagues found by a name, and how many there are in all."""

    people: Sequence[Person]
    total: int

    @property
    def is_cut(self) -> bool:
        return len(self.people) < self.total


def people_to_add(pilot: Pilot, text: str, *, now: datetime) -> Found:
    """Return who works here, is not in the team, and fits what somebody typed. Three queries; none without a text."""
    if not text.strip():
        return Found([], 0)
    people = people_found({"q": text[:100].replace("\x00", "")}, day=day_of(now))
    people = people.exclude(pk__in=pilot.members.current().values("person"))
    return Found(list(people[:MOST_FOUND]), people.count())


def decided_since(pilot: Pilot, seen: str) -> Decision | None:
    """Return the latest decision where there are more than a decider saw; one query while nobody decided."""
    latest = pilot.decisions.select_related("decided_by").order_by("-number").first()
    return latest if latest is not None and seen.isdecimal() and int(seen[:9]) < latest.number else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision that a reader may take now, where it leads, and what is missing before it can be."""

    kind: DecisionKind
    to_stage: Stage
    gaps: Sequence[Gap]
    is_aside: bool = False
    """Possible, but not what the decision date asks for; a form folds it away."""


def choices_for(pilot: Pilot, kinds: Sequence[DecisionKind], *, now: datetime) -> list[Choice]:
    """Return those of ``kinds`` that ``pilot`` allows now, each with its gate. Four queries at most."""
    was_extended = pilot.decisions.filter(kind=DecisionKind.EXTEND).exists()
    contract, today, found = contract_of(pilot), day_of(now), []
    for kind in kinds:
        to_stage = rules.destination(pilot.stage, kind, parked_from=pilot.parked_from)
        if to_stage is None:
            continue
        if kind == DecisionKind.EXTEND and was_extended:
            continue
        gate = rules.gate_of(kind, to_stage)
        missing = [] if gate is None else rules.missing_for(gate, contract, today=today)
        if kind == DecisionKind.RESUME:  # the form asks for a new date itself
            missing = [each for each in missing if each.field != "decision_due_on"]
        found.append(Choice(kind, Stage(to_stage), gaps(pilot, missing), rules.is_aside(pilot.stage, kind)))
    if all(choice.is_aside for choice in found):
        return [replace(choice, is_aside=False) for choice in found]
    return found


def notes_on(choices: Sequence[Choice]) -> dict[str, str]:
    """Return a line of sense beside each decision: what it means and where it leads, or what it still needs."""
    notes = {}
    for choice in choices:
        if choice.gaps:
            note = _("Not possible yet; above stands what is missing.")
        else:
            note = _("Stage after this: %(stage)s.") % {"stage": choice.to_stage.label}
        notes[choice.kind.value] = f"{_meaning(choice)} {note}".strip()
    return notes


def _meaning(choice: Choice) -> str:
    match choice.kind:
        case DecisionKind.SCALE:
            return _("It works: more teams will use it.")
        case DecisionKind.EXTEND:
            return _("It needs more time. This can be done once, with a new decision date.")
        case DecisionKind.STOP:
            return _("It ends here. Write down what you learned.")
        case DecisionKind.PARK:
            return _("It rests until somebody resumes it. A decision that was owed stays owed.")
        case DecisionKind.CONTINUE if choice.to_stage == Stage.EVALUATION:
            return _("The trial is over and the team works the result out. The decision is still to come.")
    return ""


AFTERWARDS: Mapping[str, str | Promise] = {
    Stage.INTAKE: gettext_lazy("Fill in the plan next: what you measure, until when, and who the sponsor is."),
    Stage.RUNNING: gettext_lazy("Add the first measurement as soon as there is one."),
    Stage.EVALUATION: gettext_lazy("Add the last measurement, then record the decision."),
    Stage.SCALING: gettext_lazy("Say in the log where it goes first, and who helps there."),
    Stage.IN_USE: gettext_lazy("It is daily work now: see that the AI tool has an owner and a review date."),
    Stage.PARKED: gettext_lazy("You find it among the parked pilots; resume it when it can go on."),
    Stage.STOPPED: gettext_lazy("What it taught stands at the top of this page, for whoever wants to try the same."),
}


def after(decision: Decision) -> str:
    """Return what somebody can do next, now that this was decided."""
    if decision.kind == DecisionKind.EXTEND and decision.new_due_on is not None:
        day = formats.date_format(decision.new_due_on, "j F Y")
        return _("The team measures on, and decides by %(day)s.") % {"day": day}
    return str(AFTERWARDS.get(decision.to_stage, ""))


@dataclass(frozen=True, slots=True)
class LastLook:
    """What is about to be recorded, in words, before it cannot be changed any more."""

    label: str
    from_stage: str
    to_stage: str
    told: int
    """How many people get a message about it."""
    is_end: bool


def last_look(pilot: Pilot, kind: str, *, reader: Person) -> LastLook:
    """Return what a decision of this kind means for ``pilot``. One query."""
    to_stage = rules.destination(pilot.stage, kind, parked_from=pilot.parked_from) or pilot.stage
    told = {member.person_id for member in pilot.members.current()} | {pilot.sponsor_id}
    return LastLook(
        label=str(DecisionKind(kind).label),
        from_stage=pilot.get_stage_display(),
        to_stage=str(Stage(to_stage).label),
        told=len(told - {None, reader.pk}),
        is_end=kind == DecisionKind.STOP,
    )
