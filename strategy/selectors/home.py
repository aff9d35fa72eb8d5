"""What the home page shows and asks, and what waits for the programme office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.asked import Asked, Waiting
from common.bilingual import Words, quoting
from common.clock import day_of
from people.choices import Role
from people.models import Person
from strategy.choices import DocumentKind, ReviewKind
from strategy.models import Acknowledgement, Version
from strategy.selectors.documents import ROUTES, current_version, in_document_order
from strategy.selectors.objectives import objectives_loose
from strategy.selectors.reviews import review_page, reviewers_open


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
    """Ask for answers about versions, and to read what changed its meaning since it was read. Three queries."""
    own = Acknowledgement.objects.filter(person=person, at__lte=now).values("version__material_since_id")
    unread = Version.objects.published().select_related("document").exclude(material_since_id__in=own)
    return [*_answers_asked_of(person)] + [
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


ASKED_FOR = {
    ReviewKind.DECISION: gettext_lazy("You are asked to decide whether it can be published."),
    ReviewKind.CONSENT: gettext_lazy("You are asked for your consent before it is published."),
    ReviewKind.ADVICE: gettext_lazy("You are asked for your advice before it is published."),
}


def _answers_asked_of(person: Person) -> list[Asked]:
    return [
        Asked(
            title=quoting(_("Answer about “%(title)s”"), title=each.review.version.document.title),
            why=ASKED_FOR[ReviewKind(each.kind)],
            url=reverse("strategy:review_answer", args=[each.public_id]),
            action=_("Read and answer"),
            weight=60,
            icon="gavel",
        )
        for each in reviewers_open(person)
    ]


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the drafts and the loose ends that wait for the programme office."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    waiting = [
        _open_version(draft) for draft in Version.objects.open().select_related("document").order_by("document__kind")
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


def _open_version(version: Version) -> Waiting:
    """A draft to finish, answers to wait for, or a version that can be published. Two queries under review."""
    title = {"title": version.document.title}
    if version.can_be_edited:
        url = reverse("strategy:draft_edit", args=[version.public_id])
        return Waiting(_("Draft of “%(title)s” to finish") % title, 1, url, icon="pencil")
    page, url = review_page(version), reverse("strategy:review", args=[version.public_id])
    if page is not None and page.standing.is_complete:
        return Waiting(_("Everybody answered about “%(title)s”: look and publish") % title, 1, url, icon="check")
    waits = len(page.waits_for) if page is not None else 0
    words = ngettext("Answer about “%(title)s” that you wait for", "Answers about “%(title)s” that you wait for", waits)
    return Waiting(words % title, waits, url, icon="clock")
