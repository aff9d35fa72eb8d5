"""Pages of the register of pilots."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now, today
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest, render_fragment
from people.models import Person
from pilots import policies, selectors, services
from pilots.errors import MeasuredAlready, MeasuredUnlikely
from pilots.forms import (
    DecisionForm,
    FilterForm,
    LogForm,
    MeasurementForm,
    MemberForm,
    NewPilotForm,
    PilotForm,
    RemovalForm,
)
from pilots.models import Measurement, Pilot
from strategy.models import Objective

PAGE_SIZE = 20


@require_GET
def pilot_list(request: PersonRequest) -> HttpResponse:
    """The register: search, filter, and what lies near the reader."""
    form = FilterForm(request.GET)
    wanted = form.wanted
    found = selectors.pilots_for(request.user, wanted, now=now())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "objective": selectors.objective_wanted(wanted),
        "page": page,
        "rows": selectors.rows_of(page, today=today()),
        "today": today(),
        "near": selectors.near(request.user) if wanted == selectors.Wanted() else [],
    }
    return render_fragment(request, "pilots/pilot_list.html", context, partial="results")


@require_GET
def pilots_of_objective(request: PersonRequest, objective_id: uuid.UUID) -> HttpResponse:
    """The pilots under one objective with what was decided: a page of its own, and a part of the objective's page."""
    found = get_object_or_404(Objective, public_id=objective_id)
    context = {"objective": found, "pilots": selectors.for_objective(request.user, found), "today": today()}
    return render_fragment(request, "pilots/pilots_of_objective.html", context, partial="pilots")


@require_http_methods(["GET", "POST"])
def pilot_create(request: PersonRequest) -> HttpResponse:
    """Register a pilot; whoever does owns it. First see whether one like it is there already."""
    form = NewPilotForm(request.POST or None, initial=selectors.first_guess(request.user, request.GET))
    alike = selectors.like(request.user, form.said) if request.method == "POST" else []
    context = {"form": form, "alike": alike, "today": today()}
    if "look" in request.POST:
        return render(request, "pilots/pilot_create.html#alike", context)
    if request.method == "POST" and form.is_valid() and (not alike or "looked" in request.POST):
        try:
            made = services.register_pilot(actor=request.user, now=now(), **form.values)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("Your pilot is in the register. You are its owner."))
            return redirect("pilots:pilot", made.public_id)
    return render(request, "pilots/pilot_create.html", context, status=422 if form.is_bound else 200)


def pilot_or_404(request: PersonRequest, pilot_id: uuid.UUID) -> Pilot:
    pilots = Pilot.objects.visible_to(request.user).select_related("unit", "objective", "tool", "sponsor")
    return get_object_or_404(pilots, public_id=pilot_id)


def pilot_to_change(request: PersonRequest, pilot_id: uuid.UUID) -> Pilot:
    found = pilot_or_404(request, pilot_id)
    if not policies.can_change(request.user, found):
        raise PermissionDenied
    return found


@require_GET
def pilot(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """One pilot: its question, where it stands, what was measured, who is in it, what happened."""
    found = pilot_or_404(request, pilot_id)
    context = {
        "pilot": found,
        "page": selectors.pilot_page(found, now=now()),
        "rights": policies.rights_in(request.user, found),
        "today": today(),
    }
    return render(request, "pilots/pilot_detail.html", context)


@require_http_methods(["GET", "POST"])
def pilot_edit(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """Change what may change in this stage."""
    found = pilot_to_change(request, pilot_id)
    form = PilotForm(request.POST or None, instance=found)
    context: dict[str, Any] = {"pilot": found}
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.update_pilot(pilot_id=found.pk, actor=request.user, now=now(), **form.values)
        except EditConflict as met:
            form = form.upon(met)
            context |= {"conflict": met, "pilot": met.kept}
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            say_changed(request, saved)
            return redirect("pilots:pilot", found.public_id)
    missing = [] if form.is_bound else selectors.gaps_before_next(found, now=now())  # what is typed may fill a gap
    context |= {"form": form, "missing": missing}
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "pilots/pilot_edit.html", context, status=status)


def say_changed(request: PersonRequest, saved: Pilot) -> None:
    """Say that a pilot is kept, and what of it will be asked about."""
    messages.success(request, _("The pilot is changed."))
    for doubt in selectors.doubts_about_tool(saved):
        messages.warning(request, doubt)


@require_http_methods(["GET", "POST"])
def decision_create(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """Record a decision, with what each one still needs; look once more before one that has no way back."""
    found = pilot_or_404(request, pilot_id)
    if answer := decided_meanwhile(request, found):
        return answer
    rights = policies.rights_in(request.user, found)
    choices = selectors.choices_for(found, rights.may_take, now=now())
    if not choices:
        raise PermissionDenied
    form = DecisionForm(request.POST or None, choices=choices, initial={"seen": found.decisions.count()})
    is_back = "back" in request.POST
    if request.method == "POST" and not is_back and form.is_valid():
        try:
            return look_or_decide(request, found, form)
        except RuleBroken as broken:
            if answer := decided_meanwhile(request, found):
                return answer
            form.add_error(broken.field, str(broken))
    context = {"form": form, "pilot": found, "rights": rights, "choices": choices, "notes": selectors.notes_on(choices)}
    context |= {"page": selectors.pilot_page(found, now=now())}
    context |= {"is_blocked": not form.is_bound and all(choice.gaps for choice in choices)}
    status = 422 if form.errors and not is_back else 200
    return render(request, "pilots/decision_create.html", context, status=status)


def decided_meanwhile(request: PersonRequest, pilot: Pilot) -> HttpResponse | None:
    """Show the decision that was recorded since the form was opened, if there is one, without a form to go over it."""
    met = selectors.decided_since(pilot, request.POST["seen"]) if "seen" in request.POST else None
    context = {"pilot": pilot, "met": met}
    return render(request, "pilots/decision_met.html", context, status=409) if met else None


def look_or_decide(request: PersonRequest, pilot: Pilot, form: DecisionForm) -> HttpResponse:
    """Show a decision as a whole where it cannot be undone; else, or after that look, record it."""
    if form.wants_last_look:
        services.must_be_possible(pilot, actor=request.user, now=now(), **form.cleaned_data)
        look = selectors.last_look(pilot, form.cleaned_data["kind"], reader=request.user)
        return render(request, "pilots/decision_confirm.html", {"form": form, "pilot": pilot, "look": look})
    language = request.LANGUAGE_CODE
    decision = services.decide(pilot_id=pilot.pk, actor=request.user, now=now(), language=language, **form.cleaned_data)
    words = {"decision": decision.get_kind_display(), "next": selectors.after(decision)}
    messages.success(request, _("Recorded: %(decision)s. %(next)s") % words)
    return redirect("pilots:pilot", pilot.public_id)


@require_http_methods(["GET", "POST"])
def log_create(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """Write down what happened."""
    found = pilot_to_change(request, pilot_id)
    form = LogForm(request.POST or None, initial={"language": found.language})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_log_entry(pilot_id=found.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("It is in the log."))
            return redirect("pilots:pilot", found.public_id)
    context = {"form": form, "pilot": found}
    return render(request, "pilots/log_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def measurement_create(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """Add a measured value."""
    found = pilot_to_change(request, pilot_id)
    form = MeasurementForm(request.POST or None, initial={"measured_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.measure(pilot_id=found.pk, actor=request.user, now=now(), **form.values)
        except (MeasuredAlready, MeasuredUnlikely) as met:
            form = form.asking(met)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The measurement is added."))
            return redirect("pilots:pilot", found.public_id)
    context = {"form": form, "pilot": found}
    return render(request, "pilots/measurement_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def measurement_remove(request: PersonRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Ask why, then take a value back."""
    measurement = get_object_or_404(Measurement.objects.select_related("pilot"), public_id=measurement_id)
    found = pilot_to_change(request, measurement.pilot.public_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_measurement(
                measurement_id=measurement.pk, actor=request.user, now=now(), reason=form.cleaned_data["reason"]
            )
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The value is taken back."))
            return redirect("pilots:pilot", found.public_id)
    context = {"form": form, "pilot": found, "measurement": measurement}
    return render(request, "pilots/measurement_remove.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def member_create(request: PersonRequest, pilot_id: uuid.UUID) -> HttpResponse:
    """See the team, and add somebody to it."""
    found = pilot_to_change(request, pilot_id)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(pilot_id=found.pk, person=form.cleaned_data["person"], actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            name = form.cleaned_data["person"].full_name
            messages.success(request, _("%(name)s is in the team now.") % {"name": name})
            return redirect("pilots:member_create", found.public_id)
    text = request.GET.get("text", request.POST.get("text", ""))
    context = {"form": form, "pilot": found, "members": selectors.members_of(found), "text": text}
    context |= {"found": selectors.people_to_add(found, text, now=now())}
    status = 422 if form.errors else 200
    return render_fragment(request, "pilots/member_create.html", context, partial="results", status=status)


@require_POST
def member_change(request: PersonRequest, pilot_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Make somebody the owner, or let them leave the team."""
    found = pilot_to_change(request, pilot_id)
    member = get_object_or_404(Person, public_id=person_id, pilot_memberships__pilot=found)
    change = services.hand_over if request.POST.get("change") == "owner" else services.end_membership
    try:
        change(pilot_id=found.pk, person=member, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return redirect("pilots:member_create", found.public_id)
