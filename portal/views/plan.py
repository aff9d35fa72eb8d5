"""The year of the programme."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import today
from common.http import PersonRequest
from portal.plan import year_meant, year_of


@require_safe
def plan(request: PersonRequest) -> HttpResponse:
    """What falls in a year: what is to be reached, decided and read."""
    day = today()
    year = year_of(request.user, year_meant(request.GET.get("year", ""), day), today=day)
    return render(request, "portal/plan.html", {"year": year})
