"""Proposals and their answers, and what the law asks."""

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import day_of, now, today
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest
from governance import policies, rules, selectors, services
from governance.choices import REGISTER, Outcome, ProposalState
from governance.forms import AnswerForm, ProposalForm, ReasonForm
from governance.models import Proposal
from people.models import Person


@require_GET
def proposal_list(request: PersonRequest) -> HttpResponse:
    """What needs agreement and where that stands, and every proposal."""
    if not policies.can_see_proposals(request.user):
        raise PermissionDenied
    form = ShowForm(
        request.GET,
        parts=[(selectors.TO_ANSWER, _("waiting for your answer")), (selectors.TO_ADVISE, _("without your advice"))],
    )
    found = selectors.proposals_that_wait(request.user, form.part) if form.part else selectors.proposals()
    context = {
        "agreements": [] if form.part else selectors.agreements(),
        "form": form,
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "may_propose": policies.can_propose(request.user),
        "lowest_proposed": selectors.lowest_proposed(),
    }
    return render(request, "governance/proposal_list.html", context, status=422 if form.wrong else 200)


@require_http_methods(["GET", "POST"])
def proposal_new(request: PersonRequest, subject: str) -> HttpResponse:
    """Ask a body to agree to one subject, in the words that stand on the page."""
    if not policies.can_propose(request.user):
        raise PermissionDenied(_("Only the programme office makes proposals."))
    known = REGISTER.get(subject)
    if known is None:
        raise Http404
    agreement = selectors.agreement_on(subject)
    form = ProposalForm(request.POST or None, subject=known, has_agreement=agreement is not None and agreement.is_open)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.propose(subject=subject, **form.cleaned_data, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("The proposal is made. Who must answer gets a message."))
            return redirect("governance:proposal_detail", proposal_id=asked.public_id)
    k = selectors.smallest_group()
    words = {language: known.terms(language, smallest_group=k) for language in ("nl", "en")}
    context = {"form": form, "subject": known, "words": words, "agreement": agreement}
    return render(request, "governance/proposal_new.html", context, status=422 if form.errors else 200)


@require_GET
def proposal_detail(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """What was asked, word for word in both languages, and what was answered."""
    return _show(request, _visible(request.user, proposal_id))


def _visible(person: Person, proposal_id: uuid.UUID) -> Proposal:
    if not policies.can_see_proposals(person):
        raise Http404
    return get_object_or_404(Proposal.objects.select_related("body", "proposed_by"), public_id=proposal_id)


def _show(
    request: PersonRequest, proposal: Proposal, bound: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Show a proposal with the forms that this reader may use; ``bound`` replaces those that were sent with a fault."""
    answers = selectors.answers_to(proposal)
    newer = selectors.newer_than(proposal)
    opens_on = None if newer else selectors.deviation_opens_on(proposal, answers)
    context = {
        "proposal": proposal,
        "answers": answers,
        "standing": selectors.standing_answer(answers),
        "advice": selectors.standing_advice(answers),
        "newer": newer,
        "in_short": selectors.in_short(proposal),
        "what_follows": selectors.what_follows(proposal, answers),
        "agreement": selectors.agreement_on(proposal.subject),
        "deviation_opens_on": opens_on,
        "may_propose": policies.can_propose(request.user),
    }
    forms = {} if newer else _forms(request.user, proposal, opens_on)
    return render(request, "governance/proposal_detail.html", context | forms | (bound or {}), status=status)


def _forms(reader: Person, proposal: Proposal, opens_on: date | None) -> dict[str, AnswerForm | ReasonForm]:
    """Return the forms with which this reader can act on a proposal now."""
    forms: dict[str, AnswerForm | ReasonForm] = {}
    outcomes = rules.outcomes_for(proposal.state, proposal.kind, proposal.body.kind)
    if outcomes and policies.can_answer_for(reader, proposal.body) and not policies.made_it(reader, proposal):
        forms["answer_form"] = _answer_form(proposal)
    if proposal.state == ProposalState.ASKED and policies.can_advise(reader):
        forms["advice_form"] = AnswerForm(outcomes=_advice(), prefix="advice")
    if opens_on and opens_on <= day_of(now()) and policies.can_deviate(reader):
        forms["deviation_form"] = ReasonForm(prefix="deviation")
    if proposal.state == ProposalState.ASKED and policies.can_propose(reader):
        forms["withdraw_form"] = ReasonForm(prefix="withdraw")
    return forms


def _advice() -> list[Outcome]:
    return [outcome for outcome in Outcome if outcome in rules.ADVICE_OUTCOMES]


def _in(request: PersonRequest, act: Callable[..., Any]) -> Callable[..., Any]:
    """Return the service that keeps what is written with the language that its writer reads."""
    return partial(act, language=request.LANGUAGE_CODE)


def _take(
    request: PersonRequest, proposal: Proposal, name: str, form: AnswerForm | ReasonForm, act: Callable[..., Any]
) -> HttpResponse:
    """Give a form's words to a service; show the page again with what is wrong, or say that it is done."""
    if form.is_valid():
        try:
            act(proposal_id=proposal.pk, **form.cleaned_data, actor=request.user, now=now())
        except services.AnsweredMeanwhile:
            raise
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("It is recorded. Who asked for this gets a message."))
            return redirect("governance:proposal_detail", proposal_id=proposal.public_id)
    return _show(request, proposal, {name: form}, status=422)


@require_POST
def proposal_answer(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Answer for the body."""
    proposal = _visible(request.user, proposal_id)
    if not policies.can_answer_for(request.user, proposal.body):
        raise PermissionDenied(_("Only who speaks for this body answers for it."))
    try:
        return _take(
            request, proposal, "answer_form", _answer_form(proposal, request.POST), _in(request, services.answer)
        )
    except services.AnsweredMeanwhile as met:
        proposal.refresh_from_db()
        form = _answer_form(proposal, request.POST, again=True)
        form.add_error(None, str(met))
        return _show(request, proposal, {"answer_form": form}, status=409)


def _answer_form(proposal: Proposal, sent: QueryDict | None = None, *, again: bool = False) -> AnswerForm:
    """Return the form of the body over the answer that stands now; ``again`` puts what was typed upon that one."""
    standing = selectors.standing_answer(selectors.answers_to(proposal))
    upon = str(standing.public_id) if standing else ""
    if sent is not None and again:
        sent = sent.copy()
        sent["upon"] = upon
    outcomes = rules.outcomes_for(proposal.state, proposal.kind, proposal.body.kind)
    return AnswerForm(sent, outcomes=outcomes, comes_back=proposal.state != ProposalState.ASKED, upon=upon)


@require_POST
def proposal_advise(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Give the privacy officer's advice."""
    proposal = _visible(request.user, proposal_id)
    if not policies.can_advise(request.user):
        raise PermissionDenied(_("Only the privacy officer gives this advice."))
    form = AnswerForm(request.POST, outcomes=_advice(), prefix="advice")
    return _take(request, proposal, "advice_form", form, _in(request, services.advise))


@require_POST
def proposal_deviate(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Go on against advice, with the reason."""
    proposal = _visible(request.user, proposal_id)
    if not policies.can_deviate(request.user):
        raise PermissionDenied(_("Only the board decides to go on against advice."))
    form = ReasonForm(request.POST, prefix="deviation")
    return _take(request, proposal, "deviation_form", form, _in(request, services.deviate))


@require_POST
def proposal_withdraw(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Take an unanswered proposal back, with the reason."""
    proposal = _visible(request.user, proposal_id)
    if not policies.can_propose(request.user):
        raise PermissionDenied(_("Only the programme office takes a proposal back."))
    form = ReasonForm(request.POST, prefix="withdraw")
    return _take(request, proposal, "withdraw_form", form, services.withdraw)


@require_GET
def duty_list(request: PersonRequest) -> HttpResponse:
    """What the law asks, from when, where that stands and how sure we are; for everyone."""
    context = {"parts": selectors.duties_by_law(on=today()), "today": today()}
    return render(request, "governance/duty_list.html", context)
