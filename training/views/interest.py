"""People say what they want to follow; HR sees how many wait for what, without names."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest
from training import selectors, services
from training.choices.session_list import Demanded
from training.forms import InterestForm
from training.models import Course
from training.selectors.required import need_not_follow
from training.views.guards import course_or_404, only_hr


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Say that one wants to follow a course and when; where there is a session to enrol in, go there instead."""
    course, moment = course_or_404(request, course_id), now()
    known = selectors.interest_of(request.user, course)
    form = InterestForm(
        request.POST if request.method == "POST" else None, initial={"moments": known.moments if known else []}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.say_interest(course_id=course.pk, person=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("HR counts you in. You get a message as soon as there is a session."))
            return redirect("training:course_detail", course.public_id)
    elif not form.is_bound and not _can_say_so(request, course, moment):
        return redirect("training:course_detail", course.public_id)
    context = {"form": form, "course": course, "known": known}
    return render(request, "training/interest_edit.html", context, status=422 if form.errors else 200)


def _can_say_so(request: PersonRequest, course: Course, moment: datetime) -> bool:
    """Whether this person can wait for the course; where not, its page says what there is instead."""
    if not selectors.takes_interest(course, now=moment):
        return False
    return not need_not_follow(course, request.user, now=moment)


@require_POST
def interest_end(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Take back that one wants to follow a course."""
    course = course_or_404(request, course_id)
    if services.take_back_interest(course_id=course.pk, person=request.user):
        messages.success(request, _("You no longer wait for this course."))
    return redirect("training:course_detail", course.public_id)


@require_safe
def demand_list(request: PersonRequest) -> HttpResponse:
    """Show of which courses more sessions are needed, and why: all of it, or one of the reasons."""
    only_hr(request)
    form, moment = ShowForm(request.GET, parts=Demanded.choices), now()
    show = form.part
    context: dict[str, Any] = {"form": form}
    if show in {"", Demanded.INTEREST}:
        context["waited"] = selectors.courses_in_demand(now=moment)
    if show in {"", Demanded.LISTS}:
        context["long_lists"] = selectors.long_lists(now=moment)
    if show in {"", Demanded.REQUIRED}:
        context["short"] = selectors.required_short_of_seats(now=moment)
    context["is_empty"] = not any(context.get(name) for name in ("waited", "long_lists", "short"))
    return render(request, "training/demand_list.html", context, status=422 if form.wrong else 200)


@require_safe
def demand_detail(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show how many wait for one course, by unit, function group and moment."""
    only_hr(request)
    course = course_or_404(request, course_id)
    demand = selectors.demand_for(course, now=now())
    return render(request, "training/demand_detail.html", {"course": course, "demand": demand})
