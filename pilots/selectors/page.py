"""One pilot: all that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from common.charts import Chart
from common.clock import day_of
from pilots import rules
from pilots.choices import MEASURED_IN, TRACK, UNDER_CONTRACT, DecisionKind, MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership, Pilot
from pilots.selectors.contract import Gap, contract_of, gaps
from pilots.selectors.measured import chart_of
from pilots.selectors.team import members_of


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
    has_run: bool
    was_extended: bool

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
    def is_plan_complete(self) -> bool:
        """Nothing is missing any more before the pilot starts; somebody still has to decide that it does."""
        return self.pilot.stage == Stage.INTAKE and not self.next_missing

    @property
    def plans_decision(self) -> bool:
        """A decision date is agreed on, but does not hold yet, since the pilot does not run."""
        return self.pilot.decision_due_on is not None and self.pilot.stage in {Stage.INTAKE, Stage.PARKED}

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
        was_extended=any(decision.kind == DecisionKind.EXTEND for decision in decisions),
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
        has_run=_has_run(pilot, decisions, today=today),
    )


def _has_run(pilot: Pilot, decisions: Sequence[Decision], *, today: date) -> bool:
    """Say whether the trial began; one that was parked may get a later start, and then it is still to begin."""
    if pilot.stage == Stage.PARKED and pilot.starts_on is not None and pilot.starts_on > today:
        return False
    return any(decision.to_stage == Stage.RUNNING for decision in decisions)


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
