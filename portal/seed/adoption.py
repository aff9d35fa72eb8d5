"""Fourteen months of usage reports, releases, targets and notes: ahead in the boardroom, slowly better on the floor."""

from datetime import timedelta

from adoption.choices import TABLES
from adoption.models import Note, Target, UsageImport, UsageSource
from adoption.selectors import last_month_to_record
from adoption.services import Usage, make_evidence, record_statement, take_snapshot
from adoption.services.releasing import release_figures
from common.clock import end_of
from common.disclosure import Table
from common.periods import Period
from people.choices import FunctionGroup
from portal.seed.world import Member, World

LICENSED = {
    FunctionGroup.DIRECTOR: 1.0,
    FunctionGroup.MANAGER: 0.8,
    FunctionGroup.CUSTOMER_CONTACT: 0.12,
    FunctionGroup.NO_CUSTOMER_CONTACT: 0.45,
}
WITHOUT_UNITS = (Table.TOTAL, Table.GROUPS)
MONTHS_BY_UNIT = 1
"""Houtwijk shows figures by unit for a short time only: each month by unit is held against all the months before."""
TARGETS = {
    "active_use": 35,
    "able_to_work_safely": 60,
    "decided_on_time": 80,
    "proven_result": 50,
    "trained": 70,
    "acknowledged": 80,
}
NOTES = {
    1: ("Strategie vastgesteld", "Strategy published"),
    4: ("Basiscursus voor iedereen", "Basic course for everyone"),
    8: ("Spraakrapportage in de wijk", "Speech reports in home care"),
    11: ("Licenties voor teamleiders", "Licences for team managers"),
}


def seed(world: World) -> None:
    """Read a usage report in for each month, then release it as beat would on the second day after."""
    office = world.roles["programme_office"]
    _targets(world)
    for number, period in enumerate(world.periods):
        moment = end_of(period.last_day) + timedelta(days=1, hours=6)
        if number >= 3:
            _read_in(world, number, period)
        recent = number >= world.months - MONTHS_BY_UNIT
        release_figures(period=period, now=moment, tables=TABLES if recent else WITHOUT_UNITS)
        if number in NOTES:
            text_nl, text_en = NOTES[number]
            Note.objects.create(
                period=str(period), text_nl=text_nl, text_en=text_en, written_by=office, written_at=moment
            )

    _on_record(world)


def _on_record(world: World) -> None:
    """HR puts this year on record, up to the last month that is over."""
    moment = world.moment(world.until, 8, 30)
    last = last_month_to_record(moment)
    first = max(Period(last.year, 1), world.periods[0])
    if first <= last:
        make_evidence(first=first, last=last, actor=world.roles["hr"], now=moment)


def _targets(world: World) -> None:
    goal = str(Period(world.until.year + 1, 6))
    board = world.roles["board"]
    set_at = world.moment(world.periods[0].first_day)
    for metric, value in TARGETS.items():
        Target.objects.create(metric=metric, value=value, by_period=goal, set_by=board, set_at=set_at)


def _read_in(world: World, number: int, period: Period) -> UsageImport:
    """Reduce a report that never was a file; the same reduction as for a real one."""
    share = 0.3 + 0.6 * number / max(1, world.months - 1)
    accounts = {
        member.person.email: world.random.random() < _chance(member, share)
        for member in world.members
        if member.person.email and member.hired_on <= period.last_day and _has_licence(member, share)
    }
    moment = end_of(period.last_day) + timedelta(hours=9)
    return record_statement(
        usage=Usage(period, rows=len(accounts), active_by_account=accounts),
        source=UsageSource.objects.get(code="m365-detail"),
        snapshot=take_snapshot(period=period, now=moment),
        sha256=f"{period}".encode().hex().ljust(64, "0"),
        actor=world.roles["programme_office"],
        now=moment,
        file_deleted_at=moment,
    )


def _has_licence(member: Member, share: float) -> bool:
    """Whoever is keen gets a licence first; the same people keep theirs."""
    wanted = LICENSED[FunctionGroup(member.function_group)] * min(1.0, 0.4 + share)
    return (member.person.pk * 7919 % 1000) / 1000 < wanted


def _chance(member: Member, share: float) -> float:
    return min(0.97, member.keen * 0.5 + share * 0.45)
