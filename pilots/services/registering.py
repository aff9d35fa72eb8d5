"""A pilot enters the register, its contract grows, and people join its team."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.measures import why_impossible
from common.services import record
from outbox import services as outbox
from people.models import Person, Unit
from pilots import policies, rules
from pilots.choices import MEASURED_IN, MemberRole, Stage
from pilots.messages import AddedToPilot
from pilots.models import Membership, Pilot
from tools.choices import ToolStatus

MOST_YEARS_BEFORE = 10
"""A pilot may have begun before there was a register, but a start long before that is a slip of the hand."""


@transaction.atomic
def register_pilot(
    *,
    title: str,
    question: str,
    unit: Unit,
    language: str,
    actor: Person,
    now: datetime,
    is_in_use: bool = False,
    **values: Any,
) -> Pilot:
    """Put a pilot in the register; whoever registers it owns it. AI that is in use already enters at that stage.

    ``values`` are further fields of the contract that an idea may have.
    """
    if not title.strip():
        raise RuleBroken(_("Give the pilot a title that a colleague understands."), field="title")
    if not question.strip():
        raise RuleBroken(_("Write down the question that you want to answer."), field="question")
    unknown = set(values) - {*rules.ABOUT, *rules.WITH_WHOM}
    if unknown:
        raise TypeError(f"not known of an idea: {sorted(unknown)}")
    stage = Stage.IN_USE if is_in_use else Stage.IDEA
    pilot = Pilot.objects.create(
        title=title.strip(),
        question=question.strip(),
        unit=unit,
        language=language,
        stage=stage,
        entry_stage=stage,
        registered_at=now,
        registered_by=actor,
        **values,
    )
    Membership.objects.create(pilot=pilot, person=actor, role=MemberRole.OWNER, since=day_of(now))
    record("pilot.registered", pilot, actor=actor, now=now, fields=["title", "question", "unit", *values])
    return pilot


@transaction.atomic
def update_pilot(*, pilot_id: int, actor: Person, now: datetime, edition: int | None = None, **values: Any) -> Pilot:
    """Change what may change in the pilot's stage; the agreement is fixed once it runs, for everyone.

    ``edition`` is the one that the writer opened: where somebody saved or decided since, ``EditConflict`` is raised.
    The pilot's row is locked, so of two savers one waits and then meets the other's edition.
    """
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    _must_change(actor, pilot)
    changed = [name for name, value in values.items() if getattr(pilot, name) != value]
    if not changed:
        return pilot
    if edition is not None and edition != pilot.edition:
        raise EditConflict(kept=pilot)
    fixed = set(changed) - set(rules.editable_fields(pilot.stage))
    if fixed:
        names = ", ".join(sorted(str(Pilot._meta.get_field(name).verbose_name) for name in fixed))  # type: ignore[union-attr]
        raise RuleBroken(
            _(
                "This was agreed when the pilot started and stays as it is: %(fields)s. "
                "A decision to extend sets a new date."
            )
            % {"fields": names}
        )
    for name in changed:
        setattr(pilot, name, values[name])
    must_hold_together(pilot)
    if "tool" in changed:
        _must_not_go_over_to_forbidden(pilot)
    if {"starts_on", "decision_due_on"} & set(changed):
        _must_be_near(pilot)
    pilot.edition += 1
    pilot.save()
    record("pilot.changed", pilot, actor=actor, now=now, fields=changed)
    return pilot


def must_hold_together(pilot: Pilot) -> None:
    """Raise ``RuleBroken`` where two fields of the contract contradict each other."""
    if not pilot.title.strip() or not pilot.question.strip():
        raise RuleBroken(_("A pilot needs a title and a question."), field="title")
    if pilot.starts_on and pilot.decision_due_on and pilot.decision_due_on <= pilot.starts_on:
        raise RuleBroken(_("The decision comes after the start. Choose a later day."), field="decision_due_on")
    for name in ("baseline", "target"):
        why = why_impossible(getattr(pilot, name), pilot.measure_unit)
        if why:
            raise RuleBroken(why, field=name)
    if pilot.baseline is not None and pilot.baseline == pilot.target:
        raise RuleBroken(
            _("Target and start are the same, so nothing would change. Say what you want to reach."), field="target"
        )


def _must_not_go_over_to_forbidden(pilot: Pilot) -> None:
    """Raise ``RuleBroken`` where people would work with a forbidden tool from now on; a plan may name it, and waits."""
    if pilot.tool is not None and pilot.tool.status == ToolStatus.NOT_ALLOWED and pilot.stage in MEASURED_IN:
        raise RuleBroken(
            _("“%(tool)s” is not allowed here, and this pilot runs. Choose another AI tool, or stop the pilot.")
            % {"tool": pilot.tool.name},
            field="tool",
        )


def _must_be_near(pilot: Pilot) -> None:
    """Raise ``RuleBroken`` for a start or a decision in a year that nobody can have meant."""
    registered_on = day_of(pilot.registered_at)
    begins_on = pilot.starts_on or registered_on
    if begins_on.year < registered_on.year - MOST_YEARS_BEFORE:
        raise RuleBroken(
            _("This is more than %(years)d years before the pilot was registered. Look at the year once more.")
            % {"years": MOST_YEARS_BEFORE},
            field="starts_on",
        )
    if begins_on > registered_on + rules.LONGEST_TRIAL:
        raise RuleBroken(
            _("This is more than two years after the pilot was registered. Look at the year once more."),
            field="starts_on",
        )
    latest = max(begins_on, registered_on) + rules.LONGEST_TRIAL
    if pilot.decision_due_on is not None and pilot.decision_due_on > latest:
        raise RuleBroken(
            _("A trial lasts two years at most. Choose an earlier day for the decision."), field="decision_due_on"
        )


@transaction.atomic
def add_member(*, pilot_id: int, person: Person, actor: Person, now: datetime) -> Membership:
    """Take somebody into the team; who is in it already stays as they are."""
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    _must_change(actor, pilot)
    if not person.is_here:
        raise RuleBroken(_("This person does not work here any more. Choose a colleague."), field="person")
    held = pilot.members.current().filter(person=person).first()
    if held is not None:
        return held
    role = MemberRole.MEMBER if pilot.members.current().filter(role=MemberRole.OWNER).exists() else MemberRole.OWNER
    membership = Membership.objects.create(pilot=pilot, person=person, role=role, since=day_of(now))
    record("pilot.member_added", pilot, actor=actor, now=now, fields=[role])
    _tell_new_member(membership, actor=actor, now=now)
    return membership


@transaction.atomic
def end_membership(*, pilot_id: int, person: Person, actor: Person, now: datetime) -> None:
    """Let somebody leave the team; the owner hands over first. Who is not in it is not, and nothing changes."""
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    if actor.pk != person.pk:
        _must_change(actor, pilot)
    membership = pilot.members.current().filter(person=person).first()
    if membership is None:
        return
    if membership.role == MemberRole.OWNER:
        raise RuleBroken(_("The owner cannot leave without handing over. Make somebody else the owner first."))
    membership.until = day_of(now)
    membership.save(update_fields=["until"])
    record("pilot.member_left", pilot, actor=actor, now=now, fields=[membership.role])


@transaction.atomic
def hand_over(*, pilot_id: int, person: Person, actor: Person, now: datetime) -> None:
    """Make ``person`` the owner; who owned it stays in the team."""
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    _must_change(actor, pilot)
    if not person.is_here:
        raise RuleBroken(_("This person does not work here any more. Choose a colleague."), field="person")
    pilot.members.current().filter(role=MemberRole.OWNER).exclude(person=person).update(role=MemberRole.MEMBER)
    membership, created = Membership.objects.get_or_create(
        pilot=pilot, person=person, until__isnull=True, defaults={"role": MemberRole.OWNER, "since": day_of(now)}
    )
    if not created and membership.role != MemberRole.OWNER:
        membership.role = MemberRole.OWNER
        membership.save(update_fields=["role"])
    record("pilot.handed_over", pilot, actor=actor, now=now, fields=["owner"])
    if created:
        _tell_new_member(membership, actor=actor, now=now)


def _tell_new_member(membership: Membership, *, actor: Person, now: datetime) -> None:
    if membership.person_id == actor.pk:
        return
    pilot = membership.pilot
    outbox.add(
        AddedToPilot,
        recipient=membership.person,
        dedupe_key=f"pilots.added:{pilot.public_id}:{membership.pk}",
        context={"title": pilot.title, "question": pilot.question},
        now=now,
        url=reverse("pilots:pilot", args=[pilot.public_id]),
        about=f"pilot:{pilot.public_id}",
    )


def _must_change(actor: Person, pilot: Pilot) -> None:
    if pilot.stage == Stage.STOPPED:
        raise RuleBroken(_("This pilot stopped. What it taught stays as it is; register a new pilot to try again."))
    if not policies.can_change(actor, pilot):
        raise RuleBroken(_("Only the team of this pilot and the programme office change it."))
