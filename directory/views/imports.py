"""HR brings people in: upload, columns, job titles, the outcome beforehand, a decision, the report."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from common.choices import JobState
from common.clock import now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest, as_download, render_fragment
from common.models import StoredFile
from common.spreadsheets.writing import CSV_CONTENT_TYPE, Cell, csv_pieces
from directory import policies, selectors, services
from directory.forms.imports import (
    ColumnsForm,
    ConfirmForm,
    InviteFilterForm,
    InviteForm,
    TableForm,
    TitlesForm,
    UploadForm,
)
from directory.messages import sign_in_services
from directory.models import ImportRun
from people.services import ACTIVATION_CODE_LASTS

INVITEES_SHOWN = 5


@require_GET
def import_list(request: PersonRequest) -> HttpResponse:
    """What was brought in, when and by whom."""
    _assert_may(request)
    form = ShowForm(request.GET, parts=[("waiting", _("waiting for your decision"))])
    runs = selectors.imports_for(request.user, only_waiting=bool(form.part))
    context = {"page": Paginator(runs, 50).get_page(request.GET.get("page")), "form": form}
    return render(request, "directory/import_list.html", context, status=422 if form.wrong else 200)


@require_http_methods(["GET", "POST"])
def import_new(request: PersonRequest) -> HttpResponse:
    """Upload an HR file."""
    _assert_may(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.receive_file(
                content=file, name=file.name, content_type=file.content_type or "", actor=request.user, now=now()
            )
        except RuleBroken as broken:
            form.add_error("file", str(broken))
        else:
            return redirect("directory:import_columns", run.public_id)
    return render(request, "directory/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_columns(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """See which columns were recognised, and put them right."""
    run = _open_run(request, run_id)
    context = _columns(request, run, request.POST or None)
    form = context["form"]
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_columns(run_id=run.pk, chosen=form.chosen, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            return redirect("directory:import_detail", run.public_id)
    return render(request, "directory/import_columns.html", context, status=422 if form.errors else 200)


@require_POST
def import_table(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Say on which sheet, and below which titles, the table stands."""
    run = _open_run(request, run_id)
    context = _columns(request, run, None)
    form = context["table_form"] = _table_form(run, request.POST)
    if form.is_valid():
        sheet, row = form.cleaned_data.get("sheet", ""), form.cleaned_data["header_row"]
        try:
            services.choose_table(run_id=run.pk, sheet=sheet, header_row=row, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error("header_row", str(broken))
        else:
            return redirect("directory:import_columns", run.public_id)
    return render(request, "directory/import_columns.html", context, status=422)


def _columns(request: PersonRequest, run: ImportRun, data: QueryDict | None) -> dict[str, Any]:
    """What the page of the columns shows: which column says what, and where the table stands in the file."""
    look = services.look_at(run=run, actor=request.user)
    header = run.columns.get("header", [])
    form = ColumnsForm(data, header=header, chosen=selectors.column_choices(), example=look.examples)
    return {"form": form, "table_form": _table_form(run, None), "run": run, "end_dates": look.unused_end_dates}


def _table_form(run: ImportRun, data: QueryDict | None) -> TableForm:
    placed = {"sheet": run.columns.get("sheet", ""), "header_row": run.columns.get("header_row", 1)}
    return TableForm(data, initial=placed, sheets=run.columns.get("sheets", []))


@require_http_methods(["GET", "POST"])
def import_titles(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Link the job titles of this file that have no function group yet, and work the file out again."""
    run = _open_run(request, run_id)
    titles = selectors.report_of(run).outcome.titles
    form = TitlesForm(request.POST or None, titles=titles, linked={}, counts=titles)
    if request.method == "POST" and form.is_valid():
        link_titles(request, form)
        services.plan_again(run_id=run.pk, actor=request.user, now=now())
        return redirect("directory:import_detail", run.public_id)
    context = {"form": form, "run": run}
    return render(request, "directory/import_titles.html", context, status=422 if form.errors else 200)


def link_titles(request: PersonRequest, form: TitlesForm) -> None:
    """Link what was chosen, and tell where somebody else was first."""
    services.link_titles(groups=form.groups, seen=form.seen, actor=request.user, now=now())
    met = form.overtaken_by(selectors.job_titles())
    if met:
        text = _(
            "Somebody else linked these job titles just before you, and that stays: %(titles)s. "
            "Choose again if it must be otherwise."
        )
        titles = "; ".join(f"{title.title}: {title.get_function_group_display()}" for title in met)
        messages.warning(request, text % {"titles": titles})


@require_http_methods(["GET", "POST"])
def title_list(request: PersonRequest) -> HttpResponse:
    """All job titles that are linked to a function group."""
    _assert_may(request)
    linked = {title.title: title.function_group for title in selectors.job_titles()}
    form = TitlesForm(request.POST or None, titles=linked, linked=linked, counts={})
    if request.method == "POST" and form.is_valid():
        link_titles(request, form)
        messages.success(request, _("The job titles are kept. They count from the next import."))
        return redirect("directory:title_list")
    return render(request, "directory/title_list.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def import_detail(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Where an import stands: being worked on, waiting for a decision, or over."""
    run = _run(request, run_id)
    if request.htmx and not run.is_busy:
        return HttpResponseClientRefresh()
    context = _decision(request, run, None)
    return render_fragment(request, "directory/import_detail.html", context, partial="progress")


@require_POST
def import_confirm(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Say yes."""
    run = _run(request, run_id)
    context = _decision(request, run, request.POST)
    form = context["form"]
    try:
        services.confirm(
            run_id=run.pk, ticked=form.ticked, take_over=form.take_over_ticked, actor=request.user, now=now()
        )
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        return render(request, "directory/import_detail.html", context, status=422)
    return redirect("directory:import_detail", run.public_id)


@require_POST
def import_again(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Work the file out anew."""
    run = _run(request, run_id)
    services.plan_again(run_id=run.pk, actor=request.user, now=now())
    return redirect("directory:import_detail", run.public_id)


@require_http_methods(["GET", "POST"])
def import_cancel(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Throw an import away."""
    run = _open_run(request, run_id)
    if request.method == "GET":
        return render(request, "directory/import_cancel.html", {"run": run})
    services.cancel(run_id=run.pk, actor=request.user, now=now())
    messages.success(request, _("The import is cancelled and its file is deleted. Nobody changed."))
    return redirect("directory:import_list")


@require_GET
def import_refused(request: PersonRequest, run_id: uuid.UUID) -> StreamingHttpResponse:
    """The refused rows as a file, to mend in the HR system."""
    run = _run(request, run_id)
    header = [gettext("Row"), gettext("Column"), gettext("Value"), gettext("Reason")]
    refused = selectors.report_of(run).refused
    rows: list[list[Cell]] = [[fault.row, fault.column, fault.value, fault.reason] for fault in refused]
    return _csv(gettext("refused rows"), run, header, rows)


@require_GET
def import_lines(request: PersonRequest, run_id: uuid.UUID) -> StreamingHttpResponse:
    """Who and what as a file, to check beside the HR system; gone when the import is over."""
    run = _open_run(request, run_id)
    return _csv(gettext("who and what"), run, selectors.line_header(), selectors.line_rows(run))


@require_POST
@never_cache
def import_codes(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Fresh activation codes for who has no e-mail, on paper; they are shown this once."""
    run = _run(request, run_id)
    moment = now()
    codes = services.issue_codes(run_id=run.pk, actor=request.user, now=moment)
    address = f"{settings.BASE_URL}{reverse('people:activate')}".removeprefix("https://").removeprefix("http://")
    context = {"codes": codes, "run": run, "address": address, "until": moment + ACTIVATION_CODE_LASTS}
    return render(request, "directory/import_codes.html", context)


def _decision(request: PersonRequest, run: ImportRun, data: QueryDict | None) -> dict[str, Any]:
    """What the page of an import shows: its report, who and what by name, and the form that says yes."""
    report = selectors.report_of(run)
    may_keep_access = policies.can_keep_access(request.user)
    kept_locally = selectors.kept_locally(run)
    form = ConfirmForm(data, outcome=report.outcome, may_keep_access=may_keep_access, kept_locally=kept_locally)
    return {"run": run, "report": report, "groups": selectors.lines_of(run), "form": form}


def _csv(what: str, run: ImportRun, header: list[str], rows: Iterable[list[Cell]]) -> StreamingHttpResponse:
    """A download that is named after what it holds and the file that it came from."""
    pieces = csv_pieces(header, rows, language=get_language() or "nl")
    headers = as_download(f"{what} {Path(run.file_name).stem}.csv")
    return StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE, headers=headers)


def _assert_may(request: PersonRequest) -> None:
    if not policies.can_import(request.user):
        raise PermissionDenied


def _run(request: PersonRequest, run_id: uuid.UUID) -> ImportRun:
    return get_object_or_404(selectors.imports_for(request.user).select_related("job", "file"), public_id=run_id)


def _open_run(request: PersonRequest, run_id: uuid.UUID) -> ImportRun:
    """A step of an import that is over is no page any more."""
    runs = selectors.imports_for(request.user).open().select_related("job", "file")
    return get_object_or_404(runs, public_id=run_id)


# --- invitations ------------------------------------------------------------------------------------------------------
@require_GET
def invitation_list(request: PersonRequest) -> HttpResponse:
    """Who came in, who can be invited and how, and the sheets of codes that are ready to print."""
    _assert_may_invite(request)
    form = InviteFilterForm(request.GET)
    unit = form.cleaned_data["unit"] if form.is_valid() else None
    context = {
        "form": form,
        "unit": unit,
        "state": selectors.invitation_state(unit=unit, actor=request.user, now=now()),
        "sheets": selectors.code_sheets_of(request.user, now()),
    }
    return render_fragment(request, "directory/invitation_list.html", context, partial="results")


@require_http_methods(["GET", "POST"])
def invitation_new(request: PersonRequest) -> HttpResponse:
    """Say how many would be invited and what they get; then do it."""
    _assert_may_invite(request)
    form = InviteForm(request.POST or request.GET)
    if not form.is_valid():
        raise RuleBroken(_("Choose on the page with invitations who you want to invite."))
    chosen = form.cleaned_data
    by_unit = chosen.pop("by_unit")
    if request.method == "POST":
        job = services.start_invitations(**chosen, by_unit=by_unit, actor=request.user, now=now())
        return redirect("invitation_job", job.public_id)
    people = selectors.people_to_invite(**chosen, actor=request.user, now=now())
    context = {
        "form": form,
        "count": people.count(),
        "first": people[:INVITEES_SHOWN],
        "services": sign_in_services(),
        **chosen,
    }
    return render(request, "directory/invitation_new.html", context)


@require_GET
def invitation_job(request: PersonRequest, job_id: uuid.UUID) -> HttpResponse:
    """How far the invitations are, and where the sheet is."""
    _assert_may_invite(request)
    job = get_object_or_404(selectors.invitation_jobs_of(request.user), public_id=job_id)
    is_over = job.state in {JobState.DONE, JobState.FAILED}
    if request.htmx and is_over:
        return HttpResponseClientRefresh()
    sheet = selectors.code_sheets_of(request.user, now()).filter(public_id=job.result.get("file")).first()
    context = {"job": job, "is_over": is_over, "sheet": sheet, "count": job.result.get("invited", 0)}
    return render_fragment(request, "directory/invitation_job.html", context, partial="progress")


@require_GET
def code_sheet(request: PersonRequest, file_id: uuid.UUID) -> HttpResponse:
    """The slips to print, for who made them."""
    sheet = _sheet(request, file_id)
    content = services.open_code_sheet(sheet=sheet, actor=request.user, now=now())
    return HttpResponse(content, content_type="application/pdf", headers=as_download(sheet.name))


@require_POST
def code_sheet_delete(request: PersonRequest, file_id: uuid.UUID) -> HttpResponse:
    """Printed: the file can go."""
    services.delete_code_sheet(sheet=_sheet(request, file_id), actor=request.user, now=now())
    messages.success(request, _("The file is deleted. The codes on paper work."))
    return redirect("invitation_list")


def _sheet(request: PersonRequest, file_id: uuid.UUID) -> StoredFile:
    _assert_may_invite(request)
    return get_object_or_404(selectors.code_sheets_of(request.user, now()), public_id=file_id)


def _assert_may_invite(request: PersonRequest) -> None:
    if not policies.can_invite(request.user):
        raise PermissionDenied
