"""HR builds the catalogue and says what is required."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.forms import CourseForm, RequirementForm
from training.models import Requirement
from training.views.guards import course_or_404, only_hr


@require_http_methods(["GET", "HEAD", "POST"])
def course_create(request: PersonRequest) -> HttpResponse:
    """Write a new course; it starts as a draft."""
    only_hr(request)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course = services.create_course(fields=form.written(), actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The course is a draft. Publish it when it is ready."))
            return redirect("training:course_detail", course.public_id)
    return render(request, "training/course_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Change what a course says of itself."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = CourseForm(request.POST or None, instance=course)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_course(course_id=course.pk, fields=form.written(), actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("Saved."))
            return redirect("training:course_detail", course.public_id)
    context = {"form": form, "course": course}
    return render(request, "training/course_edit.html", context, status=422 if form.errors else 200)


@require_POST
def course_publish(request: PersonRequest, course_id: UUID) -> HttpResponse:
    only_hr(request)
    course = course_or_404(request, course_id)
    services.publish_course(course_id=course.pk, actor=request.user, now=now())
    messages.success(request, _("Everyone can find this course now."))
    return redirect("training:course_detail", course.public_id)


@require_POST
def course_archive(request: PersonRequest, course_id: UUID) -> HttpResponse:
    only_hr(request)
    course = course_or_404(request, course_id)
    services.archive_course(course_id=course.pk, actor=request.user, now=now())
    messages.success(request, _("The course is out of the catalogue. What people completed stays."))
    return redirect("training:course_detail", course.public_id)


@require_safe
def requirement_list(request: PersonRequest) -> HttpResponse:
    """Show what is required of whom, and why."""
    only_hr(request)
    context = {"requirements": selectors.requirements_listed(now())}
    return render(request, "training/requirement_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_create(request: PersonRequest) -> HttpResponse:
    """Require a course of everyone, of a unit, of a function group or of a role."""
    only_hr(request)
    form = RequirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data | {"course_id": form.cleaned_data["course"].pk}
        fields.pop("course")
        try:
            services.require_course(actor=request.user, now=now(), **fields)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("This course is required now. People see it with your reason."))
            return redirect("training:requirement_list")
    return render(request, "training/requirement_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def requirement_end(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    only_hr(request)
    requirement = get_object_or_404(Requirement, public_id=requirement_id)
    services.end_requirement(requirement_id=requirement.pk, actor=request.user, now=now())
    messages.success(request, _("This is no longer required. What people completed stays."))
    return redirect("training:requirement_list")
