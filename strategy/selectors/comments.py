"""What was remarked about the passages of a document, as those who write it and are asked about it see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from common.bilingual import Words
from common.prose import plain_from_markdown
from people.models import Person
from strategy import policies
from strategy.models import Clause, Comment, Reply, Version
from strategy.rules.comparing import Kind, Piece, pieces_of
from strategy.selectors.documents import in_document_order


@dataclass(frozen=True, slots=True)
class CommentThread:
    """A comment with its answers, and what the reader may do with it."""

    comment: Comment
    replies: Sequence[Reply]
    pieces: Sequence[Piece]
    """For a suggestion: what goes and what comes, word by word; empty for a comment."""
    can_reply: bool
    can_resolve: bool
    can_take: bool
    """A suggestion whose words can go into the draft now."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What was remarked about one passage. ``clause`` is ``None`` where it was taken out of the version."""

    key: str
    clause: Clause | None
    title: Words | str
    """Of a passage that was taken out: what it was called last, or its key where it was in this version only."""
    open: Sequence[CommentThread]
    closed: Sequence[CommentThread]
    earlier: Sequence[CommentThread]
    """About this passage in earlier versions, the newest first."""


def open_comments_of(version: Version) -> dict[str, int]:
    """Return by passage how many comments and suggestions are open. One query."""
    rows = Comment.objects.filter(version=version, resolved_at__isnull=True).values_list("clause_key")
    return dict(rows.annotate(count=Count("pk")).order_by())


def remarks_on(clause: Clause, reader: Person) -> Remarks:
    """Return what was remarked about a passage; who is asked sees this version's only. At most four queries."""
    version = clause.version
    threads = _threads(_comments().filter(version=version, clause_key=clause.key), version, reader, {clause.key})
    earlier: list[CommentThread] = []
    if policies.can_follow_reviews(reader) and version.number > 1:
        before = _comments().filter(
            version__document=version.document_id, version__number__lt=version.number, clause_key=clause.key
        )
        earlier = _threads(before.order_by("-version__number", "created_at", "pk"), None, reader, set())
    return _remarks(clause.key, clause, threads, earlier)


def remarks_of(version: Version, reader: Person) -> list[Remarks]:
    """Return the passages of a version about which something was remarked, in their order; taken-out ones last.

    Three queries, four where a passage was taken out.
    """
    clauses = in_document_order(version.clauses.all())
    threads = _threads(_comments().filter(version=version), version, reader, {clause.key for clause in clauses})
    by_key: dict[str, list[CommentThread]] = {clause.key: [] for clause in clauses}
    for thread in threads:
        by_key.setdefault(thread.comment.clause_key, []).append(thread)
    here = {clause.key: clause for clause in clauses}
    called = _last_titles(version, by_key.keys() - here.keys())
    return [_remarks(key, here.get(key), found, [], called.get(key)) for key, found in by_key.items() if found]


def _last_titles(version: Version, keys: Collection[str]) -> dict[str, Words]:
    """Return what passages were called last in earlier versions of the document, by key. One query for any keys."""
    if not keys:
        return {}
    rows = Clause.objects.filter(
        version__document=version.document_id, version__number__lt=version.number, key__in=keys
    )
    return {clause.key: clause.title for clause in rows.order_by("version__number")}


def comments_for(reader: Person) -> "QuerySet[Comment]":
    """Return comments with what a page about them needs; the caller asks whether ``reader`` may see their version."""
    return Comment.objects.select_related("version__document", "author").filter(
        version__in=Version.objects.visible_to(reader)
    )


def _comments() -> "QuerySet[Comment]":
    replies = Prefetch("replies", Reply.objects.select_related("author"))
    return Comment.objects.select_related("author", "resolved_by", "version").prefetch_related(replies)


def _threads(
    comments: "QuerySet[Comment]", version: Version | None, reader: Person, keys: set[str]
) -> list[CommentThread]:
    """Return threads; only those of a ``version`` that is given can be answered."""
    may_reply = version is not None and policies.can_comment(reader, version)
    may_take = version is not None and version.can_be_edited and policies.can_write(reader)
    return [
        CommentThread(
            comment=comment,
            replies=list(comment.replies.all()),
            pieces=suggested(comment),
            can_reply=may_reply and comment.is_open,
            can_resolve=may_reply and comment.is_open and policies.can_resolve(reader, comment),
            can_take=may_take and comment.is_open and comment.is_suggestion and comment.clause_key in keys,
        )
        for comment in comments
    ]


def suggested(comment: Comment) -> list[Piece]:
    """Return a suggestion as what goes and what comes; where only the form changes, with the marks of Markdown."""
    if not comment.is_suggestion:
        return []
    pieces = pieces_of(plain_from_markdown(comment.base), plain_from_markdown(comment.proposed))
    if all(piece.kind == Kind.SAME for piece in pieces):
        return pieces_of(comment.base, comment.proposed)
    return pieces


def _remarks(
    key: str,
    clause: Clause | None,
    threads: Sequence[CommentThread],
    earlier: Sequence[CommentThread],
    called: Words | None = None,
) -> Remarks:
    return Remarks(
        key=key,
        clause=clause,
        title=clause.title if clause is not None else called or key,
        open=[thread for thread in threads if thread.comment.is_open],
        closed=[thread for thread in threads if not thread.comment.is_open],
        earlier=earlier,
    )
