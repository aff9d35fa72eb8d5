"""What becomes of a comment, and who hears of what is written about a passage."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from common.bilingual import both
from common.clock import day_of
from common.services import record
from outbox import services as outbox
from people.models import Person
from people.selectors import people_here
from strategy import policies
from strategy.choices import TAKEN_OUT, CommentOutcome
from strategy.messages import CommentsWritten
from strategy.models import Clause, Comment

BUNDLED_WITHIN = timedelta(minutes=30)
"""Who takes part hears once about all that was written within this time."""


def close_of_removed(clause: Clause, *, actor: Person, now: datetime) -> None:
    """Close what is open about a passage that is taken out; who wrote it reads so."""
    rows = Comment.objects.select_for_update(of=("self",)).filter(version=clause.version_id, clause_key=clause.key)
    for comment in rows.filter(resolved_at__isnull=True):
        resolved(comment, CommentOutcome.NOT_TAKEN_OVER, TAKEN_OUT, actor=actor, now=now)


def resolved(comment: Comment, outcome: CommentOutcome, reason: str, *, actor: Person, now: datetime) -> Comment:
    """Close a comment that is locked and open, and tell who took part."""
    comment.resolved_at, comment.resolved_by = now, actor
    comment.outcome, comment.outcome_reason = outcome, reason.strip()
    comment.save(update_fields=["resolved_at", "resolved_by", "outcome", "outcome_reason"])
    record(f"comment.{outcome}", comment, actor=actor, now=now)
    tell(comment, who_took_part(comment), actor=actor, now=now)
    return comment


def who_took_part(comment: Comment) -> set[int]:
    """Return who wrote a comment and who answered it."""
    return {comment.author_id, *comment.replies.values_list("author_id", flat=True)}


def tell(comment: Comment, person_ids: Iterable[int], *, actor: Person, now: datetime) -> None:
    """Tell who takes part and may still read it, once for all that is written within half an hour."""
    turn = int(now.timestamp() // BUNDLED_WITHIN.total_seconds())
    version = comment.version
    for person in people_here(day_of(now)).filter(pk__in=set(person_ids) - {actor.pk}):
        if not policies.can_see_comments(person, version):
            continue
        outbox.add(
            CommentsWritten,
            recipient=person,
            dedupe_key=f"strategy.comments:{version.public_id}:{person.pk}:{turn}",
            context={
                "title": both(version.document.title_nl, version.document.title_en),
                "number": version.number,
            },
            now=now,
            not_before=now + BUNDLED_WITHIN,
            url=reverse("strategy:comments", args=[version.public_id]),
            about=f"comments:{version.public_id}",
        )
