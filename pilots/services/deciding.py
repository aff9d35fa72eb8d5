"""A decision about a pilot: a fact with a reason, that moves the pilot in the same transaction."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from people.models import Person
from pilots import policies, rules, selectors
from pilots.choices import UNDER_CONTRACT, DecisionKind, Stage
from pilots.errors import DecidedAlready
from pilots.messages import DecisionRecorded
from pilots.models import Decision, Pilot


@transaction.atomic
def decide(
    *,
    pilot_id: int,
    kind: str,
    reason: str,
    seen: int,
    actor: Person,
    now: datetime,
    lesson: str = "",
    new_due_on: date | None = None,
    language: str = "nl",
) -> Decision:
    """Record a decision and move the pilot; of two people who decide at once only one does.

    ``seen`` is the number of decisions that the decider saw: a decision is an answer to what was there then. The
    pilot's row is locked, and the database knows each number once.
    """
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    to_stage, new_date = must_be_possible(
        pilot, kind=kind, reason=reason, seen=seen, actor=actor, now=now, lesson=lesson, new_due_on=new_due_on
    )
    decision = Decision.objects.create(
        pilot=pilot,
        number=seen + 1,
        kind=kind,
        from_stage=pilot.stage,
        to_stage=to_stage,
        reason=reason.strip(),
        lesson=lesson.strip(),
        language=language,
        answers_due_on=_date_answered(pilot, kind, today=day_of(now)),
        new_due_on=new_date,
        decided_by=actor,
        at=now,
    )
    pilot.parked_from = pilot.stage if to_stage == Stage.PARKED else ""
    pilot.stage = to_stage
    if new_date is not None:
        pilot.decision_due_on = new_date
    pilot.edition += 1
    pilot.save(update_fields=["stage", "parked_from", "decision_due_on", "edition"])
    record("pilot.decided", decision, actor=actor, now=now, fields=["stage"])
    _tell_team(pilot, decision, actor=actor, now=now)
    return decision


def must_be_possible(
    pilot: Pilot,
    *,
    kind: str,
    reason: str,
    seen: int,
    actor: Person,
    now: datetime,
    lesson: str = "",
    new_due_on: date | None = None,
) -> tuple[str, date | None]:
    """Raise ``RuleBroken`` unless this can be decided now; return the stage and the new date that it leads to."""
    if pilot.decisions.count() != seen:
        raise DecidedAlready
    to_stage = rules.destination(pilot.stage, kind, parked_from=pilot.parked_from)
    if to_stage is None:
        raise RuleBroken(_("This decision does not fit the stage that the pilot is in now."), field="kind")
    if not policies.may_take(actor, pilot, kind):
        raise RuleBroken(_("Only the programme office and the board take this decision."))
    _must_say_why(kind, reason, lesson)
    new_date = _new_date(pilot, kind, to_stage, new_due_on, today=day_of(now))
    _must_pass_gate(pilot, kind, to_stage, new_date, today=day_of(now))
    return to_stage, new_date


def _must_say_why(kind: str, reason: str, lesson: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Say why: the team and whoever looks back will want to know."), field="reason")
    if kind == DecisionKind.STOP and not lesson.strip():
        raise RuleBroken(_("Write down what this pilot taught, so that nobody has to learn it again."), field="lesson")


def _new_date(pilot: Pilot, kind: str, to_stage: str, new_due_on: date | None, *, today: date) -> date | None:
    """Return the new decision date that an extension sets, and a resumed pilot when its old one went by."""
    if kind == DecisionKind.EXTEND:
        if pilot.decisions.filter(kind=DecisionKind.EXTEND).exists():
            raise RuleBroken(_("This pilot was extended before, and that can be done once. Scale it up or stop it."))
        earliest = max(today, pilot.decision_due_on or today, pilot.starts_on or today)
        if new_due_on is None or new_due_on <= earliest:
            raise RuleBroken(_("Choose a new decision date, later than the one there is."), field="new_due_on")
        return _near(new_due_on, today=today)
    went_by = pilot.decision_due_on is not None and pilot.decision_due_on <= today
    if kind == DecisionKind.RESUME and to_stage in UNDER_CONTRACT and (went_by or new_due_on):
        if new_due_on is None or new_due_on <= today:
            raise RuleBroken(_("The decision date went by while it was parked. Choose a new one."), field="new_due_on")
        if pilot.starts_on is not None and new_due_on <= pilot.starts_on:
            raise RuleBroken(_("The decision comes after the start. Choose a later day."), field="new_due_on")
        return _near(new_due_on, today=today)
    return None


def _near(new_due_on: date, *, today: date) -> date:
    """Return a new decision date, unless it lies so far ahead that nobody would decide."""
    if new_due_on > today + rules.LONGEST_TRIAL:
        raise RuleBroken(_("This is more than two years from now. Choose an earlier day."), field="new_due_on")
    return new_due_on


def _must_pass_gate(pilot: Pilot, kind: str, to_stage: str, new_date: date | None, *, today: date) -> None:
    gate = rules.gate_of(kind, to_stage)
    if gate is None:
        return
    missing = rules.missing_for(gate, selectors.contract_of(pilot, decision_due_on=new_date), today=today)
    if missing:
        words = "; ".join(str(each.words) for each in missing)
        text = _("Before this can happen, the pilot still needs: %(missing)s.") % {"missing": words}
        raise RuleBroken(text, field="kind")


def _date_answered(pilot: Pilot, kind: str, *, today: date) -> date | None:
    """Return the decision date that this answers. Parking is no answer, but does not hide that one was owed."""
    if pilot.stage not in UNDER_CONTRACT:
        return None
    if kind in rules.ANSWERS_THE_DATE:
        return pilot.decision_due_on
    if kind == DecisionKind.PARK and pilot.decision_due_on is not None and pilot.decision_due_on < today:
        return pilot.decision_due_on
    return None


def _tell_team(pilot: Pilot, decision: Decision, *, actor: Person, now: datetime) -> None:
    team = {member.person_id: member.person for member in pilot.members.current().select_related("person")}
    if pilot.sponsor is not None:
        team[pilot.sponsor.pk] = pilot.sponsor
    for person in team.values():
        if person.pk == actor.pk or not person.is_here:
            continue
        outbox.add(
            DecisionRecorded,
            recipient=person,
            dedupe_key=f"pilots.decision:{decision.public_id}:{person.pk}",
            context={
                "title": pilot.title,
                "kind": decision.kind,
                "reason": decision.reason,
                "new_due_on": decision.new_due_on,
            },
            now=now,
            url=reverse("pilots:pilot", args=[pilot.public_id]),
            about=f"pilot:{pilot.public_id}",
        )
