"""HR plans sessions; HR and trainers see who comes and mark who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, render_fragment
from people.choices import Role
from people.models import Person
from training import policies, selectors, services
from training.choices import Priority
from training.forms import EnrolOtherForm, ReasonForm, SessionForm
from training.models import Session
from training.views.guards import course_or_404, only_hr, only_hr_or_trainer, session_or_404


@require_safe
def session_list(request: PersonRequest) -> HttpResponse:
    """Show the sessions that HR plans or that a trainer gives: ahead, to be marked, past."""
    if not request.user.has_role(Role.HR, Role.TRAINER):
        only_hr(request)
    view = request.GET.get("view", "ahead")
    moment = now()
    page = selectors.sessions_of(request.user, view, request.GET.get("page", "1"), now=moment)
    context = {"page_obj": page, "now": moment, "is_to_mark": view == "to_mark", "is_past": view == "past"}
    context["is_ahead"] = view not in ("to_mark", "past")
    return render(request, "training/session_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Plan a session of a course."""
    only_hr(request)
    course, moment = course_or_404(request, course_id), now()
    form = SessionForm(request.POST or None, now=moment)
    if request.method == "POST" and form.is_valid():
        try:
            session = services.plan_session(course_id=course.pk, actor=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The session is planned. People can enrol."))
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, "course": course}
    return render(request, "training/session_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Change a session; whoever is concerned hears of it."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    form = SessionForm(request.POST or None, now=moment, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_session(session_id=session.pk, actor=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("Saved. Who takes part hears of a new time or place."))
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, "course": session.course, "session": session}
    return render(request, "training/session_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Ask why, then cancel a session and tell everyone."""
    only_hr(request)
    session = session_or_404(request, session_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(session_id=session.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The session is cancelled. Everyone who enrolled gets a message."))
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, "session": session, "lists": selectors.participants(session)}
    return render(request, "training/session_cancel.html", context, status=422 if form.errors else 200)


@require_safe
def session_detail(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Show who comes, who has an offer and who waits in which order."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    return render(request, "training/session_detail.html", _detail(request, session))


@require_POST
def session_capacity(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Give a session more or fewer seats."""
    only_hr(request)
    session = session_or_404(request, session_id)
    typed = request.POST.get("capacity", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 6:
        raise RuleBroken(_("Give the number of seats as a whole number."))
    services.change_capacity(session_id=session.pk, capacity=int(typed), actor=request.user, now=now())
    messages.success(request, _("The number of seats is changed. Free seats are offered to who waits."))
    return redirect("training:session_detail", session.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_other(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Look somebody up and enrol them."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    form = EnrolOtherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = get_object_or_404(Person, public_id=form.cleaned_data["person"])
        first = form.cleaned_data["goes_first"]
        try:
            services.enrol(
                session_id=session.pk,
                person=person,
                actor=request.user,
                now=moment,
                priority=Priority.HIGH if first else Priority.NORMAL,
                priority_reason=form.cleaned_data["priority_reason"] if first else "",
            )
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("%(name)s is enrolled and gets a message.") % {"name": person.full_name})
            return redirect("training:session_detail", session.public_id)
    text = request.POST.get("text", "") or request.GET.get("text", "")
    context = {"session": session, "form": form, "text": text}
    context["people"] = selectors.people_to_enrol(session, text, now=moment)
    status = 422 if form.errors else 200
    return render_fragment(request, "training/enrol_other.html", context, partial="results", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_mark(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Mark who was there, on a phone at the door."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    moment = now()
    if request.method == "POST":
        marked = services.mark_attendance(
            session_id=session.pk, marks=_marks(request.POST), actor=request.user, now=moment
        )
        text = ngettext("%(count)d person marked.", "%(count)d people marked.", marked.present + marked.absent)
        messages.success(request, text % {"count": marked.present + marked.absent})
        return redirect("training:attendance_mark", session.public_id)
    context = _detail(request, session) | {"has_started": session.has_started(moment)}
    return render(request, "training/attendance_mark.html", context)


def _marks(posted: Any) -> dict[UUID, bool]:
    """Read ``mark-<enrolment>`` = ``present`` or ``absent``; anything else is no mark."""
    marks: dict[UUID, bool] = {}
    for name, value in posted.items():
        prefix, _dash, enrolment_id = name.partition("-")
        if prefix == "mark" and value in ("present", "absent"):
            try:
                marks[UUID(enrolment_id)] = value == "present"
            except ValueError as error:
                raise RuleBroken(_("This list is not complete. Open it again.")) from error
    return marks


def _detail(request: PersonRequest, session: Session) -> dict[str, Any]:
    moment = now()
    return {
        "session": session,
        "course": session.course,
        "lists": selectors.participants(session),
        "can_manage": policies.can_manage(request.user),
        "has_started": session.has_started(moment),
        "now": moment,
    }
