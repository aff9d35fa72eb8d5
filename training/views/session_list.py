"""HR and trainers find sessions; HR begins to plan one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.clock import now
from common.http import PersonRequest, render_fragment
from training import policies, selectors
from training.choices.session_list import SeatsFilter, SessionView
from training.forms import PlanForm, SessionFilterForm
from training.views.guards import only_hr


@require_safe
def session_list(request: PersonRequest) -> HttpResponse:
    """Show the sessions that HR plans or that a trainer gives; what is asked stays in the address."""
    manages, moment = policies.can_manage(request.user), now()
    if not policies.trains(request.user):
        only_hr(request)
    form = SessionFilterForm(request.GET, choices=selectors.session_choices(request.user))
    wanted = form.wanted
    page = selectors.sessions_found(request.user, wanted, request.GET.get("page", "1"), now=moment)
    why, what_to_do = nothing_found(wanted, manages=manages)
    context: dict[str, Any] = {"form": form, "page_obj": page, "now": moment, "can_manage": manages}
    context |= {"why_empty": why, "what_to_do": what_to_do, "is_few": wanted.seats == SeatsFilter.TOO_FEW}
    status = 422 if form.wrong else 200
    return render_fragment(request, "training/session_list.html", context, partial="results", status=status)


def nothing_found(wanted: selectors.SessionFilter, *, manages: bool) -> tuple[str, str]:
    """Say why the list is empty, and what to do or what it waits for."""
    if wanted == selectors.SessionFilter(view=SessionView.TO_MARK):
        return (
            _("All attendance is marked"),
            _("A session shows here from its start until everyone is marked."),
        )
    if wanted == selectors.SessionFilter(seats=SeatsFilter.TOO_FEW, until=wanted.until):
        return (
            _("Enough people come"),
            _("A session shows here while fewer people come than it takes to go ahead."),
        )
    if wanted != selectors.SessionFilter():
        return _("No session fits"), _("Take a filter away, or look among all sessions.")
    if manages:
        return _("No session lies ahead"), _("Plan one, and people can enrol in it.")
    return _("No session that you give lies ahead"), _("HR puts you down as a trainer. Then the session shows here.")


@require_safe
def session_plan(request: PersonRequest) -> HttpResponse:
    """Ask of which course to plan a session, and go on to its form."""
    only_hr(request)
    courses = selectors.courses_to_plan(request.user)
    form = PlanForm(request.GET if "course" in request.GET else None, courses=courses)
    if form.is_bound and form.is_valid():
        return redirect("training:session_create", form.cleaned_data["course"])
    context = {"form": form, "courses": courses}
    return render(request, "training/session_plan.html", context, status=422 if form.errors else 200)
