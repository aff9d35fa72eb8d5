"""Who is away, and who stands in for whom."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.clock import now, today
from common.errors import RuleBroken
from common.http import PersonRequest
from directory import policies, services
from directory.forms.people import AwayForm, DeputyForm
from people import selectors
from people.models import Deputy, Person


@require_GET
def my_cover(request: PersonRequest) -> HttpResponse:
    """My own deputies and absence, for whom I stand in, and the same of my team."""
    team = Paginator(selectors.team_with_cover(request.user, today()), 50).get_page(request.GET.get("page"))
    rows = [(each, services.away_in_words(each, today())) for each in team]
    return _show(request, request.user, {"team": team, "team_rows": rows})


@require_GET
def person_cover(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Who stands in for somebody and when they are away, for themselves, their manager and HR."""
    person = _person(request, person_id)
    if person == request.user:
        return redirect("my_cover")
    return _show(request, person)


@require_POST
def deputy_appoint(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Let a colleague stand in for somebody."""
    person = _person(request, person_id)
    if not policies.can_appoint_deputy(request.user, person):
        raise PermissionDenied
    form = DeputyForm(request.POST, day=today())
    if form.is_valid():
        try:
            row = services.appoint_deputy(manager=person, **form.cleaned_data, actor=request.user, now=now())
        except RuleBroken as broken:
            _put(broken, form)
        else:
            words = _("{deputy} stands in for {manager}. Both get a message.")
            messages.success(request, words.format(deputy=row.deputy.full_name, manager=person.full_name))
            return _back(request, person)
    return _show(request, person, {"deputy_form": form}, status=422)


@require_POST
def deputy_end(request: PersonRequest, deputy_id: uuid.UUID) -> HttpResponse:
    """Let somebody stand in no longer."""
    row = get_object_or_404(Deputy.objects.select_related("manager"), public_id=deputy_id)
    if not policies.can_see_cover(request.user, row.manager):
        raise Http404
    if not policies.can_appoint_deputy(request.user, row.manager):
        raise PermissionDenied
    services.end_deputy(deputy_id=row.pk, actor=request.user, now=now())
    messages.success(request, _("It ends today. Both get a message."))
    return _back(request, row.manager)


@require_POST
def away_set(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Write from when somebody is away and when they are back."""
    person = _may_set_away(request, person_id)
    form = AwayForm(request.POST)
    if form.is_valid():
        try:
            services.set_away(
                person_id=person.pk,
                **form.cleaned_data,
                changes="changes" in request.POST,
                actor=request.user,
                now=now(),
            )
        except RuleBroken as broken:
            _put(broken, form)
        else:
            messages.success(request, _("It is written down when {name} is away.").format(name=person.full_name))
            return _back(request, person)
    return _show(request, person, {"away_form": form}, status=422)


@require_POST
def away_end(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Somebody is back, or does not go after all."""
    person = _may_set_away(request, person_id)
    services.end_away(person_id=person.pk, actor=request.user, now=now())
    messages.success(request, _("{name} counts as here again from today.").format(name=person.full_name))
    return _back(request, person)


def _person(request: PersonRequest, person_id: uuid.UUID) -> Person:
    """A person whose absence and deputies this reader may see; for everybody else there is no such page."""
    person = get_object_or_404(Person, public_id=person_id)
    if not policies.can_see_cover(request.user, person):
        raise Http404
    return person


def _may_set_away(request: PersonRequest, person_id: uuid.UUID) -> Person:
    person = _person(request, person_id)
    if not policies.can_set_away(request.user, person):
        raise PermissionDenied(_("HR or the manager says when somebody is temporarily away."))
    return person


def _put(broken: RuleBroken, form: Form) -> None:
    form.add_error(broken.field if broken.field in form.fields else None, str(broken))


def _back(request: PersonRequest, person: Person) -> HttpResponse:
    return redirect("my_cover") if person == request.user else redirect("person_cover", person.public_id)


def _show(
    request: PersonRequest, person: Person, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the page of one person with the forms that this reader may use; ``more`` brings one that was refused."""
    day, is_own = today(), person == request.user
    cover = selectors.cover_of(person, day)
    is_known = services.is_away_now_or_later(person, day)
    context: dict[str, Any] = {
        "person": person,
        "is_own": is_own,
        "cover": cover,
        "away": services.away_in_words(person, day) or _("Not away, and nothing planned."),
        "is_known": is_known,
        "is_away": is_known and person.away_from is not None and person.away_from <= day,
        "may_appoint": policies.can_appoint_deputy(request.user, person),
    }
    if context["may_appoint"] and cover.leads:
        context["deputy_form"] = DeputyForm(day=day)
    if policies.can_set_away(request.user, person):
        first = person.away_from if is_known else day
        context["away_form"] = AwayForm(
            initial={"away_from": first, "back_on": person.away_until if is_known else None}
        )
    return render(request, "directory/cover.html", context | (more or {}), status=status)
