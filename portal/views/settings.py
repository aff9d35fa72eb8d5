"""Settings of the organisation: seen by who runs it and by who watches over privacy; changed in the open."""

import uuid
from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import organisation, services
from common.clock import now
from common.editions import EditionForm
from common.errors import EditConflict, RuleBroken
from common.forms import SaysWhenNeeded
from common.http import PersonRequest
from common.models import OrganisationSetting
from common.selectors import kept_setting
from governance import selectors as governance
from governance import services as changes
from governance.choices import ADVISES_ON_CHANGES, DECIDES_ON_CHANGES
from people.choices import Role
from portal import audit_log, held

READERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.PROGRAMME_OFFICE, Role.BOARD)
LONG = 500
"""A text that may be longer than this is typed in several lines."""
FIELDS: dict[type, type[forms.Field]] = {int: forms.IntegerField, bool: forms.BooleanField, str: forms.CharField}


class SettingForm(EditionForm, forms.Form):
    """One setting: its value, and a reason where it touches privacy."""

    def __init__(self, data: Any, *, setting: organisation.Setting[Any], kept: OrganisationSetting) -> None:
        self.setting, self.instance = setting, kept
        super().__init__(data, initial={"value": kept.value})
        self.fields["value"] = _field_of(setting)
        if setting.touches_privacy:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Why"),
                help_text=gettext_lazy("Whoever advises and decides on this reads your reason."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def is_for_two(self) -> bool:
        """A default is there for all to change; a proposal is one at a time, and says from what to what."""
        return not self.setting.touches_privacy

    def again(self, data: Any, kept: OrganisationSetting) -> Self:
        """Return the same form over the setting as it is kept."""
        return type(self)(data, setting=self.setting, kept=kept)


def _field_of(setting: organisation.Setting[Any]) -> forms.Field:
    """Return the field in which a value of ``setting`` is typed, ticked or chosen."""
    said: dict[str, Any] = {"label": str(setting.label), "help_text": str(setting.help)}
    if setting.options:
        return forms.ChoiceField(choices=setting.options, **said)
    if setting.max_length is not None:
        if setting.max_length > LONG:
            said["widget"] = forms.Textarea(attrs={"rows": 6})
        return forms.CharField(max_length=setting.max_length, required=not setting.may_be_empty, **said)
    return FIELDS[setting.kind](required=setting.kind is not bool, **said)


class AdviceForm(forms.Form):
    """The privacy officer's advice on a change."""

    positive = forms.TypedChoiceField(
        label=gettext_lazy("Your advice"),
        choices=[("yes", gettext_lazy("Positive: this can be done")), ("no", gettext_lazy("Negative: do not do this"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Your advice in words"),
        help_text=gettext_lazy("Whoever decides reads this. It stays as you write it now."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class DecisionForm(SaysWhenNeeded, forms.Form):
    """Confirming or declining a change; without advice it can only be declined."""

    confirmed = forms.TypedChoiceField(
        label=gettext_lazy("Your decision"), coerce=lambda value: value == "confirm", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever proposed this reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )

    needed_when = {"reason": gettext_lazy("needed when you decline, or confirm against negative advice")}

    def __init__(self, *args: Any, change: governance.Change, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("confirm", _("Confirm the change")), ("decline", _("Decline the change"))]
        field = self.fields["confirmed"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        # What was sent is judged by the service, whose words say why; what is offered is only what can be done.
        field.choices = answers if self.is_bound or change.proposal.advised_at is not None else answers[1:]


class WithdrawalForm(forms.Form):
    """Why a proposed change is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why you take it back"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


@require_GET
def setting_list(request: PersonRequest) -> HttpResponse:
    """Every setting with its value, the changes that wait for advice or a decision, and the last ones decided on."""
    if not request.user.has_role(*READERS):
        raise PermissionDenied
    kept = dict(OrganisationSetting.objects.values_list("key", "value"))
    context = {
        "rows": [
            (setting, setting.in_words(kept.get(key, setting.default)))
            for key, setting in sorted(organisation.REGISTRY.items())
        ],
        "waiting": governance.open_changes(reader=request.user),
        "decided": governance.decided_changes(reader=request.user),
        "may_change": request.user.has_role(Role.ADMINISTRATOR),
        "may_read_log": request.user.has_role(*audit_log.READERS),
    }
    return render(request, "portal/setting_list.html", context)


@require_http_methods(["GET", "POST"])
def setting_edit(request: PersonRequest, key: str) -> HttpResponse:
    """Change a setting, or propose the change where it touches privacy."""
    if not request.user.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Here an administrator changes a setting."))
    setting = organisation.REGISTRY.get(key)
    if setting is None or setting.kind not in FIELDS:
        raise Http404
    form = SettingForm(request.POST or None, setting=setting, kept=kept_setting(setting))
    context: dict[str, Any] = {"setting": setting, "depend": governance.agreements_that_depend_on(setting.key)}
    if request.method == "POST" and form.is_valid():
        change = changes.propose_change if setting.touches_privacy else services.change_setting
        try:
            change(key=key, **form.cleaned_data, actor=request.user, now=now())
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, str(broken))
        else:
            proposed = _("The change is proposed. The privacy officer is asked for advice; nothing changed yet.")
            messages.success(request, proposed if setting.touches_privacy else _("The setting is changed."))
            return redirect("settings")
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "portal/setting_edit.html", context | {"form": form}, status=status)


def _change(request: PersonRequest, proposal_id: uuid.UUID) -> governance.Change:
    if not request.user.has_role(*READERS):
        raise PermissionDenied
    change = governance.change_of(proposal_id, reader=request.user)
    if change is None:
        raise Http404
    return change


def _show(
    request: PersonRequest, change: governance.Change, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Show a change with the forms that this reader may use; ``bound`` replaces the one that was sent with a fault."""
    context: dict[str, Any] = {"change": change, "proposal": change.proposal, "setting": change.setting}
    if change.may_advise:
        context["advice_form"] = AdviceForm()
    if change.may_decide:
        context["decision_form"] = DecisionForm(change=change)
    context |= bound or {}
    return render(request, "portal/setting_proposal.html", context, status=422 if bound else 200)


def _take(
    request: PersonRequest, change: governance.Change, act: Callable[..., Any], *, done: str, **bound: forms.Form
) -> HttpResponse:
    """Give the words of the one form to a service; show the page again with what is wrong, or say that it is done."""
    (form,) = bound.values()
    if not form.is_valid():
        return _show(request, change, bound)
    try:
        act(proposal_id=change.proposal.pk, **form.cleaned_data, actor=request.user, now=now())
    except RuleBroken as broken:
        if broken.field not in form.fields:
            raise
        form.add_error(broken.field, str(broken))
        return _show(request, change, bound)
    messages.success(request, done)
    return redirect("setting_proposal", proposal_id=change.proposal.public_id)


@require_GET
def setting_proposal(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """One proposed change: from what to what, who and why, the advice, what it would end, and the decision."""
    return _show(request, _change(request, proposal_id))


@require_POST
def setting_advise(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Give the privacy officer's advice on a change."""
    change = _change(request, proposal_id)
    if not request.user.has_role(*ADVISES_ON_CHANGES):
        raise PermissionDenied(_("Only the privacy officer gives advice on a change of a setting."))
    done = _("Your advice is recorded. Who can decide gets a message.")
    return _take(request, change, changes.advise_on_change, done=done, advice_form=AdviceForm(request.POST))


@require_POST
def setting_decide(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Confirm or decline a change."""
    change = _change(request, proposal_id)
    if not request.user.has_role(*DECIDES_ON_CHANGES):
        raise PermissionDenied(_("Only an administrator or the board decides on a change of a setting."))
    form, done = DecisionForm(request.POST, change=change), _("Your decision is recorded.")
    return _take(request, change, changes.decide_on_change, done=done, decision_form=form)


@require_http_methods(["GET", "POST"])
def setting_withdraw(request: PersonRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Say what taking a proposal back means, and take it back with the reason."""
    change = _change(request, proposal_id)
    if change.proposal.proposed_by_id != request.user.pk:
        raise PermissionDenied(_("Only who proposed this change takes it back."))
    if not change.proposal.is_open:
        return redirect("setting_proposal", proposal_id=change.proposal.public_id)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.withdraw_change(
            proposal_id=change.proposal.pk, reason=form.cleaned_data["reason"], actor=request.user, now=now()
        )
        messages.success(request, _("The proposal is taken back. Nothing changed."))
        return redirect("setting_proposal", proposal_id=change.proposal.public_id)
    context = {"form": form, "proposal": change.proposal, "setting": change.setting}
    return render(request, "portal/setting_withdraw.html", context, status=422 if form.errors else 200)


@require_GET
def retention(request: PersonRequest) -> HttpResponse:
    """How long each kind of data is kept, for who watches over privacy."""
    if not request.user.has_role(*READERS):
        raise PermissionDenied
    return render(request, "portal/retention.html", {"terms": held.terms()})
