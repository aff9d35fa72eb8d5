"""HR writes the questions of a course: a situation, two to five ways to act, what is right and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.forms import QuestionForm
from training.models import Scenario
from training.views import written
from training.views.guards import course_or_404, only_hr
from training.views.written import Written, saved, shown, to_pages

QUESTION = Written(
    name="scenario",
    by_id=selectors.scenario_by_id,
    move=services.move_question,
    remove=services.remove_question,
    form=QuestionForm,
    edit_page="training/question_edit.html",
    remove_page="training/question_remove.html",
    is_gone=gettext_lazy("Somebody removed this question in the meantime."),
    is_removed=gettext_lazy("The question is removed. What people completed stays."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def question_create(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Write a new question at the end; another answer more or less keeps nothing yet."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = QuestionForm(request.POST or None, course=course)
    if "do" in request.POST:
        form = form.reworked(request.POST["do"])
    elif request.method == "POST" and form.is_valid():
        try:
            services.add_question(
                course_id=course.pk, fields=form.written(), answers=form.written_answers(), actor=request.user,
                now=now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The question is added at the end."))
            return to_pages(course)
    return shown(request, "training/question_edit.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: PersonRequest, scenario_id: UUID) -> HttpResponse:
    """Change a question; where it was removed meanwhile, what was typed can be added as a new one."""
    only_hr(request)
    scenario = selectors.scenario_by_id(request.user, scenario_id)
    if scenario is None:
        return written.gone(request, QUESTION, scenario_id)
    form = QuestionForm(request.POST or None, instance=scenario, course=scenario.course)
    if "do" in request.POST:
        form = form.reworked(request.POST["do"])
    elif request.method == "POST" and form.is_valid():
        return _save_question(request, scenario, form)
    return shown(
        request, "training/question_edit.html", {"course": scenario.course, "scenario": scenario, "form": form}
    )


def _save_question(request: PersonRequest, scenario: Scenario, form: QuestionForm) -> HttpResponse:
    context: dict[str, Any] = {"course": scenario.course, "scenario": scenario}
    try:
        kept = services.edit_question(
            scenario_id=scenario.pk, fields=form.written(), answers=form.written_answers(),
            is_other_content=form.is_other_content, actor=request.user, now=now(), edition=form.seen,
        )  # fmt: skip
    except EditConflict as met:
        form, context["conflict"] = form.upon(met), met
    except RuleBroken as broken:
        form.refuse(broken)
    else:
        is_other = kept.revision != scenario.revision and scenario.course.published_at is not None
        messages.success(request, saved(is_other_content=is_other))
        return to_pages(scenario.course)
    return shown(request, "training/question_edit.html", context | {"form": form})


@require_POST
def question_move(request: PersonRequest, scenario_id: UUID) -> HttpResponse:
    return written.move(request, QUESTION, scenario_id)


@require_http_methods(["GET", "HEAD", "POST"])
def question_remove(request: PersonRequest, scenario_id: UUID) -> HttpResponse:
    return written.remove(request, QUESTION, scenario_id)
