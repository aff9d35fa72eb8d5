"""Which decisions a pilot allows now, what each of them means, and what comes after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import day_of
from people.models import Person
from pilots import rules
from pilots.choices import DecisionKind, Stage
from pilots.models import Decision, Pilot
from pilots.selectors.contract import Gap, contract_of, gaps


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
