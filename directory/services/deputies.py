"""Who stands in for a manager: appointed and ended by hand, told to both, kept."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record, take_turns
from directory import policies
from directory.messages import DeputyAppointed, DeputyEnded
from outbox import services as outbox
from people.models import Deputy, Person
from people.selectors import leads_anybody, people_here

ONE_AT_A_TIME = 2_104_001
"""Two appointments at once could make a circle that neither of them sees."""


@transaction.atomic
def appoint_deputy(
    *, manager: Person, deputy: Person, starts_on: date, last_day: date | None, actor: Person, now: datetime
) -> Deputy:
    """Let ``deputy`` stand in for ``manager`` from a day on; both are told, but not who did it."""
    if not policies.can_appoint_deputy(actor, manager):
        raise RuleBroken(_("A deputy is chosen by the manager, the manager above them, or HR."))
    take_turns(ONE_AT_A_TIME)
    today = day_of(now)
    if not leads_anybody(manager, today):
        raise RuleBroken(_("{name} leads no team, so there is nothing to stand in for.").format(name=manager))
    if deputy == manager:
        raise RuleBroken(_("Nobody stands in for themselves. Choose a colleague."), field="deputy")
    if not people_here(today).filter(pk=deputy.pk).exists():
        raise RuleBroken(_("{name} does not work here. Choose a colleague.").format(name=deputy), field="deputy")
    if starts_on < today:
        raise RuleBroken(_("This day is past. Choose today or a later day."), field="starts_on")
    if last_day is not None and last_day < starts_on:
        raise RuleBroken(_("The last day lies before the first one."), field="last_day")
    ends_on = None if last_day is None else last_day + timedelta(days=1)
    _assert_no_double(manager, deputy, starts_on, ends_on)
    try:
        with transaction.atomic():
            row = Deputy.objects.create(
                manager=manager, deputy=deputy, starts_on=starts_on, ends_on=ends_on, appointed_by=actor
            )
    except IntegrityError as error:
        words = _(
            "{name} has a deputy of their own on these days, and in the end that is {manager}. "
            "Two people cannot stand in for each other. Choose somebody else or other days."
        )
        raise RuleBroken(words.format(name=deputy, manager=manager), field="deputy") from error
    record("deputy.appointed", row, actor=actor, now=now, fields=["deputy", "starts_on", "ends_on"])
    said = {"manager": manager.full_name, "deputy": deputy.full_name, "from": starts_on, "until": last_day}
    _tell(DeputyAppointed, row, said, actor=actor, now=now)
    return row


@transaction.atomic
def end_deputy(*, deputy_id: int, actor: Person, now: datetime) -> Deputy:
    """Let somebody stand in no longer from today; one that has not begun never begins. Again changes nothing."""
    row = Deputy.objects.select_for_update(of=("self",)).select_related("manager", "deputy").get(pk=deputy_id)
    if not policies.can_appoint_deputy(actor, row.manager):
        raise RuleBroken(_("A deputy is chosen by the manager, the manager above them, or HR."))
    today = day_of(now)
    if row.ends_on is not None and row.ends_on <= today:
        return row
    row.ends_on, row.ended_by = max(row.starts_on, today), actor
    row.save(update_fields=["ends_on", "ended_by"])
    record("deputy.ended", row, actor=actor, now=now, fields=["ends_on"])
    said = {"manager": row.manager.full_name, "deputy": row.deputy.full_name}
    _tell(DeputyEnded, row, said, actor=actor, now=now)
    return row


def _assert_no_double(manager: Person, deputy: Person, starts_on: date, ends_on: date | None) -> None:
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)
    same = Deputy.objects.filter(later, manager=manager, deputy=deputy).exclude(ends_on=F("starts_on"))
    if ends_on is not None:
        same = same.filter(starts_on__lt=ends_on)
    if same.exists():
        words = _("{name} stands in on these days already. End that first, or choose other days.")
        raise RuleBroken(words.format(name=deputy), field="deputy")


def _tell(
    kind: type[DeputyAppointed | DeputyEnded], row: Deputy, said: Mapping[str, object], *, actor: Person, now: datetime
) -> None:
    """Tell the deputy and the manager, each in words of their own; not who did it."""
    for person, is_deputy in ((row.deputy, True), (row.manager, False)):
        if person == actor:
            continue
        outbox.add(
            kind,
            recipient=person,
            dedupe_key=f"{kind.code}:{row.public_id}:{person.public_id}",
            context={**said, "is_deputy": is_deputy},
            url=reverse("my_cover"),
            now=now,
        )
