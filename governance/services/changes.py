"""Changing a setting that touches privacy: one proposes, the privacy officer advises, a third person decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common import services as common
from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.models import SettingProposal
from common.organisation import REGISTRY
from governance import policies, rules, selectors
from governance.choices import ADVISES_ON_CHANGES, DECIDES_ON_CHANGES
from governance.messages import (
    AgreementAtStake,
    AgreementEnded,
    ChangeAdvised,
    ChangeDecided,
    ChangeProposed,
    ChangeWithdrawn,
)
from governance.selectors import Agreement
from outbox import services as outbox
from outbox.messages import MessageKind
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role


@transaction.atomic
def propose_change(*, key: str, value: Any, reason: str, actor: Person, now: datetime) -> SettingProposal:
    """Propose a change of a setting that touches privacy; the privacy officer hears of it.

    So does who answers for a body whose agreement the change would end.
    """
    if not policies.can_propose_change(actor):
        raise RuleBroken(_("Only an administrator proposes a change of a setting."))
    proposal = common.propose_setting(key=key, value=value, reason=reason, actor=actor, now=now)
    _tell(ChangeProposed, _holders(ADVISES_ON_CHANGES, now) - {actor}, proposal, "proposed", now)
    for agreement in selectors.agreements_ended_by(proposal.key, proposal.value):
        _tell_of_agreement(AgreementAtStake, agreement, proposal, now)
    return proposal


@transaction.atomic
def advise_on_change(*, proposal_id: int, positive: bool, words: str, actor: Person, now: datetime) -> SettingProposal:
    """Give the privacy officer's advice, once; who proposed it and who can decide hear of it."""
    if not policies.can_advise_on_change(actor):
        raise RuleBroken(_("Only the privacy officer gives advice on a change of a setting."))
    proposal = common.advise_setting(proposal_id=proposal_id, positive=positive, words=words, actor=actor, now=now)
    _skip_waiting(proposal, "advised", now)
    readers = _holders(DECIDES_ON_CHANGES, now) | {proposal.proposed_by}
    _tell(ChangeAdvised, readers - {actor}, proposal, "advised", now)
    return proposal


@transaction.atomic
def decide_on_change(
    *, proposal_id: int, confirmed: bool, reason: str = "", actor: Person, now: datetime
) -> SettingProposal:
    """Confirm or decline a change. Who proposed and advised hear of it; so do those whose agreement it ends."""
    if not policies.can_decide_on_change(actor):
        raise RuleBroken(_("Only an administrator or the board decides on a change of a setting."))
    waiting = SettingProposal.objects.get(pk=proposal_id)
    ends = selectors.agreements_ended_by(waiting.key, waiting.value) if confirmed else []
    proposal = common.decide_setting(proposal_id=proposal_id, confirmed=confirmed, reason=reason, actor=actor, now=now)
    _skip_waiting(proposal, "decided", now)
    _skip_what_was_at_stake(proposal, "decided", now)
    told = {person for person in (proposal.proposed_by, proposal.advised_by) if person is not None}
    _tell(ChangeDecided, told - {actor}, proposal, "decided", now)
    for agreement in ends:
        _tell_of_agreement(AgreementEnded, agreement, proposal, now, Role.PROGRAMME_OFFICE)
    return proposal


@transaction.atomic
def withdraw_change(*, proposal_id: int, reason: str, actor: Person, now: datetime) -> SettingProposal:
    """Take back a change before somebody decided on it.

    Who was asked for advice or a decision hears of it, and so do bodies whose agreement was at stake.
    """
    proposal = common.withdraw_setting(proposal_id=proposal_id, reason=reason, actor=actor, now=now)
    _skip_waiting(proposal, "withdrawn", now)
    _skip_what_was_at_stake(proposal, "withdrawn", now)
    roles = {*ADVISES_ON_CHANGES, *(DECIDES_ON_CHANGES if proposal.advised_at else ())}
    for agreement in selectors.agreements_ended_by(proposal.key, proposal.value):
        if agreement.proposal is not None:
            roles.add(rules.ANSWERED_BY[agreement.proposal.body.kind])
    told = _holders(roles, now) | ({proposal.advised_by} if proposal.advised_by else set())
    _tell(ChangeWithdrawn, told - {actor}, proposal, "withdrawn", now)
    return proposal


def _tell_of_agreement(
    kind: type[MessageKind], agreement: Agreement, change: SettingProposal, now: datetime, *others: str
) -> None:
    """Tell the body that agreed, and who holds another role that must act."""
    agreed = agreement.proposal
    if agreed is None:
        return
    for person in _holders((rules.ANSWERED_BY[agreed.body.kind], *others), now):
        outbox.add(
            kind,
            recipient=person,
            dedupe_key=f"{kind.code}:{agreed.public_id}:{change.public_id}:{person.public_id}",
            context={
                "title": both(agreed.title_nl, agreed.title_en),
                "agreed_to": agreed.smallest_group,
                "value": change.value,
            },
            url=reverse("governance:proposal_detail", args=[agreed.public_id]),
            about=f"proposal:{agreed.public_id}",
            now=now,
        )


def _holders(roles: Iterable[str], now: datetime) -> set[Person]:
    return {person for role in roles for person in people_with_role(role, day_of(now))}


def _skip_waiting(proposal: SettingProposal, reason: str, now: datetime) -> None:
    """Take back what still asks somebody to do what is done now."""
    outbox.skip_pending(about=f"setting:{proposal.public_id}", reason=reason, now=now)


def _skip_what_was_at_stake(proposal: SettingProposal, reason: str, now: datetime) -> None:
    """Take back that an agreement would end: it has ended now, of which another message tells, or it stays."""
    here = f":{proposal.public_id}:"
    outbox.skip_unless(code=AgreementAtStake.code, wanted=lambda key: here not in key, reason=reason, now=now)


def _tell(
    kind: type[MessageKind], people: Iterable[Person], proposal: SettingProposal, step: str, now: datetime
) -> None:
    for person in sorted(people, key=lambda one: one.pk):
        outbox.add(
            kind,
            recipient=person,
            dedupe_key=f"setting-{step}:{proposal.public_id}:{person.public_id}",
            context={
                "setting": _in_each_language(proposal.key),
                "before": proposal.value_before,
                "value": proposal.value,
                "positive": proposal.advised_for,
                "confirmed": proposal.confirmed,
            },
            url=reverse("setting_proposal", args=[proposal.public_id]),
            about=f"setting:{proposal.public_id}",
            now=now,
        )


def _in_each_language(key: str) -> dict[str, str]:
    """Return the name of a setting as a message keeps it."""
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names[language] = str(REGISTRY[key].label)
    return names
