"""Class C from supplier reports: of who has a licence, who is active. Never mixed with what people say themselves."""

from django.utils.translation import gettext_lazy as _

from adoption.choices import MetricClass
from adoption.metrics.base import Frozen, PeopleMetric
from adoption.models import UsageImport
from adoption.rules import tabulation_from_json
from common.disclosure import Tabulation


class ActiveOfLicensed(PeopleMetric):
    code = "active_of_licensed"
    title = _("Active of licensed: Microsoft 365 Copilot")
    definition = _(
        "Of the people with a licence, the share whom the supplier's report calls active in its 30 days. It counts a "
        "tool, not whether somebody uses AI; it is never added to the survey."
    )
    numerator = _("people with a licence and activity in the 30 days before the report")
    denominator = _("people with a licence who work here")
    source = _("usage report of the supplier")
    kind = MetricClass.USE
    source_code = "m365-detail"

    def measure(self, frozen: Frozen) -> Tabulation | None:
        """Return the statement of the period as it was reduced when it was read in."""
        statement = UsageImport.objects.filter(
            source__code=self.source_code, period=str(frozen.period), replaced_at__isnull=True
        ).first()
        return tabulation_from_json(statement.statement) if statement is not None and statement.statement else None
