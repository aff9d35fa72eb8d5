"""HR builds the catalogue and says what is required."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.forms import ConfirmForm, CourseForm, RequirementForm, WhyEditForm
from training.views.guards import course_or_404, only_hr, requirement_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def course_create(request: PersonRequest) -> HttpResponse:
    """Write a new course; it starts as a draft."""
    only_hr(request)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course = services.create_course(fields=form.written(), actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            if course.is_in_portal:
                messages.success(request, _("The course is a draft. Add its lessons, then publish it."))
                return redirect("training:course_pages", course.public_id)
            messages.success(request, _("The course is a draft. Publish it when it is ready."))
            return redirect("training:course_detail", course.public_id)
    return render(request, "training/course_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Change what a course says of itself."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = CourseForm(request.POST or None, instance=course)
    context: dict[str, Any] = {"course": course}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_course(
                course_id=course.pk, fields=form.written(), actor=request.user, now=now(), edition=form.seen
            )
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Saved."))
            return redirect("training:course_detail", course.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "training/course_edit.html", context | {"form": form}, status=status)


@require_POST
def course_publish(request: PersonRequest, course_id: UUID) -> HttpResponse:
    only_hr(request)
    course = course_or_404(request, course_id)
    services.publish_course(course_id=course.pk, actor=request.user, now=now())
    messages.success(request, _("Everyone can find this course now."))
    return redirect("training:course_detail", course.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def course_archive(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Ask first, then take a course out of the catalogue."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.archive_course(course_id=course.pk, actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The course is out of the catalogue. What people completed stays."))
            return redirect("training:course_detail", course.public_id)
    context = {"course": course, "form": form}
    return render(request, "training/course_archive.html", context, status=422 if form.errors else 200)


@require_safe
def requirement_list(request: PersonRequest) -> HttpResponse:
    """Show what is required of whom, and why."""
    only_hr(request)
    context = {"requirements": selectors.requirements_listed(now())}
    return render(request, "training/requirement_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_create(request: PersonRequest) -> HttpResponse:
    """Say what is required and of whom; then see for how many people it would hold, and confirm that."""
    only_hr(request)
    moment = now()
    form, reach = RequirementForm(request.POST or None, now=moment), None
    if request.method == "POST" and form.is_valid():
        (reach,) = selectors.reach_of([form.wanted()], now=moment)
        if request.POST.get("holds_for") == form.seen(reach.people):
            try:
                services.require_course(actor=request.user, now=moment, **form.written())
            except RuleBroken as broken:
                form.refuse(broken)
            else:
                messages.success(request, _("This course is required now. People see it with your reason."))
                return redirect("training:requirement_list")
    context = {"form": form, "reach": reach, "holds_for": form.seen(reach.people) if reach else ""}
    return render(request, "training/requirement_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_edit(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    """Change by when something must be done, and why."""
    only_hr(request)
    requirement = requirement_or_404(requirement_id)
    form = WhyEditForm(request.POST or None, requirement=requirement)
    context: dict[str, Any] = {"requirement": requirement}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_requirement(
                requirement_id=requirement.pk, actor=request.user, now=now(), edition=form.seen, **form.written()
            )
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Saved. People see the new date and your reason."))
            return redirect("training:requirement_list")
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "training/requirement_edit.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_end(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    """Ask first, then stop requiring a course."""
    only_hr(request)
    requirement, moment = requirement_or_404(requirement_id), now()
    if request.method == "POST":
        services.end_requirement(requirement_id=requirement.pk, actor=request.user, now=moment)
        messages.success(request, _("This is no longer required. What people completed stays."))
    elif requirement.ends_on is not None:
        messages.info(request, _("This is not required any more, so there is nothing to stop."))
    else:
        (row,) = selectors.requirement_rows([requirement], now=moment)
        return render(request, "training/requirement_end.html", {"row": row})
    return redirect("training:requirement_list")
