"""Where an administrator sees which key signs badges and files of evidence, and replaces it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from training import policies, selectors, services
from training.forms import RenewKeyForm


@require_safe
def key_list(request: PersonRequest) -> HttpResponse:
    """Show the key that signs, and those before it."""
    _only_administrator(request)
    return render(request, "training/key_list.html", {"keys": selectors.keys_made()})


@require_http_methods(["GET", "HEAD", "POST"])
def key_renew(request: PersonRequest) -> HttpResponse:
    """Ask whether the old key may still be trusted, then let a new one sign."""
    _only_administrator(request)
    form = RenewKeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.renew_key(actor=request.user, now=now(), distrust=form.is_distrusted)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("A new key signs from now on."))
            return redirect("training:key_list")
    return render(request, "training/key_renew.html", {"form": form}, status=422 if form.errors else 200)


def _only_administrator(request: PersonRequest) -> None:
    if not policies.can_renew_key(request.user):
        raise PermissionDenied
