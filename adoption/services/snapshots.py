"""Freezing the organisation of a period, once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from adoption.choices import SNAPSHOT_TERM
from adoption.models import OrganisationSnapshot, SnapshotMember
from common.clock import day_of
from common.errors import RuleBroken
from common.periods import Period
from common.services import take_turns
from people.models import Person, Placement, UnitVersion

SNAPSHOT_LOCK = 7_301
"""Number of the advisory lock under which a period is frozen."""


@transaction.atomic
def take_snapshot(*, period: Period, now: datetime) -> OrganisationSnapshot:
    """Freeze who works where on the last day of ``period``; a period that was frozen stays as it is."""
    if period.last_day >= day_of(now):
        raise RuleBroken(_("This month is not over yet. Its figures can be made from the first day after it."))
    take_turns(SNAPSHOT_LOCK)
    frozen = OrganisationSnapshot.objects.filter(period=str(period)).first()
    if frozen is not None:
        return frozen
    day = period.last_day
    versions = UnitVersion.objects.on(day).select_related("unit", "parent").order_by("unit__code")
    units = [
        {"key": version.unit.code, "name": version.name, "parent": version.parent.code if version.parent else None}
        for version in versions
    ]
    here = Person.objects.filter(pk__in=Placement.objects.on(day).values("person"))
    worked = here.exclude(left_on__lte=day).values_list("pk", flat=True)
    placements = Placement.objects.on(day).filter(person__in=worked).select_related("unit")
    known = {unit["key"] for unit in units}
    counted = [placement for placement in placements if placement.unit.code in known]
    snapshot = OrganisationSnapshot.objects.create(
        period=str(period), day=day, taken_at=now, units=units, people=len(counted)
    )
    SnapshotMember.objects.bulk_create(
        [
            SnapshotMember(
                snapshot=snapshot,
                person_id=placement.person_id,
                unit_key=placement.unit.code,
                function_group=placement.function_group,
            )
            for placement in counted
        ],
        batch_size=5000,
    )
    return snapshot


def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Forget who was counted where in months whose term is over; the figures stay."""
    over = SnapshotMember.objects.filter(snapshot__day__lt=day_of(now) - SNAPSHOT_TERM.keeps)
    return {SNAPSHOT_TERM.code: over.delete()[0]}
