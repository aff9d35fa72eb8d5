"""HR writes the lessons of a course: one overview in order, and a page to write each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.choices import CourseKind
from training.forms import LessonForm
from training.models import Lesson
from training.views import written
from training.views.guards import course_or_404, only_hr
from training.views.written import Written, saved, shown, to_pages

LESSON = Written(
    name="lesson",
    by_id=selectors.lesson_by_id,
    move=services.move_lesson,
    remove=services.remove_lesson,
    form=LessonForm,
    edit_page="training/lesson_edit.html",
    remove_page="training/lesson_remove.html",
    is_gone=gettext_lazy("Somebody removed this lesson in the meantime."),
    is_removed=gettext_lazy("The lesson is removed. What people completed stays."),
)


@require_safe
def course_pages(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show the lessons and questions of a course in order, with what is missing."""
    only_hr(request)
    course = course_or_404(request, course_id)
    if course.kind == CourseKind.ELSEWHERE:
        messages.info(request, _("This course is with another provider, so its lessons are there too."))
        return redirect("training:course_detail", course.public_id)
    context = {
        "course": course, "pages": selectors.course_pages(course), "moved": request.GET.get("moved", ""),
        "way": request.GET.get("way", ""),
    }  # fmt: skip
    return render(request, "training/course_pages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_create(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Write a new lesson at the end; the preview keeps nothing."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = LessonForm(request.POST or None, course=course)
    if "do" in request.POST:
        form.unjudged()
    elif request.method == "POST" and form.is_valid():
        try:
            services.add_lesson(course_id=course.pk, fields=form.written(), actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The lesson is added at the end."))
            return to_pages(course)
    return shown(request, "training/lesson_edit.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    """Change a lesson; where it was removed meanwhile, what was typed can be added as a new one."""
    only_hr(request)
    lesson = selectors.lesson_by_id(request.user, lesson_id)
    if lesson is None:
        return written.gone(request, LESSON, lesson_id)
    form = LessonForm(request.POST or None, instance=lesson, course=lesson.course)
    if "do" in request.POST:
        form.unjudged()
    elif request.method == "POST" and form.is_valid():
        return _save_lesson(request, lesson, form)
    return shown(request, "training/lesson_edit.html", {"course": lesson.course, "lesson": lesson, "form": form})


def _save_lesson(request: PersonRequest, lesson: Lesson, form: LessonForm) -> HttpResponse:
    context: dict[str, Any] = {"course": lesson.course, "lesson": lesson}
    try:
        services.edit_lesson(
            lesson_id=lesson.pk, fields=form.written(), is_other_content=form.is_other_content, actor=request.user,
            now=now(), edition=form.seen,
        )  # fmt: skip
    except EditConflict as met:
        form, context["conflict"] = form.upon(met), met
    except RuleBroken as broken:
        form.refuse(broken)
    else:
        messages.success(request, saved(is_other_content=form.is_other_content))
        return to_pages(lesson.course)
    return shown(request, "training/lesson_edit.html", context | {"form": form})


@require_POST
def lesson_move(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    return written.move(request, LESSON, lesson_id)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_remove(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    return written.remove(request, LESSON, lesson_id)
