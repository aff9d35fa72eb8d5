"""Who must still do what is required: in counts for HR, by name for who must act, with a reason."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.clock import day_of, now
from common.http import PersonRequest
from people.choices import Role
from people.selectors import team_of
from training import selectors, services
from training.choices import AS_MANAGER, Why
from training.forms import WhyLookForm
from training.views.guards import is_look, only_hr, requirement_or_404


@require_safe
def requirement_detail(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    """Show how one requirement stands, by unit and function group, in counts."""
    only_hr(request)
    requirement, moment = requirement_or_404(requirement_id), now()
    (row,) = selectors.requirement_rows([requirement], now=moment)
    context = {"row": row, "requirement": requirement, "matrix": selectors.matrix_of(requirement, now=moment)}
    return render(request, "training/requirement_detail.html", context)


@require_safe
def requirement_people(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    """Ask HR why, then show who must still do this; each page of names is a look that is kept."""
    only_hr(request)
    requirement, form = requirement_or_404(requirement_id), _why(request)
    asked = {name: request.GET.get(name, "") for name in ("unit_id", "group", "show")}
    context: dict[str, Any] = {"requirement": requirement, "form": form, "page_obj": None, "kept": asked}
    context["whom"] = selectors.whom_in_words(selectors.Wanted(**asked))
    if form.is_bound and form.is_valid():
        wanted = selectors.Wanted(**asked, page=request.GET.get("page", "1"))
        context["page_obj"] = selectors.people_to_go(requirement, wanted, now=now())
        context |= _to_choose(context["page_obj"], request.GET.get("everyone", ""))
        _note(request, form, context["page_obj"].object_list, seen_as=Role.HR)
    return render(request, "training/requirement_people.html", context, status=422 if form.errors else 200)


@require_safe
def late_list(request: PersonRequest) -> HttpResponse:
    """Ask HR why, then show everybody who is late with something that is required of them."""
    only_hr(request)
    form = _why(request)
    context: dict[str, Any] = {"form": form, "page_obj": None}
    if form.is_bound and form.is_valid():
        context["page_obj"] = selectors.people_late(request.GET.get("page", "1"), now=now())
        _note_late(request, form, context["page_obj"], seen_as=Role.HR)
    return render(request, "training/late_list.html", context, status=422 if form.errors else 200)


@require_safe
def team_list(request: PersonRequest) -> HttpResponse:
    """Ask a manager why, then show what people of their own team must still do, or with what they are late."""
    if not team_of(request.user, day_of(now())).exists():
        raise PermissionDenied(_("Here managers see what people of their own team must still do."))
    form, show = _why(request), request.GET.get("show", "")
    is_late, page = show == selectors.LATE, request.GET.get("page", "1")
    context: dict[str, Any] = {"form": form, "page_obj": None, "is_late": is_late, "kept": {"show": show}}
    if form.is_bound and form.is_valid() and is_late:
        late = context["page_obj"] = selectors.team_late(request.user, page, now=now())
        to_do = [row for each in late.object_list for row in each.to_do]
        context["choices"] = selectors.choices_for(to_do, now=now(), only_open=True)
        _note_late(request, form, late, seen_as=AS_MANAGER)
    elif form.is_bound and form.is_valid():
        context["page_obj"] = selectors.team_to_go(request.user, page, now=now())
        context["choices"] = selectors.choices_for(list(context["page_obj"].object_list), now=now(), only_open=True)
        _note(request, form, context["page_obj"].object_list, seen_as=AS_MANAGER)
    return render(request, "training/team_list.html", context, status=422 if form.errors else 200)


def _to_choose(page: "Page[selectors.ToDo]", everyone: str) -> dict[str, Any]:
    """Return in which sessions the people of a page can be enrolled, who can, and who is ticked: all of that page.

    ``everyone`` is the number of the page of which everybody is ticked, so that it holds for no other page.
    """
    rows = list(page.object_list)
    choices = selectors.choices_for(rows, now=now())
    to_tick = {row.person.pk for row in rows if selectors.courses_for(row)} if choices.sessions else set()
    return {"choices": choices, "to_tick": to_tick, "is_everyone": everyone == str(page.number)}


def _why(request: PersonRequest) -> WhyLookForm:
    """Return the reason as it was sent; a form that was sent without one is told so."""
    return WhyLookForm(request.GET if {"why", "asked"} & set(request.GET) else None)


def _note(request: PersonRequest, form: WhyLookForm, rows: Iterable[selectors.ToDo], *, seen_as: str) -> None:
    if is_look(request):
        shown = [(row.person, row.requirement) for row in rows]
        why = Why(form.cleaned_data["why"])
        services.note_look_at_required(shown, why, seen_as=seen_as, actor=request.user, now=now())


def _note_late(request: PersonRequest, form: WhyLookForm, page: "Page[selectors.LatePerson]", *, seen_as: str) -> None:
    _note(request, form, [row for each in page.object_list for row in each.to_do], seen_as=seen_as)
