"""What is known of usage reports: facts of the programme, no person and no small group."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.models import SnapshotMember, UsageImport, UsageSource
from common.asked import Waiting
from common.charts import people_in_words, written
from common.clock import day_of
from common.held import Held, HeldRow
from common.periods import Period
from governance.selectors import smallest_group
from people.choices import FunctionGroup, Role
from people.models import Person


def statements() -> "QuerySet[UsageImport]":
    """Return every statement of every source, the newest period first."""
    return UsageImport.objects.select_related("source", "imported_by").order_by(
        "-period", "source__name_nl", "-imported_at"
    )


def source_rows() -> list[tuple[UsageSource, str]]:
    """Return each source with when it was last read in, and about which month. Two queries."""
    in_force = UsageImport.objects.filter(replaced_at__isnull=True).order_by("source_id", "-period")
    newest = {one.source_id: one for one in in_force.distinct("source_id")}
    return [(source, _last_read(newest.get(source.pk))) for source in UsageSource.objects.order_by("name_nl")]


def _last_read(statement: UsageImport | None) -> str:
    if statement is None:
        return _("Not read in yet.")
    return _("Last report: %(month)s, read in on %(day)s.") % {
        "month": formats.date_format(statement.month, "YEAR_MONTH_FORMAT"),
        "day": formats.date_format(day_of(statement.imported_at), "DATE_FORMAT"),
    }


def rows_in_words(statement: UsageImport, *, smallest: int) -> str:
    """Return how many rows of a report match nobody; not exactly where that would tell how few do match."""
    if 0 < statement.counted < smallest:
        return _("nearly all")
    if not statement.unmatched:
        return written(0)
    return people_in_words(statement.unmatched, smallest=smallest)


def statement_in_words(statement: UsageImport, *, smallest: int) -> str:
    """Return what a report came to: licences and active people, or how many of its rows count."""
    if statement.source.counts_teams:
        teams = statement.active or 0
        return ngettext("%(number)s team used it", "%(number)s teams used it", teams) % {"number": written(teams)}
    active = people_in_words(statement.active or 0, smallest=smallest)
    if statement.names_accounts:
        return _("%(counted)s counted, %(unmatched)s not recognised") % {
            "counted": people_in_words(statement.counted, smallest=smallest),
            "unmatched": rows_in_words(statement, smallest=smallest),
        }
    if statement.licensed is None:
        return _("%(active)s active") % {"active": active}
    licences = people_in_words(statement.licensed, smallest=smallest)
    return _("%(licensed)s licences, %(active)s active") % {"licensed": licences, "active": active}


def statement_rows(statements: Iterable[UsageImport]) -> list[tuple[UsageImport, str]]:
    """Return each report with what it came to, in words. One query."""
    smallest = smallest_group()
    return [(statement, statement_in_words(statement, smallest=smallest)) for statement in statements]


def import_in_words(statement: UsageImport) -> str:
    """Return what became of a report that was just read in, and from when it counts."""
    refused = len(statement.refused)
    return " ".join(
        [
            _("%(report)s, %(month)s: %(result)s.")
            % {
                "report": statement.source,
                "month": formats.date_format(statement.month, "YEAR_MONTH_FORMAT"),
                "result": statement_in_words(statement, smallest=smallest_group()),
            },
            ngettext("%(number)d row is refused.", "%(number)d rows are refused.", refused) % {"number": refused},
            _("The file is deleted."),
            _("It counts from the next release on; figures that are out already stay as they are."),
        ]
    )


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the usage reports of last month that the programme office has not read in yet. Two queries."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    period = Period.of(day_of(now)).previous()
    read_in = UsageImport.objects.filter(period=str(period), replaced_at__isnull=True).values("source")
    used_before = UsageSource.objects.filter(imports__isnull=False).distinct()
    missing = used_before.exclude(pk__in=read_in).count()
    month = _month(str(period))
    if not missing:
        return []
    title = ngettext("Usage report of %(period)s to read in", "Usage reports of %(period)s to read in", missing)
    return [Waiting(title % {"period": month}, missing, reverse("adoption:usage_list"), icon="upload")]


def _month(period: str) -> str:
    return str(formats.date_format(Period.parse(period).first_day, "YEAR_MONTH_FORMAT"))


def data_about(person: Person) -> list[Held]:
    """Return in which months somebody was counted in which unit and group; never what they did. One query."""
    members = SnapshotMember.objects.filter(person=person).select_related("snapshot").order_by("-snapshot__period")
    rows = [
        HeldRow(
            label=_("counted in %(period)s") % {"period": _month(member.snapshot.period)},
            value=f"{_unit_name(member)}, {FunctionGroup(member.function_group).label}",
            at=member.snapshot.day,
        )
        for member in members
    ]
    if not rows:
        return []
    return [
        Held(
            title=_("Where you were counted"),
            why=_("So that figures of a month are about who worked here then, and a later move changes nothing."),
            seen_by=_("nobody; the portal counts with it"),
            kept=_("400 days after the month ended; figures stay, they name nobody"),
            rows=rows,
        )
    ]


def _unit_name(member: SnapshotMember) -> str:
    names = {unit["key"]: unit["name"] for unit in member.snapshot.units}
    return str(names.get(member.unit_key, member.unit_key))
