"""What is known of usage reports: facts of the programme, no person and no small group."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.models import SnapshotMember, UsageImport, UsageSource
from common.asked import Waiting
from common.clock import day_of
from common.held import Held, HeldRow
from common.periods import Period
from people.choices import FunctionGroup, Role
from people.models import Person


def statements() -> "QuerySet[UsageImport]":
    """Return every statement of every source, the newest period first."""
    return UsageImport.objects.select_related("source", "imported_by").order_by(
        "-period", "source__name", "-imported_at"
    )


def sources() -> "QuerySet[UsageSource]":
    return UsageSource.objects.order_by("name")


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the usage reports of last month that the programme office has not read in yet. Two queries."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    period = Period.of(day_of(now)).previous()
    read_in = UsageImport.objects.filter(period=str(period), replaced_at__isnull=True).values("source")
    used_before = UsageSource.objects.filter(imports__isnull=False).distinct()
    missing = used_before.exclude(pk__in=read_in).count()
    title = _("Usage reports of %(period)s to read in") % {"period": period}
    return [Waiting(title=title, count=missing, url=reverse("adoption:usage_list"), icon="upload")] if missing else []


def data_about(person: Person) -> list[Held]:
    """Return in which months somebody was counted in which unit and group; never what they did. One query."""
    members = SnapshotMember.objects.filter(person=person).select_related("snapshot").order_by("-snapshot__period")
    rows = [
        HeldRow(
            label=_("counted in %(period)s") % {"period": member.snapshot.period},
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
