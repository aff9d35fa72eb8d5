"""Documents as a reader and as a writer see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from common.bilingual import Words, words
from common.clock import day_of
from common.prose import html_from_markdown
from people.choices import FunctionGroup
from people.models import Person
from strategy import rules
from strategy.choices import ChangeKind, DocumentKind, Pillar, VersionState
from strategy.models import Clause, Document, Objective, Question, Version
from strategy.rules import audiences
from strategy.selectors.objectives import objectives_open
from strategy.selectors.readings import Standing, group_of, standing_of, whom_it_asks

ROUTES = {DocumentKind.STRATEGY: "strategy:overview", DocumentKind.HOUSE_RULES: "strategy:house_rules"}


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
    is_new: bool
    """The version before did not have it."""
    is_for_reader: bool
    """It is for some function groups only, and the reader is in one of them."""
    objectives: Sequence[Objective]
    question: Question | None
    """While it is written and reviewed: the situation that goes with it, for who looks along."""


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
    standing: Standing | None
    """Where the reader stands with it; ``None`` for a draft, and for who has no account."""

    @property
    def counts_from_before(self) -> bool:
        """The reader confirmed an earlier version, and nothing changed since that concerns them."""
        standing = self.standing
        return standing is not None and standing.counts and standing.number != self.version.number


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


def reading_of(version: Version, reader: Person | None, *, now: datetime) -> Reading:
    """Return ``version`` as ``reader`` reads it: stored HTML of a frozen version, fresh HTML of a draft. 7 queries.

    Without a reader it is read by somebody without an account.
    """
    language = reader_language()
    rows = version.clauses.all() if version.is_frozen else _with_questions(version.clauses.all())
    clauses = in_document_order(rows)
    objectives = list(objectives_open(day_of(now))) if version.document.kind == DocumentKind.STRATEGY else []
    keys = {clause.key for clause in clauses}
    earlier = set(_keys_before(version)) if version.number > 1 else keys
    group = group_of(reader) if reader is not None else audiences.EVERYONE
    passages = [
        _passage(
            clause,
            number,
            version,
            is_new=clause.key not in earlier,
            is_for_reader=group in clause.function_groups,
            objectives=[each for each in objectives if each.clause_key == clause.key],
        )
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
    standing = standing_of(version, reader) if version.is_frozen and reader is not None else None
    return Reading(version, chapters, language, standing)


def version_before(version: Version) -> Version | None:
    """Return the version before this one, or ``None`` for the first. One query."""
    return Version.objects.filter(document=version.document_id, number=version.number - 1).first()


def _keys_before(version: Version) -> "QuerySet[Clause, str]":
    """Return the keys of passages that the version before this one had. One query."""
    before = Clause.objects.filter(version__document=version.document_id, version__number=version.number - 1)
    return before.values_list("key", flat=True)


def new_in(draft: Version) -> set[str]:
    """Return the keys of passages that the version before did not have; none in a first version. One query."""
    if draft.number == 1:
        return set()
    return set(draft.clauses.exclude(key__in=_keys_before(draft)).values_list("key", flat=True))


def _passage(
    clause: Clause, number: int, version: Version, *, is_new: bool, is_for_reader: bool, objectives: Sequence[Objective]
) -> Passage:
    title, text = words(clause.title_nl, clause.title_en), words(clause.text_nl, clause.text_en)
    stored = clause.html_en if text.language == "en" else clause.html_nl
    html = stored if version.is_frozen else html_from_markdown(text.text, below=rules.HEADINGS_BELOW)
    return Passage(
        clause=clause,
        number=number,
        title=title,
        html=mark_safe(html),  # noqa: S308 - cleaned by html_from_markdown when it was published
        language=text.language,
        is_translated=title.is_translated and text.is_translated,
        is_changed=version.number > 1 and clause.change != ChangeKind.UNCHANGED,
        is_new=is_new,
        is_for_reader=is_for_reader,
        objectives=objectives,
        question=None if version.is_frozen else getattr(clause, "question", None),
    )


def in_document_order(clauses: "QuerySet[Clause]") -> list[Clause]:
    """Return clauses by pillar and position. One query."""
    last = len(rules.PILLAR_ORDER)
    return sorted(clauses, key=lambda clause: (rules.PILLAR_ORDER.get(clause.pillar, last), clause.position))


def _with_questions(clauses: "QuerySet[Clause]") -> "QuerySet[Clause]":
    """Fetch the questions along, one query for all answers."""
    return clauses.select_related("question").prefetch_related("question__choices")


def reader_language() -> str:
    """Return the language that this reader reads now: nl or en."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def preview(text: str) -> SafeString:
    """Return a text that is being written as its reader will see it."""
    return html_from_markdown(text[: rules.LONGEST_TEXT], below=rules.HEADINGS_BELOW)


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
    clauses = in_document_order(_with_questions(draft.clauses.select_related("changed_by")))
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
class Moved:
    """The passage that somebody just moved: where it stands, and which of its buttons holds the focus."""

    clause: Clause
    place: int
    of: int
    button: str


def moved_in(chapters: Sequence[DraftChapter], clause_id: str, *, way: str) -> Moved | None:
    """Return the passage that an address says was just moved, or ``None``; at an edge the other button has focus."""
    for chapter in chapters:
        for place, clause in enumerate(chapter.clauses, start=1):
            if str(clause.public_id) == clause_id:
                is_up = (way == "up" and place > 1) or place == len(chapter.clauses)
                return Moved(clause, place, len(chapter.clauses), "up" if is_up else "down")
    return None


READ_TWICE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Changes:
    """What publishing a draft would do, clause by clause."""

    new: Sequence[Clause]
    material: Sequence[Clause]
    editorial: Sequence[Clause]
    moved: Sequence[Clause]
    removed: Sequence[Clause]
    incomplete: Sequence[Clause]
    half_asked: Sequence[Clause]
    """Passages of which the question is not whole in both languages."""
    unfilled: Sequence[Clause]
    """Passages that hold a place between square brackets that nobody filled in."""
    readers_changed: Sequence[Clause]
    """Passages that are for other people than in the version in force."""
    asks_again: frozenset[str]
    """Which function groups are asked to read again; see ``rules.audiences``."""
    count: int
    published_lately_at: datetime | None
    """When the version in force was published, if that was so short ago that people would read twice in a row."""

    @property
    def missing_languages(self) -> set[str]:
        """The languages in which some passage is not complete."""
        return {language for clause in self.incomplete for language in clause.missing_languages}

    @property
    def is_complete(self) -> bool:
        """Whether people can be asked about it."""
        return self.count > 0 and not (self.incomplete or self.unfilled or self.half_asked)

    @property
    def unasked(self) -> list[Clause]:
        """What says something new and has no question yet: a hint to its writer, nothing more."""
        return [clause for clause in self.material if getattr(clause, "question", None) is None]

    @property
    def other_meaning(self) -> list[Clause]:
        """What was there already and says something else."""
        return [clause for clause in self.material if clause not in self.new]

    @property
    def other_wording(self) -> list[Clause]:
        """What was there already and says the same in other words."""
        return [clause for clause in self.editorial if clause not in self.new]

    @property
    def is_empty(self) -> bool:
        """The draft says what is in force already."""
        return not (self.material or self.editorial or self.moved or self.removed or self.readers_changed)

    @property
    def asks_everyone(self) -> bool:
        return audiences.EVERYONE in self.asks_again

    @property
    def asks_groups(self) -> list[str]:
        """The function groups that are asked to read again, in words and in the order of the house."""
        return [str(group.label) for group in FunctionGroup if group in self.asks_again]


def changes_of(draft: Version, *, now: datetime) -> Changes:
    """Return what a draft changes against the published version, and what it lacks. Three queries."""
    clauses = in_document_order(_with_questions(draft.clauses.all()))
    published = Version.objects.published().filter(document_id=draft.document_id).prefetch_related("clauses").first()
    before = in_document_order(published.clauses.all()) if published is not None else []
    moved = rules.moved([clause.key for clause in before], [clause.key for clause in clauses])
    kept = {clause.key for clause in clauses}
    had = {clause.key for clause in before}
    for_whom = {clause.key: _groups(clause) for clause in before}
    at = published.published_at if published is not None else None
    return Changes(
        new=[clause for clause in clauses if clause.key not in had],
        moved=[clause for clause in clauses if clause.key in moved],
        published_lately_at=at if at is not None and now - at < READ_TWICE_WITHIN else None,
        material=[clause for clause in clauses if clause.change == ChangeKind.MATERIAL],
        editorial=[clause for clause in clauses if clause.change == ChangeKind.EDITORIAL],
        removed=[clause for clause in before if clause.key not in kept],
        incomplete=[clause for clause in clauses if clause.missing_languages],
        half_asked=[clause for clause in clauses if clause.question_lacks],
        unfilled=[clause for clause in clauses if clause.places],
        readers_changed=[each for each in clauses if each.key in had and for_whom[each.key] != _groups(each)],
        asks_again=whom_it_asks(before, clauses),
        count=len(clauses),
    )


def _groups(clause: Clause) -> frozenset[str]:
    return frozenset(clause.function_groups)
