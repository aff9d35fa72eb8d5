"""Taking away the second factors of somebody who lost phone and codes, by two administrators where there are two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people import policies, selectors
from people.choices import ResetOutcome
from people.models import Person, SecondFactorReset
from people.services.sessions import end_sessions


@transaction.atomic
def request_second_factor_reset(*, person: Person, reason: str, actor: Person, now: datetime) -> SecondFactorReset:
    """Ask a second administrator to confirm; where there is none, take the second factors away at once."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    refusal = why_no_second_factor_reset(person=person, actor=actor)
    if refusal:
        raise RuleBroken(refusal)
    if not reason.strip():
        raise RuleBroken(
            _("Say why, and how you know that it is this person: whoever confirms reads this."), field="reason"
        )
    day = day_of(now)
    waiting = SecondFactorReset.objects.select_for_update(of=("self",)).filter(
        person=person, outcome=ResetOutcome.WAITING
    )
    others = list(selectors.who_can_confirm_reset(person=person, requested_by=actor, day=day))
    for known in waiting:
        if selectors.waiting_resets(day).filter(pk=known.pk).exists() and known.requested_by_id != actor.pk:
            raise RuleBroken(_("Another administrator asked for this already. Confirm or decline their request."))
        if others and known.requested_by_id == actor.pk:
            return known
        _decide(known, ResetOutcome.LAPSED, actor=None, now=now)
    reset = SecondFactorReset.objects.create(person=person, reason=reason.strip(), requested_by=actor, requested_at=now)
    record("second_factor.reset_requested", reset, actor=actor, now=now, reason=reset.reason)
    if others:
        get_adapter().second_factor_reset_requested(reset=reset, administrators=others, now=now)
    else:
        _carry_out(reset, actor=None, now=now)
    return reset


@transaction.atomic
def confirm_second_factor_reset(*, reset_id: int, actor: Person, now: datetime) -> SecondFactorReset:
    """Take the second factors away, as another administrator asked."""
    reset = _waiting_reset(reset_id, actor=actor, now=now)
    if not reset.person.is_here:
        raise RuleBroken(_("%(name)s does not work here any more.") % {"name": reset.person.full_name})
    if reset.requested_by is None or not reset.requested_by.is_here or not policies.can_grant_roles(reset.requested_by):
        raise RuleBroken(_("Who asked for this is no administrator any more. Ask for it yourself."))
    _carry_out(reset, actor=actor, now=now)
    get_adapter().second_factor_reset_decided(reset=reset, now=now)
    return reset


@transaction.atomic
def decline_second_factor_reset(*, reset_id: int, actor: Person, now: datetime) -> SecondFactorReset:
    """Leave the second factors as they are: withdrawn by who asked, or declined by another administrator."""
    reset = SecondFactorReset.objects.select_for_update(of=("self",)).select_related("person").get(pk=reset_id)
    if reset.requested_by_id == actor.pk and reset.outcome == ResetOutcome.WAITING:
        _decide(reset, ResetOutcome.WITHDRAWN, actor=actor, now=now)
        return reset
    reset = _waiting_reset(reset_id, actor=actor, now=now)
    _decide(reset, ResetOutcome.DECLINED, actor=actor, now=now)
    get_adapter().second_factor_reset_decided(reset=reset, now=now)
    return reset


@dataclass(frozen=True, slots=True)
class Removed:
    """What a reset took away."""

    factors: list[str]
    sessions: int


@transaction.atomic
def reset_second_factor_on_server(*, person: Person, reason: str, now: datetime) -> Removed:
    """Take away second factors without anybody's confirmation: for who has the server in hands, when no one is left."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    refusal = _why_nothing_to_reset(person)
    if refusal:
        raise RuleBroken(refusal)
    if not reason.strip():
        raise RuleBroken(_("Say why: it is written down."), field="reason")
    _lapse(SecondFactorReset.objects.filter(person=person), now=now)
    reset = SecondFactorReset.objects.create(person=person, reason=reason.strip(), requested_at=now)
    return _carry_out(reset, actor=None, now=now)


def lapse_second_factor_resets(*, requested_by: Person, now: datetime, person: Person | None = None) -> None:
    """End what somebody asked for who stops being administrator, and what waits about ``person`` who leaves."""
    about = Q(requested_by=requested_by) if person is None else Q(requested_by=requested_by) | Q(person=person)
    _lapse(SecondFactorReset.objects.filter(about), now=now)


def why_no_second_factor_reset(*, person: Person, actor: Person) -> str:
    """Say why ``actor`` does not reset the second factor of ``person``; empty when they may."""
    if actor == person:
        return _(
            "You do not reset your own second step. Change it under “Signing in safely”, or ask another administrator."
        )
    if not policies.can_reset_second_factor(actor, person):
        return _("Only an administrator resets a second step.")
    return _why_nothing_to_reset(person)


def _why_nothing_to_reset(person: Person) -> str:
    name = {"name": person.full_name}
    if not person.is_here:
        return _("%(name)s does not work here, and cannot sign in.") % name
    if not Authenticator.objects.filter(user_id=person.pk).exists():
        return _("%(name)s has no second step, so there is nothing to reset.") % name
    return ""


def _waiting_reset(reset_id: int, *, actor: Person, now: datetime) -> SecondFactorReset:
    """Own a request that ``actor`` may decide on until the transaction ends."""
    locked = SecondFactorReset.objects.select_for_update(of=("self",))
    reset = locked.select_related("person", "requested_by").get(pk=reset_id)
    if not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator resets a second step."))
    if actor.pk == reset.person_id:
        raise RuleBroken(_("This is about your own second step. Another administrator decides."))
    if reset.outcome != ResetOutcome.WAITING:
        raise RuleBroken(_("This request is not open any more: somebody confirmed, declined or withdrew it."))
    if actor.pk == reset.requested_by_id:
        raise RuleBroken(_("You asked for this yourself. Ask another administrator to confirm it."))
    return reset


def _carry_out(reset: SecondFactorReset, *, actor: Person | None, now: datetime) -> Removed:
    person = Person.objects.select_for_update().get(pk=reset.person_id)
    factors = Authenticator.objects.filter(user_id=person.pk)
    kinds = sorted(factors.values_list("type", flat=True))
    factors.delete()
    sessions = end_sessions(person=person)
    _decide(reset, ResetOutcome.DONE, actor=actor, now=now, fields=kinds)
    get_adapter().second_factor_was_reset(reset=reset, now=now)
    return Removed(factors=kinds, sessions=sessions)


def _decide(
    reset: SecondFactorReset, outcome: ResetOutcome, *, actor: Person | None, now: datetime, fields: Sequence[str] = ()
) -> None:
    reset.outcome, reset.decided_by, reset.decided_at = outcome, actor, now
    reset.save(update_fields=["outcome", "decided_by", "decided_at"])
    # Without a second person the one who asked is who did it.
    by = actor or (reset.requested_by if outcome == ResetOutcome.DONE else None)
    record(f"second_factor.reset_{outcome}", reset, actor=by, now=now, fields=fields, reason=reset.reason)


def _lapse(resets: QuerySet[SecondFactorReset], *, now: datetime) -> None:
    for reset in resets.filter(outcome=ResetOutcome.WAITING).select_for_update(of=("self",)):
        _decide(reset, ResetOutcome.LAPSED, actor=None, now=now)
