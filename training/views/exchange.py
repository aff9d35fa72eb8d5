"""HR exchanges completions with another system: codes of courses, files in, and who completed what as a file out."""

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from common.clock import now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest, as_download, render_fragment
from common.spreadsheets.writing import CSV_CONTENT_TYPE, XLSX_CONTENT_TYPE, Cell, csv_pieces, write_workbook
from training import selectors, services
from training.choices import ImportState, Why
from training.documents import exchange
from training.forms import (
    AliasForm,
    ColumnsForm,
    CompletionsDownloadForm,
    CompletionsUploadForm,
    ReasonForm,
)
from training.models import CompletionImport, Course
from training.views.guards import course_or_404, only_hr


@require_safe
def import_list(request: PersonRequest) -> HttpResponse:
    """Show what came in from other systems, and what of it fits nothing here."""
    only_hr(request)
    form = ShowForm(request.GET, parts=[("waiting", _("waiting for your decision"))])
    only_waiting = bool(form.part)
    page = selectors.completion_imports(request.user, request.GET.get("page", "1"), only_waiting=only_waiting)
    unmatched = [] if only_waiting else selectors.unmatched_statements()
    context = {"page_obj": page, "unmatched": unmatched, "files_first": not unmatched, "form": form}
    context["xapi_address"] = f"{settings.BASE_URL}/api/v1/xapi"
    return render(request, "training/import_list.html", context, status=422 if form.wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: PersonRequest) -> HttpResponse:
    """Upload a file with completions; nothing comes in yet."""
    only_hr(request)
    form = CompletionsUploadForm(_sent(request), request.FILES or None, systems=selectors.systems_known())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.receive_completions(
                content=file, name=file.name, content_type=file.content_type or "",
                source=form.cleaned_data["source"], actor=request.user, now=now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.add_error(broken.field or "file", str(broken))
        else:
            waits = run.state == ImportState.UPLOADED
            return redirect("training:import_columns" if waits else "training:import_detail", run.public_id)
    return render(request, "training/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Show the first rows of a file, and let HR say which column says what."""
    run = _open_import_or_404(request, import_id)
    first = services.first_rows(run=run, actor=request.user)
    form = ColumnsForm(
        _sent(request), first=first, linked=run.columns.get("linked", {}), initial={"one_course": run.course}
    )
    if request.method == "POST" and form.is_valid():
        course = form.cleaned_data["one_course"]
        try:
            services.link_columns(import_id=run.pk, linked=form.linked, course=course, actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("training:import_detail", run.public_id)
    context = {"run": run, "form": form, "first": first}
    return render(request, "training/import_columns.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Show where a file stands: being worked on, waiting for a decision, or over."""
    run = _import_or_404(request, import_id)
    if request.htmx and not run.is_busy:
        return HttpResponseClientRefresh()
    context = {"run": run, "report": selectors.import_report(run)}
    return render_fragment(request, "training/import_detail.html", context, partial="progress")


@require_POST
def import_confirm(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Say yes to what was worked out."""
    return _step(request, import_id, services.confirm_import)


@require_POST
def import_again(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Work the file out anew."""
    return _step(request, import_id, services.plan_import_again)


@require_http_methods(["GET", "HEAD", "POST"])
def import_cancel(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Ask first, then throw a file away."""
    run = _open_import_or_404(request, import_id)
    if request.method != "POST":
        return render(request, "training/import_cancel.html", {"run": run})
    services.cancel_import(import_id=run.pk, actor=request.user, now=now())
    messages.success(request, _("The import is cancelled and its file is deleted. Nothing came in."))
    return redirect("training:import_list")


@require_http_methods(["GET", "HEAD", "POST"])
def import_withdraw(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """Ask why, then take back what a file brought in."""
    run = _import_or_404(request, import_id)
    if not run.can_be_withdrawn:
        raise Http404
    form = ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            count = services.withdraw_import(
                import_id=run.pk, reason=form.cleaned_data["reason"], actor=request.user, now=now()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            told = ngettext("%(count)d completion is taken back.", "%(count)d completions are taken back.", count)
            messages.success(request, told % {"count": count})
            return redirect("training:import_detail", run.public_id)
    context = {"run": run, "form": form, "count": run.completions.count()}
    return render(request, "training/import_withdraw.html", context, status=422 if form.errors else 200)


@require_safe
def import_refused(request: PersonRequest, import_id: UUID) -> StreamingHttpResponse:
    """The refused rows as a file, to mend in the other system."""
    run = _import_or_404(request, import_id)
    header = [_("Row"), _("Column"), _("Value"), _("Reason")]
    faults = selectors.import_report(run).refused
    rows: list[list[Cell]] = [[fault.row, fault.column, fault.value, fault.reason] for fault in faults]
    pieces = csv_pieces(header, rows, language=get_language() or "nl")
    return StreamingHttpResponse(
        pieces,
        content_type=CSV_CONTENT_TYPE,
        headers=as_download(f"{_('refused rows')} {Path(run.file_name).stem}.csv"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_codes(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """Show and add the codes under which other systems know a course."""
    only_hr(request)
    course = course_or_404(request, course_id)
    form = AliasForm(_sent(request), systems=selectors.systems_known())
    if request.method == "POST" and form.is_valid():
        try:
            services.add_alias(course_id=course.pk, actor=request.user, now=now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Saved. What comes in under this code counts for this course from now on."))
            return redirect("training:course_codes", course.public_id)
    context = {
        "course": course, "form": form, "aliases": selectors.aliases_of(course),
        "own": selectors.address_of_course(course.public_id),
    }  # fmt: skip
    return render(request, "training/course_codes.html", context, status=422 if form.errors else 200)


@require_POST
def course_code_remove(request: PersonRequest, course_id: UUID, alias_id: UUID) -> HttpResponse:
    """Forget a code of a course."""
    only_hr(request)
    course = course_or_404(request, course_id)
    alias = course.aliases.filter(public_id=alias_id).first()
    if alias is not None:
        services.remove_alias(course_id=course.pk, alias_id=alias.pk, actor=request.user, now=now())
    messages.success(request, _("The code is gone. What came in under it stays."))
    return redirect("training:course_codes", course.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def completions_download(request: PersonRequest) -> HttpResponseBase:
    """Ask which course and why, then give who completed it as a file; that is a look at names, and kept."""
    only_hr(request)
    form = CompletionsDownloadForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        rows = selectors.completions_listed(asked["course"], asked["first"], asked["last"])
        shown = ((row.person, asked["course"]) for row in rows)
        services.note_look_at_completed(shown, Why(asked["why"]), actor=request.user, now=now())
        # Made whole here: what is streamed later may find another language.
        cells = list(exchange.completion_cells(rows, str(asked["course"].title)))
        return _file_of(asked["course"], cells, asked["kind"])
    context = {"form": form}
    return render(request, "training/completions_download.html", context, status=422 if form.errors else 200)


def _file_of(course: Course, rows: Iterable[Sequence[Cell]], kind: str) -> HttpResponseBase:
    headers = as_download(f"{_('completed')} {course.title}.{kind}")
    if kind == "csv":
        pieces = csv_pieces(exchange.completions_header(), rows, language=get_language() or "nl")
        return StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE, headers=headers)
    made = io.BytesIO()
    write_workbook(made, exchange.completions_header(), rows, title=str(course.title))
    made.seek(0)
    return FileResponse(made, content_type=XLSX_CONTENT_TYPE, headers=headers)


def _import_or_404(request: PersonRequest, import_id: UUID) -> CompletionImport:
    only_hr(request)
    run = selectors.completion_import_by_id(request.user, import_id)
    if run is None:
        raise Http404
    return run


def _open_import_or_404(request: PersonRequest, import_id: UUID) -> CompletionImport:
    """A step of an import that is over is no page any more."""
    run = _import_or_404(request, import_id)
    if run.is_over:
        raise Http404
    return run


def _sent(request: PersonRequest) -> QueryDict | None:
    """What was sent with a form; a form that was sent empty is told what to fill in."""
    return request.POST if request.method == "POST" else None


def _step(request: PersonRequest, import_id: UUID, step: Callable[..., CompletionImport]) -> HttpResponse:
    """Take one step with a file, or say why it cannot be taken now."""
    run = _import_or_404(request, import_id)
    try:
        step(import_id=run.pk, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.warning(request, str(broken))
    return redirect("training:import_detail", run.public_id)
