"""The plain page P: one list query of 20 rows, one template, the session and the user, as any Django site has."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.models import Person


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """List 20 people to whoever is signed in."""
    return render(request, "benchmarks/plain.html", {"people": Person.objects.order_by("pk")[:20]})
