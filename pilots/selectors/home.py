"""What is asked of owners, and what waits for office and board."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.asked import Asked, Waiting
from common.bilingual import quoting, written_in
from common.clock import day_of
from people.choices import Role
from people.models import Person
from pilots import rules
from pilots.choices import UNDER_CONTRACT, MemberRole, Stage
from pilots.models import Membership, Pilot
from pilots.selectors.contract import contract_of

REMINDED_AHEAD = timedelta(days=14)


def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Ask owners to bring a pilot to its decision in time, and to complete a plan that lacks something. One query."""
    today = day_of(now)
    owned = Membership.objects.current().filter(person=person, role=MemberRole.OWNER).select_related("pilot__tool")
    found = owned.filter(
        Q(pilot__stage__in=UNDER_CONTRACT, pilot__decision_due_on__lte=today + REMINDED_AHEAD)
        | Q(pilot__stage=Stage.INTAKE)
    )
    return [
        _asked(each.pilot, today)
        for each in found.order_by("pilot__decision_due_on", "pilot_id")
        if each.pilot.stage != Stage.INTAKE or not _is_complete(each, today=today)
    ]


def _is_complete(owner: Membership, *, today: date) -> bool:
    """Say whether nothing is missing any more in a plan at intake: it waits for whoever decides on the start."""
    return not rules.missing_for(Stage.RUNNING, contract_of(owner.pilot, members=[owner], measurements=0), today=today)


def _asked(pilot: Pilot, today: date) -> Asked:
    title = written_in(pilot.language, pilot.title)
    if pilot.stage == Stage.INTAKE:
        return Asked(
            title=quoting(_("Complete the plan of “%(title)s”"), title=title),
            why=_("It can start once measure, target, dates and sponsor are known."),
            url=reverse("pilots:pilot_edit", args=[pilot.public_id]),
            action=_("Complete"),
            weight=20,
            icon="flask",
        )
    is_late = pilot.decision_due_on is not None and pilot.decision_due_on <= today
    return Asked(
        title=quoting(_("Bring “%(title)s” to a decision"), title=title),
        why=_("Its decision date has come: add the last measurement, then ask for the decision.")
        if is_late
        else _("Its decision date is near: see that the measurements are there."),
        url=reverse("pilots:pilot", args=[pilot.public_id]),
        action=_("Open pilot"),
        due_on=pilot.decision_due_on,
        icon="flask",
    )


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for office and board: decisions that are due, plans at intake, loose ends. 4 queries."""
    if not person.has_role(Role.PROGRAMME_OFFICE, Role.BOARD):
        return []
    url, today = reverse("pilots:pilot_list"), day_of(now)
    due = Pilot.objects.due_on(today)
    owed = due.count()
    first = due.order_by("decision_due_on").values_list("decision_due_on", flat=True).first()
    piles = [
        Waiting(
            ngettext("Pilot on which a decision is due", "Pilots on which a decision is due", owed),
            owed,
            f"{url}?show=due",
            due_on=first,
            icon="flask",
        ),
    ]
    if person.has_role(Role.PROGRAMME_OFFICE):
        live = Pilot.objects.live()
        planned, loose = live.filter(stage=Stage.INTAKE).count(), live.filter(objective__isnull=True).count()
        ownerless = live.without_owner().count()
        piles += [
            Waiting(
                ngettext("Pilot at intake", "Pilots at intake", planned),
                planned,
                f"{url}?stage={Stage.INTAKE}",
                icon="flask",
            ),
            Waiting(
                ngettext("Pilot without an objective", "Pilots without an objective", loose),
                loose,
                f"{url}?show=orphans",
                icon="target",
            ),
            Waiting(
                ngettext("Pilot without an owner", "Pilots without an owner", ownerless),
                ownerless,
                f"{url}?show=ownerless",
                icon="user",
            ),
        ]
    return [pile for pile in piles if pile.count]
