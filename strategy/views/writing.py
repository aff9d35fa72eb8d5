"""Writing a draft, passage by passage, and publishing it: for the programme office."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from strategy import policies, selectors, services
from strategy.choices import LANGUAGES, DocumentKind
from strategy.errors import ClauseConflict
from strategy.forms import ClauseForm, DocumentForm, PreviewForm
from strategy.models import Clause, Document, Version


def must_write(request: PersonRequest) -> None:
    if not policies.can_write(request.user):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def document_create(request: PersonRequest) -> HttpResponse:
    """Begin the strategy or the house rules."""
    must_write(request)
    kind = request.GET.get("kind", DocumentKind.STRATEGY)
    form = DocumentForm(request.POST or None, initial=selectors.suggested_titles(kind))
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.create_document(**form.cleaned_data, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            return redirect("strategy:draft_edit", draft.public_id)
    status = 422 if form.errors else 200
    return render(request, "strategy/document_create.html", {"form": form, "kind": kind}, status=status)


@require_POST
def draft_start(request: PersonRequest, document_id: uuid.UUID) -> HttpResponse:
    """Copy what is in force into a draft, or go on with the draft that is there."""
    must_write(request)
    document = get_object_or_404(Document, public_id=document_id)
    draft = services.start_draft(document_id=document.pk, actor=request.user, now=now())
    return redirect("strategy:draft_edit", draft.public_id)


def open_version_or_404(request: PersonRequest, version_id: uuid.UUID) -> Version:
    must_write(request)
    return get_object_or_404(Version.objects.open().select_related("document"), public_id=version_id)


@require_GET
def draft_edit(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """The passages of a draft: what changed, what lacks a language, and in which order."""
    draft = open_version_or_404(request, version_id)
    context = {
        "draft": draft,
        "chapters": selectors.chapters_of(draft),
        "removed": selectors.removed_since_publication(draft),
    }
    return render(request, "strategy/draft_edit.html", context)


@require_http_methods(["GET", "POST"])
def clause_create(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Add a passage."""
    draft = open_version_or_404(request, version_id)
    form = ClauseForm(request.POST or None, initial={"pillar": request.GET.get("pillar", "")})
    if request.method == "POST" and form.is_valid():
        values = {"pillar": form.cleaned_data["pillar"], "change": form.cleaned_data["change"]}
        try:
            services.add_clause(version_id=draft.pk, text=form.clause_text, **values, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The passage is added."))
            return redirect("strategy:draft_edit", draft.public_id)
    context = {"draft": draft, "form": form}
    return render(request, "strategy/clause_edit.html", context, status=422 if form.errors else 200)


def clause_or_404(request: PersonRequest, clause_id: uuid.UUID) -> Clause:
    must_write(request)
    clauses = Clause.objects.filter(version__in=Version.objects.open()).select_related(
        "version__document", "changed_by"
    )
    return get_object_or_404(clauses, public_id=clause_id)


@require_http_methods(["GET", "POST"])
def clause_edit(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Write a passage, both languages side by side."""
    clause = clause_or_404(request, clause_id)
    form = ClauseForm(request.POST) if request.method == "POST" else ClauseForm.of(clause)
    conflict: ClauseConflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            save(request, clause, form)
        except ClauseConflict as met:
            conflict, form = met, form.with_edition(met.edition)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The passage is saved."))
            return redirect("strategy:draft_edit", clause.version.public_id)
    context = {"draft": clause.version, "clause": clause, "form": form, "conflict": conflict}
    context |= {"before": selectors.before_of(clause)}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "strategy/clause_edit.html", context, status=status)


def save(request: PersonRequest, clause: Clause, form: ClauseForm) -> None:
    services.save_clause(
        clause_id=clause.pk,
        edition=form.cleaned_data["edition"] or 0,
        text=form.clause_text,
        pillar=form.cleaned_data["pillar"],
        change=form.cleaned_data["change"],
        actor=request.user,
        now=now(),
    )


@require_POST
def clause_move(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Move a passage one place up or down within its pillar."""
    clause = clause_or_404(request, clause_id)
    is_up = request.POST.get("direction") == "up"
    services.move_clause(clause_id=clause.pk, up=is_up, actor=request.user, now=now())
    return redirect("strategy:draft_edit", clause.version.public_id)


@require_http_methods(["GET", "POST"])
def clause_remove(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a passage out of the draft."""
    clause = clause_or_404(request, clause_id)
    if request.method == "GET":
        return render(request, "strategy/clause_remove.html", {"clause": clause, "draft": clause.version})
    services.remove_clause(clause_id=clause.pk, actor=request.user, now=now())
    messages.success(request, _("The passage is taken out of the draft."))
    return redirect("strategy:draft_edit", clause.version.public_id)


@require_POST
def preview(request: PersonRequest, language: str) -> HttpResponse:
    """Return Markdown that is being written as HTML."""
    must_write(request)
    if language not in LANGUAGES:
        raise Http404
    form = PreviewForm({"text": request.POST.get(f"text_{language}", "")})
    html = selectors.preview(form.cleaned_data["text"]) if form.is_valid() else ""
    return render(request, "strategy/clause_edit.html#preview", {"html": html, "language": language})


@require_http_methods(["GET", "POST"])
def version_publish(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Show what publishing does and what is missing; then publish."""
    draft = open_version_or_404(request, version_id)
    refusal = ""
    if request.method == "POST":
        try:
            services.publish(version_id=draft.pk, actor=request.user, now=now())
        except RuleBroken as broken:
            refusal = str(broken)
        else:
            messages.success(request, _("Published. Everyone who works here can read it now."))
            return redirect(selectors.ROUTES[DocumentKind(draft.document.kind)])
    context = {"draft": draft, "refusal": refusal, "changes": selectors.changes_of(draft)}
    return render(request, "strategy/version_publish.html", context, status=422 if refusal else 200)
