"""Asking people about a version, answering with an account, and comparing versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import now, today
from common.errors import RuleBroken
from common.http import PersonRequest, render_fragment
from strategy import policies, selectors, services
from strategy.forms import AskOneMoreForm, AskReviewForm, CompareForm, ReviewAnswerForm, WhyForm
from strategy.models import Document, Reviewer, Version
from strategy.views.unsent import unsent
from strategy.views.writing import must_write, open_version_or_404, to_reading


@require_http_methods(["GET", "POST"])
def review_ask(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Choose whom to ask about a draft, then close it for writing."""
    draft = open_version_or_404(request, version_id)
    if draft.is_frozen:
        return to_reading(request, draft)
    if not draft.can_be_edited:
        return redirect("strategy:review", draft.public_id)
    before = selectors.review_page(draft)
    asked = before.reviewers if before else []
    form = AskReviewForm(request.POST if request.method == "POST" else None, day=today(), before=asked)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_review(version_id=draft.pk, wanted=form.wanted, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            messages.success(request, _("They are asked. Until everybody answered, nobody changes this version."))
            return redirect("strategy:review", draft.public_id)
    context = {"draft": draft, "form": form, "changes": selectors.changes_of(draft, now=now())}
    context["open_remarks"] = sum(selectors.open_comments_of(draft).values())
    context["publishing"] = selectors.publishing_of(draft, today())
    return render(request, "strategy/review_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def review(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """How a review stands: who answered what, and whom else to ask."""
    if not policies.can_follow_reviews(request.user):
        raise PermissionDenied
    version = get_object_or_404(Version.objects.select_related("document"), public_id=version_id)
    rounds = selectors.rounds_of(version)
    if not rounds:
        raise Http404
    form = AskOneMoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        must_write(request)
        if form.is_valid():
            try:
                asked = services.ask_one_more(
                    review_id=rounds[0].review.pk, wanted=form.wanted, actor=request.user, now=now()
                )
            except RuleBroken as broken:
                form.add_error(broken.field if broken.field in form.fields else None, str(broken))
            else:
                _send(request, asked)
                return redirect("strategy:review", version.public_id)
    context = {
        "version": version,
        "page": rounds[0],
        "earlier": rounds[1:],
        "form": form,
        "can_write": policies.can_write(request.user),
    }
    if rounds[0].review.is_open:
        publishing = selectors.publishing_of(version, today())
        context |= {"publishing": publishing, "cannot_publish": publishing.why_not(request.user)}
    return render(request, "strategy/review.html", context, status=422 if form.errors else 200)


def _send(request: PersonRequest, reviewer: Reviewer) -> None:
    """Send a link to who has no account, and say whether that worked; a colleague has a message already."""
    if reviewer.person is not None:
        messages.success(request, _("%(name)s is asked.") % {"name": reviewer.full_name})
        return
    try:
        services.mail_link(reviewer_id=reviewer.pk, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The link is sent to %(email)s.") % {"email": reviewer.email})


@require_POST
def review_link_send(request: PersonRequest, reviewer_id: uuid.UUID) -> HttpResponse:
    """Send a new link; the earlier one opens nothing any more."""
    reviewer = _reviewer_or_404(request, reviewer_id)
    _send(request, reviewer)
    return redirect("strategy:review", reviewer.review.version.public_id)


@require_http_methods(["GET", "POST"])
def reviewer_release(request: PersonRequest, reviewer_id: uuid.UUID) -> HttpResponse:
    """Ask why, then wait for somebody no longer."""
    reviewer = _reviewer_or_404(request, reviewer_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.release_reviewer(reviewer_id=reviewer.pk, reason=reason, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("%(name)s is not asked any more.") % {"name": reviewer.full_name})
            return redirect("strategy:review", reviewer.review.version.public_id)
    context = {"reviewer": reviewer, "version": reviewer.review.version, "form": form}
    return render(request, "strategy/reviewer_release.html", context, status=422 if form.errors else 200)


def _reviewer_or_404(request: PersonRequest, reviewer_id: uuid.UUID) -> Reviewer:
    must_write(request)
    rows = Reviewer.objects.select_related("review__version__document", "person")
    return get_object_or_404(rows, public_id=reviewer_id)


@require_http_methods(["GET", "POST"])
def review_take_back(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Ask why, then open a version for writing again."""
    version = open_version_or_404(request, version_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.take_back(version_id=version.pk, reason=reason, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(
                request,
                _(
                    "You can write again. Colleagues who were asked get a message with your reason; who has a link "
                    "reads it there."
                ),
            )
            return redirect("strategy:draft_edit", version.public_id)
    return render(
        request,
        "strategy/review_take_back.html",
        {"version": version, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def review_answer(request: PersonRequest, reviewer_id: uuid.UUID) -> HttpResponse:
    """The text with what changed, and the form of a colleague who is asked about it."""
    reviewer = selectors.reviewer_of(request.user, reviewer_id)
    if reviewer is None:
        raise Http404
    return answer_page(request, reviewer)


def answer_page(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """The page on which somebody who is asked reads and answers; the caller saw that it is they."""
    found, version = reviewer.review, reviewer.review.version
    form = ReviewAnswerForm(request.POST if request.method == "POST" else None, initial={"text_hash": found.text_hash})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_review(
                reviewer_id=reviewer.pk,
                **form.cleaned_data,
                language=selectors.reader_language(),
                actor=reviewer.person,
                now=now(),
            )
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            return redirect(request.path)
    can_answer = found.is_open and reviewer.given is None and reviewer.released_at is None
    context: dict[str, Any] = {
        "reviewer": reviewer,
        "version": version,
        "form": form,
        "can_answer": can_answer,
        "unsent": unsent([form], on_page=[form] if can_answer else []),
    }
    if can_answer or reviewer.person is not None:
        before = selectors.version_before(version)
        context |= {
            "reading": selectors.reading_of(version, reviewer.person, now=now()),
            "comparison": selectors.compare(before, version, selectors.reader_language()) if before else None,
        }
    if reviewer.person is not None and policies.can_comment(reviewer.person, version):
        context |= {"can_comment": True, "comments": selectors.open_comments_of(version)}
    return render(request, "strategy/review_answer.html", context, status=422 if form.errors else 200)


@require_GET
def version_compare(request: PersonRequest, document_id: uuid.UUID) -> HttpResponse:
    """Two versions beside each other, word by word; the address keeps which, and in which language."""
    document = get_object_or_404(Document, public_id=document_id)
    versions = list(selectors.versions_for(request.user, document))
    if not versions:
        raise Http404
    form = CompareForm(request.GET, versions=versions)
    context = {"document": document, "form": form, "comparison": selectors.compare(*form.chosen(versions))}
    return render_fragment(request, "strategy/version_compare.html", context, partial="results")
