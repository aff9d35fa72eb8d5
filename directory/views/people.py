"""One person by hand: added, changed, and let go."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.clock import now, today
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from directory import policies, services
from directory.forms.people import LeaveForm, NewPersonForm, form_for
from people.choices import ManagedBy
from people.models import Person


@require_http_methods(["GET", "POST"])
def person_add(request: PersonRequest) -> HttpResponse:
    """Add somebody who stands in no HR file."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    form = NewPersonForm(request.POST or None, instance=Person())
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_person(
                details=form.details, last_day=form.cleaned_data["last_day"], actor=request.user, now=now()
            )
        except RuleBroken as broken:
            context["holder"] = _refused(form, broken)
        else:
            messages.success(
                request, _("{name} is added. Below you see how they come in.").format(name=person.full_name)
            )
            return redirect("people:person_detail", person_id=person.public_id)
    return render(request, "directory/person_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person_edit(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Change somebody by hand, as far as no other source keeps them up to date."""
    person = _changeable(request, person_id)
    form: Any = form_for(request.POST or None, person)
    context: dict[str, Any] = {"person": person, "is_local": person.managed_by == ManagedBy.LOCAL}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(
                person_id=person.pk, details=form.details, edition=form.seen, actor=request.user, now=now()
            )
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            context["holder"] = _refused(form, broken)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("people:person_detail", person_id=person.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "directory/person_edit.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def person_leave(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Choose somebody's last day, see what it means everywhere, and only then carry it out."""
    person = _changeable(request, person_id)
    moment = now()
    context: dict[str, Any] = {"person": person}
    try:
        services.assert_may_end(person, actor=request.user, now=moment)
    except RuleBroken as broken:
        return render(request, "directory/person_leave.html", context | {"refusal": str(broken)})
    form = LeaveForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if "confirmed" not in request.POST:
            context |= {"last_day": last_day, "means": services.departure_in_words(person, last_day=last_day)}
        else:
            try:
                services.end_person(person_id=person.pk, last_day=last_day, actor=request.user, now=moment)
            except RuleBroken as broken:
                form.add_error(broken.field if broken.field in form.fields else None, str(broken))
            else:
                messages.success(request, _("It is recorded that {name} leaves.").format(name=person.full_name))
                return redirect("people:person_detail", person_id=person.public_id)
    return render(request, "directory/person_leave.html", context | {"form": form}, status=422 if form.errors else 200)


def _changeable(request: PersonRequest, person_id: uuid.UUID) -> Person:
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    if person == request.user:
        raise PermissionDenied(_("Nobody changes themselves here. Ask a colleague of HR or another administrator."))
    if not policies.can_change_person(request.user, person):
        raise PermissionDenied(_("This colleague holds a role. An administrator changes them."))
    return person


def _refused(form: Any, broken: RuleBroken) -> Person | None:
    """Put what is wrong at its field; return who has the address or number that was filled in."""
    form.add_error(broken.field if broken.field in form.fields else None, str(broken))
    return broken.holder if isinstance(broken, services.TakenAlready) else None
