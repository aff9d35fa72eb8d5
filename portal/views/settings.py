"""Settings of the organisation: seen by who runs it and by who watches over privacy; changed in the open."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import organisation, services
from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from common.models import OrganisationSetting, SettingProposal
from people.choices import Role

READERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.PROGRAMME_OFFICE)
FIELDS: dict[type, type[forms.Field]] = {int: forms.IntegerField, bool: forms.BooleanField, str: forms.CharField}


def setting_form(setting: organisation.Setting[Any], data: Any, value: Any) -> forms.Form:
    """Return the form of one setting: its value, and a reason where it touches privacy."""
    form = forms.Form(data, initial={"value": value})
    form.fields["value"] = FIELDS[setting.kind](
        label=str(setting.label), help_text=str(setting.help), required=setting.kind is not bool
    )
    if setting.touches_privacy:
        form.fields["reason"] = forms.CharField(
            label=gettext_lazy("Why"),
            help_text=gettext_lazy("Whoever confirms this reads your reason."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return form


@require_GET
def setting_list(request: PersonRequest) -> HttpResponse:
    """Every setting with its value, and the changes that wait for a second person."""
    if not request.user.has_role(*READERS):
        raise PermissionDenied
    kept = dict(OrganisationSetting.objects.values_list("key", "value"))
    rows = [(setting, kept.get(key, setting.default)) for key, setting in sorted(organisation.REGISTRY.items())]
    waiting = SettingProposal.objects.filter(confirmed__isnull=True).select_related("proposed_by")
    context = {
        "rows": rows,
        "waiting": [(proposal, organisation.REGISTRY[proposal.key]) for proposal in waiting],
        "may_change": request.user.has_role(Role.ADMINISTRATOR),
        "may_decide": request.user.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER),
    }
    return render(request, "portal/setting_list.html", context)


@require_http_methods(["GET", "POST"])
def setting_edit(request: PersonRequest, key: str) -> HttpResponse:
    """Change a setting, or propose the change where it touches privacy."""
    if not request.user.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    setting = organisation.REGISTRY.get(key)
    if setting is None or setting.kind not in FIELDS:
        raise Http404
    kept = OrganisationSetting.objects.filter(key=key).values_list("value", flat=True).first()
    form = setting_form(setting, request.POST or None, setting.default if kept is None else kept)
    if request.method == "POST" and form.is_valid():
        try:
            if setting.touches_privacy:
                services.propose_setting(key=key, **form.cleaned_data, actor=request.user, now=now())
                messages.success(request, _("The change is proposed. A second person confirms it."))
            else:
                services.change_setting(key=key, **form.cleaned_data, actor=request.user, now=now())
                messages.success(request, _("The setting is changed."))
            return redirect("settings")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
    status = 422 if form.errors else 200
    return render(request, "portal/setting_edit.html", {"form": form, "setting": setting}, status=status)


@require_POST
def setting_decide(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Confirm or decline a proposed change."""
    if not request.user.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        raise PermissionDenied
    proposal = get_object_or_404(SettingProposal, public_id=proposal_id)
    confirmed = request.POST.get("answer") == "confirm"
    services.decide_setting(proposal_id=proposal.pk, confirmed=confirmed, actor=request.user, now=now())
    messages.success(request, _("The change is confirmed.") if confirmed else _("The change is declined."))
    return redirect("settings")
