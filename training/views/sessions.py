"""HR plans sessions; HR and trainers see who comes and mark who was there."""

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import day_of, now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest, as_download, render_fragment
from common.spreadsheets.writing import CSV_CONTENT_TYPE, XLSX_CONTENT_TYPE, csv_pieces, write_workbook
from training import policies, rules, selectors, services
from training.choices import AHEAD, NamesOn
from training.documents.participants import participant_cells, participants_header
from training.forms import (
    AttendanceForm,
    CapacityForm,
    EnrolOtherForm,
    InviteForm,
    PastedForm,
    ReasonForm,
    SessionForm,
    WalkInForm,
)
from training.models import Session
from training.selectors.session_messages import groups_of, messages_of, why_not_write
from training.views import told
from training.views.guards import course_or_404, is_look, only_hr, only_hr_or_trainer, session_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Plan a session of a course; ``?like=`` begins with another one, a week later."""
    only_hr(request)
    course, moment = course_or_404(request, course_id), now()
    copied = selectors.session_like(course, request.GET.get("like", ""))
    form = SessionForm(request.POST or None, now=moment, course=course, copied=copied)
    waits = selectors.count_of_interest(course, now=moment)
    invite = InviteForm(request.POST or None)
    plan = services.plan_for_interested if waits and invite.is_wanted else services.plan_session
    about = {"course": course, "waits": waits, "invite": invite}
    if form.is_bound and rows_change(request):
        return render(request, "training/session_edit.html", {"form": rows_changed(form, request), **about})
    if request.method == "POST" and form.is_valid():
        try:
            session = plan(course_id=course.pk, actor=request.user, now=moment, like=copied, **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.planned(session))
            told.warn_of_length(request, session)
            told.warn_of_overlaps(request, session)
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, **about}
    return render(request, "training/session_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Change a session; whoever is concerned hears of it."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    form = SessionForm(request.POST or None, now=moment, course=session.course, session=session)
    context: dict[str, Any] = {"course": session.course, "session": session}
    if form.is_bound and rows_change(request):
        return render(request, "training/session_edit.html", context | {"form": rows_changed(form, request)})
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.edit_session(session_id=session.pk, actor=request.user, now=moment, **form.cleaned_data)
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.saved(selectors.count_of_messages(kept, moment)))
            told.warn_of_length(request, kept)
            told.warn_of_overlaps(request, kept)
            return redirect("training:session_detail", session.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "training/session_edit.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Ask why, then cancel a session and tell everyone."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    lacking = selectors.participants(session, now=moment).lacking
    form = ReasonForm(request.POST or None, initial={"reason": told.too_few(session)} if lacking else {})
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(session_id=session.pk, actor=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.cancelled(selectors.count_of_messages(session, moment)))
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, "session": session, "to_tell": selectors.to_tell_of_cancelling(session, request.user)}
    return render(request, "training/session_cancel.html", context, status=422 if form.errors else 200)


@require_safe
def session_detail(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Show who comes, who has an offer and who waits in which order."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    context = _detail(request, session) | {"form": CapacityForm(initial={"capacity": session.capacity})}
    if is_look(request):
        services.note_look(session, NamesOn.PARTICIPANTS, context["lists"].all, actor=request.user, now=now())
    return render(request, "training/session_detail.html", context)


@require_safe
def participants_download(request: PersonRequest, session_id: UUID, kind: str) -> HttpResponseBase:
    """Give who takes part and who waits as a file; a trainer gets what the page shows, HR what identifies people."""
    session, moment = session_or_404(request, session_id), now()
    only_hr_or_trainer(request, session)
    lists, by_hr = selectors.participants(session, now=moment), policies.can_manage(request.user)
    if is_look(request):
        services.record_download(session, lists.all, kind=kind, actor=request.user, now=moment)
    day = day_of(session.starts_at)
    name = f"{slugify(_('participants'))} {slugify(str(session.course.title))} {day}.{kind}"
    # Made whole here: what is streamed later may find another language.
    header, rows = participants_header(by_hr=by_hr), list(participant_cells(lists, by_hr=by_hr))
    if kind == "csv":
        pieces = csv_pieces(header, rows, language=get_language() or "nl")
        return StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE, headers=as_download(name))
    made = io.BytesIO()
    write_workbook(made, header, rows, title=str(_("Participants")))
    made.seek(0)
    return FileResponse(made, content_type=XLSX_CONTENT_TYPE, headers=as_download(name))


@require_POST
def session_capacity(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Give a session more or fewer seats."""
    only_hr(request)
    session = session_or_404(request, session_id)
    form = CapacityForm(request.POST)
    if form.is_valid():
        try:
            kept = services.change_capacity(session_id=session.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.seats_changed(selectors.participants(kept, now=now()).over))
            return redirect("training:session_detail", session.public_id)
    return render(request, "training/session_detail.html", _detail(request, session) | {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_other(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Look people up and enrol them together; who is ticked stays so while one looks for others."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    form = EnrolOtherForm(request.POST or None, now=moment)
    pasted = _pasted(request, session, form)
    if "look" in request.POST:
        form = form.looking(pasted.found)
    elif request.method == "POST" and form.is_valid():
        try:
            enrolled = services.enrol_others(session_id=session.pk, actor=request.user, now=moment, **form.wanted())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            told.tell_enrolled(request, enrolled)
            return redirect("training:session_detail", session.public_id)
    text = request.POST.get("text", "") or request.GET.get("text", "")
    found = selectors.people_to_enrol(session, text, form.ticked, now=moment)
    kept = selectors.standing(session, moment).kept_from(None)
    context = {"session": session, "form": form, "pasted": pasted, "text": text, "found": found, "kept": kept}
    context["candidates"] = selectors.candidates(session, found.rows, now=moment, tells_what=True)
    context["comes_first"] = selectors.has_firsts(session.course)
    context["chose_nobody"] = request.POST.get("look") == "chosen" and not found.rows
    status = 422 if form.errors or pasted.errors else 200
    return render_fragment(request, "training/enrol_other.html", context, partial="results", status=status)


def _pasted(request: PersonRequest, session: Session, form: EnrolOtherForm) -> PastedForm:
    """Return the list that was pasted, read when its own button was pressed; else what stands there stays."""
    data = request.POST if request.POST.get("look") == "list" else None
    shown = {"pasted": request.POST.get("pasted", "")}
    return PastedForm(data, initial=shown, session=session, ticked=form.ticked, now=form.now)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_mark(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Mark who was there, on a phone at the door."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    moment = now()
    detail = _detail(request, session) | _register(request, session)
    rows, meets = detail["lists"].holding, detail["meets"]
    form = AttendanceForm(request.POST if request.method == "POST" else None, rows=rows, here=detail["here"])
    shows_names = detail["has_started"] or detail["checked_in"]
    if is_look(request) and shows_names and not session.is_cancelled:
        services.note_look(session, NamesOn.ATTENDANCE, rows, actor=request.user, now=moment)
    if request.method == "POST" and form.is_valid():
        rest = request.POST.get("rest") == "present"
        try:
            marked = services.mark_meeting(
                session_id=session.pk, number=meets.number, marks=form.marks(), actor=request.user, now=moment,
                rest_present=rest,
            )  # fmt: skip
        except RuleBroken as broken:
            detail = _detail(request, session) | _register(request, session)
            form = form.again(detail["lists"].holding, detail["here"])
            form.refuse(broken)
        else:
            told.tell_marked(request, marked.present + marked.absent)
            return redirect(request.get_full_path())
    status = 422 if form.errors else 200
    return render(request, "training/attendance_mark.html", detail | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Look up who is there without a seat, and put them down as present; who is ticked stays so meanwhile."""
    session, moment = session_or_404(request, session_id), now()
    only_hr_or_trainer(request, session)
    form = WalkInForm(request.POST or None, now=moment)
    if "look" in request.POST:
        form = form.looking()
    elif request.method == "POST" and form.is_valid():
        try:
            services.add_walk_ins(
                session_id=session.pk, people=form.cleaned_data["person"], actor=request.user, now=moment
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            names = [each.full_name for each in form.cleaned_data["person"].in_order()]
            messages.success(request, _("Marked as present: %(names)s.") % {"names": told.in_a_row(names)})
            return redirect("training:attendance_mark", session.public_id)
    text = request.POST.get("text", "") or request.GET.get("text", "")
    found = selectors.people_to_add(session, text, form.ticked, now=moment)
    context = {"session": session, "form": form, "text": text, "found": found}
    status = 422 if form.errors else 200
    return render_fragment(request, "training/walk_in.html", context, partial="results", status=status)


def rows_change(request: PersonRequest) -> bool:
    """Whether the button of a form asks for one meeting more or less instead of saving."""
    return not {"add_meeting", "remove_meeting"}.isdisjoint(request.POST)


def rows_changed(form: SessionForm, request: PersonRequest) -> SessionForm:
    """Return the form as it was typed with a meeting more or less."""
    number = request.POST.get("remove_meeting", "")
    return form.without_row(int(number)) if number.isdecimal() else form.with_another()


def _register(request: PersonRequest, session: Session) -> dict[str, Any]:
    """What the page of attendance shows of one meeting: who is marked, who checked in with the code."""
    moment = now()
    meets = selectors.meeting_to_mark(session, request.GET.get("meeting", ""), moment)
    here = selectors.marks_at(session, meets.number)
    return {
        "meets": meets,
        "here": here,
        "marked": sum(each is not None for each in here.values()),
        "to_go": sum(each is None for each in here.values()),
        "checked_in": selectors.checked_in(session, meets.number),
        "registers": selectors.registers(session, moment) if session.has_meetings else [],
    }


def _detail(request: PersonRequest, session: Session) -> dict[str, Any]:
    moment = now()
    lists = selectors.participants(session, now=moment)
    if policies.can_manage(request.user):
        ahead = [row for row in lists.all if row.state in AHEAD]
        missed = selectors.deadlines_missed(session, [row.person_id for row in ahead], now=moment)
        for row in ahead:
            row.due_before = missed.get(row.person_id)
        kept = selectors.seats_kept([*lists.waiting, *lists.offered], now=moment)
        for row in [*lists.waiting, *lists.offered]:
            row.keeps = kept.get(row.person_id)
    return {
        "session": session,
        "course": session.course,
        "lists": lists,
        "shares": selectors.shares_of(session, moment),
        "can_manage": policies.can_manage(request.user),
        "can_change": policies.can_manage(request.user) and session.is_changeable(moment),
        "can_switch": policies.can_manage(request.user) and selectors.has_others_ahead(session, now=moment),
        "can_edit": policies.can_manage(request.user) and session.is_editable(moment),
        "has_started": session.has_started(moment),
        "can_show_code": selectors.can_show_code(session, moment),
        "shows_code": selectors.shows_code(session, moment),
        "why_not_write": why_not_write(session, groups_of(session, lists.all), now=moment),
        "written": messages_of(session),
        "takes_walk_ins": rules.takes_walk_ins(session.starts_at, session.ends_at, moment),
        "now": moment,
    }
