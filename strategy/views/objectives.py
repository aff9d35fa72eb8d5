"""Objectives: what the organisation wants to reach, and the strategy's end of the golden thread."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now, today
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from strategy import policies, selectors, services
from strategy.forms import ObjectiveForm, ReasonForm
from strategy.models import Objective


@require_GET
def objective_list(request: PersonRequest) -> HttpResponse:
    """Every objective that stands, by pillar; on request those that lack something, or archived ones."""
    match show := request.GET.get("show"):
        case "archived":
            objectives = selectors.objectives_archived()
        case "loose":
            objectives = selectors.objectives_loose(today())
        case _:
            objectives = selectors.objectives_open(today())
    context = {
        "shows_archived": show == "archived",
        "shows_loose": show == "loose",
        "objectives": objectives,
        "can_set": policies.can_set_objectives(request.user),
    }
    return render(request, "strategy/objective_list.html", context)


@require_GET
def objective(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """One objective: where it comes from, how we know, by when, and what it lacks."""
    found = get_object_or_404(Objective.objects.select_related("owner"), public_id=objective_id)
    context = {
        "objective": found,
        "thread": selectors.thread_of(found),
        "moments": selectors.moments_of(found, today()),
        "history": selectors.history_of(found),
        "can_set": policies.can_set_objectives(request.user),
    }
    return render(request, "strategy/objective_detail.html", context)


@require_http_methods(["GET", "POST"])
def objective_create(request: PersonRequest) -> HttpResponse:
    """Set an objective."""
    must_set(request)
    form = ObjectiveForm(request.POST or None, initial={"pillar": request.GET.get("pillar", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_objective(actor=request.user, now=now(), **form.values)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The objective is set."))
            return redirect("strategy:objective", made.public_id)
    return render(request, "strategy/objective_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def objective_edit(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """Change an objective."""
    must_set(request)
    found = get_object_or_404(Objective.objects.select_related("owner"), public_id=objective_id)
    form = ObjectiveForm(request.POST or None, instance=found)
    context: dict[str, Any] = {"objective": found}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_objective(
                objective_id=found.pk, actor=request.user, now=now(), edition=form.seen, **form.values
            )
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The objective is changed."))
            return redirect("strategy:objective", found.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "strategy/objective_edit.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def objective_archive(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """Ask why, then put an objective away."""
    must_set(request)
    found = get_object_or_404(Objective, public_id=objective_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.archive_objective(objective_id=found.pk, actor=request.user, now=now(), reason=reason)
        messages.success(request, _("The objective is archived."))
        return redirect("strategy:objective_list")
    context = {"form": form, "objective": found}
    return render(request, "strategy/objective_archive.html", context, status=422 if form.errors else 200)


@require_POST
def objective_restore(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """Bring an archived objective back."""
    must_set(request)
    found = get_object_or_404(Objective, public_id=objective_id)
    services.restore_objective(objective_id=found.pk, actor=request.user, now=now())
    messages.success(request, _("The objective is back."))
    return redirect("strategy:objective", found.public_id)


def must_set(request: PersonRequest) -> None:
    if not policies.can_set_objectives(request.user):
        raise PermissionDenied
