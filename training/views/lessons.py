"""Following a course in the portal: its lessons, and how sure somebody is before and after."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.choices.confidence import Moment
from training.forms import ConfidenceForm
from training.views.guards import course_or_404, number_or_none, only_learner, to_course_of_removed


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_detail(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    """Show a lesson; its button keeps that it is read and goes on."""
    lesson = selectors.lesson_by_id(request.user, lesson_id)
    page = selectors.lesson_page(lesson, request.user, now=now()) if lesson else None
    if lesson is None or page is None:
        return to_course_of_removed(request, lesson_id)
    if request.method == "POST":
        only_learner(request, lesson.course)
        try:
            completion = services.read_lesson(
                lesson_id=lesson.pk, person=request.user, now=now(), revision=number_or_none(request, "revision")
            )
        except RuleBroken as broken:
            messages.info(request, str(broken))
            return redirect("training:lesson_detail", lesson_id)
        if completion is not None:
            messages.success(request, _("You completed this course. It stands in My training."))
        return redirect(page.onward(is_completed=completion is not None))
    return render(request, "training/lesson_detail.html", {"page": page, "lesson": lesson, "course": lesson.course})


@require_POST
def course_again(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Begin with the lessons of a course again that was completed before."""
    course = course_or_404(request, course_id)
    only_learner(request, course)
    try:
        services.take_again(course_id=course.pk, person=request.user, now=now())
    except RuleBroken as broken:
        messages.info(request, str(broken))
        return redirect("training:course_detail", course.public_id)
    messages.success(request, _("Read the lessons again. What you completed stays."))
    return redirect("training:course_detail", course.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def confidence(request: PersonRequest, course_id: UUID, moment: Moment) -> HttpResponse:
    """Ask how sure somebody is; only they see it, and they may skip it."""
    course = course_or_404(request, course_id)
    only_learner(request, course)
    here = selectors.learning(course, request.user, now=now())
    if here.has_begun if moment == Moment.BEFORE else here.result is None:
        return redirect("training:course_detail", course.public_id)
    form = ConfidenceForm(request.POST if request.method == "POST" else None, moment=moment)
    if request.method == "POST" and form.is_valid():
        services.rate_confidence(
            course_id=course.pk, person=request.user, moment=moment, now=now(), **form.cleaned_data
        )
        return redirect(here.after_rating(moment))
    context = {"course": course, "form": form, "here": here, "onward": here.after_rating(moment), "moment": moment}
    return render(request, "training/confidence_rate.html", context, status=422 if form.errors else 200)
