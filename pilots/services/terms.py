"""What is kept of pilots, and for how long."""

from datetime import datetime

from django.db import transaction

from pilots.choices import LOGS_KEPT, Stage
from pilots.models import Decision, LogEntry


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete the logs of pilots that stopped longer ago than the term; decisions and lessons stay."""
    stopped = Decision.objects.filter(to_stage=Stage.STOPPED, at__lte=now - LOGS_KEPT.keeps).values("pilot_id")
    deleted, _rows = LogEntry.objects.filter(pilot_id__in=stopped).delete()
    return {LOGS_KEPT.code: deleted}
