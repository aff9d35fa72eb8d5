"""Reading what is in force and what was, and saying that one read it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, as_download, nameless
from common.selectors import organisation_name
from people.models import Person
from strategy import policies, selectors, services
from strategy.choices import DocumentKind
from strategy.documents import paper
from strategy.forms import AcknowledgeForm
from strategy.models import Document, Version


@require_GET
def overview(request: PersonRequest) -> HttpResponse:
    """The strategy in force, as a document."""
    return document_in_force(request, DocumentKind.STRATEGY)


@require_GET
def house_rules(request: PersonRequest) -> HttpResponse:
    """The house rules in force, as a document."""
    return document_in_force(request, DocumentKind.HOUSE_RULES)


def document_in_force(request: PersonRequest, kind: DocumentKind) -> HttpResponse:
    """Show the version in force, or say what it waits for."""
    version = selectors.current_version(kind)
    document = version.document if version else selectors.document_of(kind)
    can_write = policies.can_write(request.user)
    reading = selectors.reading_of(version, request.user, now=now()) if version else None
    context = {
        "kind": kind,
        "document": document,
        "reading": reading,
        "form": acknowledge_form(version, request.user, standing=reading.standing) if version and reading else None,
        "can_write": can_write,
        "draft": selectors.open_version(document) if document and can_write else None,
    }
    return render(request, "strategy/document_read.html", context)


def acknowledge_form(
    version: Version, reader: Person, *, standing: selectors.Standing | None = None
) -> AcknowledgeForm:
    """Return the form with which ``reader`` confirms the text of a version that they see."""
    return AcknowledgeForm(questions=selectors.questions_for(version, reader, standing=standing))


@require_GET
def version(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """One version, also an older one or a draft, as a document."""
    versions = Version.objects.visible_to(request.user).select_related("document")
    found = get_object_or_404(versions, public_id=version_id)
    reading = selectors.reading_of(found, request.user, now=now())
    context = {
        "kind": found.document.kind,
        "document": found.document,
        "reading": reading,
        "form": acknowledge_form(found, request.user, standing=reading.standing),
        "can_write": policies.can_write(request.user),
        "draft": None,
    }
    if policies.can_comment(request.user, found):
        context |= {"can_comment": True, "comments": selectors.open_comments_of(found)}
    return render(request, "strategy/document_read.html", context)


@require_safe
def version_paper(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """One version as PDF, in the language of who asks."""
    found = get_object_or_404(Version.objects.visible_to(request.user).select_related("document"), public_id=version_id)
    made_at, base = now(), request.build_absolute_uri("/").rstrip("/")
    reading = selectors.reading_of(found, request.user, now=made_at)
    content = paper(reading, organisation=organisation_name(), base=base, made_at=made_at)
    name = _("%(title)s version %(number)d") % {"title": found.document.title, "number": found.number}
    return HttpResponse(content, content_type="application/pdf", headers=as_download(f"{name}.pdf"))


@require_GET
def version_list(request: PersonRequest, document_id: uuid.UUID) -> HttpResponse:
    """All versions of a document that the reader may see."""
    document = get_object_or_404(Document, public_id=document_id)
    versions = list(selectors.versions_for(request.user, document))
    if not versions:
        raise Http404
    context = {
        "document": document,
        "versions": versions,
        "can_write": policies.can_write(request.user),
        "sees_comments": policies.can_follow_reviews(request.user),
    }
    return render(request, "strategy/version_list.html", context)


@require_GET
def changed(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Show a reader of an earlier version just what changed for them, and let them say that they read it."""
    found = get_object_or_404(Version.objects.visible_to(request.user).select_related("document"), public_id=version_id)
    reader, language = request.user, selectors.reader_language()
    difference = selectors.changed_for(found, reader, language) if found.is_current else None
    if difference is None:
        return redirect(selectors.ROUTES[DocumentKind(found.document.kind)])
    context = {"version": found, "difference": difference, "form": acknowledge_form(found, reader)}
    return render(request, "strategy/changed.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def acknowledge(request: PersonRequest, version_id: uuid.UUID) -> HttpResponse:
    """Note "read and understood" about the text that the reader saw, and answer what they chose; that is not kept."""
    found = get_object_or_404(Version.objects.visible_to(request.user).select_related("document"), public_id=version_id)
    form = AcknowledgeForm(request.POST, questions=selectors.questions_for(found, request.user))
    if not form.is_valid():
        return render(request, "strategy/acknowledge.html", {"version": found, "form": form}, status=422)
    try:
        services.acknowledge(
            version_id=found.pk,
            content_hash=form.cleaned_data["content_hash"],
            language=selectors.reader_language(),
            actor=request.user,
            now=now(),
        )
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        if form.questions:
            return answered(request, found, form)
        messages.success(request, _("Thank you. We noted that you read this version."))
    return redirect(selectors.ROUTES[DocumentKind(found.document.kind)])


@sensitive_variables()
def answered(request: PersonRequest, version: Version, form: AcknowledgeForm) -> HttpResponse:
    """Show once what is wise; where that is agreed to, with a form that sends what they chose without their name."""
    context = {
        "version": version,
        "answered": form.answered,
        "to_send": selectors.choices_to_send(form.answered, request.user),
    }
    return nameless(render(request, "strategy/acknowledged.html", context))
