"""Remarks and suggestions about passages: for programme office and board, and for who is asked about a version."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from strategy import policies, selectors, services
from strategy.choices import LANGUAGES
from strategy.errors import ClauseConflict
from strategy.forms import ClauseForm, CommentForm, ReplyForm, ResolveForm, SuggestionForm, VersionForm
from strategy.models import Clause, Comment, Version
from strategy.selectors import CommentThread, Remarks
from strategy.views.unsent import Unsent, keeping_what_was_typed, typed_in, unsent
from strategy.views.writing import clause_page


@dataclass(frozen=True, slots=True)
class Shown:
    """A thread on a page, with the forms that its reader may send."""

    thread: CommentThread
    reply: ReplyForm | None
    resolve: ResolveForm | None


def _shown(request: PersonRequest, threads: list[CommentThread], sent: "Sent | None" = None) -> list[Shown]:
    is_office = policies.can_write(request.user)
    found = []
    for thread in threads:
        comment = thread.comment
        reply = ReplyForm(comment) if thread.can_reply else None
        closing = ResolveForm(comment, is_office=is_office) if thread.can_resolve else None
        if sent is not None and sent.comment.pk == comment.pk:
            reply = sent.form if isinstance(sent.form, ReplyForm) and reply else reply
            closing = sent.form if isinstance(sent.form, ResolveForm) and closing else closing
        found.append(Shown(thread, reply, closing))
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """A form of one thread that was not accepted: it comes back as it was typed."""

    comment: Comment
    form: ReplyForm | ResolveForm


def _page(request: PersonRequest, clause: Clause, sent: Sent | None = None, **forms: Any) -> HttpResponse:
    """Show what was remarked about a passage, with the forms; one that was not accepted comes back as it was typed.

    Where its place is gone, such as an answer to a remark that was closed meanwhile, what was typed stands above.
    """
    remarks: Remarks = selectors.remarks_on(clause, request.user)
    can_comment = policies.can_comment(request.user, clause.version)
    language = request.GET.get("suggest", "")
    if language in LANGUAGES and "suggestion" not in forms:
        forms["suggestion"] = SuggestionForm(clause=clause, language=language)
    threads = _shown(request, list(remarks.open), sent)
    on_page = [form for each in threads for form in (each.reply, each.resolve)]
    on_page += forms.values() if can_comment else []
    typed = [form for form in (*forms.values(), sent.form if sent else None) if form is not None and form.errors]
    context = {
        "clause": clause,
        "version": clause.version,
        "text": selectors.preview(clause.text_nl if selectors.reader_language() == "nl" else clause.text_en),
        "language": selectors.reader_language(),
        "open": threads,
        "closed": _shown(request, list(remarks.closed)),
        "earlier": _shown(request, list(remarks.earlier)),
        "can_comment": can_comment,
        "can_write": policies.can_write(request.user),
        "comment": forms.get("comment") or CommentForm(),
        "suggestion": forms.get("suggestion"),
        "unsent": unsent(typed, on_page=on_page),
    }
    return render(request, "strategy/clause_comments.html", context, status=422 if typed else 200)


def _clause_or_404(request: PersonRequest, clause_id: uuid.UUID) -> Clause:
    clause = get_object_or_404(
        Clause.objects.select_related("version__document", "changed_by").filter(
            version__in=Version.objects.visible_to(request.user)
        ),
        public_id=clause_id,
    )
    if not policies.can_see_comments(request.user, clause.version):
        raise Http404
    return clause


@require_GET
def comments(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Everything that was remarked about a version, passage by passage."""
    versions = Version.objects.visible_to(request.user).select_related("document")
    version = get_object_or_404(versions, public_id=version_id)
    if not policies.can_see_comments(request.user, version):
        raise Http404
    return _all(request, version)


def _all(request: PersonRequest, version: Version, kept: Unsent | None = None) -> HttpResponse:
    """Show everything about a version; ``kept`` is what was typed about a passage that was taken out meanwhile."""
    remarks = selectors.remarks_of(version, request.user)
    context = {
        "version": version,
        "unsent": kept,
        "remarks": [(each, _shown(request, list(each.open)), _shown(request, list(each.closed))) for each in remarks],
        "can_write": policies.can_write(request.user),
    }
    return render(request, "strategy/comments.html", context, status=422 if kept else 200)


@require_http_methods(["GET", "POST"])
@keeping_what_was_typed
def clause_comments(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """What was remarked about a passage; remark on it, or propose other words."""
    try:
        clause = _clause_or_404(request, clause_id)
    except Http404:
        if request.method == "POST":
            return _taken_out_meanwhile(request)
        raise
    if request.method == "GET":
        return _page(request, clause)
    language = request.POST.get("suggest", "")
    who: dict[str, Any] = {
        "clause_id": clause.pk, "language": selectors.reader_language(), "actor": request.user, "now": now()
    }  # fmt: skip
    form: CommentForm | SuggestionForm
    if language in LANGUAGES:
        form = SuggestionForm(request.POST, clause=clause, language=language)
    else:
        form = CommentForm(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, SuggestionForm):
                made = services.suggest(**form.cleaned_data, proposed_language=language, **who)
            else:
                made = services.comment_on(**form.cleaned_data, **who)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("It stands with the passage now. Who writes here hears of it."))
            return _back(clause, made)
    name = "suggestion" if isinstance(form, SuggestionForm) else "comment"
    return _page(request, clause, None, **{name: form})


def _taken_out_meanwhile(request: PersonRequest) -> HttpResponse:
    """Keep what was typed about a passage that somebody took out; 404 for a version that the reader does not see."""
    named = VersionForm(request.POST)
    versions = Version.objects.visible_to(request.user).select_related("document")
    version = versions.filter(public_id=named.cleaned_data["version"]).first() if named.is_valid() else None
    if version is None or not policies.can_see_comments(request.user, version):
        raise Http404
    return _all(
        request, version, Unsent(_("The passage was taken out of the draft meanwhile."), typed_in(request.POST))
    )


def _back(clause: Clause, comment: Comment) -> HttpResponse:
    return redirect(f"{reverse('strategy:clause_comments', args=[clause.public_id])}#comment-{comment.public_id}")


def _comment_or_404(request: PersonRequest, comment_id: uuid.UUID) -> tuple[Comment, Clause | None]:
    comment = get_object_or_404(selectors.comments_for(request.user), public_id=comment_id)
    if not policies.can_see_comments(request.user, comment.version):
        raise Http404
    clause = Clause.objects.select_related("version__document", "changed_by").filter(
        version=comment.version, key=comment.clause_key
    )
    return comment, clause.first()


def _answered(request: PersonRequest, comment: Comment, clause: Clause | None) -> HttpResponse:
    if clause is None:
        return redirect("strategy:comments", comment.version.public_id)
    return _back(clause, comment)


@require_POST
@keeping_what_was_typed
def comment_reply(request: PersonRequest, comment_id: uuid.UUID) -> HttpResponse:
    """Answer a comment."""
    comment, clause = _comment_or_404(request, comment_id)
    form = ReplyForm(comment, request.POST)
    if form.is_valid():
        try:
            services.reply_to(
                comment_id=comment.pk, text=form.cleaned_data["text"], language=selectors.reader_language(),
                actor=request.user, now=now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            return _answered(request, comment, clause)
    if clause is None:
        return _all(request, comment.version, unsent([form], on_page=[]))
    return _page(request, clause, Sent(comment, form))


@require_POST
@keeping_what_was_typed
def comment_resolve(request: PersonRequest, comment_id: uuid.UUID) -> HttpResponse:
    """Say what became of a comment."""
    comment, clause = _comment_or_404(request, comment_id)
    if not policies.can_resolve(request.user, comment):
        raise PermissionDenied
    form = ResolveForm(comment, request.POST, is_office=policies.can_write(request.user))
    if form.is_valid():
        try:
            services.resolve(
                comment_id=comment.pk, outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data.get("reason", ""), actor=request.user, now=now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("Closed. It stays to be read."))
            return _answered(request, comment, clause)
    if clause is None:
        return _all(request, comment.version, unsent([form], on_page=[]))
    return _page(request, clause, Sent(comment, form))


@require_POST
def suggestion_take(request: PersonRequest, comment_id: uuid.UUID) -> HttpResponse:
    """Take the words of a suggestion over; where somebody wrote meanwhile, show both texts to put together."""
    comment, clause = _comment_or_404(request, comment_id)
    if not policies.can_write(request.user):
        raise PermissionDenied
    try:
        services.take_over(
            comment_id=comment.pk, change=request.POST.get("change", "material"), actor=request.user, now=now()
        )
    except ClauseConflict as met:
        assert clause is not None  # noqa: S101 - the conflict is about it
        form = ClauseForm.with_suggestion(clause, met, comment)
        return clause_page(request, clause, form, conflict=met)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The suggestion is taken over."))
    return _answered(request, comment, clause)
