"""Asking a body, answering, advising, going on against advice, and taking a proposal back."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from governance import policies, rules, selectors
from governance.choices import REGISTER, AnsweredAs, Outcome, ProposalKind, ProposalState
from governance.messages import AnswerChanged, ProposalAnswered, ProposalAsked
from governance.models import Answer, Body, Proposal
from outbox import services as outbox
from outbox.messages import MessageKind
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role


@transaction.atomic
def propose(
    *,
    body: Body,
    subject: str,
    kind: str,
    title_nl: str = "",
    title_en: str = "",
    text_nl: str = "",
    text_en: str = "",
    anew: str = "",
    actor: Person,
    now: datetime,
) -> Proposal:
    """Ask a body to agree to a subject in the words that stand in the register today; tell who must answer.

    ``anew`` says why it is asked again where there is agreement: what is open closes until there is an answer.
    """
    known = REGISTER.get(subject)
    if known is None:
        raise RuleBroken(_("Choose what the proposal is about."), field="subject")
    if not policies.can_propose(actor):
        raise RuleBroken(_("Only the programme office makes proposals."))
    if not (body.has_consent if kind == ProposalKind.CONSENT else body.has_advice):
        raise RuleBroken(_("This body does not have that right. Choose the other kind, or another body."), field="kind")
    _assert_not_asked(subject)
    if selectors.has_agreement(subject) and not anew.strip():
        raise RuleBroken(
            _("There is agreement on this. Say why you ask anew: what is open now closes until there is an answer."),
            field="anew",
        )
    k = selectors.smallest_group()
    proposal = Proposal.objects.create(
        body=body,
        subject=subject,
        subject_version=known.version,
        kind=kind,
        title_nl=title_nl.strip() or known.title_nl,
        title_en=title_en.strip() or known.title_en,
        text_nl=text_nl.strip() or known.why_nl,
        text_en=text_en.strip() or known.why_en,
        terms_nl=known.terms("nl", smallest_group=k),
        terms_en=known.terms("en", smallest_group=k),
        smallest_group=k,
        anew_reason=anew.strip(),
        proposed_by=actor,
        proposed_at=now,
    )
    record("proposal.asked", proposal, actor=actor, now=now, fields=[subject])
    for person in _asked_people(proposal, day_of(now)):
        _tell(ProposalAsked, person, proposal, f"asked:{proposal.public_id}:{person.public_id}", now)
    return proposal


def _assert_not_asked(subject: str) -> None:
    """One proposal at a time on a subject, so that it is never unclear which answer counts."""
    if Proposal.objects.select_for_update().filter(subject=subject, state=ProposalState.ASKED).exists():
        raise RuleBroken(
            _("A proposal on this waits for an answer already. Withdraw that one first, or wait for the answer."),
            field="subject",
        )


def _asked_people(proposal: Proposal, day: date) -> list[Person]:
    """Return who must act on a proposal: who speaks for the body, and the privacy officers; never who made it."""
    roles = {rules.ANSWERED_BY[proposal.body.kind], Role.PRIVACY_OFFICER}
    people = {person.pk: person for role in roles for person in people_with_role(role, day)}
    people.pop(proposal.proposed_by_id, None)
    return list(people.values())


def _tell(
    kind: type[MessageKind], person: Person, proposal: Proposal, dedupe_key: str, now: datetime, **extra: Any
) -> None:
    outbox.add(
        kind,
        recipient=person,
        dedupe_key=dedupe_key,
        context={
            "title": both(proposal.title_nl, proposal.title_en),
            "body": both(proposal.body.name_nl, proposal.body.name_en),
            **extra,
        },
        url=reverse("governance:proposal_detail", args=[proposal.public_id]),
        about=f"proposal:{proposal.public_id}",
        now=now,
    )


def _locked(proposal_id: int) -> Proposal:
    """Own a proposal until the transaction ends, so that two answers at once come one after the other."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("body", "proposed_by")
    return locked.get(pk=proposal_id)


def _assert_newest(proposal: Proposal) -> None:
    """Refuse words on a proposal that a newer one on the same subject replaced: only the newest one counts."""
    newer = selectors.newer_than(proposal)
    if newer is not None:
        raise RuleBroken(
            _("This proposal was replaced by the one of %(day)s. Answer that one.")
            % {"day": date_format(day_of(newer.proposed_at), "DATE_FORMAT")}
        )


class AnsweredMeanwhile(RuleBroken):
    """Somebody answered for the body after the page was opened; an answer now would take the place of that one."""


@transaction.atomic
def answer(
    *,
    proposal_id: int,
    answer: str,
    reason: str = "",
    conditions: str = "",
    upon: str | None = None,
    language: str = "nl",
    actor: Person,
    now: datetime,
) -> Answer:
    """Answer for the body. The answer is added, never changed; the last one is where the proposal stands.

    One that comes in the place of another says why, and who proposed, who gave the first and who else is concerned
    hear of it: who answers for a body today is not always who answered then. ``upon`` is the public id of the answer
    that its writer saw standing, empty for none; ``AnsweredMeanwhile`` when another one stands now.
    """
    proposal = _locked(proposal_id)
    if not policies.can_answer_for(actor, proposal.body):
        raise RuleBroken(_("Only who speaks for this body answers for it."))
    if policies.made_it(actor, proposal):
        raise RuleBroken(_("You made this proposal, so somebody else answers it for the body."))
    _assert_newest(proposal)
    if answer not in rules.outcomes_for(proposal.state, proposal.kind, proposal.body.kind):
        raise RuleBroken(_("This answer does not fit where the proposal stands now. Read it again."), field="answer")
    former = selectors.standing_answer(selectors.answers_to(proposal))
    if former is not None and upon is not None and upon != str(former.public_id):
        raise AnsweredMeanwhile(
            _("Meanwhile %(who)s answered for the body: %(answer)s. Read that first; what you typed is still here.")
            % {"who": former.answered_by.full_name, "answer": former.get_outcome_display()}
        )
    if former is not None and not reason.strip():
        raise RuleBroken(_("Say why the answer changes: whoever relied on the first one reads it."), field="reason")
    given = _add_answer(
        proposal, AnsweredAs.BODY, Outcome(answer), reason, conditions, replaces=former, language=language,
        actor=actor, now=now,
    )  # fmt: skip
    proposal.state = rules.STATE_AFTER[Outcome(answer)]
    proposal.save(update_fields=["state"])
    outbox.skip_pending(about=f"proposal:{proposal.public_id}", reason="answered", now=now)
    if former is None:
        _tell(ProposalAnswered, proposal.proposed_by, proposal, f"answered:{given.public_id}", now)
    else:
        _tell_of_change(proposal, former, given, actor=actor, now=now)
    return given


def _tell_of_change(proposal: Proposal, former: Answer, given: Answer, *, actor: Person, now: datetime) -> None:
    """Tell who proposed, who gave the former answer, and who else answers for the body or advises on it."""
    concerned = {*_asked_people(proposal, day_of(now)), proposal.proposed_by, former.answered_by} - {actor}
    words = {"before": _in_each_language(former.outcome), "after": _in_each_language(given.outcome)}
    for person in sorted(concerned, key=lambda one: one.pk):
        _tell(AnswerChanged, person, proposal, f"changed:{given.public_id}:{person.public_id}", now, **words)


def _in_each_language(outcome: str) -> dict[str, str]:
    """Return what an answer is called as a message keeps it."""
    called = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            called[language] = str(Outcome(outcome).label)
    return called


@transaction.atomic
def advise(
    *,
    proposal_id: int,
    answer: str,
    reason: str = "",
    conditions: str = "",
    language: str = "nl",
    actor: Person,
    now: datetime,
) -> Answer:
    """Add the privacy officer's advice. It informs the body and the board; it opens and closes nothing."""
    proposal = _locked(proposal_id)
    if not policies.can_advise(actor):
        raise RuleBroken(_("Only the privacy officer gives this advice."))
    _assert_newest(proposal)
    if proposal.state == ProposalState.WITHDRAWN or answer not in rules.ADVICE_OUTCOMES:
        raise RuleBroken(_("This advice does not fit where the proposal stands now. Read it again."), field="answer")
    given = _add_answer(
        proposal, AnsweredAs.ADVISER, Outcome(answer), reason, conditions, language=language, actor=actor, now=now
    )
    _tell(ProposalAnswered, proposal.proposed_by, proposal, f"advised:{given.public_id}", now)
    return given


@transaction.atomic
def deviate(*, proposal_id: int, reason: str, language: str = "nl", actor: Person, now: datetime) -> Answer:
    """Go on against a body's advice, with the reason. Against a refused consent only a court helps."""
    proposal = _locked(proposal_id)
    if not policies.can_deviate(actor):
        raise RuleBroken(_("Only the board decides to go on against advice."))
    _assert_newest(proposal)
    opens_on = selectors.deviation_opens_on(proposal, selectors.answers_to(proposal))
    if opens_on is None:
        raise RuleBroken(
            _("There is no advice here from which the board can deviate. A refused consent stays refused.")
        )
    if day_of(now) < opens_on:
        raise RuleBroken(
            _("The works council has a month to go to court. You can decide this from %(day)s.")
            % {"day": date_format(opens_on, "DATE_FORMAT")}
        )
    return _add_answer(
        proposal, AnsweredAs.BOARD, Outcome.DEVIATED, reason, "", language=language, actor=actor, now=now
    )


@transaction.atomic
def withdraw(*, proposal_id: int, reason: str, actor: Person, now: datetime) -> Proposal:
    """Take back a proposal that has no answer yet; an earlier answer on the subject counts again."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if not policies.can_propose(actor):
        raise RuleBroken(_("Only the programme office takes a proposal back."))
    if proposal.state != ProposalState.ASKED:
        raise RuleBroken(_("This proposal was answered. Make a new proposal if you want something else."))
    if not reason.strip():
        raise RuleBroken(_("Say why you take it back: the body reads it."), field="reason")
    proposal.state = ProposalState.WITHDRAWN
    proposal.save(update_fields=["state"])
    record("proposal.withdrawn", proposal, actor=actor, now=now, fields=["state"], reason=reason.strip())
    outbox.skip_pending(about=f"proposal:{proposal.public_id}", reason="withdrawn", now=now)
    return proposal


def _add_answer(
    proposal: Proposal,
    answered_as: str,
    outcome: Outcome,
    reason: str,
    conditions: str,
    *,
    replaces: Answer | None = None,
    language: str,
    actor: Person,
    now: datetime,
) -> Answer:
    if outcome in rules.NEEDS_REASON and not reason.strip():
        raise RuleBroken(_("Say why: others must be able to follow this answer."), field="reason")
    if outcome == Outcome.AGREED_WITH_CONDITIONS and not conditions.strip():
        raise RuleBroken(_("Write down the conditions, so that they can be kept."), field="conditions")
    given = Answer.objects.create(
        proposal=proposal,
        answered_as=answered_as,
        outcome=outcome,
        reason=reason.strip(),
        conditions=conditions.strip() if outcome == Outcome.AGREED_WITH_CONDITIONS else "",
        language=language,
        answered_by=actor,
        answered_at=now,
        replaces=replaces,
    )
    changed = [f"was {replaces.outcome}"] if replaces else []
    fields = [proposal.subject, answered_as, *changed]
    record(f"proposal.{outcome.value}", proposal, actor=actor, now=now, fields=fields)
    return given
