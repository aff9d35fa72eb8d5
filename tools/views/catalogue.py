"""Pages of the tool catalogue."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.clock import now, today
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest, render_fragment
from tools import policies, selectors, services
from tools.errors import EndsSeats
from tools.forms import ToolForm, ToolListForm
from tools.views.guards import only_office, tool_or_404
from training.selectors import course_by_id


@require_safe
def tool_list(request: PersonRequest) -> HttpResponse:
    """Show which AI tools people may use; what is asked stays in the address."""
    can_edit = policies.can_edit(request.user)
    form = ToolListForm(request.GET, can_review=can_edit)
    page = selectors.tools_found(request.user, form.asked(request.GET.get("page", "1")))
    context = {
        "form": form,
        "page_obj": page,
        "rows": selectors.rows_for(request.user, page),
        "can_edit": can_edit,
        "today": today(),
    }
    return render_fragment(request, "tools/tool_list.html", context, partial="results")


@require_safe
def tool_detail(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Show what a tool is for, with which data, what to do and not to do, and what to learn first."""
    tool = tool_or_404(request, tool_id)
    shown = selectors.tool_page(tool, request.user)
    if shown.can_be_settled:
        services.settle(tool_id=tool.pk, now=now())
        shown = selectors.tool_page(tool, request.user)
    can_edit, day = policies.can_edit(request.user), today()
    answers_for_it = can_edit or tool.owner_id == request.user.pk
    missing = selectors.missing_of(tool, day=day) if answers_for_it else []
    context = {"shown": shown, "tool": tool, "can_edit": can_edit, "missing": missing, "today": day}
    context["is_due"] = answers_for_it and tool.review_on is not None and tool.review_on <= day
    context["seats"] = selectors.seats_in_words(shown.standing) if shown.standing and not can_edit else ""
    context["incidents"] = selectors.incidents_of(tool, day=day) if can_edit else []
    return render(request, "tools/tool_detail.html", context)


@require_safe
def tools_of_course(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """The tools that ask for a course first: a page of its own, and a part of the course's page."""
    course = course_by_id(request.user, course_id)
    if course is None:
        raise Http404
    context = {"course": course, "rows": selectors.tools_opened_by(course, request.user)}
    return render_fragment(request, "tools/tools_of_course.html", context, partial="tools")


@require_safe
def courses_needed(request: PersonRequest) -> HttpResponse:
    """The courses that come before tools meant for the reader: a page of its own, and a part of "My training"."""
    context = {"needed": selectors.courses_needed_by(request.user)}
    return render_fragment(request, "tools/courses_needed.html", context, partial="courses")


@require_safe
def courses_required(request: PersonRequest) -> HttpResponse:
    """Every course that comes before a tool: a page of its own, and a part of what HR requires."""
    context = {"required": selectors.courses_required(request.user)}
    return render_fragment(request, "tools/courses_required.html", context, partial="courses")


@require_http_methods(["GET", "HEAD", "POST"])
def tool_create(request: PersonRequest) -> HttpResponse:
    """Put a tool in the catalogue; from what people use already it begins with name, task and "under review"."""
    only_office(request)
    need = selectors.need_by_id(request.user, request.GET.get("need", ""))
    form = ToolForm(request.POST or None, initial=selectors.tool_from_need(need) if need is not None else None)
    if request.method == "POST" and form.is_valid():
        try:
            tool = services.add_tool(actor=request.user, now=now(), **form.written())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The tool stands in the catalogue. Everyone can see it."))
            return redirect("tools:tool_detail", tool.public_id)
    return render(request, "tools/tool_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def tool_edit(request: PersonRequest, tool_id: UUID) -> HttpResponse:
    """Change a tool or its status, with the reason."""
    only_office(request)
    tool = tool_or_404(request, tool_id)
    form = ToolForm(request.POST or None, instance=tool)
    context: dict[str, Any] = {"tool": tool}
    if request.method == "POST" and form.is_valid():
        try:
            ends = int(request.POST["ends"]) if request.POST.get("ends", "").isdecimal() else 0
            services.edit_tool(
                tool_id=tool.pk, actor=request.user, now=now(), edition=form.seen, ends=ends, **form.written()
            )
        except EndsSeats as asks:
            context["asks"] = asks
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("Saved."))
            return redirect("tools:tool_detail", tool.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "tools/tool_edit.html", context | {"form": form}, status=status)
