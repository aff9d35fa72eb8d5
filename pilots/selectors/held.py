"""What the register holds about people, and what their going means."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import end_of
from common.departures import Consequence
from common.held import Held, HeldRow
from people.models import Person
from pilots.choices import MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership, Pilot


def data_about(person: Person) -> list[Held]:
    """Return what the register holds about somebody: their part in pilots and what they wrote there."""
    memberships = Membership.objects.filter(person=person).select_related("pilot").order_by("-since")
    sponsored = Pilot.objects.filter(sponsor=person).order_by("-registered_at")
    entries = LogEntry.objects.filter(written_by=person).select_related("pilot").order_by("-at")
    decisions = Decision.objects.filter(decided_by=person).select_related("pilot").order_by("-at")
    measured = Measurement.objects.filter(recorded_by=person).select_related("pilot").order_by("-recorded_at")
    registered = Pilot.objects.filter(registered_by=person).order_by("-registered_at")
    part = [HeldRow(member.pilot.title, member.get_role_display(), member.since) for member in memberships]
    part += [HeldRow(pilot.title, _("sponsor"), pilot.registered_at) for pilot in sponsored]
    part += [HeldRow(pilot.title, _("registered by you"), pilot.registered_at) for pilot in registered]
    wrote = [HeldRow(entry.pilot.title, entry.text, entry.at) for entry in entries]
    wrote += [HeldRow(each.pilot.title, _("a measurement"), each.recorded_at) for each in measured]
    wrote += [HeldRow(each.pilot.title, each.get_kind_display(), each.at) for each in decisions]
    return [
        Held(
            title=gettext_lazy("Your part in pilots"),
            why=gettext_lazy("So that everyone knows whom to ask about a pilot."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("As long as the pilot stands in the register."),
            rows=part,
        ),
        Held(
            title=gettext_lazy("What you wrote, measured and decided in pilots"),
            why=gettext_lazy("So that a decision can be understood later."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("Logs until five years after the pilot stopped; decisions and lessons stay."),
            rows=wrote,
        ),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Say what the going of these people means for pilots."""
    live = Pilot.objects.filter(registered_at__lt=end_of(on)).exclude(stage=Stage.STOPPED)
    current = Membership.objects.current().filter(person_id__in=person_ids, pilot__in=live)
    counts: Mapping[str, int] = {
        role: current.filter(role=role).count() for role in (MemberRole.OWNER, MemberRole.MEMBER)
    }
    found = [
        Consequence(gettext_lazy("pilots without an owner"), counts[MemberRole.OWNER]),
        Consequence(gettext_lazy("places in a pilot team that end"), counts[MemberRole.MEMBER]),
        Consequence(
            gettext_lazy("pilots without a sponsor"), Pilot.objects.live().filter(sponsor_id__in=person_ids).count()
        ),
    ]
    return [consequence for consequence in found if consequence.count]
