""" "AI got this wrong": counted here, told in full in the organisation's own form."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.clock import now
from common.http import PersonRequest
from common.selectors import setting_value
from tools import services
from tools.choices import ASK_AT, INCIDENT_FORM
from tools.forms import IncidentForm
from tools.views.guards import tool_or_404

OUTCOMES = {True: "yes", False: "already"}


@require_http_methods(["GET", "HEAD", "POST"])
def tool_wrong(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Say what the button is for, count once, and lead to the organisation's own form or to whom to tell."""
    tool = tool_or_404(request, tool_id)
    form = IncidentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        counted = services.count_incident(tool_id=tool.pk, kind=kind, person=request.user, now=now())
        return redirect(f"{reverse('tools:tool_wrong', args=[tool.public_id])}?counted={OUTCOMES[counted]}")
    context = {
        "tool": tool,
        "form": form,
        "counted": request.GET.get("counted", ""),
        "own_form": setting_value(INCIDENT_FORM),
        "ask_at": setting_value(ASK_AT),
    }
    return render(request, "tools/tool_wrong.html", context, status=422 if form.errors else 200)
