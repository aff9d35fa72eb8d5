"""Handing in evidence of a course, and answering what others handed in."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, as_download
from people.choices import Role
from training import selectors, services
from training.forms import EvidenceAnswerForm, EvidenceForm
from training.models import Evidence
from training.views import told
from training.views.guards import course_or_404, found, is_look, only_hr


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_hand_in(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show what a course asks to hand in and how it stands, and take a file."""
    course, moment = course_or_404(request, course_id), now()
    page = found(selectors.evidence_page(course, request.user, now=moment))
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.hand_in_evidence(
                course_id=course.pk, content=file, name=file.name, remark=form.cleaned_data["remark"],
                person=request.user, now=moment,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Handed in. You get a message as soon as somebody looked at it."))
            return redirect("training:evidence_hand_in", course.public_id)
    context = {"course": course, "page": page, "form": form}
    return render(request, "training/evidence_hand_in.html", context, status=422 if form.errors else 200)


@require_POST
def evidence_take_back(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Delete what waits or was sent back."""
    course = course_or_404(request, course_id)
    if services.take_back_evidence(course_id=course.pk, person=request.user, now=now()):
        messages.success(request, _("You took it back. The file is deleted."))
    else:
        messages.info(request, _("There is nothing here to take back."))
    return redirect("training:evidence_hand_in" if course.asks_evidence else "training:course_detail", course.public_id)


@never_cache
@require_safe
def evidence_list(request: PersonRequest) -> HttpResponse:
    """Show what waits for the reader, the longest waiting first."""
    if not request.user.has_role(Role.HR, Role.TRAINER):
        only_hr(request)
    page = selectors.evidence_to_answer(request.user, request.GET.get("page", "1"))
    if is_look(request):
        services.note_look_at_evidence(page.object_list, actor=request.user, now=now())
    return render(request, "training/evidence_list.html", {"page_obj": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_answer(request: PersonRequest, evidence_id: UUID) -> HttpResponse:
    """Show one piece of evidence with what was asked, and take the answer."""
    row = found(selectors.evidence_by_id(request.user, evidence_id))
    if is_look(request):
        services.note_look_at_evidence([row], actor=request.user, now=now())
    form = EvidenceAnswerForm(request.POST or None, initial={"seen": row.file.public_id if row.file else None})
    if request.method == "POST" and form.is_valid():
        try:
            answered = _answer(request, row, form)
        except RuleBroken as broken:
            form.refuse(broken)
            met = selectors.evidence_by_id(request.user, evidence_id)
            if met is None:
                messages.info(request, str(broken))
                return redirect("training:evidence_list")
            row = met
        else:
            messages.success(request, told.evidence_answered(answered))
            return redirect("training:evidence_list")
    context = {"row": row, "course": row.course, "form": form, "sessions": selectors.sessions_attended(row)}
    context["dropped"] = request.method == "POST" and not row.is_waiting
    return render(request, "training/evidence_answer.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def evidence_file(request: PersonRequest, evidence_id: UUID) -> FileResponse:
    """Give the file to whose it is, and to who may answer it; that is a look."""
    row = found(selectors.evidence_with_file(request.user, evidence_id))
    kept = row.file
    if kept is None or not kept.file.storage.exists(kept.file.name or ""):
        raise Http404
    if is_look(request):
        services.note_look_at_evidence([row], actor=request.user, now=now())
    response = FileResponse(kept.file.open("rb"), content_type=kept.content_type)
    # Set afterwards: a response of a file names it after where it is stored, to be opened in the browser.
    for header, value in {**as_download(kept.name), "X-Content-Type-Options": "nosniff"}.items():
        response[header] = value
    return response


def _answer(request: PersonRequest, row: Evidence, form: EvidenceAnswerForm) -> Evidence:
    seen = form.cleaned_data["seen"]
    if form.is_yes:
        return services.accept_evidence(evidence_id=row.pk, actor=request.user, now=now(), seen=seen)
    reason = form.cleaned_data["reason"]
    return services.send_back_evidence(evidence_id=row.pk, reason=reason, actor=request.user, now=now(), seen=seen)
