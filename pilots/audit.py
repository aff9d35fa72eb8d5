"""What the audit log says of pilots."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy

from common.audit import Text, define, define_fields, define_kind, quoted
from pilots.choices import MemberRole


def _roles(fields: Sequence[str]) -> Iterable[Text]:
    return [MemberRole(role).label if role in MemberRole else role for role in fields]


define(
    "pilots",
    {
        "pilot.registered": gettext_lazy("{actor} registered the pilot {object}."),
        "pilot.changed": gettext_lazy("{actor} changed the pilot {object}."),
        "pilot.decided": gettext_lazy("{actor} recorded a decision on the pilot {object}."),
        "pilot.logged": gettext_lazy("{actor} wrote in the log of the pilot {object}."),
        "pilot.measured": gettext_lazy("{actor} recorded a measurement of the pilot {object}."),
        "pilot.measurement_removed": gettext_lazy("{actor} removed a measurement of the pilot {object}."),
        "pilot.sponsor_left": gettext_lazy(
            "{actor} took the sponsor off the pilot {object}: they do not work here now."
        ),
        "pilot.handed_over": gettext_lazy("{actor} gave the pilot {object} another owner."),
    },
)
define(
    "pilots",
    {
        "pilot.member_added": gettext_lazy("{actor} added somebody to the team of the pilot {object}."),
        "pilot.member_left": gettext_lazy("{actor} took somebody off the team of the pilot {object}."),
    },
    fields=_roles,
)
define_kind("pilots.pilot", gettext_lazy("pilot"), lambda pilot: quoted(pilot.title))
define_kind(
    "pilots.decision", gettext_lazy("decision on a pilot"), lambda decision: quoted(decision.pilot.title), "pilot"
)
define_fields(
    "pilots",
    {
        "title": gettext_lazy("title"),
        "question": gettext_lazy("question"),
        "hypothesis": gettext_lazy("hypothesis"),
        "language": gettext_lazy("language"),
        "objective": gettext_lazy("objective"),
        "tool": gettext_lazy("AI tool"),
        "unit": gettext_lazy("unit"),
        "sponsor": gettext_lazy("sponsor"),
        "owner": gettext_lazy("owner"),
        "stage": gettext_lazy("stage"),
        "starts_on": gettext_lazy("first day"),
        "decision_due_on": gettext_lazy("decision due on"),
        "measure_name": gettext_lazy("what is measured"),
        "measure_unit": gettext_lazy("unit of the measure"),
        "baseline": gettext_lazy("baseline"),
        "target": gettext_lazy("target"),
        "stop_criterion": gettext_lazy("when to stop"),
        "personal_data": gettext_lazy("personal data"),
        "value": gettext_lazy("value"),
        "cases": gettext_lazy("number of cases"),
    },
)
