"""What the audit log says of the settings of reminders."""

from typing import Any

from django.utils.translation import gettext_lazy

from common.audit import define, define_fields, define_kind, quoted
from nudges.messages import rules


def _title(setting: Any) -> str:
    labels = {rule.code: str(rule.label) for rule in rules()}
    return quoted(labels.get(setting.code, setting.code))


define("nudges", {"nudge_rule.changed": gettext_lazy("{actor} changed the reminder {object}.")})
define_kind("nudges.rulesetting", gettext_lazy("reminder"), _title)
define_fields(
    "nudges",
    {
        "is_on": gettext_lazy("on or off"),
        "days": gettext_lazy("when"),
        "days_between": gettext_lazy("days between two reminders"),
        "cap": gettext_lazy("how often at most"),
    },
)
