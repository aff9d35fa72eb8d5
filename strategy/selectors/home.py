"""What the home page shows and asks, and what waits for the programme office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.asked import Asked, Stands, Waiting
from common.bilingual import Words, quoting
from common.clock import day_of
from people.choices import Role
from people.models import Person
from strategy import policies
from strategy.choices import DocumentKind, ReviewKind
from strategy.models import Acknowledgement, Version
from strategy.rules.audiences import EVERYONE
from strategy.selectors.documents import ROUTES, current_version, in_document_order
from strategy.selectors.objectives import objectives_loose
from strategy.selectors.readings import group_of
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


def is_writer(person: Person) -> bool:
    """Say whether ``person`` is who begins the strategy where there is none."""
    return policies.can_write(person)


def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Ask for answers about versions, and to read what changed for somebody since they read it. Four queries."""
    return [*_answers_asked_of(person), *_readings_asked_of(person, now=now)]


def _readings_asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """A document that was never read, or of which something changed that concerns the reader."""
    return [
        _reading_asked(version, is_again=read is not None)
        for version, read, counts in _in_force_for(person, now=now)
        if not counts
    ]


def _in_force_for(person: Person, *, now: datetime) -> list[tuple[Version, int | None, bool]]:
    """Return what is in force with the number that somebody read last, and whether that counts. One query."""
    asks = Q(reopenings__function_group__in={EVERYONE, group_of(person)})
    newest = Version.objects.filter(document=OuterRef("document"), number__lte=OuterRef("number"))
    since = newest.filter(asks).order_by("-number").values("number")[:1]
    own = Acknowledgement.objects.filter(person=person, version__document=OuterRef("document"), at__lte=now)
    read = own.order_by("-version__number").values("version__number")[:1]
    published = Version.objects.published().select_related("document").order_by("document__kind")
    rows = published.annotate(since=Subquery(since), read=Subquery(read))
    numbers = ((version, getattr(version, "read", None), getattr(version, "since", None)) for version in rows)
    return [(version, last, last is not None and last >= (asked or 0)) for version, last, asked in numbers]


def stands(person: Person, *, now: datetime) -> list[Stands]:
    """Return where somebody stands with the documents in force. One query."""
    return [_stands(version, read, counts=counts) for version, read, counts in _in_force_for(person, now=now)]


def _stands(version: Version, read: int | None, *, counts: bool) -> Stands:
    url = reverse(ROUTES[DocumentKind(version.document.kind)])
    if counts:
        text = _("read")
    elif read is None:
        text = _("not read yet")
    else:
        text, url = _("something changed since you read it"), reverse("strategy:changed", args=[version.public_id])
    return Stands(label=version.document.title.text, text=text, url=url, is_done=counts)


def _reading_asked(version: Version, *, is_again: bool) -> Asked:
    is_strategy = version.document.kind == DocumentKind.STRATEGY
    words = {"title": version.document.title}
    weight = 50 if is_strategy else 40
    if is_again:
        return Asked(
            title=quoting(_("Read what changed in “%(title)s”"), **words),
            why=_("You read it before. You see only what is different for you."),
            url=reverse("strategy:changed", args=[version.public_id]),
            action=_("Read what changed"),
            weight=weight,
            icon="compass",
        )
    return Asked(
        title=quoting(_("Read “%(title)s”"), **words),
        why=_("It says what we want with AI, and what that means for your work.")
        if is_strategy
        else _("It says what you may and may not do with AI."),
        url=reverse(ROUTES[DocumentKind(version.document.kind)]),
        action=_("Read"),
        weight=weight,
        icon="compass",
    )


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
