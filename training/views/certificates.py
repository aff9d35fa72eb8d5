"""Certificates: one's own, to take along, and the page on which everybody with the code can check one."""

import io
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import day_of, now
from common.errors import RuleBroken
from common.http import PersonRequest, as_download
from common.selectors import organisation_name
from training import policies, selectors, services
from training.documents.badges import baked
from training.documents.certificates import paper
from training.documents.pictures import badge_picture
from training.forms import CodeForm, ReasonForm
from training.models import Certificate
from training.rules.certificates import CODE_LENGTH, read_code, shown_code
from training.selectors.certificates import notice_for_holder, notice_for_reader, standing_in_list
from training.views.guards import certificate_or_404, is_look, only_hr

CREDENTIAL = "application/vc+jwt"


@never_cache
@require_safe
def certificate_detail(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Show what somebody got for a course, with what they can take along; HR sees it too, and that is a look."""
    certificate = certificate_or_404(request, certificate_id)
    if is_look(request):
        services.note_look_at_certificates([certificate], actor=request.user, now=now())
    context: dict[str, Any] = {"certificate": certificate}
    context["notice"] = notice_for_holder(certificate, day=day_of(now()))
    context["is_own"] = certificate.person_id == request.user.pk
    context["can_manage"] = policies.can_manage(request.user)
    context["code"], context["address"] = (
        shown_code(certificate.code),
        services.check_address(certificate),
    )
    return render(request, "training/certificate_detail.html", context)


@never_cache
@require_safe
def certificate_pdf(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Give a certificate as PDF, in the language of who asks."""
    certificate = certificate_or_404(request, certificate_id)
    return _file(_paper_of(certificate), f"{_name_of(certificate)}.pdf", "application/pdf")


@never_cache
@require_safe
def certificate_badge(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Give the badge as a picture that carries its signed credential."""
    certificate = _counting(request, certificate_id)
    picture = baked(badge_picture(certificate), services.badge_of(certificate, now=now()))
    return _file(picture.encode(), f"{_name_of(certificate)}.svg", "image/svg+xml")


@never_cache
@require_safe
def certificate_token(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Give the badge as a signed credential alone, for a wallet that asks for one."""
    certificate = _counting(request, certificate_id)
    return _file(services.badge_of(certificate, now=now()).encode(), f"{_name_of(certificate)}.jwt", CREDENTIAL)


@require_POST
def certificate_share(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Let the page for checking show the holder's name, or no longer."""
    certificate = certificate_or_404(request, certificate_id)
    shows_name = request.POST.get("shows_name") == "yes"
    services.share_name(certificate_id=certificate.pk, shows_name=shows_name, actor=request.user, now=now())
    said = _("Whoever has the address sees your name now.") if shows_name else _("Your name does not show any more.")
    messages.success(request, said)
    return redirect("training:certificate_detail", certificate.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_revoke(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """Ask HR why, then let a certificate count no more."""
    only_hr(request)
    certificate = certificate_or_404(request, certificate_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(
                certificate_id=certificate.pk, actor=request.user, now=now(), **form.cleaned_data
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("It counts no more. The holder gets a message with your reason."))
            return redirect("training:certificate_detail", certificate.public_id)
    context = {"certificate": certificate, "form": form}
    return render(request, "training/certificate_revoke.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def certificate_take(request: PersonRequest) -> HttpResponse:
    """Give everything that somebody got here in one file: what one takes along who leaves."""
    held = selectors.certificates_to_take(request.user)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{slugify(_('Read me'))}.txt", "\r\n".join(_what_is_in_it()))
        for number, certificate in enumerate(held, start=1):
            name, token = f"{number:02} {_name_of(certificate)}", services.badge_of(certificate, now=now())
            file.writestr(f"{name}.pdf", _paper_of(certificate))
            file.writestr(f"{name}.svg", baked(badge_picture(certificate), token))
            file.writestr(f"{name}.jwt", token)
    return _file(packed.getvalue(), f"{slugify(_('My certificates'))}.zip", "application/zip")


@never_cache
@require_safe
def certificate_list(request: PersonRequest) -> HttpResponse:
    """Let HR find a certificate by a name or its code, also of who left; each page of names is a look."""
    only_hr(request)
    text = request.GET.get("q", "")
    page = selectors.certificates_found(text, request.GET.get("page", "1"), day=day_of(now()))
    if is_look(request):
        services.note_look_at_certificates(page.object_list, actor=request.user, now=now())
    rows = [(row, *standing_in_list(row, day=day_of(now()))) for row in page.object_list]
    context: dict[str, Any] = {"text": text, "page_obj": page, "rows": rows}
    return render(request, "training/certificate_list.html", context)


# --- for everybody who has a code -------------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_safe
def certificate_find(request: HttpRequest) -> HttpResponse:
    """Ask for the code on a certificate."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if len(code) == CODE_LENGTH:
            return redirect("training:certificate_check", code)
        form.add_error("code", _("A code has twenty letters and figures. This one has %d.") % len(code))
    return render(request, "training/certificate_find.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate counts; its holder's name only where they share it."""
    certificate = selectors.certificate_by_code(code)
    if certificate is None:
        return render(request, "training/certificate_unknown.html", {"code": code[:60]}, status=404)
    context = {
        "certificate": certificate,
        "notice": notice_for_reader(certificate, day=day_of(now()), organisation=organisation_name()),
        "name": selectors.shared_name(certificate),
        "code": shown_code(certificate.code),
        "checked_at": now(),
    }
    return render(request, "training/certificate_check.html", context)


@login_not_required
@cache_control(public=True, max_age=300)
@require_safe
def badges_revoked(request: HttpRequest, number: int) -> HttpResponse:
    """Give the list of revoked badges, signed, to who checks a badge."""
    if not selectors.has_badges(number):
        raise Http404
    return HttpResponse(services.revoked_badges(number, now=now()), content_type=CREDENTIAL)


@login_not_required
@cache_control(public=True, max_age=300)
@require_safe
def who_signs(request: HttpRequest) -> HttpResponse:
    """Give the public keys of the organisation to who checks a badge or a file of evidence."""
    return JsonResponse(services.who_signs(), content_type="application/did+json")


# --- the parts --------------------------------------------------------------------------------------------------------
def _counting(request: PersonRequest, certificate_id: UUID) -> Certificate:
    """The certificate, if a badge of it would count."""
    certificate = certificate_or_404(request, certificate_id)
    if certificate.revoked_at is not None:
        raise RuleBroken(_("This certificate was revoked, so there is no badge of it any more."))
    return certificate


def _what_is_in_it() -> list[str]:
    """Say what the files are that somebody takes along."""
    return [
        _("The PDF files are your certificates and proofs of attendance, to print or to mail."),
        _("The SVG files are badges: pictures with a signed proof, for a badge wallet or your profile."),
        _("The JWT files are only the signed proof, for a program that asks for it."),
        _("On each PDF stands a code with which anybody can check it, also after you left."),
    ]


def _paper_of(certificate: Certificate) -> bytes:
    address = services.check_address(certificate)
    return paper(certificate, address=address, made_at=now())


def _name_of(certificate: Certificate) -> str:
    return slugify(f"{certificate.get_kind_display()} {certificate.title} {certificate.completed_on}")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers=as_download(name))
