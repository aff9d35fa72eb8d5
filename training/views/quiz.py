"""The questions of a course in the portal: a situation a page, then why, and at the end the result."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.forms import ScenarioForm
from training.models import Scenario
from training.views.guards import course_or_404, only_hr, only_learner, to_course_of_removed


@require_http_methods(["GET", "HEAD", "POST"])
def quiz_start(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Say how the questions go; the button begins, or goes on where somebody was."""
    course = course_or_404(request, course_id)
    only_learner(request, course)
    here = selectors.learning(course, request.user, now=now())
    if not here.questions:
        return redirect("training:course_detail", course.public_id)
    if request.method == "POST":
        attempt = services.begin_quiz(course_id=course.pk, person=request.user, now=now())
        question = selectors.next_question(attempt)
        if question is not None:
            return redirect("training:scenario_detail", question.public_id)
    return render(request, "training/quiz_start.html", {"course": course, "here": here})


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_detail(request: PersonRequest, scenario_id: UUID) -> HttpResponse:
    """Ask what somebody would do; once they chose, say why it is right or not."""
    scenario = selectors.scenario_by_id(request.user, scenario_id)
    if scenario is None:
        return to_course_of_removed(request, scenario_id)
    only_learner(request, scenario.course)
    attempt = selectors.attempt_of(scenario.course, request.user)
    page = selectors.scenario_page(scenario, attempt) if attempt else None
    if attempt is None or page is None:
        return redirect("training:quiz_start", scenario.course.public_id)
    form = ScenarioForm(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        return _answer(request, page.scenario, form)
    context = {"page": page, "scenario": scenario, "course": scenario.course, "form": form, "attempt": attempt}
    return render(request, "training/scenario_detail.html", context, status=422 if form.errors else 200)


def _answer(request: PersonRequest, scenario: Scenario, form: ScenarioForm) -> HttpResponse:
    """Keep a choice and go on to why; where HR changed the question in the meantime, show it as it is now."""
    try:
        services.answer_scenario(
            scenario_id=scenario.pk, choice_id=form.chosen.pk, person=request.user, now=now(), revision=form.seen
        )
    except RuleBroken as broken:
        messages.info(request, str(broken))
        return redirect(request.path)
    return redirect(f"{request.path}#why")


@require_POST
def quiz_finish(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Count the answers, then ask how sure somebody is now."""
    course = course_or_404(request, course_id)
    only_learner(request, course)
    try:
        services.finish_quiz(course_id=course.pk, person=request.user, now=now())
    except RuleBroken as broken:
        messages.info(request, str(broken))
        return redirect("training:quiz_start", course.public_id)
    return redirect("training:confidence_after", course.public_id)


@require_safe
def quiz_result(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show somebody their own last result, what to read again, and the confidence mirror."""
    course = course_or_404(request, course_id)
    page = selectors.result_page(course, request.user)
    if page is None:
        return redirect("training:course_detail", course.public_id)
    context = {"page": page, "course": course, "learning": selectors.learning(course, request.user, now=now())}
    return render(request, "training/quiz_result.html", context)


@require_safe
def quiz_review(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show HR the questions of a course before it goes into the catalogue, and after."""
    only_hr(request)
    course = course_or_404(request, course_id)
    scenarios = selectors.scenarios_to_review(course)
    if not scenarios:
        raise Http404
    return render(request, "training/quiz_review.html", {"course": course, "scenarios": scenarios})
