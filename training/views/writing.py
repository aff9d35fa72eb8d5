"""HR writes the lessons of a course: one overview in order, and a page to write each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.choices import CourseKind
from training.forms import ConfirmForm, LessonForm
from training.models import Course, Lesson
from training.views.guards import course_or_404, found, only_hr


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
        return _lesson_gone(request, lesson_id)
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


def _lesson_gone(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    """Keep what HR typed of a lesson that another one removed meanwhile: it can be added as a new one."""
    course = found(selectors.course_of_removed(request.user, lesson_id))
    if request.method != "POST":
        messages.info(request, _("Somebody removed this lesson in the meantime."))
        return to_pages(course)
    form = LessonForm(request.POST, course=course).unjudged()
    return shown(request, "training/lesson_edit.html", {"course": course, "form": form, "is_gone": True}, status=409)


@require_POST
def lesson_move(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    """Move a lesson one place up or down; focus goes with it."""
    only_hr(request)
    lesson = selectors.lesson_by_id(request.user, lesson_id)
    if lesson is None:
        return _lesson_gone_on_a_button(request, lesson_id)
    way = way_of(request)
    services.move_lesson(lesson_id=lesson.pk, up=way == "up", actor=request.user, now=now())
    return to_pages(lesson.course, moved=lesson_id, way=way)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_remove(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    """Ask first and say what it means for who is halfway, then take a lesson away."""
    only_hr(request)
    lesson = selectors.lesson_by_id(request.user, lesson_id)
    if lesson is None:
        return _lesson_gone_on_a_button(request, lesson_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_lesson(lesson_id=lesson.pk, actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The lesson is removed. What people completed stays."))
            return to_pages(lesson.course)
    return shown(request, "training/lesson_remove.html", {"course": lesson.course, "lesson": lesson, "form": form})


def _lesson_gone_on_a_button(request: PersonRequest, lesson_id: UUID) -> HttpResponse:
    messages.info(request, _("Somebody removed this lesson in the meantime."))
    return to_pages(found(selectors.course_of_removed(request.user, lesson_id)))


# --- what lessons and questions share ---------------------------------------------------------------------------------
def to_pages(course: Course, *, moved: UUID | None = None, way: str = "") -> HttpResponse:
    """Go to the overview, at what was moved: the button that was pressed has the focus there."""
    address = reverse("training:course_pages", kwargs={"course_id": course.public_id})
    return redirect(f"{address}?moved={moved}&way={way}#part-{moved}" if moved else address)


def way_of(request: PersonRequest) -> str:
    return "up" if request.POST.get("direction") == "up" else "down"


def saved(*, is_other_content: bool) -> str:
    """Say what a save means for who is halfway."""
    if is_other_content:
        return _("Saved. Who is halfway with this course meets it anew; who completed it keeps that.")
    return _("Saved.")


def shown(request: PersonRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show a page with a form, with the status of what became of it."""
    if "conflict" in context:
        status = 409
    elif context["form"].errors:
        status = 422
    return render(request, template, context, status=status)
