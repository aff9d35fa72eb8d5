"""Learning paths, for who walks them and for HR who makes them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import policies, selectors, services
from training.choices import StepChange
from training.forms import ConfirmForm, PathForm, PathRequireForm, StepForm
from training.views.guards import only_hr, path_or_404


@require_safe
def path_list(request: PersonRequest) -> HttpResponse:
    """Show every path that somebody sees, with how far they are."""
    context = {
        "rows": selectors.paths_listed(request.user, now=now()), "can_manage": policies.can_manage(request.user)
    }  # fmt: skip
    return render(request, "training/path_list.html", context)


@require_safe
def path_detail(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Show the steps of a path, what is done and what comes next."""
    path = path_or_404(request, path_id)
    manages = policies.can_manage(request.user)
    context: dict[str, Any] = {"path": path, "shown": selectors.path_page(path, request.user, now=now())}
    context["can_manage"] = manages
    context["can_require"] = manages and path.is_published and bool(selectors.requirements_of_path(path))
    return render(request, "training/path_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def path_create(request: PersonRequest) -> HttpResponse:
    """Write a new path; it starts as a draft without courses."""
    only_hr(request)
    form = PathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            path = services.create_path(fields=form.written(), actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The path is a draft. Add its courses, then publish it."))
            return redirect("training:path_steps", path.public_id)
    return render(request, "training/path_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def path_edit(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Change what a path says of itself."""
    only_hr(request)
    path = path_or_404(request, path_id)
    form, context = PathForm(request.POST or None, instance=path), dict[str, Any](path=path)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_path(path_id=path.pk, fields=form.written(), actor=request.user, now=now(), edition=form.seen)
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Saved."))
            return redirect("training:path_detail", path.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "training/path_edit.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def path_steps(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Show the courses of a path in their order, with buttons to move them, and add one."""
    only_hr(request)
    path = path_or_404(request, path_id)
    form = StepForm(request.POST or None, path=path)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_step(path_id=path.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Added at the end of the path."))
            return redirect("training:path_steps", path.public_id)
    steps = path.steps.select_related("course").order_by("position", "pk")
    context = {"path": path, "steps": steps, "form": form}
    return render(request, "training/path_steps.html", context, status=422 if form.errors else 200)


@require_POST
def step_change(request: PersonRequest, step_id: UUID) -> HttpResponse:
    """Move a step, take it away, or say whether it belongs to the path."""
    only_hr(request)
    step, change = selectors.step_by_id(step_id), request.POST.get("change", "")
    if step is None or change not in StepChange.values:
        raise Http404
    try:
        services.change_step(step_id=step.pk, change=StepChange(change), actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("Saved."))
    # Back at the step that was moved, for who works by keyboard or on a phone.
    address = reverse("training:path_steps", kwargs={"path_id": step.path.public_id})
    return redirect(f"{address}#step-{step.public_id}")


@require_POST
def path_publish(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Let everyone find a path."""
    only_hr(request)
    path = path_or_404(request, path_id)
    try:
        services.publish_path(path_id=path.pk, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("Everyone can find this path now."))
    return redirect("training:path_detail", path.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def path_archive(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Ask first, then take a path away."""
    only_hr(request)
    path = path_or_404(request, path_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.archive_path(path_id=path.pk, actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The path is no longer shown. What people completed stays."))
            return redirect("training:path_detail", path.public_id)
    context = {"path": path, "form": form}
    return render(request, "training/path_archive.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def path_require(request: PersonRequest, path_id: UUID) -> HttpResponse:
    """Say of whom the courses of a path are required; then see for how many people that is, and confirm it."""
    only_hr(request)
    path, moment, reach = path_or_404(request, path_id), now(), None
    if not path.is_published or not selectors.requirements_of_path(path):
        messages.error(request, _("Publish the path first: people must be able to find what is required of them."))
        return redirect("training:path_detail", path.public_id)
    form = PathRequireForm(request.POST or None, path=path, now=moment)
    if request.method == "POST" and form.is_valid():
        (reach,) = selectors.reach_of([form.wanted()], now=moment)
        if request.POST.get("holds_for") == form.seen(reach.people):
            try:
                made = services.require_path(path_id=path.pk, actor=request.user, now=moment, **form.written())
            except RuleBroken as broken:
                form.refuse(broken)
            else:
                messages.success(request, _required_now(len(made)))
                return redirect("training:requirement_list")
    context = {"path": path, "form": form, "reach": reach, "holds_for": form.seen(reach.people) if reach else ""}
    return render(request, "training/path_require.html", context, status=422 if form.errors else 200)


def _required_now(number: int) -> str:
    words = ngettext("%(count)d course is required now.", "%(count)d courses are required now.", number)
    return words % {"count": number}
