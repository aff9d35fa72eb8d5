"""How a rule is set."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nudges.choices import MOST_DAYS, MOST_TIMES
from nudges.messages import NudgeRule


class RuleForm(forms.Form):
    is_on = forms.BooleanField(label=_("This reminder is on"), required=False)
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS)
    cap = forms.IntegerField(
        label=_("How often at most"),
        min_value=1,
        max_value=MOST_TIMES,
        help_text=_("For each person and each occasion."),
    )
    days_between = forms.IntegerField(label=_("Days between two reminders"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args: Any, rule: type[NudgeRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].label = str(rule.days_label)
