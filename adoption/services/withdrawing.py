"""Taking a released metric back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from adoption.models import ReleasedMetric
from common.errors import RuleBroken
from common.services import record
from people.models import Person


@transaction.atomic
def withdraw_metric(*, released_id: int, reason: str, actor: Person, now: datetime) -> ReleasedMetric:
    """Take a released metric back with a reason. It was read, so every later release goes on counting with it."""
    released = ReleasedMetric.objects.select_for_update().get(pk=released_id)
    if released.withdrawn_at is not None:
        raise RuleBroken(_("This figure was withdrawn already."))
    if not reason.strip():
        raise RuleBroken(_("Say why: readers see the reason in place of the figure."), field="reason")
    released.withdrawn_at, released.withdrawn_by, released.withdrawn_because = now, actor, reason.strip()
    released.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record("figure.withdrawn", released, actor=actor, now=now, fields=[released.metric], reason=reason.strip())
    return released
