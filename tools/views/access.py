"""Seats of tools: ask for one, answer, give and return."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest
from tools import selectors, services
from tools.choices import ENDED, RequestState
from tools.forms import AnswerForm, AskForm, EndForm, GiveSeatForm
from tools.models import AccessRequest
from tools.views.guards import is_look, only_office, tool_or_404
from training.selectors import is_in_line

S = RequestState


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Say what asking for a seat means, and ask."""
    tool = tool_or_404(request, tool_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_access(
                tool_id=tool.pk, person=request.user, now=now(), purpose=form.cleaned_data["purpose"]
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _became(made))
            return redirect("tools:tool_detail", tool.public_id)
    shown = selectors.tool_page(tool, request.user)
    context = {"tool": tool, "shown": shown, "form": form}
    return render(request, "tools/access_ask.html", context, status=422 if form.errors else 200)


@require_safe
def my_access(request: PersonRequest) -> HttpResponse:
    """The seats that somebody has, what they asked for, and what they said with their name that they use already."""
    context = {"rows": selectors.my_requests(request.user), "declared": selectors.my_declarations(request.user)}
    return render(request, "tools/my_access.html", context)


@require_safe
def request_list(request: PersonRequest) -> HttpResponse:
    """The requests that wait for the reader, and for the office those that wait with managers."""
    moment = now()
    form = ShowForm(request.GET, parts=[("mine", _("waiting for you"))])
    found = selectors.requests_of(request.user, now=moment, only_mine=bool(form.part))
    if is_look(request):
        services.note_look(found.all, actor=request.user, now=moment)
    context = {"found": found, "form": form}
    return render(request, "tools/request_list.html", context, status=422 if form.wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def request_answer(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Show one request with what it costs, and take the answer."""
    moment = now()
    row = selectors.request_by_id(request.user, request_id, now=moment)
    if row is None:
        raise Http404
    if is_look(request):
        services.note_look([row], actor=request.user, now=moment)
    overrules = row.approver is not None and not is_in_line(request.user, row.person, now=moment)
    form = AnswerForm(request.POST if request.method == "POST" else None, overrules=overrules)
    if request.method == "POST" and form.is_valid():
        act = services.approve_request if form.is_yes else services.decline_request
        try:
            act(request_id=row.pk, reason=form.cleaned_data["reason"], actor=request.user, now=moment)
        except RuleBroken as broken:
            form.refuse(broken)
            row = selectors.request_by_id(request.user, request_id, now=moment) or row
        else:
            messages.success(request, _("Your answer is sent."))
            return redirect("tools:request_list")
    context = {"row": row, "tool": row.tool, "form": form, "waits": row.state == S.ASKED, "overrules": overrules}
    context["standing"] = selectors.standing_of(row.tool)
    return render(request, "tools/request_answer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def request_end(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Ask whether a seat is returned or a request ends, and do so."""
    row = selectors.request_to_end(request.user, request_id)
    if row is None:
        raise Http404
    is_own = row.person_id == request.user.pk
    back = redirect("tools:my_access") if is_own else redirect("tools:seat_list", row.tool.public_id)
    if row.state in ENDED:
        messages.info(request, _("This has ended already: “%(state)s”.") % {"state": row.get_state_display()})
        if typed := request.POST.get("reason", "").strip():
            messages.info(request, _("You wrote: %(reason)s") % {"reason": typed})
        return back
    form = EndForm(request.POST if request.method == "POST" else None, is_own=is_own)
    if request.method == "POST" and form.is_valid():
        services.end_request(
            request_id=row.pk, actor=request.user, now=now(), reason=form.cleaned_data.get("reason", "")
        )
        had_seat = row.state == S.GIVEN
        messages.success(request, _("The seat is returned.") if had_seat else _("The request has ended."))
        return back
    context = {"row": row, "tool": row.tool, "form": form, "is_own": is_own, "had_seat": row.state == S.GIVEN}
    return render(request, "tools/request_end.html", context, status=422 if form.errors else 200)


@require_safe
def seat_list(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Who has a seat of a tool and who waits, for the programme office."""
    only_office(request)
    tool, moment = tool_or_404(request, tool_id), now()
    seats = selectors.seat_list(tool, now=moment)
    if is_look(request):
        services.note_look(seats.all, actor=request.user, now=moment)
    return render(request, "tools/seat_list.html", {"tool": tool, "seats": seats})


@require_http_methods(["GET", "HEAD", "POST"])
def seat_give(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Let the programme office give somebody a seat, with a reason."""
    only_office(request)
    tool = tool_or_404(request, tool_id)
    form = GiveSeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.give_seat(
                tool_id=tool.pk, person=form.cleaned_data["who"], reason=form.cleaned_data["reason"],
                actor=request.user, now=now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, f"{made.person.full_name}: {made.get_state_display()}")
            return redirect("tools:seat_list", tool.public_id)
    context = {"tool": tool, "form": form, "standing": selectors.standing_of(tool)}
    return render(request, "tools/seat_give.html", context, status=422 if form.errors else 200)


def _became(made: AccessRequest) -> str:
    """What became of a request, for who asked."""
    if made.state == S.GIVEN:
        return _("You have a seat. You can start.")
    if made.state == S.ASKED and made.approver is not None:
        return _("Your request is sent to %(name)s.") % {"name": made.approver.full_name}
    if made.state == S.ASKED:
        return _("Your request is sent to the programme office.")
    if made.state == S.COURSE:
        return _("First take the course. Then you get a seat or a place on the waiting list.")
    return _("You are on the waiting list. As soon as it is your turn you get a message.")
