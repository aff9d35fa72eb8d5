"""Pure rules of the register: which decision leads where, and what each stage asks before a pilot may enter it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilots.choices import UNDER_CONTRACT, DecisionKind, PersonalData, Stage

# --- moves ----------------------------------------------------------------------------------------------------------
PARKABLE = (Stage.IDEA, Stage.INTAKE, Stage.RUNNING, Stage.EVALUATION, Stage.SCALING)

MOVES: Mapping[tuple[str, str], frozenset[str]] = {
    (Stage.IDEA, DecisionKind.CONTINUE): frozenset({Stage.INTAKE}),
    (Stage.INTAKE, DecisionKind.CONTINUE): frozenset({Stage.RUNNING}),
    (Stage.RUNNING, DecisionKind.CONTINUE): frozenset({Stage.EVALUATION}),
    (Stage.RUNNING, DecisionKind.EXTEND): frozenset({Stage.RUNNING}),
    (Stage.EVALUATION, DecisionKind.EXTEND): frozenset({Stage.RUNNING}),
    (Stage.RUNNING, DecisionKind.SCALE): frozenset({Stage.SCALING}),
    (Stage.EVALUATION, DecisionKind.SCALE): frozenset({Stage.SCALING}),
    (Stage.SCALING, DecisionKind.CONTINUE): frozenset({Stage.IN_USE}),
    **{(stage, DecisionKind.PARK): frozenset({Stage.PARKED}) for stage in PARKABLE},
    **{(stage, DecisionKind.STOP): frozenset({Stage.STOPPED}) for stage in (*PARKABLE, Stage.IN_USE, Stage.PARKED)},
    (Stage.PARKED, DecisionKind.RESUME): frozenset(PARKABLE),
}
"""(stage, decision) -> the stages it may lead to. Resuming leads to the one stage that the pilot was parked from."""

OWNER_MAY = frozenset({(Stage.IDEA, DecisionKind.CONTINUE), (Stage.RUNNING, DecisionKind.CONTINUE)})
"""Steps that the owner takes: hand an idea in, and say that the trial is over. The rest is for office or board."""

ANSWERS_THE_DATE = frozenset({DecisionKind.SCALE, DecisionKind.EXTEND, DecisionKind.STOP})
"""Decisions for which a decision date is set."""


IRREVERSIBLE = ANSWERS_THE_DATE
"""Decisions with no way back: what is scaled up is not tried any more, extending is done once, stopped is history."""


def is_aside(stage: str, kind: str) -> bool:
    """Say whether a decision is possible in a stage, but not what its decision date asks for."""
    return stage in UNDER_CONTRACT and kind not in ANSWERS_THE_DATE


def destination(stage: str, kind: str, *, parked_from: str = "") -> str | None:
    """Return the stage to which a decision leads, or ``None`` where it may not be taken."""
    allowed = MOVES.get((stage, kind))
    if allowed is None:
        return None
    if kind == DecisionKind.RESUME:
        return parked_from if parked_from in allowed else None
    return next(iter(allowed))


def kinds_from(stage: str) -> list[DecisionKind]:
    """Return the decisions that a stage allows, in the order of the list."""
    return [kind for kind in DecisionKind if (stage, kind) in MOVES]


# --- gates ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Contract:
    """What is known of a pilot when a gate looks at it."""

    question: str = ""
    hypothesis: str = ""
    has_owner: bool = False
    has_sponsor: bool = False
    has_tool: bool = False
    tool_is_forbidden: bool = False
    personal_data: str = PersonalData.NOT_ANSWERED
    starts_on: date | None = None
    decision_due_on: date | None = None
    measure_name: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    stop_criterion: str = ""
    measurements: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a gate asks for and does not find: in words, and the field where it is filled in."""

    field: str
    words: str | Promise


type Demand = tuple[str, str | Promise]

QUESTION: Demand = ("question", _("the question that this pilot answers"))
HYPOTHESIS: Demand = ("hypothesis", _("what you expect to happen"))
OWNER: Demand = ("has_owner", _("an owner"))
SPONSOR: Demand = ("has_sponsor", _("a sponsor: somebody who wants the answer"))
TOOL: Demand = ("has_tool", _("the AI tool that is tried; ask the programme office to add it to the catalogue"))
PERSONAL_DATA: Demand = ("personal_data", _("whether personal data is needed, settled as yes or no"))
START: Demand = ("starts_on", _("the day it starts"))
DUE: Demand = ("decision_due_on", _("a decision date that is still ahead"))
MEASURE: Demand = ("measure_name", _("what you measure"))
BASELINE: Demand = ("baseline", _("how it is now, in that measure"))
TARGET: Demand = ("target", _("the target, in that measure"))
STOP: Demand = ("stop_criterion", _("when you stop"))
MEASUREMENT: Demand = ("measurements", _("at least one measurement"))
ALLOWED_TOOL: Demand = ("tool_is_forbidden", _("another AI tool: this one is not allowed here"))

_TRIAL: tuple[Demand, ...] = (
    QUESTION, HYPOTHESIS, OWNER, SPONSOR, PERSONAL_DATA, START, DUE, MEASURE, BASELINE, TARGET, STOP,
)  # fmt: skip
GATES: Mapping[str, tuple[Demand, ...]] = {
    Stage.INTAKE: (QUESTION, HYPOTHESIS, OWNER),
    Stage.RUNNING: (*_TRIAL, ALLOWED_TOOL),
    Stage.EVALUATION: (OWNER, MEASUREMENT),
    Stage.SCALING: (OWNER, SPONSOR, TOOL, ALLOWED_TOOL, MEASUREMENT),
    Stage.IN_USE: (OWNER, TOOL, ALLOWED_TOOL),
}
"""What a pilot must have before it enters a stage. Parking and stopping ask nothing of the contract."""


LONGEST_TRIAL = timedelta(days=731)
"""How long a trial runs at most before somebody decides, and how far ahead a new date for that may lie."""


def next_stage_that_asks(demand: str, stage: str, *, parked_from: str = "") -> str | None:
    """Return the first stage ahead that a pilot does not enter without this, or ``None`` where none asks for it.

    For a parked trial its start lies ahead once more.
    """
    if stage == Stage.PARKED:
        stage = Stage.IDEA if parked_from == Stage.IDEA else Stage.INTAKE
    stages: list[str] = [Stage.IDEA, *GATES]
    ahead = stages[stages.index(stage) + 1 :] if stage in stages else []
    return next((each for each in ahead if demand in {name for name, _words in GATES[each]}), None)


def gate_of(kind: str, to_stage: str) -> str | None:
    """Return the stage whose gate a decision passes, or ``None`` where it passes none.

    A trial that is resumed passes the gate of its start again, since its contract could change while it was parked.
    """
    if kind == DecisionKind.RESUME:
        return Stage.RUNNING if to_stage in UNDER_CONTRACT else None
    return None if kind == DecisionKind.EXTEND else to_stage


def missing_for(stage: str, contract: Contract, *, today: date) -> list[Missing]:
    """Return what the gate of ``stage`` asks for and ``contract`` lacks, in the order of the form."""
    return [Missing(field, words) for field, words in GATES.get(stage, ()) if not _is_met(field, contract, today=today)]


def _is_met(field: str, contract: Contract, *, today: date) -> bool:
    match field:
        case "personal_data":
            return contract.personal_data in {PersonalData.YES, PersonalData.NO}
        case "decision_due_on":
            return contract.decision_due_on is not None and contract.decision_due_on > today
        case "tool_is_forbidden":
            return not contract.tool_is_forbidden
        case "baseline" | "target" | "starts_on":
            return getattr(contract, field) is not None
    return bool(getattr(contract, field))


# --- the contract grows by stage --------------------------------------------------------------------------------------
ABOUT = ("title", "question", "hypothesis", "language", "objective", "unit")
WITH_WHOM = ("sponsor", "tool", "personal_data")
AGREEMENT = (
    "starts_on", "decision_due_on", "measure_name", "measure_unit", "baseline", "target", "stop_criterion",
)  # fmt: skip


def editable_fields(stage: str) -> tuple[str, ...]:
    """Return the fields that may change in a stage: the agreement is fixed once the pilot runs."""
    match stage:
        case Stage.STOPPED:
            return ()
        case Stage.IDEA:
            return (*ABOUT, *WITH_WHOM)
        case Stage.INTAKE | Stage.PARKED:
            return (*ABOUT, *WITH_WHOM, *AGREEMENT)
    return ("title", "objective", "unit", *WITH_WHOM)


# --- how it stands ----------------------------------------------------------------------------------------------------
def is_due(stage: str, decision_due_on: date | None, *, today: date) -> bool:
    """Say whether a decision is owed: its date has come and nobody decided."""
    return stage in UNDER_CONTRACT and decision_due_on is not None and decision_due_on <= today


def reaches_target(value: Decimal, *, baseline: Decimal, target: Decimal) -> bool:
    """Say whether a measured value meets the target; a target below the baseline is met by going down."""
    return value <= target if target < baseline else value >= target


UNLIKELY_TIMES = 10
"""A value more than so many times both start and target is rather a slip of the hand than a result."""


def is_unlikely(value: Decimal, *, baseline: Decimal | None, target: Decimal | None) -> bool:
    """Say whether a value lies so far from what was agreed that whoever gives it is asked once."""
    agreed = [abs(each) for each in (baseline, target) if each is not None]
    return bool(agreed) and abs(value) > UNLIKELY_TIMES * max(agreed)


def share_of_way(value: Decimal, *, baseline: Decimal, target: Decimal) -> float | None:
    """Return how far a value is from baseline (0) to target (1); ``None`` where the two are the same."""
    return None if target == baseline else float((value - baseline) / (target - baseline))


def track_of(history: Sequence[str], stage: str, parked_from: str = "") -> str:
    """Return the stage at which a pilot stands on the track; a parked or stopped one stands where it left it."""
    if stage == Stage.PARKED:
        return parked_from
    if stage == Stage.STOPPED:
        return next((each for each in reversed(history) if each not in {Stage.PARKED, Stage.STOPPED}), Stage.IDEA)
    return stage
