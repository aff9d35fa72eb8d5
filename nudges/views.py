"""The rules by which people are reminded, for the programme office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from common.charts import people_in_words
from common.clock import now
from common.errors import EditConflict, RuleBroken
from common.http import PersonRequest
from governance.selectors import smallest_group
from nudges import policies, selectors, services
from nudges.forms import RuleForm
from nudges.messages import NudgeRule, rules
from nudges.selectors import Setting
from outbox.choices import Channel
from outbox.messages import Rendered, render_kind
from outbox.selectors import Delivery, delivery_by_kind


def columns() -> list[str]:
    return [_("Sent"), _("Waiting"), _("Not sent"), _("Uncertain"), _("Refused")]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as the programme office sees it."""

    rule: type[NudgeRule]
    setting: Setting
    when: str
    counts: list[tuple[str, list[str]]]
    """By channel, in bands: how many were reminded is how many did not do something."""
    text: Rendered

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The counts, each with the name of its column, for a table that is stacked on a phone."""
        return [(channel, list(zip(columns(), row, strict=True))) for channel, row in self.counts]


def lines_of(found: list[type[NudgeRule]], moment: datetime) -> list[Line]:
    """Return rules with their settings, numbers and texts. Three queries at most."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    known = selectors.settings_by_code()
    counts = {(code, channel): row for code, channel, row in delivery_by_kind(since=moment - selectors.COUNTED)}
    smallest = smallest_group()
    return [
        Line(
            rule,
            setting := services.setting_of(rule, known),
            rule.when(setting.days),
            [
                (str(channel.label), _in_bands(counts.get((rule.code, channel), Delivery()), smallest))
                for channel in Channel
            ],
            render_kind(rule, rule.example(), language=language),
        )
        for rule in found
    ]


def _in_bands(counts: Delivery, smallest: int) -> list[str]:
    """Return what became of a reminder, in the order of the columns."""
    states = counts.sent, counts.waiting, counts.skipped, counts.uncertain, counts.failed
    return [people_in_words(number, smallest=smallest) for number in states]


@require_GET
def rule_list(request: PersonRequest) -> HttpResponse:
    if not policies.can_see_rules(request.user):
        raise PermissionDenied
    return render(request, "nudges/rule_list.html", {"lines": lines_of(rules(), now()), "columns": columns()})


@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: PersonRequest, code: str) -> HttpResponse:
    if not policies.can_change_rules(request.user):
        raise PermissionDenied
    rule = next((rule for rule in rules() if rule.code == code), None)
    if rule is None:
        raise Http404
    line = lines_of([rule], now())[0]
    form = RuleForm(request.POST or None, rule=rule, setting=line.setting)
    context: dict[str, Any] = {"line": line}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_rule(rule=rule, **form.cleaned_data, actor=request.user, now=now())
        except EditConflict as met:
            form = form.upon(met)
            context["conflict"] = met
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            toasts.success(request, _("The rule is kept."))
            return redirect("nudges:rule_list")
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "nudges/rule_edit.html", context | {"form": form}, status=status)
