"""How a rule is set."""

from dataclasses import asdict
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from common.editions import EditionForm
from nudges.choices import MOST_DAYS, MOST_TIMES
from nudges.messages import NudgeRule
from nudges.selectors import Setting


class RuleForm(EditionForm, forms.Form):
    """How one rule is set."""

    is_on = forms.BooleanField(label=_("This reminder is on"), required=False)
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS)
    cap = forms.IntegerField(
        label=_("How often at most"),
        min_value=1,
        max_value=MOST_TIMES,
        help_text=_("For each person and each occasion."),
    )
    days_between = forms.IntegerField(label=_("Days between two reminders"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args: Any, rule: type[NudgeRule], setting: Setting, **kwargs: Any) -> None:
        self.instance, self.rule = setting, rule
        super().__init__(*args, initial=asdict(setting), **kwargs)
        self.fields["days"].label = str(rule.days_label)

    @property
    def is_for_two(self) -> bool:
        """A rule is there for all, also before anybody set it."""
        return True

    def again(self, data: Any, kept: Setting) -> Self:
        """Return the same form over the rule as it is kept."""
        return type(self)(data, rule=self.rule, setting=kept)
