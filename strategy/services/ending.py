"""What a departure means for the strategy, and what goes when its term is over."""

from datetime import date, datetime, timedelta

from django.db import transaction

from common.services import record
from people.models import Person
from strategy.choices import ACKNOWLEDGEMENTS_KEPT, REVIEWER_ADDRESSES, TERMS, ObjectiveEvent
from strategy.models import Acknowledgement, LinkCode, Objective, Reviewer
from strategy.services.objectives import keep_edition
from strategy.services.reviewing import release_who_left


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Leave the objectives of somebody who goes without an owner, and wait for their answer about a text no longer.

    The programme office sees both.
    """
    release_who_left(person_id=person_id, actor=actor, now=now)
    owned = Objective.objects.select_for_update().filter(owner_id=person_id, archived_at__isnull=True)
    for objective in owned:
        objective.owner = None
        objective.edition += 1
        objective.save(update_fields=["owner", "edition"])
        keep_edition(objective, ObjectiveEvent.OWNER_LEFT, actor=actor, now=now)
        record("objective.owner_left", objective, actor=actor, now=now, fields=["owner"])


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete readings of versions that were superseded longer ago than the term, and addresses of who was asked.

    Returns how many by term.
    """
    over = Acknowledgement.objects.filter(version__superseded_at__lte=now - ACKNOWLEDGEMENTS_KEPT.keeps)
    deleted, _rows = over.delete()
    counts = dict.fromkeys((term.code for term in TERMS), 0)
    counts[ACKNOWLEDGEMENTS_KEPT.code] = deleted
    asked = Reviewer.objects.filter(review__ended_at__lte=now - REVIEWER_ADDRESSES.keeps).exclude(email="")
    counts[REVIEWER_ADDRESSES.code] = asked.update(email="")
    LinkCode.objects.filter(sent_at__lte=now - timedelta(days=1)).delete()
    return counts
