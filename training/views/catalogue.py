"""The catalogue, and one course."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import day_of, now
from common.http import PersonRequest, render_fragment
from people.selectors import team_of
from training import policies, selectors, services
from training.forms import CatalogueForm, InterestForm
from training.views.guards import course_or_404


@require_safe
def course_list(request: PersonRequest) -> HttpResponse:
    """Show the catalogue; what is asked stays in the address."""
    form = CatalogueForm(request.GET)
    found = selectors.catalogue(request.user, form.asked(request.GET.get("page", "1")), now=now())
    asks_nothing = form.is_folded and not request.GET.get("text")
    paths = selectors.paths_for(request.user, now=now()) if asks_nothing else []
    context = {
        "form": form,
        "found": found,
        "paths": paths,
        "page_obj": found.page,
        "can_manage": policies.can_manage(request.user),
        "trains": policies.trains(request.user),
    }
    return render_fragment(request, "training/course_list.html", context, partial="results")


@require_safe
def course_detail(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show what a course brings, for whom, how long, and the next session with a free seat."""
    moment = now()
    shown = selectors.course_page(course_or_404(request, course_id), request.user, now=moment)
    manages = policies.can_manage(request.user)
    context = {"shown": shown, "course": shown.course, "can_manage": manages, "now": moment}
    context["given"] = selectors.sessions_given(shown.course, request.user)
    context["interest_form"] = InterestForm() if shown.takes_interest and not shown.interest else None
    context["waits"] = selectors.count_of_interest(shown.course, now=moment) if manages else 0
    context["leads_a_team"] = team_of(request.user, day_of(moment)).exists()
    if shown.course.has_pages:
        context["learning"] = selectors.learning(shown.course, request.user, now=moment, asked_again=shown.asks_again)
    evidence = selectors.evidence_page(shown.course, request.user, now=moment)
    context["evidence"], context["is_evidence_first"] = evidence, evidence is not None and evidence.is_open
    context["evaluation"] = selectors.newest_evaluation(shown.course)
    context["serves"] = selectors.objectives_served(shown.course)
    context["evidence_first"] = not shown.course.has_pages
    context["outcomes_first"] = not shown.course.has_pages and not context["is_evidence_first"]
    context["in_the_way"] = services.in_the_way_of_archiving(shown.course, now=moment) if manages else []
    return render(request, "training/course_detail.html", context)
