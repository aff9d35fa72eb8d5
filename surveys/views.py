"""Surveys for who answers and for who runs them. The one view that takes a ballot knows no person."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import day_of, now, today
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest, nameless
from governance.selectors import has_agreement, smallest_group
from people.models import Person
from surveys import policies, selectors, services
from surveys.choices import AGREEMENT, WaveState
from surveys.forms import AnswersForm, OpenForm, ReasonForm, WaveForm
from surveys.models import Wave

FOREIGN = gettext_lazy("This form does not belong to an invitation. Open the survey again and answer there.")


# --- for who answers --------------------------------------------------------------------------------------------------
@require_GET
def wave_list(request: PersonRequest) -> HttpResponse:
    """The surveys that somebody can answer, and for the office all of them."""
    day = today()
    mine = list(selectors.my_waves(request.user, on=day))
    past = list(selectors.past_waves(request.user)[:10])
    results = selectors.result_sentences([*mine, *past], today=day)
    context = {
        "mine": [(wave, selectors.has_sent(wave, request.user), results[wave.pk]) for wave in mine],
        "past": [(wave, results[wave.pk]) for wave in past],
        "may_run": policies.can_run_waves(request.user),
        "page": None,
    }
    if context["may_run"]:
        context["page"] = Paginator(selectors.waves(), 50).get_page(request.GET.get("page"))
    return render(request, "surveys/wave_list.html", context)


@never_cache
@require_GET
def wave_answer(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """The form of somebody who was invited. Looking at it records nothing."""
    wave = selectors.my_waves(request.user, on=today()).filter(public_id=wave_id).first()
    if wave is None:
        return _to_its_page(request, wave_id)
    if selectors.has_sent(wave, request.user):
        context = {"wave": wave, "result": selectors.result_sentence(wave, today=today())}
        return nameless(render(request, "surveys/ballot_sent.html", context))
    ticket = selectors.ticket_for(wave, request.user)
    if ticket is None:
        raise RuleBroken(_("This survey cannot take answers now. Please tell the programme office."))
    form = AnswersForm(questions=selectors.questions_of(wave), initial={"ticket": ticket})
    return nameless(render(request, "surveys/wave_answer.html", {"wave": wave, "form": form}))


@login_not_required
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
def ballot_send(request: HttpRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Take a ballot. The ticket in the form stands in the place of session and CSRF token: nobody else can make one.

    No person, no log line, no audit event, no session, no message; ``NamelessBallotMiddleware`` took the cookies away.
    """
    wave = get_object_or_404(Wave, public_id=wave_id)
    form = AnswersForm(request.POST, questions=selectors.questions_of(wave))
    if form.is_valid():
        try:
            services.send_ballot(
                wave_id=wave_id, ticket=form.cleaned_data["ticket"], answers=form.answers(), today=day_of(now())
            )
        except services.NoTicket:
            return nameless(render(request, "errors/rule_broken.html", {"message": FOREIGN}, status=403))
        except services.AlreadySent as sent:
            context = {"lead": str(sent), "result": selectors.result_sentence(wave, today=today())}
            return _answer(request, wave, "surveys/ballot_sent.html", context, status=409)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            return nameless(redirect("surveys:ballot_thanks"))
    elif "ticket" in form.errors:
        return nameless(render(request, "errors/rule_broken.html", {"message": FOREIGN}, status=403))
    return _answer(request, wave, "surveys/wave_answer.html", {"form": form}, status=422)


ballot_send.unlogged = True  # type: ignore[attr-defined]


def _answer(request: HttpRequest, wave: Wave, template: str, words: dict[str, Any], *, status: int) -> HttpResponse:
    """Answer a form that was not taken; from this page, too, the language switch leads back to the survey."""
    context = {"wave": wave, "page_address": reverse("surveys:wave_answer", args=[wave.public_id]), **words}
    return nameless(render(request, template, context, status=status))


def _to_its_page(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Lead who comes too late to the page that says what became of the wave; to any other, nobody is led."""
    wave = _visible(request.user, wave_id)
    if wave.state not in {WaveState.CLOSED, WaveState.VOID}:
        raise Http404
    return redirect("surveys:wave_detail", wave_id=wave.public_id)


@require_GET
def ballot_thanks(request: PersonRequest) -> HttpResponse:
    """After sending; the same page for everybody. It speaks of the one survey that is open, not of who looks."""
    wave = selectors.open_now()
    context = {"result": selectors.result_sentence(wave, today=today()) if wave else ""}
    return render(request, "surveys/ballot_thanks.html", context)


@require_GET
def protocol(request: PersonRequest) -> HttpResponse:
    """Why answers cannot be linked to people, against whom that holds, and what is left."""
    return render(request, "surveys/protocol.html")


# --- for who runs them ------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def wave_new(request: PersonRequest) -> HttpResponse:
    """Prepare a wave."""
    if not policies.can_run_waves(request.user):
        raise PermissionDenied(_("Here the programme office prepares a survey."))
    form = WaveForm(request.POST or None)
    if request.method == "POST":
        wave = _prepared(request, form, services.create_wave)
        if wave is not None:
            return redirect("surveys:wave_detail", wave_id=wave.public_id)
    return render(request, "surveys/wave_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def wave_edit(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Change a wave that was prepared and did not open yet."""
    wave = _run(request, wave_id)
    services.assert_may_prepare(wave, actor=request.user)
    form = WaveForm(request.POST or None, wave=wave)
    context: dict[str, Any] = {"wave": wave}
    try:
        if request.method == "POST" and _prepared(request, form, services.change_wave, wave_id=wave.pk):
            messages.success(request, _("The survey is changed."))
            return redirect("surveys:wave_detail", wave_id=wave.public_id)
    except EditConflict as met:
        form = form.upon(met)
        context["conflict"] = met
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "surveys/wave_new.html", context | {"form": form}, status=status)


def _prepared(request: PersonRequest, form: WaveForm, act: Callable[..., Wave], **which: int) -> Wave | None:
    """Give what the office filled in to a service; ``None``, with the fault at its field, when it was not taken.

    Where two people wrote, what is wrong stands at no field: ``EditConflict`` goes on to the page.
    """
    if not form.is_valid():
        return None
    try:
        return act(**which, **form.cleaned_data, actor=request.user, now=now())
    except EditConflict:
        raise
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        return None


@require_http_methods(["GET", "POST"])
def wave_remove(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Ask once more, and throw away a wave that never opened."""
    wave = _run(request, wave_id)
    services.assert_may_prepare(wave, actor=request.user)
    if request.method == "GET":
        return render(request, "surveys/wave_remove.html", {"wave": wave})
    services.remove_wave(wave_id=wave.pk, actor=request.user, now=now())
    messages.success(request, _("The survey is thrown away. Nobody was invited to it."))
    return redirect("surveys:wave_list")


@require_GET
def wave_preview(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """The form as people will see it; nothing can be sent from here."""
    wave = _visible(request.user, wave_id)
    if not policies.can_preview(request.user):
        raise PermissionDenied(_("Here the programme office, the works council and the privacy officer try a survey."))
    form = AnswersForm(questions=selectors.questions_of(wave))
    return render(request, "surveys/wave_preview.html", {"wave": wave, "form": form})


def _visible(person: Person, wave_id: uuid.UUID) -> Wave:
    wave = get_object_or_404(Wave, public_id=wave_id)
    if not policies.can_see_wave(person, wave):
        raise Http404
    return wave


@require_GET
def wave_detail(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """One wave: its terms, how far it reached, and for the office what can be done now."""
    wave = _visible(request.user, wave_id)
    may_run = policies.can_run_waves(request.user)
    reach = selectors.reach(wave) if wave.state != WaveState.DRAFT else None
    context = {
        "wave": wave,
        "questions": selectors.questions_of(wave),
        "reach": reach,
        "sent": selectors.sent_count(wave, reach) if reach else None,
        "result": selectors.result_sentence(wave, today=today()),
        "may_run": may_run,
        "may_preview": policies.can_preview(request.user),
        "has_agreement": has_agreement(AGREEMENT) if wave.state == WaveState.DRAFT else True,
        "other": selectors.open_now() if wave.state == WaveState.DRAFT else None,
        "has_keys": wave.state != WaveState.OPEN or selectors.has_keys(wave),
        "job": selectors.last_job(wave) if may_run else None,
        "ending": selectors.ended_without_results(wave),
    }
    return render(request, "surveys/wave_detail.html", context)


def _run(request: PersonRequest, wave_id: uuid.UUID) -> Wave:
    """Return the wave on which the office acts; 404 for who may not know of it, 403 for who may only look."""
    wave = _visible(request.user, wave_id)
    if not policies.can_run_waves(request.user):
        raise PermissionDenied(_("Only the programme office opens, closes and ends surveys."))
    return wave


def _reached(wave: Wave) -> dict[str, Any]:
    """Return what the pages show that ask once more before somebody acts on an open wave."""
    reach = selectors.reach(wave)
    return {"reach": reach, "sent": selectors.sent_count(wave, reach)}


@require_http_methods(["GET", "POST"])
def wave_open(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Say what opening means for whom, and open a wave: a worker invites everybody."""
    wave = _run(request, wave_id)
    if request.method == "GET":
        services.assert_may_open(wave, actor=request.user, now=now())
        return _asks_to_open(request, wave)
    form = OpenForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else 0
        services.start_opening(wave_id=wave.pk, actor=request.user, now=now(), seen=seen)
    except EditConflict as met:
        return _asks_to_open(request, met.kept, is_changed=True)
    messages.success(request, _("The survey is being opened. Everybody who works here gets an invitation."))
    return redirect("surveys:wave_detail", wave_id=wave.public_id)


def _asks_to_open(request: PersonRequest, wave: Wave, *, is_changed: bool = False) -> HttpResponse:
    """Answer with the terms of a wave and the question whether to open it; once more where it was changed meanwhile."""
    context = {
        "wave": wave,
        "questions": selectors.questions_of(wave),
        "number": selectors.to_invite(on=today()).count(),
        "smallest_group": smallest_group(),
        "form": OpenForm(initial={"seen": wave.edition}),
        "is_changed": is_changed,
    }
    return render(request, "surveys/wave_open.html", context, status=409 if is_changed else 200)


@require_http_methods(["GET", "POST"])
def wave_remind(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Say whom a reminder reaches, and remind who is not known to have sent, once."""
    wave = _run(request, wave_id)
    if request.method == "GET":
        services.assert_may_remind(wave, actor=request.user, now=now())
        return render(request, "surveys/wave_remind.html", {"wave": wave, **_reached(wave)})
    services.remind(wave_id=wave.pk, actor=request.user, now=now())
    messages.success(request, _("Who has not sent yet gets one reminder."))
    return redirect("surveys:wave_detail", wave_id=wave.public_id)


@require_http_methods(["GET", "POST"])
def wave_close(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Say what closing means now, and close a wave before its last day."""
    wave = _run(request, wave_id)
    if request.method == "GET":
        services.assert_may_close(wave, actor=request.user)
        return render(request, "surveys/wave_close.html", {"wave": wave, **_reached(wave)})
    services.start_closing(wave_id=wave.pk, actor=request.user, now=now())
    messages.success(request, _("The survey is being closed. After that its key is destroyed."))
    return redirect("surveys:wave_detail", wave_id=wave.public_id)


@require_http_methods(["GET", "POST"])
def wave_void(request: PersonRequest, wave_id: uuid.UUID) -> HttpResponse:
    """Say what is lost, and end a wave without results, with the reason."""
    wave = _run(request, wave_id)
    services.assert_may_void(wave, actor=request.user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.void_wave(wave_id=wave.pk, reason=form.cleaned_data["reason"], actor=request.user, now=now())
        messages.success(request, _("The survey ended without results. Its answers can no longer be read by anybody."))
        return redirect("surveys:wave_detail", wave_id=wave.public_id)
    context = {"wave": wave, "form": form, **_reached(wave)}
    return render(request, "surveys/wave_void.html", context, status=422 if request.method == "POST" else 200)
