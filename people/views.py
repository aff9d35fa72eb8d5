"""Finding people, their roles, and the first sign-in of who has no e-mail."""

import uuid

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now, today
from common.errors import RuleBroken
from common.http import PersonRequest, render_fragment
from people import policies, selectors, services
from people.forms import ActivationForm, PersonFilterForm, RoleForm
from people.models import Person, RoleAssignment


@login_not_required
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Set a first password with a code from paper."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["employee_number"]
        if not ratelimit.consume(request, action="activate", key=number):
            return render(request, "429.html", status=429)
        try:
            services.activate_with_code(**form.cleaned_data, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            messages.success(request, _("Your password is set. You can sign in now with your employee number."))
            return redirect("account_login")
    return render(request, "people/account_activate.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def person_list(request: PersonRequest) -> HttpResponse:
    """Everyone who works here, for HR and administrators."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    form = PersonFilterForm(request.GET)
    people = selectors.people_found(form.cleaned_data if form.is_valid() else {}, day=today())
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    return render_fragment(request, "people/person_list.html", {"form": form, "page": page}, partial="results")


@require_GET
def person_detail(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person: placements, roles, and how they sign in."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    context = {
        "person": person,
        "placements": selectors.placements_of(person),
        "roles": selectors.roles_of(person, today()),
        "may_grant": policies.can_grant_roles(request.user),
        "role_form": RoleForm(),
    }
    return render(request, "people/person_detail.html", context)


@require_POST
def activation_code_issue(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show a new activation code, once, ready to be printed."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    code = services.issue_activation_code(person=person, actor=request.user, now=now())
    response = render(request, "people/activation_code.html", {"person": person, "code": code})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def role_grant(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Give somebody a role."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(_("Choose a role from the list."), field="role")
    services.grant_role(person=person, role=form.cleaned_data["role"], actor=request.user, now=now())
    messages.success(request, _("The role is given."))
    return redirect("people:person_detail", person_id=person.public_id)


@require_POST
def role_revoke(request: PersonRequest, assignment_id: uuid.UUID) -> HttpResponse:
    """Take a role back."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    assignment = get_object_or_404(RoleAssignment.objects.select_related("person"), public_id=assignment_id)
    services.revoke_role(assignment_id=assignment.pk, actor=request.user, now=now())
    messages.success(request, _("The role is taken back."))
    return redirect("people:person_detail", person_id=assignment.person.public_id)


@require_GET
def email_from_hr(request: PersonRequest) -> HttpResponse:
    """Say where an e-mail address comes from: the organisation's own list, not this page."""
    return render(request, "people/account_email.html")
