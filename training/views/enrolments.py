"""A person's own training: enrol, answer an offer, give up a seat, look back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import day_of, now
from common.errors import RuleBroken
from common.http import PersonRequest
from people.selectors import team_of
from training import policies, selectors, services
from training.choices import AHEAD, EnrolmentState
from training.forms import ConfirmForm, ReasonForm, SwitchForm
from training.models import Enrolment
from training.selectors.clashes import own_clash
from training.views import told
from training.views.guards import enrolment_or_404, session_key_or_404


@require_safe
def my_training(request: PersonRequest) -> HttpResponse:
    """Show what lies ahead, what is required and what was done."""
    moment = now()
    mine = selectors.my_training(request.user, now=moment)
    leads_a_team = team_of(request.user, day_of(moment)).exists()
    return render(request, "training/my_training.html", {"mine": mine, "now": moment, "leads_a_team": leads_a_team})


@require_safe
def enrolment_detail(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    """Show one enrolment: an offer to answer, a place on the list, a seat."""
    enrolment, moment = enrolment_or_404(request, enrolment_id), now()
    meetings = selectors.meetings_of(enrolment) if enrolment.session.has_started(moment) else []
    context = {
        "enrolment": enrolment,
        "session": enrolment.session,
        "course": enrolment.session.course,
        "is_own": enrolment.person_id == request.user.pk,
        "sees_reasons": policies.can_end(request.user, enrolment),
        "has_started": enrolment.session.has_started(moment),
        "can_answer": enrolment.can_be_answered(moment),
        "kept": selectors.why_waiting(enrolment, moment) if enrolment.state == EnrolmentState.WAITING else [],
        "meetings": meetings,
        "now": moment,
    }
    on_now = enrolment.session.meeting_at(moment).number
    context["is_marked"] = any(was_there and each.number == on_now for each, was_there in meetings)
    context["can_switch"] = policies.can_end(request.user, enrolment) and selectors.can_switch(enrolment, now=moment)
    context["keeps_in_words"] = selectors.kept_in_words(enrolment, now=moment) if context["is_own"] else ""
    context["moved_to"] = selectors.switched_to(enrolment)
    if context["is_own"]:
        context["clash"] = own_clash(enrolment, moment)
        if enrolment.state in AHEAD:
            context["due_before"] = selectors.too_late(
                enrolment.session, selectors.required_of(request.user, now=moment)
            )
        if enrolment.state == EnrolmentState.WAITING:
            context["order"] = selectors.order_in_words(enrolment, moment)
    if enrolment.state == EnrolmentState.ATTENDED and moment < enrolment.session.ends_at:
        context["is_under_way"] = True
    elif enrolment.state == EnrolmentState.ATTENDED:
        context["missing"] = selectors.way_of(enrolment.session.course, enrolment.person, attended=True).missing
    return render(request, "training/enrolment_detail.html", context)


@require_POST
def enrol(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Book a seat for oneself or join the waiting list."""
    key = session_key_or_404(request, session_id)
    enrolment = services.enrol(session_id=key, person=request.user, actor=request.user, now=now())
    if enrolment.state == EnrolmentState.BOOKED:
        messages.success(request, _("You have a seat. A confirmation is in your inbox."))
    elif enrolment.state == EnrolmentState.REQUESTED:
        messages.success(request, told.asked(enrolment))
    else:
        messages.info(request, _("You are on the waiting list. We tell you when it is your turn."))
    return _to(enrolment)


@require_POST
def accept_offer(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = enrolment_or_404(request, enrolment_id)
    services.accept_offer(enrolment_id=enrolment.pk, actor=request.user, now=now())
    messages.success(request, _("You have a seat. A confirmation is in your inbox."))
    return _to(enrolment)


@require_http_methods(["GET", "HEAD", "POST"])
def decline_offer(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    """Ask once more, then leave the seat to who is next; where there is nothing to answer, show the enrolment."""
    enrolment, moment = enrolment_or_404(request, enrolment_id), now()
    if request.method == "POST":
        services.decline_offer(enrolment_id=enrolment.pk, actor=request.user, now=moment)
        messages.info(request, _("Thank you for letting us know. Somebody else can take the seat."))
        return _to(enrolment)
    if enrolment.person_id != request.user.pk or not enrolment.can_be_answered(moment):
        return _to(enrolment)
    goes_on = selectors.seat_goes_on(enrolment, moment)
    context = {"enrolment": enrolment, "course": enrolment.session.course, "seat_goes_on": goes_on}
    return render(request, "training/offer_decline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_enrolment(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    """Ask first, then give up the seat or the place; HR gives a reason."""
    enrolment = enrolment_or_404(request, enrolment_id)
    is_own = enrolment.person_id == request.user.pk
    form = (ConfirmForm if is_own else ReasonForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_enrolment(enrolment_id=enrolment.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _ended(enrolment.state, is_own=is_own))
            return _to(enrolment) if is_own else redirect("training:session_detail", enrolment.session.public_id)
    context = {"enrolment": enrolment, "course": enrolment.session.course, "form": form, "is_own": is_own}
    context["has_started"] = enrolment.session.has_started(now())
    context["has_ended"] = enrolment.state in (EnrolmentState.CANCELLED, EnrolmentState.DECLINED)
    context["seat_goes_on"] = selectors.seat_goes_on(enrolment, now())
    return render(request, "training/enrolment_cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def session_switch(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    """Let somebody, or HR for them, choose another session of the course; ``?to=`` has one chosen already."""
    enrolment, moment = enrolment_or_404(request, enrolment_id), now()
    if not policies.can_end(request.user, enrolment):
        raise PermissionDenied
    is_own = enrolment.person_id == request.user.pk
    if (moved := selectors.switched_to(enrolment)) is not None:
        return _to(moved)
    choices = selectors.sessions_to_switch_to(enrolment, by_hr=not is_own, now=moment)
    sent = request.POST if request.method == "POST" else None
    form = SwitchForm(sent, choices=choices, is_own=is_own, initial={"session": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.switch_session(enrolment_id=enrolment.pk, actor=request.user, now=moment, **form.chosen)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            told.tell_switched(request, moved, enrolment)
            return _to(moved) if is_own else redirect("training:session_detail", enrolment.session.public_id)
    context = {"enrolment": enrolment, "course": enrolment.session.course, "form": form, "is_own": is_own}
    return render(request, "training/session_switch.html", context, status=422 if form.errors else 200)


def _ended(was: str, *, is_own: bool) -> str:
    if was == EnrolmentState.REQUESTED and is_own:
        return _("You took your request back.")
    if was != EnrolmentState.WAITING:
        return _("The enrolment is cancelled.")
    return _("You left the waiting list.") if is_own else _("This person is off the waiting list and gets a message.")


def _to(enrolment: Enrolment) -> HttpResponseRedirect:
    return redirect("training:enrolment_detail", enrolment.public_id)
