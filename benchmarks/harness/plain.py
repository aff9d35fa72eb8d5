"""What any Django site would do: P, a page with one list, and a form that writes one row."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.models import AuditEvent
from people.models import Person

INSERTED = "benchmarks.inserted"


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """List 20 people to whoever is signed in; it is P: one query, one template, the session and the user."""
    return render(request, "benchmarks/plain.html", {"people": Person.objects.order_by("pk")[:20]})


@login_required
@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    """Write one row with whoever is signed in as its person, and send them on to P."""
    AuditEvent.objects.create(at=timezone.now(), actor_id=request.user.pk, action=INSERTED, object_type="benchmark")
    return redirect("/benchmarks/plain/")
