"""Two versions of a document beside each other: what changed, passage by passage and word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from common.bilingual import Words
from common.prose import plain_from_markdown
from people.models import Person
from strategy import rules
from strategy.choices import LANGUAGES
from strategy.models import Clause, ClauseRevision, Version
from strategy.rules.audiences import Part, concerned
from strategy.rules.comparing import Kind, Piece, pieces_of
from strategy.selectors.documents import in_document_order
from strategy.selectors.readings import group_of, parts_of, standing_of


class State(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Compared:
    """One passage in two versions: its title and its text as pieces that stayed, went or came."""

    key: str
    number: int | None
    state: State
    change: str
    """How its author called the change, where the newer version has it."""
    title: Sequence[Piece]
    text: Sequence[Piece]
    is_moved: bool
    is_for_reader: bool | None
    """Whether it came to be for the reader, or is for them no longer; ``None`` where that did not change."""
    called: Words
    """Its title in whatever language there is, for a passage that lacks this one."""

    @property
    def is_untranslated(self) -> bool:
        return not self.title and not self.text

    @property
    def only_layout(self) -> bool:
        """The words are the same and only their form changed, such as what stands in bold."""
        return self.state == State.CHANGED and all(piece.kind == Kind.SAME for piece in (*self.title, *self.text))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions in one language, the older first."""

    older: Version
    newer: Version
    language: str
    passages: Sequence[Compared]

    @property
    def changed(self) -> list[Compared]:
        return [each for each in self.passages if each.state != State.SAME]

    @property
    def same(self) -> list[Compared]:
        return [each for each in self.passages if each.state == State.SAME]


def compare(one: Version, other: Version, language: str) -> Comparison:
    """Return what changed between two versions of a document, in the order of the newer; what went comes last.

    Two queries. The texts are compared as a reader takes them in, without the marks of Markdown.
    """
    older, newer = sorted((one, other), key=lambda each: each.number)
    before = {clause.key: clause for clause in in_document_order(older.clauses.all())}
    after = {clause.key: clause for clause in in_document_order(newer.clauses.all())}
    moved = rules.moved(list(before), list(after))
    rows = [
        _compared(before.get(key), clause, number, language, is_moved=key in moved)
        for number, (key, clause) in enumerate(after.items(), start=1)
    ]
    rows += [_compared(clause, None, None, language) for key, clause in before.items() if key not in after]
    return Comparison(older, newer, language, rows)


@dataclass(frozen=True, slots=True)
class ChangedFor:
    """What changed in a document that concerns a reader, since the version that they read last."""

    version: Version
    read: int
    """The number of the version that they read."""
    at: datetime
    language: str
    changed: Sequence[Compared]


def changed_for(version: Version, reader: Person, language: str) -> ChangedFor | None:
    """Return what ``reader`` has to read of a version in force; ``None`` for who never read its document, or is done.

    A passage that changed twice stands once, as it was read against as it is, without the addresses of links: whoever
    reviews a text wants those, a reader not. Four queries.
    """
    standing = standing_of(version, reader)
    if not standing.reads_anew or standing.number is None or standing.at is None:
        return None
    versions = Version.objects.filter(
        document=version.document_id, number__gte=standing.number, number__lte=version.number
    )
    steps = [in_document_order(each.clauses.all()) for each in versions.order_by("number").prefetch_related("clauses")]
    group = group_of(reader)
    keys = {key for was, now in pairwise(map(parts_of, steps)) for key in _concerning(group, was, now)}
    before, after = ({clause.key: clause for clause in clauses} for clauses in (steps[0], steps[-1]))
    numbers = {key: number for number, key in enumerate(after, start=1)}
    rows = [
        _compared(
            before.get(key),
            after.get(key),
            numbers.get(key),
            language,
            is_for_reader=_readers_changed(before.get(key), after.get(key), group),
            addresses=False,
        )
        for key in [*after, *(key for key in before if key not in after)]
        if key in keys
    ]
    changed = [each for each in rows if each.state != State.SAME or each.is_for_reader is not None]
    return ChangedFor(version, standing.number, standing.at, language, changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two texts of one passage in one language, word by word."""

    language: str
    title: Sequence[Piece]
    text: Sequence[Piece]

    @property
    def is_none(self) -> bool:
        return all(piece.kind == Kind.SAME for piece in (*self.title, *self.text))


def differences(older: Clause | ClauseRevision | None, newer: Clause | ClauseRevision) -> list[Difference]:
    """Return what is different between two texts of a passage, in each language."""
    return [
        Difference(
            language,
            pieces_of(old[0], new[0]),
            pieces_of(plain_from_markdown(old[1]), plain_from_markdown(new[1])),
        )
        for language in LANGUAGES
        for old, new in [(_text(older, language), _text(newer, language))]
    ]


def _concerning(group: str, was: Mapping[str, Part], now: Mapping[str, Part]) -> set[str]:
    return {key for key in was.keys() | now.keys() if group in concerned(was.get(key), now.get(key))}


def _readers_changed(before: Clause | None, after: Clause | None, group: str) -> bool | None:
    if before is None or after is None:
        return None
    was, now = (not each.function_groups or group in each.function_groups for each in (before, after))
    return now if was != now else None


def _compared(
    before: Clause | None,
    after: Clause | None,
    number: int | None,
    language: str,
    *,
    is_moved: bool = False,
    is_for_reader: bool | None = None,
    addresses: bool = True,
) -> Compared:
    old, new = (_text(clause, language) for clause in (before, after))
    if before is None or after is None:
        state = State.NEW if before is None else State.GONE
    elif old != new:
        state = State.CHANGED
    else:
        state = State.MOVED if is_moved else State.SAME
    here = after or before
    assert here is not None  # noqa: S101 - one of both is there
    return Compared(
        key=here.key,
        number=number,
        state=state,
        change=after.change if after is not None else "",
        title=pieces_of(old[0], new[0]),
        text=pieces_of(*(plain_from_markdown(each[1], addresses=addresses) for each in (old, new))),
        is_moved=is_moved,
        is_for_reader=is_for_reader,
        called=here.title,
    )


def _text(clause: Clause | ClauseRevision | None, language: str) -> tuple[str, str]:
    if clause is None:
        return "", ""
    return getattr(clause, f"title_{language}"), getattr(clause, f"text_{language}")
