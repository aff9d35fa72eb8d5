"""What a pilot has agreed so far, what a gate still misses in it, and how a field of it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.clock import day_of
from common.editions import Kept
from people.models import Person
from pilots import rules
from pilots.choices import MEASURED_IN, DecisionKind, MemberRole, PersonalData
from pilots.models import Membership, Pilot
from tools.choices import DataClass, ToolStatus


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a gate misses, in words, and the address where it is filled in; empty where nobody can here."""

    words: str
    url: str


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


def doubts_about_tool(pilot: Pilot) -> list[str]:
    """Return what does not fit between a plan and its AI tool, in words. It is no refusal: somebody has to ask."""
    tool = pilot.tool
    if tool is None:
        return []
    names = {"tool": tool.name}
    runs = pilot.stage in MEASURED_IN
    if tool.status == ToolStatus.NOT_ALLOWED:
        words = (
            _("The AI tool “%(tool)s” is not allowed here. Choose another one, or stop the pilot.")
            if runs
            else _("The AI tool “%(tool)s” is not allowed here: the pilot cannot start with it.")
        )
        return [words % names]
    if pilot.personal_data == PersonalData.YES and not {DataClass.PERSONAL, DataClass.SPECIAL} & {*tool.data_classes}:
        words = (
            _(
                "The pilot needs personal data, but no personal data may go into “%(tool)s”. "
                "Ask the privacy officer now."
            )
            if runs
            else _(
                "The pilot needs personal data, but no personal data may go into “%(tool)s”. "
                "Settle that with the privacy officer before it starts."
            )
        )
        return [words % names]
    return []


def kept_of(pilot: Pilot, names: Sequence[str]) -> list[Kept]:
    """Return these fields as they are kept now, for whoever typed something else."""
    return [Kept(str(capfirst(Pilot._meta.get_field(name).verbose_name)), kept_text(pilot, name)) for name in names]  # type: ignore[union-attr]


def kept_text(pilot: Pilot, name: str) -> str:
    """Return a field as it is kept now, in words."""
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
