"""The moments on the way to an objective: for the programme office and the board."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from strategy import services
from strategy.forms import KeyDateForm
from strategy.models import KeyDate, Objective
from strategy.views.objectives import must_set


@require_http_methods(["GET", "POST"])
def key_date_add(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """Put a moment on the way to an objective."""
    must_set(request)
    objective = get_object_or_404(Objective, public_id=objective_id)
    form = KeyDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_key_date(objective_id=objective.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("The key date is set."))
            return redirect("strategy:objective", objective.public_id)
    context = {"form": form, "objective": objective}
    return render(request, "strategy/key_date_add.html", context, status=422 if form.errors else 200)


@require_POST
def key_date_reach(request: PersonRequest, key_date_id: uuid.UUID) -> HttpResponse:
    """Note that a moment was reached, or that it was not after all."""
    must_set(request)
    found = get_object_or_404(KeyDate.objects.select_related("objective"), public_id=key_date_id)
    reached = "undo" not in request.POST
    services.reach_key_date(key_date_id=found.pk, reached=reached, actor=request.user, now=now())
    messages.success(request, _("Reached: well done.") if reached else _("It stands open again."))
    return redirect("strategy:objective", found.objective.public_id)


@require_POST
def key_date_remove(request: PersonRequest, key_date_id: uuid.UUID) -> HttpResponse:
    """Take a moment away that nobody reached yet."""
    must_set(request)
    found = get_object_or_404(KeyDate.objects.select_related("objective"), public_id=key_date_id)
    try:
        services.remove_key_date(key_date_id=found.pk, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The key date is taken away."))
    return redirect("strategy:objective", found.objective.public_id)
