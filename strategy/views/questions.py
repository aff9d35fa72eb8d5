"""The question that goes with a passage: for the programme office."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from strategy import selectors, services
from strategy.forms import QuestionForm
from strategy.views.writing import clause_or_404


@require_http_methods(["GET", "POST"])
def question_edit(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Write the situation about a passage, what one can do, and why."""
    clause = clause_or_404(request, clause_id)
    question = getattr(clause, "question", None)
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm.of(question)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        edition = form.cleaned_data["edition"] or 0
        try:
            services.save_question(clause_id=clause.pk, edition=edition, text=form.text, actor=request.user, now=now())
        except RuleBroken as broken:
            if broken.field in form.fields:
                form.add_error(broken.field, str(broken))
            else:
                refusal = str(broken)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("strategy:draft_edit", clause.version.public_id)
    context = {"clause": clause, "draft": clause.version, "question": question, "form": form, "refusal": refusal}
    context["told"] = selectors.clarity_of(clause)
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "strategy/question_edit.html", context, status=status)


@require_POST
def question_remove(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """Take the question of a passage out of the draft."""
    clause = clause_or_404(request, clause_id)
    try:
        services.remove_question(clause_id=clause.pk, actor=request.user, now=now())
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The question is taken out."))
    return redirect("strategy:draft_edit", clause.version.public_id)
