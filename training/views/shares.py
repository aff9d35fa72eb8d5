"""HR keeps seats of a session for some function groups or a unit, and releases them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from training import selectors, services
from training.forms import SeatShareForm
from training.views import told
from training.views.guards import only_hr, session_or_404, share_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def share_create(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Keep seats for some function groups or a unit."""
    only_hr(request)
    session, moment = session_or_404(request, session_id), now()
    form = SeatShareForm(request.POST or None, now=moment, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_seats(session_id=session.pk, actor=request.user, now=moment, **form.cleaned_data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.kept(selectors.standing(session, moment)))
            return redirect("training:session_detail", session.public_id)
    context = {"form": form, "session": session, "course": session.course}
    return render(request, "training/share_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def share_edit(request: PersonRequest, share_id: UUID) -> HttpResponse:
    """Change how many seats are kept, for whom, or until when."""
    only_hr(request)
    share, moment = share_or_404(share_id), now()
    form = SeatShareForm(request.POST or None, now=moment, session=share.session, share=share)
    context: dict[str, Any] = {"share": share, "session": share.session, "course": share.session.course}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_kept_seats(share_id=share.pk, actor=request.user, now=moment, **form.cleaned_data)
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, told.kept(selectors.standing(share.session, moment)))
            return redirect("training:session_detail", share.session.public_id)
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "training/share_edit.html", context | {"form": form}, status=status)


@require_POST
def share_release(request: PersonRequest, share_id: UUID) -> HttpResponse:
    """Give kept seats to everyone, now."""
    only_hr(request)
    share = share_or_404(share_id)
    services.release_seats(share_id=share.pk, actor=request.user, now=now())
    messages.success(request, _("The seats are for everyone now. Who waits is offered them, in order."))
    return redirect("training:session_detail", share.session.public_id)
