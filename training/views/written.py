"""What HR does alike with a lesson and a question of a course: move it, take it away, meet that it is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from people.models import Person
from training import selectors
from training.forms import ConfirmForm, LessonForm, QuestionForm
from training.models import Course, Lesson, Scenario
from training.views.guards import found, only_hr

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Written:
    """One of the two that a course is written in: what its services take and its pages are called."""

    name: str
    """``lesson`` or ``scenario``, as templates know it; with ``_id`` behind it, as services do."""
    by_id: Callable[[Person, UUID], Lesson | Scenario | None]
    move: Callable[..., object]
    remove: Callable[..., object]
    form: type[LessonForm | QuestionForm]
    edit_page: str
    remove_page: str
    is_gone: "StrPromise"
    is_removed: "StrPromise"

    def key(self, row: Lesson | Scenario) -> dict[str, int]:
        """Return the row as its services are asked for it."""
        return {f"{self.name}_id": row.pk}


def move(request: PersonRequest, kind: Written, public_id: UUID) -> HttpResponse:
    """Move one place up or down; focus goes with it."""
    only_hr(request)
    row = kind.by_id(request.user, public_id)
    if row is None:
        return _gone_on_a_button(request, kind, public_id)
    way = "up" if request.POST.get("direction") == "up" else "down"
    kind.move(**kind.key(row), up=way == "up", actor=request.user, now=now())
    return to_pages(row.course, moved=public_id, way=way)


def remove(request: PersonRequest, kind: Written, public_id: UUID) -> HttpResponse:
    """Ask first and say what it means for who is halfway, then take it away."""
    only_hr(request)
    row = kind.by_id(request.user, public_id)
    if row is None:
        return _gone_on_a_button(request, kind, public_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kind.remove(**kind.key(row), actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, kind.is_removed)
            return to_pages(row.course)
    return shown(request, kind.remove_page, {"course": row.course, kind.name: row, "form": form})


def gone(request: PersonRequest, kind: Written, public_id: UUID) -> HttpResponse:
    """Keep what HR typed of what another one removed meanwhile: it can be added as a new one."""
    if request.method != "POST":
        return _gone_on_a_button(request, kind, public_id)
    course = found(selectors.course_of_removed(request.user, public_id))
    form = kind.form(request.POST, course=course).unjudged()
    return shown(request, kind.edit_page, {"course": course, "form": form, "is_gone": True}, status=409)


def _gone_on_a_button(request: PersonRequest, kind: Written, public_id: UUID) -> HttpResponse:
    course = found(selectors.course_of_removed(request.user, public_id))
    messages.info(request, kind.is_gone)
    return to_pages(course)


def to_pages(course: Course, *, moved: UUID | None = None, way: str = "") -> HttpResponse:
    """Go to the overview, at what was moved: the button that was pressed has the focus there.

    Without a fragment: a browser that goes to one takes the focus away from where the page puts it.
    """
    address = reverse("training:course_pages", kwargs={"course_id": course.public_id})
    return redirect(f"{address}?moved={moved}&way={way}" if moved else address)


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
