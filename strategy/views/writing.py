"""Writing a draft, passage by passage, and publishing it: for the programme office."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now, today
from common.errors import RuleBroken
from common.http import PersonRequest
from strategy import policies, selectors, services
from strategy.choices import LANGUAGES, DocumentKind
from strategy.errors import ClauseConflict, PublishedMeanwhile
from strategy.forms import AgainstForm, ClauseForm, DocumentForm, PreviewForm
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
            draft = services.create_document(**form.values, actor=request.user, now=now())
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
    """Return a version that is being written. What was typed for one that was published meanwhile is met, not lost."""
    must_write(request)
    versions = Version.objects.all() if request.method == "POST" else Version.objects.open()
    return get_object_or_404(versions.select_related("document"), public_id=version_id)


@require_GET
def draft_edit(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """The passages of a draft: what changed, what lacks a language, and in which order; which one moved just now."""
    draft = open_version_or_404(request, version_id)
    if not draft.can_be_edited:
        return redirect("strategy:review", draft.public_id)
    chapters = selectors.chapters_of(draft)
    context = {
        "draft": draft,
        "chapters": chapters,
        "unfilled": [clause for chapter in chapters for clause in chapter.clauses if clause.places],
        "moved": selectors.moved_in(chapters, request.GET.get("moved", ""), way=request.GET.get("way", "")),
        "new": selectors.new_in(draft),
        "removed": selectors.removed_since_publication(draft),
        "comments": selectors.open_comments_of(draft),
    }
    return render(request, "strategy/draft_edit.html", context)


@require_http_methods(["GET", "POST"])
def clause_create(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Add a passage."""
    draft = open_version_or_404(request, version_id)
    form = ClauseForm(
        request.POST or None, initial={"pillar": request.GET.get("pillar", ""), "version": draft.public_id}
    )
    published: PublishedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        add = services.add_to_next_draft if "into_next" in request.POST else services.add_clause
        try:
            made = add(version_id=draft.pk, **form.values, actor=request.user, now=now())
        except PublishedMeanwhile as met:
            published = met
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            messages.success(request, _("The passage is added."))
            return redirect("strategy:draft_edit", made.version.public_id)
    context = {"draft": draft, "form": form, "published": published}
    return render(request, "strategy/clause_edit.html", context, status=written(form, published))


def written(form: ClauseForm, met: RuleBroken | None) -> int:
    """Return the status of a page that did not save: what somebody else did in between, or what is wrong in it."""
    return 409 if met else 422 if form.errors else 200


def clause_or_404(request: PersonRequest, clause_id: uuid.UUID) -> Clause:
    """Return a passage that is being written. What was typed at one that was published meanwhile is met, not lost."""
    must_write(request)
    clauses = Clause.objects.select_related("version__document", "changed_by")
    if request.method != "POST":
        clauses = clauses.filter(version__in=Version.objects.open())
    return get_object_or_404(clauses, public_id=clause_id)


@require_http_methods(["GET", "POST"])
def clause_edit(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Write a passage, both languages side by side. With ``look`` it is not saved: both texts are shown."""
    if request.method == "POST" and not Clause.objects.filter(public_id=clause_id).exists():
        return taken_out_meanwhile(request)
    clause = clause_or_404(request, clause_id)
    form = ClauseForm(request.POST) if request.method == "POST" else ClauseForm.of(clause)
    conflict: ClauseConflict | None = None
    published: PublishedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "look" not in request.POST:
                return saved(request, clause, form)
            services.must_be_newest(
                clause_id=clause.pk, edition=form.edition_seen, text=form.clause_text, actor=request.user
            )
        except ClauseConflict as met:
            clause, conflict = clause_or_404(request, met.clause_id), met
            form = form.upon(met, clause)
        except PublishedMeanwhile as met:
            published = met
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
    return clause_page(request, clause, form, conflict=conflict, published=published)


def taken_out_meanwhile(request: PersonRequest) -> HttpResponse:
    """Keep what was typed at a passage that somebody took out: it can come back as a new one."""
    must_write(request)
    form = ClauseForm(request.POST)
    form.is_valid()
    draft = get_object_or_404(
        Version.objects.open().select_related("document"), public_id=form.cleaned_data.get("version")
    )
    context = {"draft": draft, "form": form, "is_taken_out": True}
    return render(request, "strategy/clause_edit.html", context, status=409)


def clause_page(
    request: PersonRequest,
    clause: Clause,
    form: ClauseForm,
    *,
    conflict: ClauseConflict | None = None,
    published: PublishedMeanwhile | None = None,
) -> HttpResponse:
    """Show the page on which a passage is written, with who else has it open and what is remarked about it."""
    context = {
        "draft": clause.version,
        "clause": clause,
        "form": form,
        "conflict": conflict,
        "published": published,
        "before": selectors.before_of(clause),
        "remarks": selectors.remarks_on(clause, request.user),
        "told": selectors.clarity_of(clause),
        "here": here_of(request, clause, form["edition"].value()),
    }
    return render(request, "strategy/clause_edit.html", context, status=written(form, conflict or published))


def here_of(request: PersonRequest, clause: Clause, edition: object) -> dict[str, Any]:
    """Return who else has a passage open, and whether somebody saved it since this page was opened."""
    writers = services.note_here(clause=clause, actor=request.user, now=now())
    is_newer = str(edition or "") != str(clause.edition)
    shown = ",".join([str(clause.edition if is_newer else 0), *(str(each.person.public_id) for each in writers)])
    return {"writers": writers, "is_newer": is_newer, "shown": shown}


@require_POST
def clause_here(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Note that a passage is still open, and answer who else has it open; nothing where that is shown already."""
    must_write(request)
    clause = Clause.objects.select_related("version", "changed_by").filter(public_id=clause_id).first()
    if clause is None or clause.version.is_frozen:
        here: dict[str, Any] = {"is_gone": clause is None, "is_published": clause is not None, "shown": "gone"}
    else:
        here = here_of(request, clause, request.POST.get("edition"))
    if here["shown"] == request.POST.get("shown"):
        return HttpResponse(status=204)
    return render(request, "strategy/clause_edit.html#here", {"clause": clause, "clause_id": clause_id, "here": here})


def saved(request: PersonRequest, clause: Clause, form: ClauseForm) -> HttpResponse:
    """Save a passage where it stands, or put it into the draft that follows a version that was published meanwhile."""
    who: dict[str, Any] = {"actor": request.user, "now": now()}
    if "into_next" in request.POST:
        kept = services.carry_clause(clause_id=clause.pk, **form.values, **who)
        text = _("What you typed stands in the draft of version %(number)d now.")
        messages.success(request, text % {"number": kept.version.number})
        return redirect("strategy:draft_edit", kept.version.public_id)
    form.choose_from(services.text_of(clause))
    if suggestion := form.suggestion:
        who["comment_id"] = suggestion.pk
    save = services.save_taking if suggestion else services.save_clause
    kept = save(clause_id=clause.pk, edition=form.edition_seen, **form.values, **who)
    services.note_gone(clause=clause, actor=request.user)
    messages.success(request, _("The passage is saved."))
    return redirect("strategy:draft_edit", kept.version.public_id)


@require_POST
def clause_move(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Move a passage one place up or down within its pillar; focus goes with it, by its address.

    Without a fragment: a browser that goes to one takes the focus away from where the page puts it.
    """
    clause = clause_or_404(request, clause_id)
    way = "up" if request.POST.get("direction") == "up" else "down"
    try:
        services.move_clause(clause_id=clause.pk, up=way == "up", actor=request.user, now=now())
    except PublishedMeanwhile:
        return to_reading(request, clause.version)
    address = reverse("strategy:draft_edit", args=[clause.version.public_id])
    return redirect(f"{address}?moved={clause.public_id}&way={way}")


def to_reading(request: PersonRequest, version: Version) -> HttpResponse:
    """Tell that a version was published meanwhile, and show what is in force."""
    text = _("Version %(number)d was published meanwhile, so nothing changed in it. Start a new version to go on.")
    messages.error(request, text % {"number": version.number})
    return redirect(selectors.ROUTES[DocumentKind(version.document.kind)])


@require_http_methods(["GET", "POST"])
def clause_remove(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a passage out of the draft."""
    clause = clause_or_404(request, clause_id)
    if request.method == "GET":
        context = {"clause": clause, "draft": clause.version, "before": selectors.before_of(clause)}
        return render(request, "strategy/clause_remove.html", context)
    try:
        services.remove_clause(clause_id=clause.pk, actor=request.user, now=now())
    except PublishedMeanwhile:
        return to_reading(request, clause.version)
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
    """Show what publishing does and what stands in its way; then publish."""
    version = open_version_or_404(request, version_id)
    if version.is_frozen:
        return to_reading(request, version)
    page = selectors.review_page(version)
    if page is None or not page.review.is_open:
        return redirect("strategy:review_ask", version.public_id)
    form = AgainstForm(request.POST if request.method == "POST" else None) if page.standing.against_advice else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["against_reason"] if form else ""
        try:
            services.publish(version_id=version.pk, actor=request.user, now=now(), against_reason=reason)
        except RuleBroken as broken:
            refusal = str(broken)
        else:
            messages.success(request, _("Published. Everyone who works here can read it now."))
            if missed := services.mail_overruled(version_id=version.pk, actor=request.user, now=now()):
                text = _("No mail server took the message with your reason for %(names)s. Tell them yourself.")
                messages.error(request, text % {"names": ", ".join(missed)})
            return redirect(selectors.ROUTES[DocumentKind(version.document.kind)])
    publishing = selectors.publishing_of(version, today())
    context = {"draft": version, "page": page, "form": form, "refusal": refusal}
    context |= {"publishing": publishing, "cannot_publish": publishing.why_not(request.user)}
    context |= {"changes": selectors.changes_of(version, now=now())}
    context |= {"open_remarks": sum(selectors.open_comments_of(version).values())}
    status = 422 if refusal or (form and form.errors) else 200
    return render(request, "strategy/version_publish.html", context, status=status)
