"""What pages and other apps read of the strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.asked import Asked, Waiting
from common.bilingual import Words, words
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
from people.choices import Role
from people.models import Person
from people.selectors import people_here
from strategy import rules
from strategy.choices import ACKNOWLEDGEMENTS_KEPT, ChangeKind, DocumentKind, Pillar, VersionState
from strategy.models import Acknowledgement, Clause, Document, Objective, Version
from strategy.querysets import ObjectiveQuerySet

ROUTES = {DocumentKind.STRATEGY: "strategy:overview", DocumentKind.HOUSE_RULES: "strategy:house_rules"}


# --- what a page shows ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Passage:
    """One clause as a reader sees it: number, title and HTML in their language, and what stands in its margin."""

    clause: Clause
    number: int
    title: Words
    html: SafeString
    language: str
    is_translated: bool
    is_changed: bool
    objectives: Sequence[Objective]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The passages of one pillar, and its objectives that belong to no passage."""

    pillar: str
    label: str
    passages: Sequence[Passage]
    objectives: Sequence[Objective]


@dataclass(frozen=True, slots=True)
class Reading:
    """A version to be read, and where the reader stands with it."""

    version: Version
    chapters: Sequence[Chapter]
    language: str
    acknowledged_at: datetime | None
    counts_from_before: bool
    """The reader confirmed an earlier version, and nothing material changed since."""


def document_of(kind: str) -> Document | None:
    """Return the strategy or the house rules, or ``None`` before anybody began it. One query."""
    return Document.objects.filter(kind=kind).first()


def current_version(kind: str = DocumentKind.STRATEGY) -> Version | None:
    """Return the version in force, with its document, or ``None`` before the first publication. One query."""
    return Version.objects.published().select_related("document").filter(document__kind=kind).first()


def open_version(document: Document) -> Version | None:
    """Return the version that is being written or reviewed. One query."""
    return document.versions.open().select_related("document").first()


def versions_for(reader: Person, document: Document) -> "QuerySet[Version]":
    """Return the versions of a document that ``reader`` may see, newest first, with how many clauses changed."""
    versions = Version.objects.visible_to(reader).filter(document=document).select_related("published_by", "document")
    return versions.annotate(
        passages=Count("clauses"),
        material=Count("clauses", filter=Q(clauses__change=ChangeKind.MATERIAL)),
        editorial=Count("clauses", filter=Q(clauses__change=ChangeKind.EDITORIAL)),
    ).order_by("-number")


def reading_of(version: Version, reader: Person, *, now: datetime) -> Reading:
    """Return ``version`` as ``reader`` reads it: stored HTML of a frozen version, fresh HTML of a draft. 4 queries."""
    language = reader_language()
    clauses = in_document_order(version.clauses.all())
    objectives = list(objectives_open(day_of(now))) if version.document.kind == DocumentKind.STRATEGY else []
    keys = {clause.key for clause in clauses}
    passages = [
        _passage(clause, number, version, [each for each in objectives if each.clause_key == clause.key])
        for number, clause in enumerate(clauses, start=1)
    ]
    chapters = [
        Chapter(
            pillar,
            str(Pillar(pillar).label) if pillar else "",
            list(group),
            [each for each in objectives if each.pillar == pillar and each.clause_key not in keys],
        )
        for pillar, group in groupby(passages, key=lambda passage: passage.clause.pillar)
    ]
    readings = Acknowledgement.objects.filter(person=reader, version__material_since=version.material_since_id)
    own = dict(readings.values_list("version_id", "at")) if version.is_frozen else {}
    at = own.get(version.pk) or min(own.values(), default=None)
    return Reading(version, chapters, language, at, counts_from_before=at is not None and version.pk not in own)


def _passage(clause: Clause, number: int, version: Version, objectives: Sequence[Objective]) -> Passage:
    title, text = words(clause.title_nl, clause.title_en), words(clause.text_nl, clause.text_en)
    stored = clause.html_en if text.language == "en" else clause.html_nl
    html = stored if version.is_frozen else rules.html_from_markdown(text.text)
    return Passage(
        clause=clause,
        number=number,
        title=title,
        html=mark_safe(html),  # noqa: S308 - cleaned by rules.html_from_markdown when it was published
        language=text.language,
        is_translated=title.is_translated and text.is_translated,
        is_changed=version.number > 1 and clause.change != ChangeKind.UNCHANGED,
        objectives=objectives,
    )


def in_document_order(clauses: "QuerySet[Clause]") -> list[Clause]:
    """Return clauses by pillar and position. One query."""
    last = len(rules.PILLAR_ORDER)
    return sorted(clauses, key=lambda clause: (rules.PILLAR_ORDER.get(clause.pillar, last), clause.position))


def reader_language() -> str:
    """Return the language that this reader reads now: nl or en."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def preview(text: str) -> SafeString:
    """Return a text that is being written as its reader will see it."""
    return mark_safe(rules.html_from_markdown(text[: rules.LONGEST_TEXT]))  # noqa: S308 - cleaned there


def before_of(clause: Clause) -> Clause | None:
    """Return the published form of a draft's clause, or ``None`` for a new one. One query."""
    return Clause.objects.filter(
        version__document_id=clause.version.document_id, version__state=VersionState.PUBLISHED, key=clause.key
    ).first()


def removed_since_publication(draft: Version) -> list[Clause]:
    """Return the published clauses that a draft leaves out. One query."""
    published = Clause.objects.filter(version__document=draft.document, version__state=VersionState.PUBLISHED)
    return list(published.exclude(key__in=draft.clauses.values("key")).order_by("position"))


def suggested_titles(kind: str) -> dict[str, str]:
    """Return the titles with which a document of this kind may begin."""
    if kind == DocumentKind.HOUSE_RULES:
        return {"kind": kind, "title_nl": "Spelregels voor AI", "title_en": "House rules for AI"}
    return {"kind": DocumentKind.STRATEGY, "title_nl": "Onze AI-strategie", "title_en": "Our AI strategy"}


@dataclass(frozen=True, slots=True)
class DraftChapter:
    """The passages of one pillar as their writers see them."""

    pillar: str
    label: str
    clauses: Sequence[Clause]


def chapters_of(draft: Version) -> list[DraftChapter]:
    """Return a draft's passages by pillar; a strategy shows every pillar, also an empty one. One query."""
    clauses = in_document_order(draft.clauses.select_related("changed_by"))
    wanted = [pillar.value for pillar in Pillar] if draft.document.kind == DocumentKind.STRATEGY else []
    found = [pillar for pillar in [*Pillar.values, ""] if any(clause.pillar == pillar for clause in clauses)]
    pillars = [pillar for pillar in [*Pillar.values, ""] if pillar in wanted or pillar in found] or [""]
    return [
        DraftChapter(
            pillar,
            str(Pillar(pillar).label) if pillar else "",
            [clause for clause in clauses if clause.pillar == pillar],
        )
        for pillar in pillars
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What publishing a draft would do, clause by clause."""

    material: Sequence[Clause]
    editorial: Sequence[Clause]
    removed: Sequence[Clause]
    incomplete: Sequence[Clause]
    count: int

    @property
    def asks_again(self) -> bool:
        """Whether everyone is asked to read again."""
        return rules.is_material([clause.change for clause in self.material], removed=len(self.removed))


def changes_of(draft: Version) -> Changes:
    """Return what a draft changes against the published version, and what it lacks. Two queries."""
    clauses = in_document_order(draft.clauses.all())
    return Changes(
        material=[clause for clause in clauses if clause.change == ChangeKind.MATERIAL],
        editorial=[clause for clause in clauses if clause.change == ChangeKind.EDITORIAL],
        removed=removed_since_publication(draft),
        incomplete=[clause for clause in clauses if clause.missing_languages],
        count=len(clauses),
    )


# --- objectives -------------------------------------------------------------------------------------------------------
def objectives_open(day: date) -> ObjectiveQuerySet:
    """Return the objectives that stand on ``day``, in the order of the document, with their owners."""
    return Objective.objects.open_on(day).select_related("owner").in_order()


def objectives_archived() -> ObjectiveQuerySet:
    """Return the objectives that were put away, latest first."""
    return Objective.objects.filter(archived_at__isnull=False).select_related("owner").order_by("-archived_at")


@dataclass(frozen=True, slots=True)
class Thread:
    """The strategy's own end of the golden thread of one objective, and what is missing in it, in words."""

    objective: Objective
    passage: Clause | None
    passage_number: int | None
    wants_less: bool
    missing: Sequence[str]


def thread_of(objective: Objective) -> Thread:
    """Return an objective with its passage in the version in force and what it lacks. Two queries."""
    version = current_version()
    clauses = in_document_order(version.clauses.all()) if version is not None else []
    place = next((place for place, each in enumerate(clauses) if each.key == objective.clause_key), None)
    passage = None if place is None else clauses[place]
    lacks = [
        (passage is None, _("No passage of the strategy: readers do not see where this objective comes from.")),
        (objective.owner_id is None, _("No owner: nobody keeps an eye on it.")),
        (not objective.metric, _("No indicator: nobody can say whether it is reached.")),
        (objective.target is None, _("No target: nobody knows when it is enough.")),
        (objective.due_on is None, _("No date: it can wait for ever.")),
    ]
    return Thread(
        objective,
        passage,
        None if place is None else place + 1,
        rules.wants_less(objective.baseline, objective.target),
        [sentence for is_missing, sentence in lacks if is_missing],
    )


# --- who read what ----------------------------------------------------------------------------------------------------
def acknowledged_ids(version: Version, *, until: datetime) -> set[int]:
    """Return the primary keys of the people whose reading before ``until`` counts for ``version``. One query.

    A reading of an earlier version counts as long as nothing material changed since.
    """
    readings = Acknowledgement.objects.filter(
        version__material_since_id=version.material_since_id, version__number__lte=version.number, at__lt=until
    )
    return set(readings.values_list("person_id", flat=True))


def outstanding_ids(version: Version, now: datetime) -> set[int]:
    """Return the primary keys of who works here, is not away, and has not confirmed ``version``. Two queries."""
    day = day_of(now)
    here = people_here(day).exclude(pk__in=people_here(day).away_on(day).values("pk"))
    return set(here.values_list("pk", flat=True)) - acknowledged_ids(version, until=now)


# --- for the home page ------------------------------------------------------------------------------------------------
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
            title=_("Read “%(title)s”") % {"title": version.document.title},
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
    loose = objectives_open(day_of(now)).filter(Q(owner__isnull=True) | Q(metric="") | Q(target__isnull=True)).count()
    if loose:
        waiting.append(
            Waiting(
                title=_("Objectives that lack an owner, an indicator or a target"),
                count=loose,
                url=reverse("strategy:objective_list"),
                icon="target",
            )
        )
    return waiting


# --- what is held about people ----------------------------------------------------------------------------------------
def data_about(person: Person) -> list[Held]:
    """Return what the strategy holds about somebody: their readings and the objectives they own."""
    readings = Acknowledgement.objects.filter(person=person).select_related("version__document").order_by("-at")
    owned = Objective.objects.filter(owner=person).order_by("-created_at")
    written = Clause.objects.filter(changed_by=person).select_related("version__document").order_by("-changed_at")
    return [
        Held(
            title=gettext_lazy("What you confirmed having read"),
            why=gettext_lazy("So that the organisation knows how many people know the strategy and the house rules."),
            seen_by=gettext_lazy("You. Others see numbers of groups only; a reminder knows whether to reach you."),
            kept=ACKNOWLEDGEMENTS_KEPT.counts_from,
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d")
                    % {"title": reading.version.document.title, "number": reading.version.number},
                    _("read in Dutch") if reading.language == "nl" else _("read in English"),
                    reading.at,
                )
                for reading in readings
            ],
        ),
        Held(
            title=gettext_lazy("Objectives that you own"),
            why=gettext_lazy("So that everyone knows who keeps an eye on an objective."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("Until somebody else owns it, or you leave."),
            rows=[HeldRow(_("Objective"), objective.title.text, objective.created_at) for objective in owned],
        ),
        Held(
            title=gettext_lazy("Passages that you wrote last"),
            why=gettext_lazy("So that the programme office knows whom to ask about a text."),
            seen_by=gettext_lazy("Programme office and board."),
            kept=gettext_lazy("As long as the version is kept."),
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d")
                    % {"title": clause.version.document.title, "number": clause.version.number},
                    clause.title.text,
                    clause.changed_at,
                )
                for clause in written
            ],
        ),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Say which objectives lose their owner when these people go."""
    owned = Objective.objects.open_on(on).filter(owner_id__in=person_ids).count()
    return [Consequence(gettext_lazy("objectives without an owner"), owned)] if owned else []


def version_in_force(at: datetime, kind: str = DocumentKind.STRATEGY) -> Version | None:
    """Return the version that was in force just before ``at``, or ``None`` before the first. One query."""
    published = Version.objects.filter(document__kind=kind, published_at__lt=at)
    return published.order_by("-published_at", "-number").first()
