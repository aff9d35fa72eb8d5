"""The home page, and what somebody can see about themselves."""

import uuid

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from common.clock import now
from common.http import PersonRequest, render_fragment
from common.models import Job
from portal import held
from portal.first_steps import on_home
from portal.home import home_of
from portal.news import news_for


@require_GET
def home(request: PersonRequest) -> HttpResponse:
    """What is asked of me, and what the programme means for me."""
    moment = now()
    context = {"home": home_of(request.user, now=moment), "first": on_home(request.user, now=moment)}
    return render(request, "portal/home.html", context)


@require_GET
def news(request: PersonRequest) -> HttpResponse:
    """What is new; the home page fetches the list."""
    return render_fragment(request, "portal/news.html", {"news": news_for(request.user, now=now())}, partial="list")


@require_GET
def my_data(request: PersonRequest) -> HttpResponse:
    """Everything that is held about the reader, and how long."""
    context = {"kinds": held.held_about(request.user), "terms": held.terms(), "cookies": held.COOKIES}
    return render(request, "portal/my_data.html", context)


@require_GET
def job_detail(request: PersonRequest, job_id: uuid.UUID) -> HttpResponse:
    """How far somebody's own long work is."""
    job = get_object_or_404(Job.objects.filter(Q(owner=request.user)), public_id=job_id)
    return render_fragment(request, "portal/job_detail.html", {"job": job}, partial="progress")
