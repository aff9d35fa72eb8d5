"""Keeping how a passage of a draft came to read as it does."""

from collections.abc import Iterable
from datetime import datetime

from people.models import Person
from strategy.choices import RevisionEvent
from strategy.errors import ClauseText
from strategy.models import Clause, ClauseRevision

KEPT = (*ClauseText.__slots__, "pillar", "function_groups", "aspect", "change")


def keep_revision(
    clause: Clause, event: RevisionEvent, *, actor: Person, now: datetime, restored: ClauseRevision | None = None
) -> ClauseRevision:
    """Write down a passage as it is saved now."""
    revision = _revision(clause, event)
    revision.saved_at, revision.saved_by, revision.restored = now, actor, restored
    revision.save()
    return revision


def keep_first_revisions(clauses: Iterable[Clause], event: RevisionEvent) -> None:
    """Write down with what a draft begins, as of who wrote it and when."""
    ClauseRevision.objects.bulk_create(_revision(clause, event) for clause in clauses)


def _revision(clause: Clause, event: RevisionEvent) -> ClauseRevision:
    return ClauseRevision(
        version_id=clause.version_id,
        key=clause.key,
        event=event,
        saved_at=clause.changed_at,
        saved_by_id=clause.changed_by_id,
        **{name: getattr(clause, name) for name in KEPT},
    )
