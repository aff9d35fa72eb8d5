"""Points for professions: what a course is worth, one's own number in a register, and the file for a register."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, as_download
from common.spreadsheets.writing import CSV_CONTENT_TYPE, Cell, csv_pieces
from training import selectors, services
from training.forms import AccreditationForm, PointsForm, RegistrationForm
from training.models import Accreditation
from training.rules.certificates import shown_code
from training.views.guards import course_or_404, is_look, only_hr


@require_http_methods(["GET", "HEAD", "POST"])
def accreditation_list(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show for which professions a course counts, and add one."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = AccreditationForm(request.POST or None, instance=Accreditation(course=course))
    if request.method == "POST" and form.is_valid():
        try:
            services.accredit_course(course_id=course.pk, fields=form.cleaned_data, actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Saved. It stands on every certificate that is given out from now on."))
            return redirect("training:accreditation_list", course.public_id)
    context = {"course": course, "form": form, "rows": selectors.accreditations_of(course)}
    context["professions"] = selectors.professions()
    return render(request, "training/accreditation_list.html", context, status=422 if form.errors else 200)


@require_POST
def accreditation_remove(request: PersonRequest, accreditation_id: UUID) -> HttpResponse:
    only_hr(request)
    accreditation = selectors.accreditation_by_id(accreditation_id)
    if accreditation is None:
        raise Http404
    services.end_accreditation(accreditation_id=accreditation.pk, actor=request.user, now=now())
    messages.success(request, _("Removed. What was given out with it keeps it."))
    return redirect("training:accreditation_list", accreditation.course.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def registrations(request: PersonRequest) -> HttpResponse:
    """Let somebody give the number under which a professional register knows them, or take it away."""
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_registration(person=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            given = form.cleaned_data["number"]
            messages.success(request, _("Your number is kept.") if given else _("Your number is gone."))
            return redirect("training:registrations")
    context = {"professions": selectors.professions_of(request.user), "form": form}
    return render(request, "training/registrations.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def points_export(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask HR for which profession and period, then give the file that its register reads."""
    only_hr(request)
    known = selectors.professions()
    form = PointsForm(request.GET if "profession" in request.GET else None, professions=known)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.errors else 200
        return render(request, "training/points_export.html", {"form": form, "professions": known}, status=status)
    asked = form.cleaned_data
    rows = list(selectors.points_given(asked["profession"], asked["start"], asked["end"]))
    if is_look(request):
        services.note_look_at_certificates([row.certificate for row in rows], actor=request.user, now=now())
    header = [
        _("Name"), _("Number in the register"), _("Course"), _("Completed on"), _("Accredited by"),
        _("Number of the accreditation"), _("Points"), _("Code"),
    ]  # fmt: skip
    # Made whole here: what is streamed later may find another language.
    cells: list[list[Cell]] = [
        [
            row.certificate.person.full_name, row.registration, str(row.certificate.title),
            row.certificate.completed_on, row.body, row.accreditation, row.points,
            shown_code(row.certificate.code),
        ]
        for row in rows
    ]  # fmt: skip
    name = slugify(f"{_('Points')} {asked['profession']} {asked['start']} {asked['end']}")
    pieces = csv_pieces(header, cells, language=get_language() or "nl")
    return StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE, headers=as_download(f"{name}.csv"))
