"""What the going of somebody means for pilots."""

from datetime import date, datetime

from django.db import transaction

from common.services import record
from people.models import Person
from pilots.models import Membership, Pilot


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """End somebody's part in pilots. A pilot that loses its owner or sponsor shows so until it has another."""
    for membership in Membership.objects.select_for_update().current().filter(person_id=person_id):
        membership.until = max(on, membership.since)
        membership.save(update_fields=["until"])
        record("pilot.member_left", membership.pilot, actor=actor, now=now, fields=[membership.role])
    for pilot in Pilot.objects.select_for_update().live().filter(sponsor_id=person_id):
        pilot.sponsor = None
        pilot.save(update_fields=["sponsor"])
        record("pilot.sponsor_left", pilot, actor=actor, now=now, fields=["sponsor"])
