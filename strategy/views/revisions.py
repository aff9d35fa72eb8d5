"""How a passage came to read as it does: its saves in a draft, and what is different from the version before."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, render_fragment
from strategy import policies, selectors, services
from strategy.errors import ClauseConflict, PublishedMeanwhile
from strategy.forms import RevisionsForm
from strategy.models import Clause, ClauseRevision
from strategy.views.writing import clause_or_404, to_reading


@require_GET
def clause_revisions(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """The saves of a passage with who and when, and two of them word by word; the address keeps which."""
    clause = clause_or_404(request, clause_id)
    found = selectors.revisions_of(clause, older=request.GET.get("older", ""), newer=request.GET.get("newer", ""))
    context = {"clause": clause, "draft": clause.version, "revisions": found, "form": RevisionsForm(revisions=found)}
    return render_fragment(request, "strategy/clause_revisions.html", context, partial="results")


@require_POST
def revision_restore(request: PersonRequest, clause_id: uuid.UUID, revision_id: uuid.UUID) -> HttpResponse:
    """Let a passage read as it did at an earlier save; what it says now stays among the saves."""
    clause = clause_or_404(request, clause_id)
    revision = get_object_or_404(ClauseRevision, public_id=revision_id, version=clause.version_id, key=clause.key)
    edition = request.POST.get("edition", "")
    try:
        services.restore_clause(
            clause_id=clause.pk,
            revision_id=revision.pk,
            edition=int(edition) if edition.isdecimal() else 0,
            actor=request.user,
            now=now(),
        )
    except PublishedMeanwhile:
        return to_reading(request, clause.version)
    except ClauseConflict as met:
        messages.error(request, _("Nothing was brought back. %(why)s") % {"why": met.who_saved})
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The earlier text stands in the draft again. What it replaced is in the list too."))
    return redirect("strategy:clause_revisions", clause.public_id)


@require_GET
def clause_changes(request: PersonRequest, clause_id: uuid.UUID) -> HttpResponse:
    """What is different in one passage from the version before, word by word and in both languages."""
    clause = get_object_or_404(Clause.objects.select_related("version__document"), public_id=clause_id)
    if not policies.can_see_version(request.user, clause.version):
        raise Http404
    older = selectors.version_before(clause.version)
    before = older.clauses.filter(key=clause.key).first() if older is not None else None
    context: dict[str, Any] = {
        "clause": clause,
        "version": clause.version,
        "older": older,
        "before": before,
        "differences": selectors.differences(before, clause),
    }
    return render(request, "strategy/clause_changes.html", context)
