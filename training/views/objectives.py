"""Courses under an objective of the strategy."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common.http import PersonRequest, render_fragment
from strategy.models import Objective
from training import selectors


@require_safe
def courses_of_objective(request: PersonRequest, objective_id: UUID) -> HttpResponse:
    """The courses that serve an objective: a page of its own, and a part of the objective's page."""
    objective = get_object_or_404(Objective, public_id=objective_id)
    courses = selectors.courses_serving(objective, request.user)
    context = {"objective": objective, "courses": courses}
    return render_fragment(request, "training/courses_of_objective.html", context, partial="courses")
