"""Putting on record what was done in a period."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from adoption import policies
from adoption.models import EvidenceFile
from adoption.selectors.evidence import evidence_of, last_month_to_record
from common.canonical import fingerprint
from common.errors import RuleBroken
from common.periods import Period
from common.services import record
from people.models import Person
from training.services import sign

MOST_MONTHS = 36


@transaction.atomic
def make_evidence(*, first: Period, last: Period, actor: Person, now: datetime) -> EvidenceFile:
    """Put on record, signed, what was done from the first month up to and including the last; both are over."""
    if not policies.can_make_evidence(actor):
        raise RuleBroken(_("Only HR and the programme office put on record what was done."))
    if last < first:
        raise RuleBroken(_("The last month lies before the first one."), field="last")
    if last > last_month_to_record(now):
        raise RuleBroken(_("That month is not over yet. Choose a month that is."), field="last")
    if (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        raise RuleBroken(_("A file holds three years at most. Make one for each part."), field="first")
    content = evidence_of(first, last, now=now)
    evidence = EvidenceFile.objects.create(
        first_period=str(first),
        last_period=str(last),
        content=content,
        content_hash=fingerprint(content),
        signature=sign(content, now=now),
        made_at=now,
        made_by=actor,
    )
    record("evidence.made", evidence, actor=actor, now=now)
    return evidence
