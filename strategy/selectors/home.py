"""What the home page shows and asks, and what waits for the programme office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.asked import Asked, Waiting
from common.bilingual import Words, quoting
from common.clock import day_of
from people.choices import Role
from people.models import Person
from strategy.choices import DocumentKind
from strategy.models import Acknowledgement, Version
from strategy.selectors.documents import ROUTES, current_version, in_document_order
from strategy.selectors.objectives import objectives_loose


@dataclass(frozen=True, slots=True)
class InThreeLines:
    """What the organisation wants with AI: the first passage of each pillar, and where to read on."""

    lines: Sequence[Words]
    url: str


def in_three_lines(person: Person) -> InThreeLines | None:
    """Return the strategy in force in three lines, or ``None`` before there is one. Two queries."""
    version = current_version()
    if version is None:
        return None
    firsts: dict[str, Words] = {}
    for clause in in_document_order(version.clauses.all()):
        firsts.setdefault(clause.pillar, clause.title)
    return InThreeLines(list(firsts.values())[:3], reverse(ROUTES[DocumentKind.STRATEGY]))


def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Ask somebody to read what is in force and has changed its meaning since they read it. Two queries."""
    own = Acknowledgement.objects.filter(person=person, at__lte=now).values("version__material_since_id")
    unread = Version.objects.published().select_related("document").exclude(material_since_id__in=own)
    return [
        Asked(
            title=quoting(_("Read “%(title)s”"), title=version.document.title),
            why=_("It says what we want with AI, and what that means for your work.")
            if version.document.kind == DocumentKind.STRATEGY
            else _("It says what you may and may not do with AI."),
            url=reverse(ROUTES[DocumentKind(version.document.kind)]),
            action=_("Read"),
            weight=50 if version.document.kind == DocumentKind.STRATEGY else 40,
            icon="compass",
        )
        for version in unread.order_by("document__kind")
    ]


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the drafts and the loose ends that wait for the programme office."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    waiting = [
        Waiting(
            title=_("Draft of “%(title)s” to finish and publish") % {"title": draft.document.title},
            count=1,
            url=reverse("strategy:draft_edit", args=[draft.public_id]),
            icon="pencil",
        )
        for draft in Version.objects.open().select_related("document").order_by("document__kind")
    ]
    loose = objectives_loose(day_of(now)).count()
    if loose:
        waiting.append(
            Waiting(
                title=ngettext(
                    "Objective that lacks an owner, an indicator or a target",
                    "Objectives that lack an owner, an indicator or a target",
                    loose,
                ),
                count=loose,
                url=f"{reverse('strategy:objective_list')}?show=loose",
                icon="target",
            )
        )
    return waiting
