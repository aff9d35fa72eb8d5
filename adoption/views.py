"""Figures for everyone, and the reports from which some are made."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

import training.services
from adoption import policies, selectors, services
from adoption.choices import SNAPSHOT_TERM
from adoption.documents.evidence import months, pdf_of, steps_of, what_it_says, write_workbook_of
from adoption.documents.evidence_json import written
from adoption.forms import EvidenceForm, UsageForm
from adoption.metrics import Metric
from adoption.models import EvidenceFile
from common.clock import now, today
from common.errors import RuleBroken
from common.http import PersonRequest, as_download, render_fragment
from common.spreadsheets.writing import CSV_CONTENT_TYPE, XLSX_CONTENT_TYPE, csv_pieces
from governance.selectors import has_agreement, smallest_group
from strategy.models import Objective
from strategy.selectors import objectives_with_metric


@require_GET
def overview(request: PersonRequest) -> HttpResponse:
    """How it stands, for the board and for everyone."""
    due = selectors.decisions_due(request.user, now=now())
    may_see_proposals = policies.can_see_proposals(request.user)
    context: dict[str, Any] = {
        "overview": selectors.overview(today=today()),
        "due": due,
        "may_see_proposals": may_see_proposals,
    }
    context["may_see_evidence"] = policies.can_see_evidence(request.user)
    return render(request, "adoption/overview.html", context)


@require_GET
def metric_detail(request: PersonRequest, code: str) -> HttpResponse:
    """One metric, through time, by group and by unit."""
    page = selectors.metric_page(code)
    if page is None:
        raise Http404
    context = {"page": page, "may_see_proposals": policies.can_see_proposals(request.user)}
    context["objectives"] = objectives_with_metric(code, today())
    return render(request, "adoption/metric_detail.html", context)


@require_GET
def objective_progress(request: PersonRequest, objective_id: UUID) -> HttpResponse:
    """How far an objective is by its released figure: a page of its own, and a part of the objective's page."""
    objective = get_object_or_404(Objective, public_id=objective_id)
    context = {"objective": objective, "progress": selectors.progress_of(objective)}
    return render_fragment(request, "adoption/objective_progress.html", context, partial="progress")


@require_GET
def metric_download(request: PersonRequest, code: str) -> StreamingHttpResponse:
    """One metric as a CSV file: what the screen shows, no more."""
    page = selectors.metric_page(code)
    if page is None:
        raise Http404
    return _csv(code, _columns(page.metric), selectors.figure_rows(code))


@require_GET
def chart_download(request: PersonRequest, key: str) -> StreamingHttpResponse:
    """A chart of several metrics as one CSV file, with every line or bar that it draws."""
    codes = selectors.TOGETHER.get(key)
    if codes is None:
        raise Http404
    header = [_("Figure"), *_columns(Metric.REGISTRY[codes[0]])]
    return _csv(key, header, selectors.chart_rows(codes))


def _columns(metric: Metric) -> list[str]:
    header = [_("Month"), _("Unit"), str(metric.part), _("Status"), _("Value")]
    return [*header, _("Lowest value"), _("Highest value"), _("Base"), _("Coverage")]


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    pieces = csv_pieces(header, rows, language=get_language() or "nl")
    response = StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_GET
def measured(request: PersonRequest) -> HttpResponse:
    """What is measured, under which rules, and what never is."""
    context = {
        "metrics": selectors.metrics_with_state(),
        "smallest_group": smallest_group(),
        "kept_days": SNAPSHOT_TERM.keeps.days,
        "may_see_proposals": policies.can_see_proposals(request.user),
    }
    return render(request, "adoption/measured.html", context)


@require_GET
def usage_list(request: PersonRequest) -> HttpResponse:
    """Which reports came in, and that their files are gone."""
    if not policies.can_see_usage(request.user):
        raise PermissionDenied
    page = Paginator(selectors.statements(), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": selectors.statement_rows(page.object_list),
        "sources": selectors.source_rows(),
        "may_import": policies.can_import_usage(request.user),
        "agreed": has_agreement("figures:class_c"),
    }
    return render(request, "adoption/usage_list.html", context)


@require_http_methods(["GET", "POST"])
def usage_new(request: PersonRequest) -> HttpResponse:
    """Read a report in; its file is never kept."""
    if not policies.can_import_usage(request.user):
        raise PermissionDenied
    form = UsageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _read_in(form, request)
        except RuleBroken as broken:
            form.add_error(broken.field or "file", str(broken))
        else:
            messages.success(request, selectors.import_in_words(outcome.statement))
            return redirect("adoption:usage_list")
    context = {"form": form, "agreed": has_agreement("figures:class_c")}
    return render(request, "adoption/usage_new.html", context, status=422 if form.errors else 200)


def _read_in(form: UsageForm, request: PersonRequest) -> services.UsageOutcome:
    """Read an upload from a file without a name: it is gone from the disk before anything could go wrong."""
    with TemporaryFile("w+b") as file:
        for chunk in form.cleaned_data["file"].chunks():
            file.write(chunk)
        form.cleaned_data["file"].close()
        file.seek(0)
        outcome = services.import_usage(
            file=file,
            source_code=form.cleaned_data["source"].code,
            actor=request.user,
            now=now(),
            allow_large_change=form.cleaned_data["allow_large_change"],
        )
    services.note_deletion(statement=outcome.statement, now=now())
    return outcome


# --- on record --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def evidence_list(request: PersonRequest) -> HttpResponse:
    """What was put on record, and the form that puts a period on record in one click."""
    if not policies.can_see_evidence(request.user):
        raise PermissionDenied
    moment = now()
    first, last = selectors.first_month_to_offer(moment), selectors.last_month_to_record(moment)
    form = EvidenceForm(request.POST or None, initial={"first": str(first), "last": str(last)})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_evidence(actor=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("It is on record and signed. It cannot be changed any more."))
            return redirect("adoption:evidence_detail", made.public_id)
    page = Paginator(selectors.evidence_files(), 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_make": policies.can_make_evidence(request.user)}
    return render(request, "adoption/evidence_list.html", context, status=422 if form.errors else 200)


@require_GET
def evidence_detail(request: PersonRequest, evidence_id: UUID) -> HttpResponse:
    """One file of evidence, step by step."""
    evidence = _evidence_or_404(request, evidence_id)
    context = {"evidence": evidence, "steps": steps_of(evidence.content), "months": months(evidence)}
    context["says"] = what_it_says(evidence.content)
    return render(request, "adoption/evidence_detail.html", context)


@require_GET
def evidence_pdf(request: PersonRequest, evidence_id: UUID) -> HttpResponse:
    evidence = _evidence_or_404(request, evidence_id)
    return _download(pdf_of(evidence), evidence, "pdf", "application/pdf")


@require_GET
def evidence_workbook(request: PersonRequest, evidence_id: UUID) -> HttpResponse:
    evidence, file = _evidence_or_404(request, evidence_id), BytesIO()
    write_workbook_of(evidence, file)
    return _download(file.getvalue(), evidence, "xlsx", XLSX_CONTENT_TYPE)


@require_GET
def evidence_json(request: PersonRequest, evidence_id: UUID) -> HttpResponse:
    """The content as it was signed, for whoever wants to check it without us."""
    evidence = _evidence_or_404(request, evidence_id)
    keys = training.services.who_signs()["verificationMethod"]
    return _download(written(evidence.content, evidence.signature, keys), evidence, "json", "application/json")


def _evidence_or_404(request: PersonRequest, evidence_id: UUID) -> EvidenceFile:
    if not policies.can_see_evidence(request.user):
        raise PermissionDenied
    evidence = selectors.evidence_by_id(evidence_id)
    if evidence is None:
        raise Http404
    return evidence


def _download(content: bytes, evidence: EvidenceFile, ending: str, kind: str) -> HttpResponse:
    name = slugify(f"{_('evidence')} {evidence.first_period} {evidence.last_period}")
    return HttpResponse(content, content_type=kind, headers=as_download(f"{name}.{ending}"))
