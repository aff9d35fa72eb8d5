"""Managers answer who asks for a seat, and enrol their own people."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import day_of, now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest
from people.selectors import team_of
from training import policies, selectors, services
from training.choices import EnrolmentState
from training.forms import EnrolTeamForm, RequestForm, RequestsForm
from training.models import Enrolment
from training.selectors.clashes import busy_of
from training.views import told
from training.views.guards import is_look, session_or_404


@require_safe
def request_list(request: PersonRequest) -> HttpResponse:
    """Show the requests that wait for the reader, and to HR those that wait with managers unless filtered away."""
    moment = now()
    form = ShowForm(request.GET, parts=[("mine", _("waiting for you"))])
    found = selectors.requests_of(request.user, now=moment, only_mine=bool(form.part))
    if is_look(request):
        services.note_look_at_requests(found.all, actor=request.user, now=moment)
    answer = RequestsForm(rows=found.all, for_managers=bool(found.elsewhere)) if len(found.all) > 1 else None
    context = {"found": found, "form": form, "answer": answer, "now": moment}
    return render(request, "training/request_list.html", context, status=422 if form.wrong else 200)


@require_POST
def requests_answer(request: PersonRequest) -> HttpResponse:
    """Give those who are ticked one answer, and say who took it and why others did not."""
    moment = now()
    found = selectors.requests_of(request.user, now=moment)
    form = RequestsForm(request.POST, rows=found.all, for_managers=bool(found.elsewhere))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            answered = services.answer_requests(
                form.ticked, is_yes=form.is_yes, reason=reason, actor=request.user, now=moment
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            told.tell_answered(request, answered)
            return redirect("training:request_list")
    context = {"found": found, "form": ShowForm(request.GET, parts=[]), "answer": form, "now": moment}
    return render(request, "training/request_list.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def request_answer(request: PersonRequest, enrolment_id: UUID) -> HttpResponse:
    """Show one request with what it costs and when, and take the answer."""
    moment = now()
    row = selectors.request_by_id(request.user, enrolment_id, now=moment)
    if row is None:
        raise Http404
    if is_look(request):
        services.note_look_at_requests([row], actor=request.user, now=moment)
    overrules = row.approver is not None and not selectors.is_in_line(request.user, row.person, now=moment)
    form = RequestForm(request.POST if request.method == "POST" else None, overrules=overrules)
    if request.method == "POST" and form.is_valid():
        try:
            answered = _answer(request, row, form)
        except RuleBroken as broken:
            form.refuse(broken)
            row = selectors.request_by_id(request.user, enrolment_id, now=moment) or row
        else:
            messages.success(request, told.answered(answered))
            return redirect("training:request_list")
    waits = row.state == EnrolmentState.REQUESTED
    context = {"row": row, "course": row.session.course, "form": form, "waits": waits, "overrules": overrules}
    context |= {
        "dropped": request.method == "POST" and not waits,
        "free": selectors.free_seats(row, moment),
        "due_before": selectors.deadlines_missed(row.session, [row.person_id], now=moment).get(row.person_id),
        "misses": selectors.missing_of(row.session.course, [row.person_id], now=moment).get(row.person_id),
        "busy": busy_of(row, tells_what=policies.can_see_what_clashes(request.user)),
    }
    return render(request, "training/request_answer.html", context, status=422 if form.errors else 200)


def _answer(request: PersonRequest, row: Enrolment, form: RequestForm) -> Enrolment:
    act = services.approve_request if form.is_yes else services.decline_request
    return act(enrolment_id=row.pk, reason=form.cleaned_data["reason"], actor=request.user, now=now())


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_team(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Let a manager tick who of their own people goes to a session."""
    session, moment = session_or_404(request, session_id), now()
    if not team_of(request.user, day_of(moment)).exists():
        raise PermissionDenied(_("Here managers enrol people of their own."))
    team = selectors.team_to_enrol(session, request.user, now=moment)
    form = EnrolTeamForm(request.POST if request.method == "POST" else None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            enrolled = services.enrol_others(
                session_id=session.pk, people=form.wanted(), actor=request.user, now=moment
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            told.tell_enrolled(request, enrolled)
            return redirect("training:course_detail", session.course.public_id)
    mates = selectors.candidates(session, team, now=moment)
    if is_look(request):
        services.note_look_at_team(session.course, team, actor=request.user, now=moment)
    context = {"session": session, "course": session.course, "form": form}
    context["ready"] = [each for each in mates if not each.misses and not each.stops]
    context["kept_out"] = [each for each in mates if each.stops]
    context["stopped"] = [each for each in mates if each.misses and not each.stops]
    context["free"] = selectors.has_seats_for(session, team, moment)
    return render(request, "training/enrol_team.html", context, status=422 if form.errors else 200)
